// Package find is the screen that looks for businesses around a place: the form, the running search with its counted
// work, and the leads as they arrive.
package find
