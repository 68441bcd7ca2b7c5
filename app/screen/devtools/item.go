package devtools

import (
	"letip/app/widget"
)

// item is one line of the explorer: a name, a value in a few words, and perhaps more under it, which is only asked for
// when it is open.
type item struct {
	name  string
	value string
	role  widget.Role   // of the value
	named bool          // the name is data's own and not a place in a list
	kids  func() []item // nil: nothing under it
	data  func() any    // what copying gives as JSON; nil: the value's words
	open  bool          // at first
}

// fact is an item without anything under it.
func fact(name, value string) item { return item{name: name, value: value, role: widget.RoleMuted} }

// group is an item that holds others.
func group(name, value string, open bool, kids ...item) item {
	it := item{name: name, value: value, role: widget.RoleMuted, open: open}
	if len(kids) > 0 {
		it.kids = func() []item { return kids }
	}
	return it
}
