package devtools

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"letip/app/screen"
	"letip/app/widget"
)

// dataPage is how many elements are shown together; a longer list is cut into so many pages, and those again.
const dataPage = 100

// longestValue is how much of a text is shown.
const longestValue = 300

// dataItem shows any value: what it is, and what is in it when it is opened. The value is only read.
func dataItem(name string, data any, open bool) item {
	it := valueItem(name, reflect.ValueOf(data))
	it.open = open && it.kids != nil
	return it
}

func valueItem(name string, v reflect.Value) item {
	it := item{name: name, named: true}
	if err, ok := asError(v); ok { // most errors are pointers
		it.value, it.role = clipped(err.Error()), widget.RoleError
		return it
	}
	v, null := behind(v)
	if null {
		it.value, it.role = "null", widget.RoleMuted
		return it
	}
	if v.CanInterface() {
		it.data = func() any { return v.Interface() }
	}
	if text, role, ok := scalar(v); ok {
		it.value, it.role = text, role
		return it
	}
	it.role = widget.RoleMuted
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		it.value = screen.Number(v.Len())
		if v.Len() > 0 {
			it.kids = func() []item { return pages(v.Len(), 0, v.Len(), func(i int) item { return element(v.Index(i), i) }) }
		}
	case reflect.Map:
		it.value = screen.Number(v.Len())
		if v.Len() > 0 {
			it.kids = func() []item { return mapItems(v) }
		}
	case reflect.Struct:
		it.value = titleOf(v)
		if fields := exported(v.Type()); len(fields) > 0 {
			it.kids = func() []item {
				out := make([]item, 0, len(fields))
				for _, f := range fields {
					out = append(out, valueItem(f.name, v.FieldByIndex(f.index)))
				}
				return out
			}
		}
	default: // functions, channels
		it.value = v.Type().String()
	}
	return it
}

// element is one of a list: its name is its number, which is no word of the data.
func element(v reflect.Value, i int) item {
	it := valueItem(strconv.Itoa(i), v)
	it.named = false
	return it
}

// behind follows pointers and interfaces.
func behind(v reflect.Value) (_ reflect.Value, null bool) {
	for v.IsValid() && (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) {
		if v.IsNil() {
			return v, true
		}
		v = v.Elem()
	}
	return v, !v.IsValid()
}

func asError(v reflect.Value) (error, bool) {
	if !v.IsValid() || !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, false
	}
	err, ok := v.Interface().(error)
	return err, ok && err != nil
}

// scalar words a value that has nothing in it.
func scalar(v reflect.Value) (text string, role widget.Role, ok bool) {
	if v.CanInterface() {
		switch x := v.Interface().(type) {
		case time.Time:
			if x.IsZero() {
				return "–", widget.RoleMuted, true
			}
			return x.Local().Format("2006-01-02 15:04:05.000"), widget.RoleText, true
		case time.Duration:
			return x.String(), widget.RoleText, true
		case json.RawMessage:
			return clipped(string(x)), widget.RoleText, true
		case []byte:
			return strconv.Itoa(len(x)) + " B", widget.RoleMuted, true
		case encoding.TextMarshaler:
			if b, err := x.MarshalText(); err == nil {
				return clipped(string(b)), widget.RoleText, true
			}
		case fmt.Stringer:
			if v.Kind() != reflect.Struct || len(exported(v.Type())) == 0 {
				return clipped(x.String()), widget.RoleText, true
			}
		}
	}
	switch v.Kind() {
	case reflect.String:
		return `"` + clipped(v.String()) + `"`, widget.RoleText, true
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), widget.RoleAccent, true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), widget.RoleText, true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(v.Uint(), 10), widget.RoleText, true
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64), widget.RoleText, true
	}
	return "", widget.RoleNone, false
}

func clipped(s string) string {
	if len(s) <= longestValue {
		return s
	}
	end := longestValue
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}

// pages shows a list from one place to another. More than a page is cut into at most a page of parts.
func pages(total, from, to int, at func(int) item) []item {
	if to-from <= dataPage {
		out := make([]item, 0, to-from)
		for i := from; i < to; i++ {
			out = append(out, at(i))
		}
		return out
	}
	size := dataPage
	for (to-from+size-1)/size > dataPage {
		size *= dataPage
	}
	var out []item
	for i := from; i < to; i += size {
		end := min(i+size, to)
		out = append(out, item{
			name: fmt.Sprintf("%s – %s", screen.Number(i), screen.Number(end-1)), role: widget.RoleMuted,
			kids: func() []item { return pages(total, i, end, at) },
		})
	}
	return out
}

// mapItems are a map's elements in the order of their keys.
func mapItems(v reflect.Value) []item {
	type pair struct {
		name string
		v    reflect.Value
	}
	all := make([]pair, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		k, _ := behind(it.Key())
		name, _, ok := scalar(k)
		if !ok {
			name = k.Type().String()
		}
		all = append(all, pair{strings.Trim(name, `"`), it.Value()})
	}
	slices.SortFunc(all, func(a, b pair) int { return compareKeys([]string{a.name}, []string{b.name}) })
	return pages(len(all), 0, len(all), func(i int) item { return valueItem(all[i].name, all[i].v) })
}

// field is an exported field by the name it has in JSON.
type field struct {
	name  string
	index []int
}

// fields remembers what exported found: a page of a list asks for its type a hundred times.
var fields sync.Map // reflect.Type -> []field

// exported are the fields of a type that may be read, those of embedded structs among them.
func exported(t reflect.Type) (out []field) {
	if known, ok := fields.Load(t); ok {
		return known.([]field)
	}
	defer func() { fields.Store(t, out) }()
	for _, f := range reflect.VisibleFields(t) {
		if !f.IsExported() || f.Anonymous && f.Type.Kind() == reflect.Struct || through(t, f.Index) {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			name = f.Name
		}
		out = append(out, field{name, f.Index})
	}
	return out
}

// through reports whether the way to a promoted field leads through a pointer, which may be nil.
func through(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		if t.Kind() != reflect.Struct {
			return true
		}
		t = t.Field(i).Type
	}
	return t.Kind() != reflect.Struct
}

// titles are the fields that name a thing, the best first.
var titles = []string{"Name", "Title", "Value", "Query", "Label", "Text", "Message", "Field"}

// titleOf is what a struct is called: by a field that names it, else by its type.
func titleOf(v reflect.Value) string {
	for _, t := range titles {
		if f := v.FieldByName(t); f.IsValid() && f.Kind() == reflect.String && f.String() != "" {
			return clipped(f.String())
		}
	}
	return v.Type().String()
}
