package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

const (
	ellipsis = "…"
	// A text longer than this is cut before it is measured: no place shows more, and a scraped name may be a page.
	longestText = 512
	// Texts a ruler remembers before it starts afresh: some fifty screens of names.
	rulerMemory = 4096
)

// ruler measures texts of one font and size. ASCII is a sum over a table: shaping 250 cells at each page would cost a
// hundred times that. What is not ASCII is shaped once and remembered. GUI thread only.
type ruler struct {
	size     float32
	style    fyne.TextStyle
	ascii    [utf8.RuneSelf]float32
	ellipsis float32
	widths   map[string]float32
	cuts     map[cutKey]string
}

type cutKey struct {
	text  string
	width float32
}

type rulerKey struct {
	font fyne.Resource
	size float32
	bold bool
}

var rulers = map[rulerKey]*ruler{}

func rulerFor(size float32, bold bool) *ruler {
	style := fyne.TextStyle{Bold: bold}
	key := rulerKey{font: fyne.CurrentApp().Settings().Theme().Font(style), size: size, bold: bold}
	if r, ok := rulers[key]; ok {
		return r
	}
	r := &ruler{size: size, style: style, widths: map[string]float32{}, cuts: map[cutKey]string{}}
	for b := byte(' '); b < 0x7F; b++ {
		r.ascii[b] = fyne.MeasureText(string(b), size, style).Width
	}
	r.ellipsis = fyne.MeasureText(ellipsis, size, style).Width
	rulers[key] = r
	return r
}

// lineHeight is Noto Sans's: 1.362 of the size.
func lineHeight(size float32) float32 { return size * 1.362 }

func (r *ruler) width(s string) float32 {
	var sum float32
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return r.shaped(s)
		}
		sum += r.ascii[s[i]]
	}
	return sum
}

func (r *ruler) shaped(s string) float32 {
	if w, ok := r.widths[s]; ok {
		return w
	}
	if len(r.widths) >= rulerMemory {
		clear(r.widths)
	}
	w := fyne.MeasureText(s, r.size, r.style).Width
	r.widths[s] = w
	return w
}

// fit gives s as it may be drawn in a width: clean, and cut with an ellipsis where it is too long.
func (r *ruler) fit(s string, width float32) (shown string, cut bool) {
	s = clean(s)
	if r.width(s) <= width {
		return s, false
	}
	if width < r.ellipsis {
		return "", true
	}
	key := cutKey{s, width}
	if shown, ok := r.cuts[key]; ok {
		return shown, true
	}
	if len(r.cuts) >= rulerMemory {
		clear(r.cuts)
	}
	shown = r.cut(s, width-r.ellipsis)
	r.cuts[key] = shown
	return shown, true
}

// cut finds the longest beginning that fits, never between a letter and its marks.
func (r *ruler) cut(s string, width float32) string {
	ends := make([]int, 0, len(s))
	for i, c := range s {
		if i > 0 && !unicode.Is(unicode.M, c) {
			ends = append(ends, i)
		}
	}
	low, high := 0, len(ends) // ends[:low] fit
	for low < high {
		mid := (low + high) / 2
		if fyne.MeasureText(s[:ends[mid]], r.size, r.style).Width <= width {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == 0 {
		return ellipsis
	}
	return strings.TrimRight(s[:ends[low-1]], " ") + ellipsis
}

// leftToRight begins a text that has right-to-left letters. Fyne draws the runs of a text from left to right in any
// case; with this the signs between them fall to the run they belong to, and a bracket stays with its word.
const leftToRight = "\u200E"

// clean makes one line of a text that came from anywhere: control characters become spaces, and the signs that turn the
// direction of what follows are taken out, so that a name cannot rearrange the row it stands in.
func clean(s string) string {
	if len(s) > longestText {
		end := longestText
		for end > 0 && !utf8.RuneStart(s[end]) {
			end--
		}
		s = s[:end]
	}
	for i := range len(s) {
		if b := s[i]; b < ' ' || b >= 0x7F {
			return cleanRunes(s)
		}
	}
	return s
}

func cleanRunes(s string) string {
	rtl := false
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsControl(c), c == '\u2028', c == '\u2029':
			return ' '
		case c >= '\u202A' && c <= '\u202E', c >= '\u2066' && c <= '\u2069', c == '\u200E', c == '\u200F', c == '\u061C':
			return -1
		case c >= 0x0590 && c <= 0x08FF, c >= 0xFB1D && c <= 0xFDFF, c >= 0xFE70 && c <= 0xFEFF:
			rtl = true
		}
		return c
	}, s)
	if rtl {
		return leftToRight + s
	}
	return s
}
