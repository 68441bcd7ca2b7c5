package query

import (
	"encoding/binary"
	"strings"
	"sync"
)

// Path is a canonical, comparable, hierarchical key. Each segment is encoded once, with its kind, so that 1 is not "1",
// a time is not its text and NaN is not null. The zero Path is the prefix of all.
type Path struct {
	enc string
	n   int
}

// P builds a Path from string, bool, any integer kind, float64, time.Time, fmt.Stringer, nil, slices of these, or
// Params. Named types count as what they are made of. It panics on other kinds.
func P(segs ...any) Path {
	var room [96]byte // stays on the stack: what takes recursion or reflection is encoded elsewhere
	b := room[:0]
	for i, s := range segs {
		next, plain := appendPlain(b, s)
		if !plain {
			return Path{encode(b, segs[i:]), len(segs)}
		}
		b = next
	}
	return Path{string(b), len(segs)}
}

func encode(begun []byte, segs []any) string {
	room, _ := rooms.Get().(*[]byte)
	b := append((*room)[:0], begun...)
	for _, s := range segs {
		b = appendValue(b, s)
	}
	*room = b
	out := string(b)
	rooms.Put(room)
	return out
}

// rooms are where keys are encoded that take recursion.
var rooms = sync.Pool{New: func() any { b := make([]byte, 0, 256); return &b }}

// Append gives the longer path that ends in segs.
func (p Path) Append(segs ...any) Path {
	tail := P(segs...)
	return Path{p.enc + tail.enc, p.n + tail.n}
}

// HasPrefix reports whether p begins with prefix. Params match as recursive subsets, one way: a path with
// Params{"a": 1, "b": 2} has the prefix Params{"b": 2}. Slices match by their first elements.
func (p Path) HasPrefix(prefix Path) bool {
	if prefix.n > p.n {
		return false
	}
	if strings.HasPrefix(p.enc, prefix.enc) {
		return true // segments are self-delimiting, so equal bytes are equal segments
	}
	have, want := p.enc, prefix.enc
	for want != "" {
		var h, w string
		h, have = cut(have)
		w, want = cut(want)
		if !covers(h, w) {
			return false
		}
	}
	return true
}

// Len is the number of segments.
func (p Path) Len() int { return p.n }

// String looks like a JSON array, for people: two different paths may look alike.
func (p Path) String() string {
	b := []byte{'['}
	for rest := p.enc; rest != ""; {
		var s string
		s, rest = cut(rest)
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = appendText(b, s)
	}
	return string(append(b, ']'))
}

// Head gives the path of the first n segments.
func (p Path) Head(n int) Path {
	if n >= p.n {
		return p
	}
	rest := p.enc
	for range n {
		_, rest = cut(rest)
	}
	return Path{p.enc[:len(p.enc)-len(rest)], n}
}

// Segments gives each segment as text, for a tree of keys.
func (p Path) Segments() []string {
	out := make([]string, 0, p.n)
	for rest := p.enc; rest != ""; {
		var s string
		s, rest = cut(rest)
		out = append(out, string(appendText(nil, s)))
	}
	return out
}

// Key ties a Path to the type stored under it; it is the only way to read or write data.
type Key[T any] struct{ Path }

// K builds the key of a T; see P for what segments may be.
func K[T any](segs ...any) Key[T] { return Key[T]{P(segs...)} }

// The first byte of an encoded value is its kind; what follows says its own length.
const (
	kindNull   = 'z'
	kindFalse  = 'F'
	kindTrue   = 'T'
	kindInt    = 'i' // varint
	kindUint   = 'u' // uvarint, only beyond int64
	kindFloat  = 'f' // 8 bytes
	kindTime   = 't' // 8 bytes of seconds, 4 of nanoseconds
	kindString = 's' // uvarint length, bytes
	kindList   = 'l' // 4 bytes of length, values
	kindParams = 'o' // 4 bytes of length, then name (uvarint length, bytes) and value by turns, names ascending
)

// cut splits the first value off an encoding.
func cut(s string) (value, rest string) {
	n := width(s)
	return s[:n], s[n:]
}

func width(s string) int {
	switch s[0] {
	case kindInt, kindUint:
		n := 1
		for s[n] >= 0x80 {
			n++
		}
		return n + 1
	case kindFloat:
		return 9
	case kindTime:
		return 13
	case kindString:
		size, n := uvarint(s[1:])
		return 1 + n + size
	case kindList, kindParams:
		return 5 + bodyLen(s)
	}
	return 1
}

func bodyLen(s string) int {
	return int(s[1])<<24 | int(s[2])<<16 | int(s[3])<<8 | int(s[4])
}

func uvarint(s string) (value, n int) {
	for shift := 0; ; shift += 7 {
		b := s[n]
		n++
		value |= int(b&0x7f) << shift
		if b < 0x80 {
			return value, n
		}
	}
}

// cutField splits the first name and its value off the body of Params.
func cutField(s string) (name, value, rest string) {
	size, n := uvarint(s)
	name = s[n : n+size]
	value, rest = cut(s[n+size:])
	return name, value, rest
}

// covers reports whether the value want is have, or a subset of it.
func covers(have, want string) bool {
	if have == want {
		return true
	}
	if have[0] != want[0] {
		return false
	}
	switch want[0] {
	case kindParams:
		return subset(have[5:], want[5:])
	case kindList:
		have, want = have[5:], want[5:]
		for want != "" {
			if have == "" {
				return false
			}
			var h, w string
			h, have = cut(have)
			w, want = cut(want)
			if !covers(h, w) {
				return false
			}
		}
		return true
	}
	return false
}

func subset(have, want string) bool {
	for want != "" {
		var name, value string
		name, value, want = cutField(want)
		for {
			if have == "" {
				return false
			}
			var n, v string
			n, v, have = cutField(have)
			if n > name {
				return false
			}
			if n == name {
				if !covers(v, value) {
					return false
				}
				break
			}
		}
	}
	return true
}

func putLen(b []byte, at int) []byte {
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	return b
}
