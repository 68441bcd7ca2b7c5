// Package app is the program: it builds every part, owns their lifetimes and closes them in order.
//
// Core is the program without its face, for the desktop and for the commands; the desktop is the window over it. It
// promises that whoever opens a Core can close it at any moment: jobs become interrupted, what was saved stays, and no
// goroutine is left.
package app
