package contact

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// readTree reads a page over the parser's tree: what the pass over its tokens is held against.
func readTree(t *testing.T, body []byte) *document {
	t.Helper()
	d := newDocument(&url.URL{}, false)
	root, err := html.ParseWithOptions(bytes.NewReader(body), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	d.walk(root)
	d.finish()
	return d
}

func readTokens(body []byte) *document {
	d := newDocument(&url.URL{}, false)
	d.tokens(body)
	d.finish()
	return d
}

// TestTokensShowWhatTheTreeShows holds the pass over the tokens against the parser on all recorded pages: the text, line
// by line, and the contacts.
func TestTokensShowWhatTheTreeShows(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(pages, "*", "*.html"))
	if err != nil || len(files) < 200 {
		t.Fatal("too few pages", err)
	}
	different, lines, contacts := 0, 0, 0
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		body := decode(raw, "")
		tree, tokens := readTree(t, body), readTokens(body)
		lines += len(tree.lines)
		if diff := cmp.Diff(strings.Split(string(tree.text), "\n"), strings.Split(string(tokens.text), "\n")); diff != "" {
			n := strings.Count(diff, "\n-") + strings.Count(diff, "\n+")
			different += n
			t.Logf("%s: %d lines differ\n%s", f, n, head(diff, 600))
		}
		want, got := tree.contacts(Options{}), tokens.contacts(Options{})
		want.Links, got.Links = nil, nil
		if diff := cmp.Diff(want, got); diff != "" {
			contacts++
			t.Logf("%s: contacts differ (-tree +tokens)\n%s", f, head(diff, 1500))
		}
	}
	t.Logf("%d of %d lines of text differ, the contacts of %d of %d pages", different, lines, contacts, len(files))
	if different*500 > lines || contacts > 4 {
		t.Error("that is too many")
	}
}

func head(s string, n int) string { return s[:min(len(s), n)] }

// TestTokensCloseWhatPagesLeaveOpen has what people write wrong, and the lines of text that a reader sees.
func TestTokensCloseWhatPagesLeaveOpen(t *testing.T) {
	for _, tt := range []struct{ page, headings, bold string }{
		{"<h3>Dana<p>Owner", "Dana Owner", ""},
		{"<h3>Dana</h3><p>Owner", "Dana", ""},
		{"<p><b>Dana<p>Owner</b>", "", "Dana"},
		{"<ul><li><h4>A</h4><li>B</ul>", "A", ""},
		{"<table><tr><td><h2>A<td>B</table>C", "A", ""},
		{"<div><b>A</div>B</b>", "", "A"},
		{"<b><div>A</b>B</div>", "", ""},
		{"<span><div>A</span><h2>B</h2></div>", "B", ""},
		{"<svg><title>x</title><style/></svg><h2>A</h2>", "A", ""},
		{"<svg><path><p><h2>A</h2>", "A", ""},
		{"<noscript><h2>A</h2></noscript>", "A", ""},
		{"<a href=x><h2>A</a>B</h2>", "AB", ""},
		{"<td></div></p><h2>A</h2></td>", "A", ""},
		{strings.Repeat("<div>", 700) + "<h2>A</h2>", "A", ""},
	} {
		t.Run(head(tt.page, 40), func(t *testing.T) {
			headings, bold := []string{}, []string{}
			d := readTokens([]byte(tt.page))
			for i, l := range d.lines {
				if l.heading {
					headings = append(headings, d.lineText(i))
				}
				if l.bold {
					bold = append(bold, d.lineText(i))
				}
			}
			if got := strings.Join(headings, " "); got != tt.headings {
				t.Errorf("%s: headings %q, want %q", head(tt.page, 80), got, tt.headings)
			}
			if got := strings.Join(bold, " "); got != tt.bold {
				t.Errorf("%s: bold %q, want %q", head(tt.page, 80), got, tt.bold)
			}
		})
	}
}

// TestAPageTooDeepForTheParserStillGivesItsContacts has 600 open elements, with and without what takes a tree.
func TestAPageTooDeepForTheParserStillGivesItsContacts(t *testing.T) {
	for _, before := range []string{"", `<p itemscope itemref="a">`} {
		page := before + strings.Repeat("<div><span>", 400) + `<a href="mailto:joe@deep-shop.net">Joe</a> (732) 555-0100` +
			strings.Repeat("</span></div>", 400) + `<p>12 Main Street<br>Freehold, NJ 07728`
		if _, err := html.Parse(strings.NewReader(page)); err == nil {
			t.Fatal("the parser reads it: make it deeper")
		}
		c := Extract(Page{Body: []byte(page)}, Options{})
		if len(c.Emails) != 1 || len(c.Phones) != 1 || c.Address == nil || c.Address.ZIP != "07728" {
			t.Errorf("%q gives %s", before, fmt.Sprint(c))
		}
	}
}
