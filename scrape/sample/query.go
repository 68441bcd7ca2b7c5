package sample

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"letip/store/entity"
)

// query is the part of Overpass's language that finds places: a union of statements, each with tag filters and around.
type query struct {
	statements []statement
	center     bool // ways with their center
	tagsOnly   bool // "out tags" leaves out what a way is made of
	limit      int  // zero is all
}

// statement selects nodes, ways or both.
type statement struct {
	nodes, ways bool
	filters     []filter
	around      []circle
}

// circle is around's: metres and a point.
type circle struct {
	radius float64
	at     entity.Point
}

// filter is one pair of square brackets.
type filter struct {
	key   *regexp.Regexp // nil: name is the key itself
	name  string
	value *regexp.Regexp // nil: the key is enough
	not   bool
}

func (q query) matches(f *Feature) bool {
	for _, s := range q.statements {
		if s.matches(f) {
			return true
		}
	}
	return false
}

func (s statement) matches(f *Feature) bool {
	if f.Way && !s.ways || !f.Way && !s.nodes {
		return false
	}
	for _, c := range s.around {
		reach := c.radius
		if f.Way {
			reach += extent
		}
		if metres(c.at, f.At) > reach {
			return false
		}
	}
	for _, filter := range s.filters {
		if filter.matches(f.Tags) == filter.not {
			return false
		}
	}
	return true
}

func (f filter) matches(tags map[string]string) bool {
	if f.key == nil {
		value, ok := tags[f.name]
		return ok && (f.value == nil || f.value.MatchString(value))
	}
	for key, value := range tags {
		if f.key.MatchString(key) && (f.value == nil || f.value.MatchString(value)) {
			return true
		}
	}
	return false
}

var (
	comment  = regexp.MustCompile(`//[^\n]*|(?s:/\*.*?\*/)`)
	selector = regexp.MustCompile(`^(nwr|nw|nr|wr|node|way|rel|relation)\s*(.*)$`)
	output   = regexp.MustCompile(`^out\b(.*)$`)
	setting  = regexp.MustCompile(`^(\s*\[\s*[a-z]+\s*:[^\]]*\])+$`)
	word     = `("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_][\w:]*)`
	bracket  = regexp.MustCompile(`^\[\s*(!?)\s*(~?)\s*` + word + `\s*(?:(=|!=|~|!~)\s*` + word + `\s*(?:,\s*(i)\s*)?)?\]`)
	around   = regexp.MustCompile(`^\(\s*around\s*:([^)]*)\)`)
)

// parseQuery reads what the osm package may send, and refuses all else with the reason.
func parseQuery(text string) (query, error) {
	var q query
	printed := false
	for _, line := range split(comment.ReplaceAllString(text, "")) {
		switch {
		case line == "" || setting.MatchString(line):
		case output.MatchString(line):
			printed = true
			for option := range strings.FieldsSeq(output.FindStringSubmatch(line)[1]) {
				switch option {
				case "center":
					q.center = true
				case "tags":
					q.tagsOnly = true
				case "body", "qt", "asc":
				default:
					n, err := strconv.Atoi(option)
					if err != nil {
						return query{}, fmt.Errorf("%q found, an option of out expected", option)
					}
					q.limit = n
				}
			}
		case selector.MatchString(line):
			s, err := parseStatement(line)
			if err != nil {
				return query{}, err
			}
			q.statements = append(q.statements, s)
		default:
			return query{}, fmt.Errorf("unknown statement %q", line)
		}
	}
	if len(q.statements) == 0 || !printed {
		return query{}, errors.New("nothing is asked for: a statement and an out are needed")
	}
	return q, nil
}

// split takes a script apart at its semicolons, outside quotes; the brackets of a union fall away.
func split(text string) []string {
	var lines []string
	var quote rune
	depth, start := 0, 0
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote && text[i-1] != '\\' {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '[':
			depth++
		case r == ']':
			depth--
		case r == ';' && depth == 0:
			lines = append(lines, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	lines = append(lines, strings.TrimSpace(text[start:]))
	for i, line := range lines {
		line = strings.TrimPrefix(line, "(")
		if line == ")" || strings.HasPrefix(line, ")->") {
			line = ""
		}
		lines[i] = strings.TrimSpace(line)
	}
	return lines
}

func parseStatement(line string) (statement, error) {
	m := selector.FindStringSubmatch(line)
	s := statement{
		nodes: m[1] == "nwr" || m[1] == "nw" || m[1] == "nr" || m[1] == "node",
		ways:  m[1] == "nwr" || m[1] == "nw" || m[1] == "wr" || m[1] == "way",
	}
	for rest := strings.TrimSpace(m[2]); rest != ""; {
		if m := bracket.FindStringSubmatch(rest); m != nil {
			f, err := parseFilter(m)
			if err != nil {
				return statement{}, err
			}
			s.filters = append(s.filters, f)
			rest = strings.TrimSpace(rest[len(m[0]):])
			continue
		}
		if m := around.FindStringSubmatch(rest); m != nil {
			if c, ok := parseCircle(m[1]); ok {
				s.around = append(s.around, c)
			} else {
				s.around = append(s.around, circle{radius: -extent - 1}) // as the real one: no error and nothing found
			}
			rest = strings.TrimSpace(rest[len(m[0]):])
			continue
		}
		return statement{}, fmt.Errorf("%q found, a filter expected", rest)
	}
	return s, nil
}

func parseFilter(m []string) (filter, error) {
	f := filter{name: unquote(m[3]), not: m[1] == "!" || strings.HasPrefix(m[4], "!")}
	insensitive := ""
	if m[6] == "i" {
		insensitive = "(?i)"
	}
	var err error
	if m[2] == "~" {
		if f.key, err = regexp.Compile(insensitive + f.name); err != nil {
			return filter{}, fmt.Errorf("invalid regular expression: %q", f.name)
		}
	}
	value := unquote(m[5])
	switch strings.TrimPrefix(m[4], "!") {
	case "=":
		f.value = regexp.MustCompile("^" + regexp.QuoteMeta(value) + "$")
	case "~":
		if f.value, err = regexp.Compile(insensitive + value); err != nil {
			return filter{}, fmt.Errorf("invalid regular expression: %q", value)
		}
	}
	return f, nil
}

func parseCircle(text string) (circle, bool) {
	parts := strings.Split(text, ",")
	if len(parts) != 3 {
		return circle{}, false
	}
	var n [3]float64
	for i, part := range parts {
		x, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return circle{}, false
		}
		n[i] = x
	}
	return circle{radius: n[0], at: entity.Point{Lat: n[1], Lon: n[2]}}, true
}

func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' && s[0] != '\'' {
		return s
	}
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\'`, `'`, `\n`, "\n", `\t`, "\t").Replace(s[1 : len(s)-1])
}
