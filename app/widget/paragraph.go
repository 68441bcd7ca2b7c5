package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Paragraph is text that wraps. Its height follows its width.
type Paragraph struct {
	fynewidget.BaseWidget
	text  string
	style TextStyle
	most  int // lines, 0 = no end
	lines []*canvas.Text
	wide  float32 // the width that lines is for
}

// NewParagraph makes a paragraph.
func NewParagraph(text string, style TextStyle) *Paragraph {
	p := &Paragraph{text: text, style: style}
	p.ExtendBaseWidget(p)
	return p
}

// SetMaxLines cuts what is longer, with an ellipsis.
func (p *Paragraph) SetMaxLines(n int) *Paragraph {
	p.most = n
	p.wide = 0
	return p
}

// Text is the whole text.
func (p *Paragraph) Text() string { return p.text }

// SetText changes the words.
func (p *Paragraph) SetText(text string) {
	if p.text != text {
		p.text, p.wide = text, 0
		p.Refresh()
	}
}

// Set changes words and role at once.
func (p *Paragraph) Set(text string, role Role) {
	p.style.Role = role
	p.text, p.wide = text, 0
	p.Refresh()
}

func (p *Paragraph) wrap(width float32) {
	if width == p.wide {
		return
	}
	p.wide = width
	words := wrap(rulerFor(p.style.size(), p.style.Bold), p.text, width, p.most)
	p.lines = p.lines[:0]
	for _, w := range words {
		line := newText(p.style.size(), p.style.Bold)
		line.Text, line.Alignment, line.Color = w, p.style.Align, Color(p.style.Role)
		p.lines = append(p.lines, line)
	}
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{owner: p}
	r.restyle = func() {
		for _, line := range p.lines {
			line.Color = Color(p.style.Role)
		}
	}
	r.layout = func(size fyne.Size) {
		p.wrap(size.Width)
		height := lineHeight(p.style.size())
		r.objects = r.objects[:0]
		for i, line := range p.lines {
			place(line, 0, float32(i)*height, size.Width, height)
			r.objects = append(r.objects, line)
		}
	}
	r.minSize = func() fyne.Size {
		lines := 1
		if p.Size().Width > 0 {
			p.wrap(p.Size().Width)
			lines = max(1, len(p.lines))
		}
		return fyne.NewSize(40, float32(lines)*lineHeight(p.style.size()))
	}
	return newRenderer(r)
}

// wrap breaks a text into lines of a width, at spaces and where the text itself has a break. With most > 0 the last line
// is cut.
func wrap(r *ruler, text string, width float32, most int) []string {
	var lines []string
	for _, piece := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(piece) {
			next := word
			if line != "" {
				next = line + " " + word
			}
			if line != "" && r.width(clean(next)) > width {
				lines = append(lines, line)
				next = word
			}
			line = next
		}
		lines = append(lines, line)
	}
	if most > 0 && len(lines) > most {
		lines = append(lines[:most-1], strings.Join(lines[most-1:], " "))
	}
	for i, line := range lines {
		lines[i], _ = r.fit(line, width)
	}
	return lines
}
