package store

import (
	"encoding/json"
	"strconv"
	"strings"

	"letip/store/entity"
)

// emptyText scans a text that may be unknown, which is the empty one.
type emptyText struct{ into *string }

func orEmpty(into *string) *emptyText { return &emptyText{into} }

// Scan implements sql.Scanner.
func (e *emptyText) Scan(v any) error {
	switch v := v.(type) {
	case string:
		*e.into = v
	case []byte:
		*e.into = string(v)
	default:
		*e.into = ""
	}
	return nil
}

// numberList hands a list of numbers to a statement as one argument: SQLite's json_each reads it.
func numberList[T ~int64](list []T) string {
	text := make([]byte, 1, 2+14*len(list))
	text[0] = '['
	for i, n := range list {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(text, int64(n), 10)
	}
	return string(append(text, ']'))
}

// numbers reads ids with blanks between.
func numbers(list string) []entity.BusinessID {
	ids := make([]entity.BusinessID, 0, 1+strings.Count(list, " "))
	for word := range strings.SplitSeq(list, " ") {
		if n, err := strconv.ParseInt(word, 10, 64); err == nil {
			ids = append(ids, entity.BusinessID(n))
		}
	}
	return ids
}

func socialsOf(text string) []entity.Social {
	var list []entity.Social
	if text == "" || json.Unmarshal([]byte(text), &list) != nil {
		return nil
	}
	return list
}

func pointOf(lat, lon any) *entity.Point {
	a, okA := lat.(float64)
	o, okO := lon.(float64)
	if !okA || !okO {
		return nil
	}
	return &entity.Point{Lat: a, Lon: o}
}
