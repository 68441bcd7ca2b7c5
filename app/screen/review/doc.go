// Package review is the screen of pairs that may be one business: two leads side by side, what differs between them
// marked, and what speaks for one or for two. The rep merges them, keeps them apart for good, or leaves them for later,
// with buttons or with single keys, and goes on to the next pair.
//
// It reads lead.Desk's pairs and leads and decides by its mutations, which take a pair off the list at once and bring it
// back on an error or by undo.
package review
