package devtools

import (
	"strings"
	"testing"
	"time"

	"letip/app/query"
	"letip/store/entity"
)

// wholly writes an item with all that is under it, two blanks a step.
func wholly(it item, depth int) (out []string) {
	out = append(out, strings.TrimRight(strings.Repeat("  ", depth)+it.name+": "+it.value, " "))
	if it.kids != nil && depth < 6 {
		for _, k := range it.kids() {
			out = append(out, wholly(k, depth+1)...)
		}
	}
	return out
}

type inner struct{ Deep bool }

// Embedded has a field that its holder shows as its own.
type Embedded struct{ Shared int }

type ring struct {
	Next *ring
	Name string
}

func TestAnyValueIsShown(t *testing.T) {
	seven, none := 7, (*int)(nil)
	loop := &ring{Name: "round"}
	loop.Next = loop
	at := time.Date(2026, 11, 24, 10, 42, 6, 0, time.Local)
	for _, c := range []struct {
		name string
		v    any
		want []string
	}{
		{"nothing", nil, []string{"v: null"}},
		{"a pointer", &seven, []string{"v: 7"}},
		{"a nil pointer", none, []string{"v: null"}},
		{"an empty text", "", []string{`v: ""`}},
		{"a named text", entity.Enriched, []string{`v: "enriched"`}},
		{"a time", at, []string{"v: 2026-11-24 10:42:06.000"}},
		{"no time", time.Time{}, []string{"v: –"}},
		{"a duration", 5 * time.Minute, []string{"v: 5m0s"}},
		{"an error", errPlain, []string{"v: the disk is full"}},
		{"bytes", []byte("abc"), []string{"v: 3 B"}},
		{"a float", entity.Miles(0.25), []string{"v: 0.25"}},
		{"a stringer without fields", query.P("a", 1), []string{`v: ["a",1]`}},
		{"a list", []any{1, "two", nil, []int{}}, []string{"v: 4", "  0: 1", `  1: "two"`, "  2: null", "  3: 0"}},
		{"a map", map[string]inner{"10": {true}, "9": {}}, []string{"v: 2", "  9: devtools.inner", "    Deep: false", "  10: devtools.inner", "    Deep: true"}},
		{
			"a struct",
			struct {
				Embedded
				Named  string `json:"name,omitempty"`
				Hidden int    `json:"-"`
				secret int
				Fn     func()
			}{Embedded{1}, "x", 2, 3, nil},
			[]string{"v: struct { devtools.Embedded; Named string \"json:\\\"name,omitempty\\\"\"; Hidden int \"json:\\\"-\\\"\"; secret int; Fn func() }", "  Shared: 1", `  name: "x"`, "  Hidden: 2", "  Fn: func()"},
		},
		{"a ring", loop, []string{
			"v: round", "  Next: round", "    Next: round", "      Next: round", "        Next: round", "          Next: round",
			"            Next: round", `            Name: "round"`, `          Name: "round"`, `        Name: "round"`, `      Name: "round"`, `    Name: "round"`, `  Name: "round"`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) { equal(t, "shown", wholly(dataItem("v", c.v, false), 0), c.want) })
	}
}

func TestALongTextIsCutBetweenLetters(t *testing.T) {
	got := dataItem("v", strings.Repeat("é", 400), false).value
	if len(got) > longestValue+5 || !strings.HasSuffix(got, `é…"`) {
		t.Errorf("shown is %q", got)
	}
}

func TestAMillionElementsOpenInPagesOfAHundred(t *testing.T) {
	list := make([]int64, 1_000_000)
	for i := range list {
		list[i] = int64(i)
	}
	it := dataItem("ids", list, true)
	equal(t, "the list", it.value, "1,000,000")
	for depth, want := range []string{"990,000 – 999,999", "999,900 – 999,999"} {
		kids := it.kids()
		if len(kids) != dataPage {
			t.Fatalf("step %d has %d parts, want %d", depth, len(kids), dataPage)
		}
		it = kids[len(kids)-1]
		equal(t, "the last part", it.name, want)
	}
	kids := it.kids()
	equal(t, "elements", len(kids), dataPage)
	equal(t, "the last", kids[99].name+": "+kids[99].value, "999999: 999999")
	if odd := dataItem("ids", list[:101], true).kids(); len(odd) != 2 || odd[1].name != "100 – 100" {
		t.Errorf("101 elements are cut into %d, the last being %q", len(odd), odd[len(odd)-1].name)
	}
}

func TestSizesCountWhatIsPointedTo(t *testing.T) {
	shared := &struct{ A, B int64 }{}
	loop := &ring{}
	loop.Next = loop
	for _, c := range []struct {
		name string
		v    any
		want int64
	}{
		{"nothing", nil, 0},
		{"a number", int64(1), 8},
		{"a text", "abc", 16 + 3},
		{"flat elements", make([]int64, 10), 24 + 80},
		{"texts", []string{"ab", "c"}, 24 + 32 + 3},
		{"a pointer twice", [2]*struct{ A, B int64 }{shared, shared}, 16 + 16},
		{"a ring", loop, 8 + 24},
		{"a map", map[string]int64{"a": 1, "bc": 2}, 8 + 2*(16+8) + 3},
		{"an interface", []any{int64(1)}, 24 + 16 + 8},
		{"nil", []any{nil, (*int)(nil)}, 24 + 32 + 8},
	} {
		n, over := sizeOf(c.v)
		if n != c.want || over {
			t.Errorf("%s takes %d bytes, want %d (over %t)", c.name, n, c.want, over)
		}
	}
	if _, over := sizeOf(make([]string, sizeSteps+1)); !over {
		t.Error("a list of more texts than are looked at was counted to its end")
	}
}
