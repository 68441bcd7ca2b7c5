package screen

import (
	"letip/app/widget"
	"letip/store/entity"
)

// Done says that a change was made, with the way back where there is one: step is what a mutation answered.
func (r *Room) Done(title, text string, step int64) {
	t := widget.Toast{Kind: widget.ToastSuccess, Title: title, Text: text}
	if step != 0 {
		t.Action, t.OnAction = L("Undo"), func() { r.Undo(step) }
	}
	r.Shell.Say(t)
}

// Undo takes a step back, the newest where it is 0, and says what came of it.
func (r *Room) Undo(step int64) {
	r.Desk.Undo.Go(step, func(u entity.Undone, err error) {
		switch {
		case r.Desk.Undone(err) && step == 0:
			r.Shell.Say(widget.Toast{Kind: widget.ToastInfo, Title: L("There is nothing left to undo"), Key: "undo"})
		case r.Desk.Undone(err):
			r.Shell.Say(widget.Toast{Kind: widget.ToastInfo, Title: L("Already undone"), Key: "undo"})
		case err != nil:
			r.Report(L("It could not be undone"), err)
		default:
			r.Shell.Say(widget.Toast{Kind: widget.ToastSuccess, Title: L("Undone"), Text: u.Label})
		}
	})
}
