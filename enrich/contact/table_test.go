package contact

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFormsThatPagesUse reads one small page a line and holds what it gives against what stands behind the arrow. Each
// file of testdata/forms is about one kind of value; values are parted by commas, as a page gives them, best first.
func TestFormsThatPagesUse(t *testing.T) {
	files, err := filepath.Glob("testdata/forms/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no forms", err)
	}
	for _, file := range files {
		kind := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(kind, func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(body)) {
				page, want, ok := strings.Cut(strings.TrimRight(line, "\n"), " ==>")
				if !ok {
					continue // a remark
				}
				page = strings.ReplaceAll(page, `\n`, "\n")
				if got := told(kind, on("https://www.joesplumbing.com/", page)); got != strings.TrimSpace(want) {
					t.Errorf("%s\n got %s\nwant %s", page, got, strings.TrimSpace(want))
				}
			}
		})
	}
}

// told writes one kind of what a page gives in a line.
func told(kind string, c Contacts) string {
	var all []string
	switch kind {
	case "email":
		for _, e := range c.Emails {
			all = append(all, e.Value)
		}
	case "phone":
		for _, n := range c.Phones {
			s := n.Value
			if n.Kind != Phone {
				s += "/" + string(n.Kind)
			}
			all = append(all, s)
		}
	case "people":
		for _, p := range c.People {
			s := p.Name
			if p.Title != "" {
				s += "/" + p.Title
			}
			all = append(all, s)
		}
	case "address":
		if a := c.Address; a != nil {
			return strings.Join([]string{a.Street, a.City, a.State, a.ZIP}, "|")
		}
	case "hours":
		if h := c.Hours; h != nil {
			return written(h.Week)
		}
	case "name":
		return c.Name
	}
	return strings.Join(all, ", ")
}
