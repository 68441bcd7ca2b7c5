package contact

import (
	"encoding/json"
	"html"
	"slices"
	"strconv"
	"strings"
)

// linkedData reads the JSON-LD of the page; what isn't JSON is mended first, as far as real pages break it.
func (d *document) linkedData() []*item {
	var all []*item
	for _, body := range d.ld {
		v, ok := looseJSON(body)
		if !ok {
			continue
		}
		all = append(all, itemsOf(v, 0)...)
	}
	return all
}

// looseJSON decodes JSON with the faults that pages have: comments, CDATA marks, raw control characters, trailing
// commas, entities, several values one after the other.
func looseJSON(s string) (any, bool) {
	var v any
	if json.Unmarshal([]byte(s), &v) == nil {
		return v, true
	}
	s = mendJSON(s)
	if json.Unmarshal([]byte(s), &v) == nil {
		return v, true
	}
	if strings.Contains(s, "&quot;") && json.Unmarshal([]byte(mendJSON(html.UnescapeString(s))), &v) == nil {
		return v, true
	}
	var list []any
	dec := json.NewDecoder(strings.NewReader(s))
	for {
		var one any
		if dec.Decode(&one) != nil {
			break
		}
		list = append(list, one)
	}
	return list, len(list) > 0
}

// mendJSON drops what stands outside strings and isn't JSON, and escapes control characters inside them.
func mendJSON(s string) string {
	s = strings.TrimPrefix(s, "\ufeff")
	var b strings.Builder
	b.Grow(len(s))
	inString, comma := false, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if inString {
			switch {
			case c == '\\' && i+1 < len(s):
				b.WriteByte(c)
				i++
				c = s[i]
			case c == '"':
				inString = false
			case c < ' ':
				c = ' '
			}
			b.WriteByte(c)
			continue
		}
		rest := s[i:]
		skipped := 0
		switch {
		case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "#"):
			skipped = upTo(rest, "\n")
		case strings.HasPrefix(rest, "/*"):
			skipped = upTo(rest, "*/")
		case strings.HasPrefix(rest, "<!--"):
			skipped = 4
			if end := upTo(rest, "-->"); !strings.ContainsAny(rest[:end], "{[") {
				skipped = end // a remark, not a wrapping
			}
		case strings.HasPrefix(rest, "-->"):
			skipped = 3
		case strings.HasPrefix(rest, "<![CDATA["):
			skipped = 9
		case strings.HasPrefix(rest, "]]>"):
			skipped = 3
		case c == ';':
			skipped = 1
		}
		if skipped > 0 {
			i += skipped - 1
			continue
		}
		switch c {
		case ',':
			comma = true
			continue
		case ' ', '\t', '\n', '\r':
		case '}', ']':
			comma = false
			b.WriteByte(c)
			continue
		case '"':
			inString = true
			fallthrough
		default:
			if comma {
				b.WriteByte(',')
				comma = false
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

func upTo(s, end string) int {
	i := strings.Index(s, end)
	if i < 0 {
		return len(s)
	}
	return i + len(end)
}

// itemsOf turns JSON-LD into items: an object with properties is one, a list or a @graph holds several.
func itemsOf(v any, depth int) []*item {
	if depth > maxNested {
		return nil
	}
	switch v := v.(type) {
	case []any:
		var all []*item
		for _, e := range v {
			all = append(all, itemsOf(e, depth+1)...)
		}
		return all
	case map[string]any:
		var all []*item
		if g, ok := v["@graph"]; ok {
			all = itemsOf(g, depth+1)
		}
		if it := itemOf(v, depth); len(it.props) > 0 {
			all = append(all, it)
		}
		return all
	}
	return nil
}

func itemOf(m map[string]any, depth int) *item {
	it := &item{method: JSONLD}
	for _, key := range []string{"@type", "type"} {
		switch t := m[key].(type) {
		case string:
			it.types = append(it.types, typeName(t))
		case []any:
			for _, e := range t {
				if s, ok := e.(string); ok {
					it.types = append(it.types, typeName(s))
				}
			}
		}
		if len(it.types) > 0 {
			break
		}
	}
	if id, ok := m["@id"].(string); ok {
		it.id = id
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys) // a map has no order, and the same page must give the same answer
	for _, k := range keys {
		if strings.HasPrefix(k, "@") {
			continue
		}
		it.addValue(typeName(k), m[k], depth+1)
	}
	return it
}

func (it *item) addValue(name string, v any, depth int) {
	if depth > maxNested {
		return
	}
	switch v := v.(type) {
	case string:
		it.add(name, html.UnescapeString(v), nil)
	case float64:
		it.add(name, strconv.FormatFloat(v, 'f', -1, 64), nil)
	case bool:
		it.add(name, strconv.FormatBool(v), nil)
	case []any:
		for _, e := range v {
			it.addValue(name, e, depth+1)
		}
	case map[string]any:
		if s, ok := v["@value"].(string); ok {
			it.add(name, html.UnescapeString(s), nil)
			return
		}
		child := itemOf(v, depth)
		if len(child.props) > 0 {
			it.add(name, "", child)
		} else if child.id != "" {
			it.add(name, child.id, nil)
		}
	}
}
