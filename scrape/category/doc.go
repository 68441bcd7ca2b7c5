// Package category knows what a rep calls a place: it reads the category list (groups, names, OpenStreetMap tags and a
// deny-list, as data in assets/categories.json), names a place by its tags, and turns a rep's words into the tags to
// ask for.
//
// It is pure but for Load and Write, which look after the rep's own list in the data directory. It promises that a list
// with a mistake in it is never used in part: the error names the line, and the built-in list serves.
package category
