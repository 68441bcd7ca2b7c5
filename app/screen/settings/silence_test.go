package settings

import (
	"strings"
	"testing"
	"time"

	"letip/store/entity"
)

// put types an entry for the list of whom nobody may contact, and adds it.
func (d *desk) put(kind, value, note string) {
	d.do(func() {
		s := d.screen.silence
		s.kind.SetChosen(kind)
		s.value.SetText(value)
		s.note.SetText(note)
		s.put()
	})
	d.pass(time.Second)
}

func (d *desk) suppressed() []entity.Suppression {
	d.t.Helper()
	list, err := d.db.Suppressions(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

func TestWhomNobodyMayContactIsListedAndHoldsLeadsBack(t *testing.T) {
	open(t, nil, func(d *desk) {
		if !strings.Contains(d.words(), "Nobody is on the list.") {
			d.t.Errorf("the screen shows %q", d.words())
		}
		b, err := d.db.Create(d.t.Context(), entity.Draft{Name: "Joe's Pizza", Phone: "(732) 555-0100"})
		if err != nil {
			d.t.Fatal(err)
		}
		d.put("Phone", "732 555 0100", "asked not to be called")
		for _, want := range []string{"(732) 555-0100", "holds back 1 lead", "asked not to be called", "1 entry"} {
			if !strings.Contains(d.words(), want) {
				d.t.Errorf("the screen shows %q, want %q in it", d.words(), want)
			}
		}
		if b, err = d.db.Business(d.t.Context(), b.ID); err != nil || !b.DoNotContact {
			d.t.Errorf("the lead may be contacted: %+v, %v", b.DoNotContact, err)
		}
		toast := d.shell.toasts[len(d.shell.toasts)-1]
		if toast.Action != "Undo" {
			d.t.Fatalf("the toast is %+v, want one that offers to undo", toast)
		}
		d.tap("Remove", 0)
		if list := d.suppressed(); len(list) != 0 {
			d.t.Errorf("after Remove the list is %+v", list)
		}
		if b, err = d.db.Business(d.t.Context(), b.ID); err != nil || b.DoNotContact {
			d.t.Errorf("the lead is still held back: %v, %v", b.DoNotContact, err)
		}
		d.do(d.shell.toasts[len(d.shell.toasts)-1].OnAction)
		d.pass(time.Second)
		if list := d.suppressed(); len(list) != 1 {
			d.t.Errorf("after undo the list is %+v, want the entry again", list)
		}
	})
}

func TestWhatCantBeSuppressedSaysSoBesideTheField(t *testing.T) {
	open(t, nil, func(d *desk) {
		for _, c := range []struct{ kind, value, want string }{
			{"Email", "", "Write whom."},
			{"Email", "joe", "is no email address"},
			{"Phone", "call me", "can't be read"},
			{"Domain", "gmail.com", "belongs to many"},
		} {
			d.put(c.kind, c.value, "")
			var got string
			d.do(func() { got = d.screen.silence.field.Error() })
			if !strings.Contains(got, c.want) {
				d.t.Errorf("%s %q is answered with %q, want %q", c.kind, c.value, got, c.want)
			}
		}
		if list := d.suppressed(); len(list) != 0 {
			d.t.Errorf("the list is %+v, want none", list)
		}
	})
}
