// Package entity is the vocabulary: the types that the store keeps, the pools fill and the screens show.
//
// It is a leaf. It holds no behaviour beyond naming and parsing its own values, imports nothing of this program,
// and promises that the zero value of every field means "unknown".
package entity
