package screen

import (
	"errors"

	"letip/app/widget"
	"letip/store/entity"
)

// Report tells a person that something did not work, and why. Without an error it says nothing.
func (r *Room) Report(what string, err error) {
	if err == nil {
		return
	}
	r.Shell.Say(widget.Toast{Kind: widget.ToastError, Title: what, Text: r.Sentence(err)})
}

// Sentence is an error as a person reads it.
func (r *Room) Sentence(err error) string {
	if r.Desk.Gone(err) {
		return L("Not found: it has been deleted.")
	}
	if fields, ok := errors.AsType[entity.FieldErrors](err); ok {
		return fields.Error()
	}
	return err.Error()
}
