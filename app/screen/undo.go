package screen

import (
	"strconv"

	"letip/app/widget"
	"letip/store/entity"
)

// Done says that a change was made, with the way back where there is one: step is what a mutation answered.
func (r *Room) Done(title, text string, step int64) { r.Shell.Say(r.DoneToast(title, text, step)) }

// DoneToast is what Done says.
func (r *Room) DoneToast(title, text string, step int64) widget.Toast {
	t := widget.Toast{Kind: widget.ToastSuccess, Title: title, Text: text}
	if step != 0 {
		t.About = aboutStep(step)
		t.Action, t.OnAction = L("Undo"), func() { r.Undo(step) }
	}
	return t
}

func aboutStep(step int64) string { return "step " + strconv.FormatInt(step, 10) }

// keyUndo has what was undone and done again fold into one toast: the newest is what counts.
const keyUndo = "undo"

// Undo takes a step back, the newest where it is 0, and says what came of it.
func (r *Room) Undo(step int64) {
	r.Desk.Undo.Go(step, func(u entity.Undone, err error) {
		switch {
		case r.Desk.Undone(err) && step == 0:
			r.Shell.Say(widget.Toast{Kind: widget.ToastInfo, Title: L("There is nothing left to undo"), Key: keyUndo, Latest: true})
		case r.Desk.Undone(err):
			r.Shell.Say(widget.Toast{Kind: widget.ToastInfo, Title: L("Already undone"), Key: keyUndo, Latest: true})
		case err != nil:
			r.Report(L("It could not be undone"), err)
		default:
			if w, ok := r.Shell.(Withdrawer); ok {
				w.Withdraw(aboutStep(u.Step)) // what it offered has happened
			}
			r.Shell.Say(widget.Toast{
				Kind: widget.ToastSuccess, Title: L("Undone"), Text: Joined(". ", u.Label, u.Remark), Key: keyUndo, Latest: true,
				Action: L("Redo"), OnAction: r.Redo,
			})
		}
	})
}

// Redo does again what was undone last.
func (r *Room) Redo() {
	r.Desk.Redo.Go(struct{}{}, func(u entity.Undone, err error) {
		switch {
		case r.Desk.Undone(err):
			r.Shell.Say(widget.Toast{Kind: widget.ToastInfo, Title: L("There is nothing to do again"), Key: keyUndo, Latest: true})
		case err != nil:
			r.Report(L("It could not be done again"), err)
		default:
			t := r.DoneToast(L("Done again"), Joined(". ", u.Label, u.Remark), u.Step)
			t.Key, t.Latest = keyUndo, true
			r.Shell.Say(t)
		}
	})
}
