package query

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Params is an order-free set of filter fields. A field whose value is nil (also a nil pointer, slice or map) is as if
// it were missing; a zero value counts. See ParamsOf for `omitempty`.
type Params map[string]any

// Null is the null that a Params field keeps: nil itself means "not given".
var Null = null{}

type null struct{}

// ParamsOf reads the exported fields of a struct (or of a pointer to one) by their json names. Fields tagged "-" and
// zero fields tagged omitempty or omitzero are left out; embedded structs are flattened.
func ParamsOf(structWithJSONTags any) Params {
	v := reflect.ValueOf(structWithJSONTags)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		panic(fmt.Sprintf("query: ParamsOf wants a struct, not %T", structWithJSONTags))
	}
	p := Params{}
	fill(p, v)
	return p
}

func fill(p Params, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" && f.Type.Kind() == reflect.Struct && f.Type != timeType {
			fill(p, v.Field(i))
			continue
		}
		if !f.IsExported() || tag == "-" {
			continue
		}
		if tag == "" {
			tag = f.Name
		}
		if v.Field(i).IsZero() && (strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")) {
			continue
		}
		p[tag] = v.Field(i).Interface()
	}
}

var timeType = reflect.TypeFor[time.Time]()

// appendPlain encodes a value of the common kinds, which need neither recursion nor reflection.
func appendPlain(b []byte, v any) ([]byte, bool) {
	switch v := v.(type) {
	case string:
		return appendString(append(b, kindString), v), true
	case int:
		return binary.AppendVarint(append(b, kindInt), int64(v)), true
	case int64:
		return binary.AppendVarint(append(b, kindInt), v), true
	case bool:
		return appendBool(b, v), true
	case float64:
		return appendFloat(b, v), true
	case nil, null:
		return append(b, kindNull), true
	case time.Time:
		b = binary.BigEndian.AppendUint64(append(b, kindTime), uint64(v.Unix()))
		return binary.BigEndian.AppendUint32(b, uint32(v.Nanosecond())), true
	}
	return b, false
}

// appendValue encodes any value.
func appendValue(b []byte, v any) []byte {
	if b, plain := appendPlain(b, v); plain {
		return b
	}
	switch v := v.(type) {
	case Params:
		return appendParams(b, v)
	case map[string]any:
		return appendParams(b, v)
	}
	return appendReflect(b, reflect.ValueOf(v))
}

func appendReflect(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		return appendString(append(b, kindString), v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(append(b, kindInt), v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if u := v.Uint(); u > math.MaxInt64 {
			return binary.AppendUvarint(append(b, kindUint), u)
		}
		return binary.AppendVarint(append(b, kindInt), int64(v.Uint()))
	case reflect.Bool:
		return appendBool(b, v.Bool())
	case reflect.Float32, reflect.Float64:
		return appendFloat(b, v.Float())
	}
	if absent(v) {
		return append(b, kindNull)
	}
	if s, ok := v.Interface().(fmt.Stringer); ok {
		return appendString(append(b, kindString), s.String())
	}
	switch v.Kind() {
	case reflect.Pointer:
		return appendValue(b, v.Elem().Interface())
	case reflect.Slice, reflect.Array:
		at := len(b) + 1
		b = append(b, kindList, 0, 0, 0, 0)
		for i := range v.Len() {
			b = appendValue(b, v.Index(i).Interface())
		}
		return putLen(b, at)
	case reflect.Struct:
		return appendParams(b, ParamsOf(v.Interface()))
	}
	panic(fmt.Sprintf("query: a %s cannot be part of a key", v.Type()))
}

func absent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return v.IsNil()
	}
	return !v.IsValid()
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, kindTrue)
	}
	return append(b, kindFalse)
}

// appendFloat makes one zero of the two, and one NaN of all.
func appendFloat(b []byte, f float64) []byte {
	bits := math.Float64bits(f)
	if f == 0 {
		bits = 0
	}
	if f != f {
		bits = math.Float64bits(math.NaN())
	}
	return binary.BigEndian.AppendUint64(append(b, kindFloat), bits)
}

func appendParams(b []byte, p map[string]any) []byte {
	type field struct {
		name  string
		value any
	}
	var room [8]field
	fields := room[:0]
	for name, v := range p {
		switch v := v.(type) {
		case nil:
			continue
		case string, int, int64, bool, float64, null:
		case Params:
			if v == nil {
				continue
			}
		default:
			if absent(reflect.ValueOf(v)) {
				continue
			}
		}
		at := len(fields) // insertion keeps them sorted: a filter has a handful of fields
		fields = append(fields, field{})
		for at > 0 && fields[at-1].name > name {
			fields[at] = fields[at-1]
			at--
		}
		fields[at] = field{name, v}
	}
	at := len(b) + 1
	b = append(b, kindParams, 0, 0, 0, 0)
	for _, f := range fields {
		b = appendValue(appendString(b, f.name), f.value)
	}
	return putLen(b, at)
}

// appendText writes one encoded value as JSON would look.
func appendText(b []byte, s string) []byte {
	switch s[0] {
	case kindNull:
		return append(b, "null"...)
	case kindFalse, kindTrue:
		return strconv.AppendBool(b, s[0] == kindTrue)
	case kindInt:
		n, _ := binary.Varint([]byte(s[1:]))
		return strconv.AppendInt(b, n, 10)
	case kindUint:
		n, _ := binary.Uvarint([]byte(s[1:]))
		return strconv.AppendUint(b, n, 10)
	case kindFloat:
		return strconv.AppendFloat(b, math.Float64frombits(binary.BigEndian.Uint64([]byte(s[1:]))), 'g', -1, 64)
	case kindTime:
		at := []byte(s[1:])
		t := time.Unix(int64(binary.BigEndian.Uint64(at)), int64(binary.BigEndian.Uint32(at[8:]))).UTC()
		return strconv.AppendQuote(b, t.Format(time.RFC3339Nano))
	case kindString:
		_, n := uvarint(s[1:])
		return appendQuoted(b, s[1+n:])
	}
	body, open, shut := s[5:], byte('['), byte(']')
	if s[0] == kindParams {
		open, shut = '{', '}'
	}
	b = append(b, open)
	for first := true; body != ""; first = false {
		if !first {
			b = append(b, ',')
		}
		var value string
		if s[0] == kindParams {
			var name string
			name, value, body = cutField(body)
			b = append(appendQuoted(b, name), ':')
		} else {
			value, body = cut(body)
		}
		b = appendText(b, value)
	}
	return append(b, shut)
}

func appendQuoted(b []byte, s string) []byte {
	q, err := json.Marshal(s)
	if err != nil {
		return strconv.AppendQuote(b, s)
	}
	return append(b, q...)
}
