package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "letip"

// directions says what each room may import of the program's own: the longest line that fits a package counts. What
// stands here is DESIGN, "Which way things point"; a package without a line is a room nobody planned.
var directions = []struct {
	room string
	may  []string
}{
	{"", []string{"app", "app/command"}},
	{"app/command", []string{"app", "app/instance", "enrich", "enrich/contact", "scrape", "scrape/fetch", "store", "store/entity", "store/event", "store/exchange", "store/normal"}},
	{"app", []string{"app/", "assets", "scrape", "scrape/", "enrich", "enrich/", "store", "store/"}},
	{"app/screen", []string{"app/screen", "app/screen/", "app/lead", "app/query", "app/widget", "assets", "store/entity", "store/event", "store/normal"}},
	{"app/lead", []string{"app/query", "store/entity", "store/event", "store/normal"}},
	{"app/query", nil},
	{"app/widget", []string{"assets"}},
	{"app/instance", nil},
	{"scrape", []string{"scrape/fetch", "scrape/job", "store", "store/entity", "store/event", "store/normal", "assets"}},
	{"scrape/job", []string{"scrape/fetch", "store/entity", "store/event", "store"}},
	{"scrape/fetch", []string{"store/entity"}},
	{"scrape/sample", []string{"scrape", "scrape/category", "scrape/fetch", "scrape/osm", "store/entity", "store/normal", "assets"}},
	{"scrape/osm", []string{"scrape", "scrape/category", "scrape/fetch", "scrape/gazetteer", "store/entity", "store/normal", "assets"}},
	{"scrape/category", []string{"assets", "store/entity", "store/normal"}},
	{"scrape/gazetteer", []string{"assets", "store/entity", "store/normal"}},
	{"enrich", []string{"enrich/", "scrape/fetch", "scrape/job", "store", "store/", "assets"}},
	{"enrich/contact", []string{"store/entity", "store/normal"}},
	{"store", []string{"store/entity", "store/event", "store/migration", "store/normal", "store/identity"}},
	{"store/entity", nil},
	{"store/normal", nil},
	{"store/migration", nil},
	{"store/event", []string{"store/entity"}},
	{"store/identity", []string{"store/entity", "store/normal"}},
	{"store/exchange", []string{"store/entity", "store/normal"}},
	{"assets", nil},
}

// strangers says which packages of others a room must never import, tests too.
var strangers = []struct{ room, never, why string }{
	{"app/query", "database/sql", "the cache knows no SQL"},
	{"app/query", "fyne.io/", "the cache knows no toolkit"},
	{"app/query", "modernc.org/sqlite", "the cache knows no SQL"},
	{"app/lead", "fyne.io/", "the desk is tested without a toolkit"},
	{"app/screen", "database/sql", "screens read through app/lead"},
	{"app/widget", "database/sql", "widgets know no data"},
	{"app/command", "fyne.io/", "a command needs no display"},
	{"scrape", "fyne.io/", "a pool knows no window"},
	{"scrape", "database/sql", "the store is the database"},
	{"enrich", "fyne.io/", "a pool knows no window"},
	{"enrich", "database/sql", "the store is the database"},
	{"enrich/contact", "net/http", "extraction is pure"},
	{"store", "fyne.io/", "the store knows no window"},
	{"store", "net/http", "the store knows no network"},
	{"store", "github.com/sourcegraph/conc/pool", "the store knows no pool"},
}

type source struct {
	path, room string // within the module, with slashes
	test       bool
	file       *ast.File
	set        *token.FileSet
	lines      int
}

