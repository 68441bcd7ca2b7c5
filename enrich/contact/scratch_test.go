package contact

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

func TestAppendLowerLowersLettersOfASCIIAlone(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for n := range 300 {
		text := make([]byte, n)
		for i := range text {
			text[i] = byte(chance.Uint32())
		}
		want := bytes.Clone(text)
		for i, c := range want {
			if 'A' <= c && c <= 'Z' {
				want[i] = c + 'a' - 'A'
			}
		}
		if got := appendLower(nil, text); !bytes.Equal(got, want) {
			t.Fatalf("%q is %q, want %q", text, got, want)
		}
	}
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	for i, c := range appendLower(nil, every) {
		if want := byte(i); c != want && !(i >= 'A' && i <= 'Z' && c == want+32) {
			t.Errorf("%#x became %#x", i, c)
		}
	}
}

// TestPagesReadOneAfterTheOtherDoNotMix reads pages by turns and at once: what is borrowed from page to page must not
// show.
func TestPagesReadOneAfterTheOtherDoNotMix(t *testing.T) {
	a := Page{Body: []byte(`<h1>A</h1><a href="mailto:a@first.net">A</a><p>(732) 555-0100<p>1 Main Street<br>Freehold, NJ 07728`)}
	b := Page{Body: []byte(`<h1>B`)}
	first := Extract(a, Options{})
	for range 50 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			if c := Extract(b, Options{}); len(c.Emails)+len(c.Phones)+len(c.Links) != 0 || c.Address != nil || c.Name != "B" {
				t.Errorf("%+v", c)
			}
			if c := Extract(a, Options{}); len(c.Emails) != 1 || c.Emails[0] != first.Emails[0] || *c.Address != *first.Address || c.Phones[0] != first.Phones[0] {
				t.Errorf("%+v", c)
			}
		})
	}
}
