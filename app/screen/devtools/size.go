package devtools

import "reflect"

// sizeSteps bounds how many values are looked at for one estimate: a list of a million leads is not worth a second.
const sizeSteps = 200_000

// sizeOf estimates the bytes that a value holds, what it points to included; over says that it is more.
func sizeOf(v any) (bytes int64, over bool) {
	s := sizer{left: sizeSteps, seen: map[uintptr]bool{}}
	r := reflect.ValueOf(v)
	if !r.IsValid() {
		return 0, false
	}
	n := int64(r.Type().Size()) + s.behind(r)
	return n, s.left <= 0
}

type sizer struct {
	left int
	seen map[uintptr]bool
}

// behind is what a value holds beyond its own room.
func (s *sizer) behind(v reflect.Value) (n int64) {
	if s.left--; s.left <= 0 {
		return 0
	}
	switch v.Kind() {
	case reflect.String:
		return int64(v.Len())
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return 0
		}
		if v.Kind() == reflect.Pointer {
			if s.seen[v.Pointer()] {
				return 0
			}
			s.seen[v.Pointer()] = true
		}
		return int64(v.Elem().Type().Size()) + s.behind(v.Elem())
	case reflect.Slice:
		if v.IsNil() {
			return 0
		}
		n = int64(v.Cap()) * int64(v.Type().Elem().Size())
		if flat(v.Type().Elem()) {
			return n
		}
		for i := 0; i < v.Len() && s.left > 0; i++ {
			n += s.behind(v.Index(i))
		}
	case reflect.Array:
		if flat(v.Type().Elem()) {
			return 0
		}
		for i := 0; i < v.Len() && s.left > 0; i++ {
			n += s.behind(v.Index(i))
		}
	case reflect.Struct:
		if flat(v.Type()) {
			return 0
		}
		for i := range v.NumField() {
			n += s.behind(v.Field(i))
		}
	case reflect.Map:
		room := int64(v.Type().Key().Size() + v.Type().Elem().Size())
		for it := v.MapRange(); it.Next() && s.left > 0; {
			n += room + s.behind(it.Key()) + s.behind(it.Value())
		}
	}
	return n
}

// flat reports whether a type points to nothing.
func flat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return false
	case reflect.Array:
		return flat(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !flat(t.Field(i).Type) {
				return false
			}
		}
	}
	return true
}