// sources parses every Go file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	root := ".."
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal("the module's root isn't where this test expects it: ", err)
	}
	var all []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || name != root && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		if tool(file) {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		room := path.Dir(rel)
		if room == "." {
			room = ""
		}
		all = append(all, source{
			path: rel, room: room, test: strings.HasSuffix(rel, "_test.go"), file: file, set: set,
			lines: set.File(file.Pos()).LineCount(),
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// tool reports whether a file is a program of its own, run by hand: "//go:build ignore".
func tool(file *ast.File) bool {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() < file.Package && c.Text == "//go:build ignore" {
				return true
			}
		}
	}
	return false
}

func (s source) imports() []string {
	var list []string
	for _, i := range s.file.Imports {
		name, _ := strconv.Unquote(i.Path.Value)
		list = append(list, name)
	}
	return list
}

func within(room, of string) bool { return of == "" || room == of || strings.HasPrefix(room, of+"/") }

// rule finds the longest line that fits a room; the root's line fits the root alone.
func rule(room string) (may []string, known bool) {
	best := -1
	for _, d := range directions {
		if d.room == "" && room != "" || !within(room, d.room) || len(d.room) <= best {
			continue
		}
		best, may, known = len(d.room), d.may, true
	}
	return may, known
}

func allowed(may []string, of string) bool {
	return slices.ContainsFunc(may, func(m string) bool {
		return m == of || strings.HasSuffix(m, "/") && strings.HasPrefix(of, m)
	})
}

func TestImportsPointOneWay(t *testing.T) {
	for _, s := range sources(t) {
		may, known := rule(s.room)
		if !known {
			t.Errorf("%s: nobody planned the room %q: give it a line in directions", s.path, s.room)
			continue
		}
		for _, name := range s.imports() {
			of, ours := strings.CutPrefix(name, module+"/")
			// A test may put rooms together that the program keeps apart, but never looks upwards into app.
			if !ours || s.test && (within(s.room, "app") || !within(of, "app")) || of == s.room {
				continue
			}
			if !allowed(may, of) {
				t.Errorf("%s imports %s; %q may import %s", s.path, of, s.room, strings.Join(may, ", "))
			}
		}
	}
}

func TestEachRoomKeepsStrangersOut(t *testing.T) {
	for _, s := range sources(t) {
		for _, rule := range strangers {
			if s.test || !within(s.room, rule.room) {
				continue
			}
			for _, name := range s.imports() {
				if strings.HasPrefix(name, rule.never) {
					t.Errorf("%s imports %s: %s", s.path, name, rule.why)
				}
			}
		}
	}
}

// hops are the files that may leave for the toolkit's goroutine.
var hops = []string{"app/widget/dispatcher.go"}

func TestOneDispatcherOwnsTheHopToTheToolkit(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			name := fmt.Sprint(call.X) + "." + call.Sel.Name
			switch {
			case name == "fyne.DoAndWait" && !s.test, name == "fyne.Do" && !s.test && !slices.Contains(hops, s.path):
				t.Errorf("%s: %s: the dispatcher owns the hop", s.set.Position(n.Pos()), name)
			case name == "time.Sleep" && s.test && !slices.Contains(s.imports(), "testing/synctest"):
				t.Errorf("%s: a test that sleeps outside a bubble", s.set.Position(n.Pos()))
			}
			return true
		})
	}
}

func TestEveryBareGoroutineNamesItsOwner(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		comments := map[int]bool{} // lines that a comment ends on or stands in
		for _, group := range s.file.Comments {
			for line := s.set.Position(group.Pos()).Line; line <= s.set.Position(group.End()).Line; line++ {
				comments[line] = true
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				line := s.set.Position(g.Pos()).Line
				if !comments[line] && !comments[line-1] {
					t.Errorf("%s: a bare go without a comment that names who waits for it", s.set.Position(g.Pos()))
				}
			}
			return true
		})
	}
}

func TestAFileIsOneThing(t *testing.T) {
	const most = 450
	for _, s := range sources(t) {
		if !s.test && s.lines > most && !ast.IsGenerated(s.file) {
			t.Errorf("%s has %d lines, more than %d: it is two things", s.path, s.lines, most)
		}
	}
}

// topLevel is what the user fixed; names that begin with a point are free.
var topLevel = []string{"main.go", "app", "store", "scrape", "enrich", "assets", "FyneApp.toml", "go.mod", "go.sum", "README.md", "LICENSE"}

func TestTheTopLevelIsTheUsers(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, ".") && !slices.Contains(topLevel, name) && !ignored(name) {
			t.Errorf("%s stands at the top level, which has only %s", name, strings.Join(topLevel, ", "))
		}
	}
}

// ignored are what a build leaves there (.gitignore).
func ignored(name string) bool {
	return name == "letip" || name == "letip.exe" || strings.HasSuffix(name, ".test") || strings.HasSuffix(name, ".prof")
}
