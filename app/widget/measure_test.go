package widget

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"golang.org/x/image/font/sfnt"
	"pgregory.net/rapid"

	"letip/assets"
)

func TestNamesFromAnywhereBecomeOneHarmlessLine(t *testing.T) {
	for in, want := range map[string]string{
		"Joe’s Pizza":                      "Joe’s Pizza",
		"two\nlines\tand\ttabs":            "two lines and tabs",
		"nul\x00bell\x07":                  "nul bell ",
		"next\u0085line":                   "next line",
		"\u202eevil.exe":                   "evil.exe",
		"a\u2066b\u2069c\u200ed\u061ce":    "abcde",
		"Café Añejo":                       "Café Añejo",
		"مخبز (Bakery)":                    leftToRight + "مخبز (Bakery)",
		"שלום":                             leftToRight + "שלום",
		strings.Repeat("é", longestText):   strings.Repeat("é", longestText/2),
		"日本語":                              "日本語",
		strings.Repeat("x", 1_000_000):     strings.Repeat("x", longestText),
		"a" + strings.Repeat("日", 300_000): "a" + strings.Repeat("日", (longestText-1)/3),
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%.20q) = %.40q, want %.40q", in, got, want)
		}
	}
}

func TestAFittedTextFitsAndLosesNoMoreThanItMust(t *testing.T) {
	app(t, ModeLight)
	r := rulerFor(TextSize, false)
	alphabet := []rune("abcdefghijKLMNOP  éñüŁ&’-.,مخبزשלום日本e\u0301o\u0308")
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom(alphabet), 0, 60, -1).Draw(t, "text")
		width := float32(rapid.IntRange(0, 400).Draw(t, "width"))
		shown, cut := r.fit(s, width)
		if !utf8.ValidString(shown) {
			t.Fatalf("%q became %q", s, shown)
		}
		if !cut {
			if shown != clean(s) {
				t.Fatalf("%q became %q and is not said to be cut", s, shown)
			}
			return
		}
		if w := r.width(shown); w > width+0.5 && shown != ellipsis {
			t.Fatalf("%q in %v became %q of %v", s, width, shown, w)
		}
		if r.width(clean(s)) <= width {
			t.Fatalf("%q fits in %v and was cut", s, width)
		}
		if beginning := strings.TrimSuffix(shown, ellipsis); !strings.HasPrefix(clean(s), beginning) {
			t.Fatalf("%q became %q", s, shown)
		} else if next, _ := utf8.DecodeRuneInString(clean(s)[len(beginning):]); shown != "" && next == '\u0301' {
			t.Fatalf("%q was cut between a letter and its mark", s)
		}
	})
}

func TestTheSumOfAdvancesIsTheShapedWidthButForKerning(t *testing.T) {
	app(t, ModeLight)
	for _, bold := range []bool{false, true} {
		r := rulerFor(TextSize, bold)
		for _, s := range []string{"Kowalski Plumbing & Heating", "(732) 555-0103", "AVAToVaWAy", "info@joes.example"} {
			shaped := fyne.MeasureText(s, TextSize, fyne.TextStyle{Bold: bold}).Width
			if d := r.width(s) - shaped; d < -1 || d > 6 {
				t.Errorf("%q: the sum is %v, shaped it is %v", s, r.width(s), shaped)
			}
		}
	}
}

func TestFiguresStandInColumns(t *testing.T) {
	app(t, ModeLight)
	for _, bold := range []bool{false, true} {
		r := rulerFor(TextSize, bold)
		for d := '1'; d <= '9'; d++ {
			if r.ascii[d] != r.ascii['0'] {
				t.Errorf("%c is %v wide, 0 is %v", d, r.ascii[d], r.ascii['0'])
			}
		}
	}
}

func TestOurFontHasWhatNamesHereNeed(t *testing.T) {
	for name, data := range map[string][]byte{"regular": assets.FontRegular, "bold": assets.FontBold} {
		font, err := sfnt.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range "Joe’s Café Añejo Żółta Łódź Ōsaka Việt Nam · – — … × ✓ ▲ ▼ ▾ • “” € ™ שלום مخبز پچگ ،؟" {
			if i, err := font.GlyphIndex(nil, c); err != nil || i == 0 {
				t.Errorf("%s has no %c (%U)", name, c, c)
			}
		}
	}
}

func TestALineIsAsHighAsTheFontSays(t *testing.T) {
	app(t, ModeLight)
	for _, s := range []string{"Joe", "مخبز", "שלום"} {
		if got, want := fyne.MeasureText(s, TextSize, fyne.TextStyle{}).Height, lineHeight(TextSize); got < want-0.1 || got > want+0.1 {
			t.Errorf("a line of %q is %v high, want %v", s, got, want)
		}
	}
}

func TestAParagraphBreaksAtSpaces(t *testing.T) {
	app(t, ModeLight)
	r := rulerFor(TextSize, false)
	text := "Overpass asked us to wait. What came before was kept; it will be tried again in 40 s.\nSecond line"
	lines := wrap(r, text, 200, 0)
	for _, line := range lines {
		if r.width(line) > 200 {
			t.Errorf("%q is wider than 200", line)
		}
	}
	if got := strings.Join(lines, " "); got != strings.ReplaceAll(text, "\n", " ") {
		t.Errorf("the lines say %q", got)
	}
	two := wrap(r, text, 200, 2)
	if len(two) != 2 || !strings.HasSuffix(two[1], ellipsis) {
		t.Errorf("in two lines: %q", two)
	}
	if got := wrap(r, strings.Repeat("x", 100), 100, 0); len(got) != 1 || !strings.HasSuffix(got[0], ellipsis) {
		t.Errorf("a word longer than the line: %q", got)
	}
}
