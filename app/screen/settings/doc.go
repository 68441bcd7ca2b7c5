// Package settings is the screen of what a rep may change and of what the program says about itself.
//
// Each control is saved by itself, at once where it is a choice and once typing has settled where it is text; what is
// wrong stands beside its field and is not saved. It reads and writes through lead.Desk and never waits on the goroutine
// that draws.
package settings
