// Package frame is the window around the screens: the rail at the left with its counts, the header with the search and
// the health badge, the status bar that shows what runs, toasts over everything, and the keys.
//
// It builds a screen when it is first shown, tells it when it is seen and when not, and is the screen.Shell that screens
// ask for what concerns the window.
package frame
