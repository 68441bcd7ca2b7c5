package devtools

import (
	"bytes"
	"encoding/json"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
)

// copiedFor is how long the button says that it has copied.
const copiedFor = 1500 * time.Millisecond

// mostCopied bounds what goes onto the clipboard.
const mostCopied = 8 << 20

// subject is what the details are about.
type subject struct {
	key    string // tells subjects apart
	title  string
	word   screen.Word
	line   string // behind the word
	target *target
	change uint64 // the mutation it is about; 0 is none
	cancel bool   // the mutation can be cancelled
	repeat bool   // the mutation can be run again
	items  []item
	text   string // what Copy copies where no line is chosen; empty is the first item's data
}

// details is the pane at the right: the chosen row in full.
type details struct {
	t       *Tools
	subject subject

	title    *widget.Paragraph
	state    *widget.Status
	buttons  map[*action]*widget.Button
	cancel   *widget.Button
	repeat   *widget.Button
	row      *fyne.Container
	copy     *widget.Button
	copied   *time.Timer
	explorer *explorer
	empty    *widget.Empty
	full     *fyne.Container
	object   fyne.CanvasObject
	height   float32 // of what stands above the explorer
}

func newDetails(t *Tools) *details {
	d := &details{
		t: t, title: widget.NewParagraph("", widget.TextStyle{Bold: true, Size: 15}).SetMaxLines(3),
		state: widget.NewStatus("", widget.RoleIdle, true).SetStyle(widget.StyleLabel.Cutting()), buttons: map[*action]*widget.Button{},
	}
	var row []fyne.CanvasObject
	for _, a := range actions {
		b := widget.NewButton(screen.L(a.word), widget.Secondary, func() { d.press(a) }).SetTone(a.tone)
		b.SetTip(screen.L(a.tip))
		d.buttons[a] = b
		row = append(row, b)
	}
	d.cancel = widget.NewButton(screen.L("Cancel it"), widget.Secondary, func() { d.t.deps.Cache.CancelMutation(d.subject.change) }).
		SetTone(widget.RoleError).SetTip(screen.L("Ends its context; its layers go with it"))
	d.repeat = widget.NewButton(screen.L("Run again"), widget.Secondary, func() { d.t.deps.Cache.RepeatMutation(d.subject.change) }).
		SetTone(widget.RoleAccent).SetTip(screen.L("Runs the same change once more"))
	d.row = screen.Flow(6, append(row, d.cancel, d.repeat)...)
	d.copy = widget.NewIconButton("copy", screen.L("Copy"), widget.Quiet, d.copyChosen)
	d.copy.SetTip(screen.L("Copies the chosen line, or else all data, as JSON"))
	d.explorer = newExplorer(t.deps.Dispatch)
	head := screen.Column(8, container.NewBorder(nil, nil, nil, container.NewVBox(d.copy), d.title), d.state, d.row)
	d.full = container.NewBorder(screen.Inset(18, 14, 12, 10, head), nil, nil, nil, screen.Inset(10, 0, 2, 2, d.explorer.grid))
	d.empty = widget.NewEmpty("developer", "", "")
	d.object = widget.NewCard(container.NewStack(d.full, d.empty)).SetPadding(0)
	d.nothing("", "")
	return d
}

// nothing says why there is nothing to show.
func (d *details) nothing(title, text string) {
	d.subject = subject{}
	d.empty.Set("developer", title, text)
	d.full.Hide()
	d.empty.Show()
}

// show shows a subject.
func (d *details) show(s subject) {
	afresh := s.key != d.subject.key
	d.subject = s
	d.title.SetText(s.title)
	line := screen.L(s.word.Text)
	if s.line != "" {
		line = screen.Joined(" · ", line, s.line)
	}
	d.state.Set(line, s.word.Role, s.word.Hollow)
	d.offer()
	d.explorer.show(s.items, afresh)
	if d.empty.Visible() {
		d.empty.Hide()
		d.full.Show()
	}
	d.relay()
}

// relay lays the pane out again when what stands above the tree has become higher or lower.
func (d *details) relay() {
	if h := d.title.MinSize().Height + d.row.MinSize().Height; h != d.height {
		d.height = h
		d.full.Refresh()
	}
}

// offer enables the buttons that apply now.
func (d *details) offer() {
	g := d.subject.target
	for _, a := range actions {
		b := d.buttons[a]
		if g == nil || g.seen == nil && !a.prefix {
			b.Hide()
			continue
		}
		b.Show()
		word := a.word
		if a.takesBack(g) {
			word = a.back
		}
		if word = screen.L(word); b.Label() != word {
			b.SetLabel(word)
			d.row.Refresh()
		}
		b.SetDisabled(!a.applies(g))
	}
	shown := func(b *widget.Button, on bool) {
		if on {
			b.Show()
		} else {
			b.Hide()
		}
	}
	shown(d.cancel, d.subject.cancel)
	shown(d.repeat, d.subject.repeat)
	if g == nil && !d.subject.cancel && !d.subject.repeat {
		d.row.Hide()
	} else {
		d.row.Show()
	}
}

// press does what a button says.
func (d *details) press(a *action) {
	if g := d.subject.target; g != nil {
		a.act(d.t.deps.Cache, g)
		d.t.queries.ask() // the answer is looked at as soon as that is allowed
	}
}

// stop ends what would still happen.
func (d *details) stop() {
	if d.copied != nil {
		d.copied.Stop()
	}
}

// copyChosen puts the chosen line, or all, onto the clipboard. Encoding a long list takes a while, so it is done
// elsewhere.
func (d *details) copyChosen() {
	s := d.subject
	var data func() any
	text := s.text
	if it, ok := d.explorer.chosen(); ok {
		text, data = it.value, it.data
	} else if len(s.items) > 0 && text == "" {
		data = s.items[0].data
	}
	if data == nil {
		d.put(text, nil)
		return
	}
	value := data()
	d.copy.SetBusy(screen.L("Copying…"))
	d.t.working.Go(func() { // owner: the tools; Close waits
		b, err := encode(value)
		d.t.deps.Dispatch.Post(func() { d.put(string(b), err) })
	})
}

// put is the end of a copy.
func (d *details) put(text string, err error) {
	if d.t.closed {
		return
	}
	d.copy.SetBusy("")
	switch {
	case err != nil:
		d.t.say(widget.ToastError, screen.L("This can't be written as JSON"), err.Error())
		return
	case len(text) > mostCopied:
		d.t.say(widget.ToastWarning, screen.L("Too much to copy"), bytesWords(int64(len(text))))
		return
	}
	fyne.CurrentApp().Clipboard().SetContent(text)
	d.copy.SetLabel(screen.L("Copied"))
	d.stop()
	d.copied = time.AfterFunc(copiedFor, func() {
		d.t.deps.Dispatch.Post(func() {
			if !d.t.closed {
				d.copy.SetLabel(screen.L("Copy"))
			}
		})
	})
}

// encode writes a value as JSON for people; a text stays itself.
func encode(v any) ([]byte, error) {
	if s, ok := v.(string); ok {
		return []byte(s), nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
