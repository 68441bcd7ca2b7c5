// Package dashboard is the screen that sums the leads up: figures, what was added when, where the leads are and how far
// the rep has come with them. A click on a figure opens the list it counts.
package dashboard
