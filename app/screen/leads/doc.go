// Package leads is the screen that a rep works in: the table of leads, the filters above it, one lead in full beside
// it, and what can be done with one or with many.
package leads
