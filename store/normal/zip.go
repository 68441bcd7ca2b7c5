package normal

import (
	"regexp"
	"strings"
)

// zipShape: five digits or the four that a spreadsheet left of them, with or without the four of ZIP+4, and with the
// state that some write before.
var zipShape = regexp.MustCompile(`^(?:[A-Za-z]{2}[ .]*)?(\d{4,5})(?:[- ]?(\d{4}))?$`)

// ZIP brings a US ZIP code into the form 07728 or 07728-1234; "7728" has lost its zero to a spreadsheet and gets it
// back. A code of another country comes back trimmed and not ok.
func ZIP(s string) (zip string, ok bool) {
	s = strings.TrimSpace(s)
	first := s
	if list := SplitList(s); len(list) > 1 {
		first = list[0]
	}
	m := zipShape.FindStringSubmatch(first)
	if m == nil {
		return s, false
	}
	zip = m[1]
	if len(zip) == 4 {
		if m[2] != "" && !strings.ContainsAny(first, "- ") {
			return s, false // eight digits in a row are not a ZIP code
		}
		zip = "0" + zip
	}
	if m[2] != "" {
		zip += "-" + m[2]
	}
	return zip, true
}
