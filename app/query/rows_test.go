package query

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rows are the 203 rows of the conformance table, a line a section, in the order of their numbers: M must match the
// anchor, X must and does better, S should, N does not apply here.
var rows = []struct{ section, uses string }{
	{"A", "M M M M N X M M M M M M M M M"},
	{"B", "M M M M M M"},
	{"C", "M M M M X M M M M M M M"},
	{"D", "M M M M S M M M M M"},
	{"E", "M M M X X X M M M N M S M M M M"},
	{"F", "M M S M M M M M S"},
	{"G", "M M M M M M M X M M M M X X M S M M M M M X M"},
	{"H", "M M M M M M X X"},
	{"I", "M M M M M M M N M N"},
	{"J", "S M S M X M M"},
	{"K", "M M S M"},
	{"L", "M M M X N M M X"},
	{"M", "M M M M N"},
	{"N", "M M S M M N M S M M M M M M S"},
	{"O", "M M S M"},
	{"P", "M M S S S"},
	{"R", "M N N"},
	{"T", "M M X X"},
	{"W", "M M M M M M M X M S M M M S M M M M S S X"},
	{"Y", "M S M"},
	{"Z", "S S S S N"},
	{"ZA", "S"},
	{"ZB", "S S S S S N"},
	{"ZC", "M M N"},
}

// omitted are the S rows that are not built; doc.go says why for each.
var omitted = strings.Fields("D5 K3 N15 W10 W19 Z1 Z2 Z3 Z4 ZA1 ZB1 ZB2 ZB3 ZB4 ZB5")

// Every row that must hold, and every row that should and was built, has one test named by its id; every other row
// has its reason in the package's documentation.
func TestEachRowHasItsTestOrItsReason(t *testing.T) {
	tests, doc := testIDs(t), packageDoc(t)
	count := map[string]int{}
	for _, section := range rows {
		for i, use := range strings.Fields(section.uses) {
			id := fmt.Sprint(section.section, i+1)
			count[use]++
			n := len(tests[id])
			switch {
			case use == "N" || slices.Contains(omitted, id):
				if !regexp.MustCompile(`\b` + id + `\b`).MatchString(doc) {
					t.Errorf("%s has no reason in doc.go", id)
				}
			case n != 1:
				t.Errorf("%s has %d tests: %v", id, n, tests[id])
			}
			delete(tests, id)
		}
	}
	for id, names := range tests {
		t.Errorf("%v: there is no row %s", names, id)
	}
	equal(t, "rows", count, map[string]int{"M": 143, "X": 18, "S": 30, "N": 12})
}

// testIDs gives the names of the tests by the row they are named after.
func testIDs(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`^Test([A-Z]+[0-9]+)_`)
	ids := map[string][]string{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				if m := named.FindStringSubmatch(fn.Name.Name); m != nil {
					ids[m[1]] = append(ids[m[1]], fn.Name.Name)
				}
			}
		}
	}
	return ids
}

func packageDoc(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The cache knows keys, time and goroutines: no database, no toolkit, no lead.
func TestImportsAreFew(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			foreign := strings.Contains(path, ".") && path != "github.com/sourcegraph/conc"
			if foreign || strings.HasPrefix(path, "letip/") || path == "database/sql" || path == "net" {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}
