// Package normal brings what people and pages write into forms that can be compared: phones to E.164, websites to
// absolute URLs, names without accents and legal suffixes, ZIP codes with their leading zero.
//
// It is pure and a leaf: values in, values out; no network, no clock, no database, and nothing of this program is
// imported. Each function says "not one" with its last result instead of guessing, and each is idempotent: what it
// returned goes through it unchanged.
package normal
