// Package event is what the rooms tell each other: the typed catalogue of facts and the channel bus that carries them.
//
// The store publishes after a commit, the pools publish their progress. A slow subscriber delays nobody; progress
// coalesces to the newest, facts are never dropped.
package event
