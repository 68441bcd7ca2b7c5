package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Field is an input with its label above, and beside that, at the right, what is wrong with it: an error moves nothing.
// A hint may stand below.
type Field struct {
	fynewidget.BaseWidget
	label, wrong *Text
	hint         *Text
	aside        fyne.CanvasObject
	input        fyne.CanvasObject
}

// NewField makes a field around an input.
func NewField(label string, input fyne.CanvasObject) *Field {
	f := &Field{
		label: NewText(label, StyleLabel), input: input,
		wrong: NewText("", TextStyle{Role: RoleError, Size: LabelSize, Align: fyne.TextAlignTrailing, Cut: true}),
	}
	f.ExtendBaseWidget(f)
	return f
}

// SetError shows what is wrong, "" that nothing is.
func (f *Field) SetError(text string) {
	if f.wrong.Text() == text {
		return
	}
	f.wrong.SetText(text)
	if input, ok := f.input.(interface{ SetWrong(bool) }); ok {
		input.SetWrong(text != "")
	}
	f.Refresh()
}

// Error is what is wrong, "" for nothing.
func (f *Field) Error() string { return f.wrong.Text() }

// SetHint shows a line below the input. A field that once had one keeps the place for it.
func (f *Field) SetHint(text string) *Field {
	if f.hint == nil {
		f.hint = NewText("", StyleHint.Cutting())
	}
	f.hint.SetText(text)
	f.Refresh()
	return f
}

// SetAside puts a link at the right end of the hint's line, as "change".
func (f *Field) SetAside(o fyne.CanvasObject) *Field {
	f.aside = o
	f.Refresh()
	return f
}

// Label is the words above the input.
func (f *Field) Label() string { return f.label.Text() }

// Input is what the field is around.
func (f *Field) Input() fyne.CanvasObject { return f.input }

const (
	fieldLabel = 20
	fieldHint  = 18
)

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{owner: f}
	below := func() bool { return f.hint != nil || f.aside != nil }
	r.restyle = func() {
		r.objects = append(r.objects[:0], f.label, f.wrong, f.input)
		if f.hint != nil {
			r.objects = append(r.objects, f.hint)
		}
		if f.aside != nil {
			r.objects = append(r.objects, f.aside)
		}
	}
	r.layout = func(size fyne.Size) {
		lw := min(f.label.MinSize().Width, size.Width)
		place(f.label, 0, 0, lw, fieldLabel-2)
		place(f.wrong, lw+8, 0, max(0, size.Width-lw-8), fieldLabel-2)
		height := size.Height - fieldLabel
		if below() {
			height -= fieldHint
		}
		place(f.input, 0, fieldLabel, size.Width, height)
		width := size.Width
		if f.aside != nil {
			aside := f.aside.MinSize()
			place(f.aside, size.Width-aside.Width, fieldLabel+height+(fieldHint-aside.Height)/2+1, aside.Width, aside.Height)
			width -= aside.Width + 6
		}
		if f.hint != nil {
			place(f.hint, 0, fieldLabel+height+2, width, fieldHint-2)
		}
	}
	r.minSize = func() fyne.Size {
		size := f.input.MinSize().AddWidthHeight(0, fieldLabel)
		if below() {
			size.Height += fieldHint
		}
		return size
	}
	return newRenderer(r)
}
