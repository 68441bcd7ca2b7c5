package category

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"letip/assets"
)

// ParseError says what is wrong with a category list, and where.
type ParseError struct {
	Line    int // from 1; zero where no line is to blame
	Message string
}

func (e *ParseError) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Message)
}

// document is the file.
type document struct {
	Keys   []string `json:"keys"`
	Groups []struct {
		Name       string `json:"name"`
		Categories []struct {
			Name string   `json:"name"`
			Tags []string `json:"tags"`
			Also []string `json:"also"`
		} `json:"categories"`
	} `json:"groups"`
	Deny []string `json:"deny"`
}

// Builtin is the list that comes with the program.
var Builtin = sync.OnceValue(func() *List {
	l, err := Parse(assets.Categories)
	if err != nil {
		panic("the category list in the program: " + err.Error()) // a test parses it
	}
	return l
})

// Parse reads a list. Its error is a *ParseError.
func Parse(data []byte) (*List, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var d document
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err := in.Decode(&d); err != nil {
		return nil, syntaxError(data, err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, &ParseError{Line: lineAt(data, in.InputOffset()), Message: "something stands behind the end of the list"}
	}
	return build(data, d)
}

func build(data []byte, d document) (*List, error) {
	l := &List{keys: d.Keys, exact: map[tag]int{}, words: map[string]int{}}
	seen := map[string]int{} // how often a quoted word was met, to find its line
	wrong := func(word, format string, args ...any) error {
		return &ParseError{Line: lineOf(data, word, seen[word]), Message: fmt.Sprintf(format, args...)}
	}
	names := map[string]bool{}
	for _, g := range d.Groups {
		seen[g.Name]++
		if strings.TrimSpace(g.Name) == "" || names[fold(g.Name)] {
			return nil, wrong(g.Name, "the group %q needs a name of its own", g.Name)
		}
		names[fold(g.Name)] = true
		group := Group{Name: g.Name}
		for _, c := range g.Categories {
			seen[c.Name]++
			if strings.TrimSpace(c.Name) == "" || names[fold(c.Name)] {
				return nil, wrong(c.Name, "the category %q needs a name of its own", c.Name)
			}
			names[fold(c.Name)] = true
			if len(c.Tags) == 0 {
				return nil, wrong(c.Name, "the category %q has no tags", c.Name)
			}
			for _, s := range c.Tags {
				seen[s]++
				t, err := parseTag(s)
				if err != nil {
					return nil, wrong(s, "%v", err)
				}
				if _, twice := l.exact[t]; twice {
					return nil, wrong(s, "the tag %s stands in two categories", s)
				}
				if t.prefix {
					l.loose = append(l.loose, pattern{t, len(l.flat)})
				} else {
					l.exact[t] = len(l.flat)
				}
				if !slices.Contains(l.keys, t.key) {
					l.keys = append(l.keys, t.key)
				}
			}
			l.flat = append(l.flat, Category(c))
			group.Categories = append(group.Categories, Category(c))
		}
		l.groups = append(l.groups, group)
	}
	if len(l.flat) == 0 {
		return nil, &ParseError{Message: "the list has no categories"}
	}
	for _, s := range d.Deny {
		seen[s]++
		t, err := parseTag(s)
		if err != nil {
			return nil, wrong(s, "%v", err)
		}
		l.deny = append(l.deny, t)
	}
	for i, c := range l.flat {
		l.words[fold(c.Name)] = i
	}
	for i, c := range l.flat {
		for _, word := range c.Also { // a name wins over another category's other word
			if _, taken := l.words[fold(word)]; !taken {
				l.words[fold(word)] = i
			}
		}
	}
	return l, nil
}

// syntaxError turns what encoding/json says into a sentence with a line.
func syntaxError(data []byte, err error) error {
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return &ParseError{Line: lineAt(data, e.Offset), Message: "this is not JSON: " + e.Error()}
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &ParseError{Line: lineAt(data, e.Offset), Message: fmt.Sprintf("%q can't be a %s", e.Field, e.Value)}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &ParseError{Line: lineAt(data, int64(len(data))), Message: "the list ends too early: a bracket is missing"}
	}
	if _, field, found := strings.Cut(err.Error(), "unknown field "); found {
		if word, err := strconv.Unquote(field); err == nil {
			return &ParseError{Line: lineOf(data, word, 1), Message: fmt.Sprintf("%q is no word of the list", word)}
		}
	}
	return &ParseError{Message: err.Error()}
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(offset, 0), int64(len(data)))], []byte("\n"))
}

// lineOf finds the line on which a quoted word stands for the n-th time.
func lineOf(data []byte, word string, n int) int {
	quoted, err := json.Marshal(word)
	if err != nil {
		return 0
	}
	at := 0
	for range n {
		next := bytes.Index(data[at:], quoted)
		if next < 0 {
			return 0
		}
		at += next + len(quoted)
	}
	return lineAt(data, int64(at))
}
