// Package importing is the screen on which a file becomes leads: what the file is, what each of its columns is taken for,
// its first rows with what can't be used marked and mended in place, what an import would do, and the import itself with
// its figures, live.
//
// It steers lead.Desk's imports. A file comes by the button, by its path, or dropped onto the window.
package importing
