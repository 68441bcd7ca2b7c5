// Package screen is what all screens share: the words for statuses, figures and times, what a screen may ask of the
// window it stands in, and what is remembered of how a screen was left. The screens themselves have a folder each.
//
// A screen reads through lead.Desk and draws with app/widget. It runs on the goroutine that draws and never waits there:
// no SQL, no file, no network. Everything it shows as text has gone through Fyne's lang.
package screen
