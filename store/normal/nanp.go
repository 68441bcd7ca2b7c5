package normal

import "strings"

// nanp are the countries of the North American Numbering Plan, all reached by +1; empty stands for the US.
var nanp = map[string]bool{
	"": true, "US": true, "CA": true, "PR": true, "VI": true, "GU": true, "AS": true, "MP": true, "AG": true, "AI": true,
	"BB": true, "BM": true, "BS": true, "DM": true, "DO": true, "GD": true, "JM": true, "KN": true, "KY": true,
	"LC": true, "MS": true, "SX": true, "TC": true, "TT": true, "VC": true, "VG": true,
}

// american finds the ten digits of an American number in a text that begins with it; bare ends with it, too.
func american(text, bare string) (national string, ok bool) {
	digits := onlyDigits(bare)
	if hasLetter(bare) { // a letter that is no label: dialled, or not a number
		digits = ""
	}
	if len(digits) == 11 && digits[0] == '1' {
		digits = digits[1:]
	}
	if len(digits) == 10 {
		return digits, dialable(digits)
	}
	if m := vanity.FindStringSubmatch(strings.TrimRight(strings.TrimSpace(text), "?!.")); m != nil && hasLetter(m[2]) {
		keys := dial(m[2])
		// A phone takes the first seven keys and ignores the rest of a longer word: 1-800-CONTACTS.
		if len(keys) > 7 && !hasLetter(m[2][len(m[2])-1:]) {
			return "", false
		}
		national = m[1] + keys[:7]
		return national, spoken(m[1], m[2]) && dialable(national)
	}
	return "", false
}

// spoken tells a number that is dialled by its letters from words behind three digits: it is written in capitals, or
// the area code is a toll-free one and the keys hang together.
func spoken(area, keys string) bool {
	if keys == strings.ToUpper(keys) {
		return !strings.Contains(strings.TrimSpace(keys), " ") || digitCount(keys) > 0 || tollFree(area)
	}
	return tollFree(area) && !strings.Contains(strings.TrimSpace(keys), " ")
}

func tollFree(area string) bool {
	switch area {
	case "800", "822", "833", "844", "855", "866", "877", "888":
		return true
	}
	return false
}

// dialable holds the plan's rule, NXX-NXX-XXXX with N from 2 to 9 and no N11 in front. One digit ten times is what
// forms are filled with.
func dialable(national string) bool {
	if len(national) != 10 || digitCount(national) != 10 {
		return false
	}
	area, exchange := national[:3], national[3:6]
	if area[0] < '2' || exchange[0] < '2' || area[1:] == "11" {
		return false
	}
	if exchange[1:] == "11" && !tollFree(area) {
		return false
	}
	return strings.Trim(national, national[:1]) != ""
}

// dial turns letters into the keys they stand on.
func dial(s string) string {
	const keys = "22233344455566677778889999" // a to z
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			b.WriteByte(c)
		case c >= 'a' && c <= 'z':
			b.WriteByte(keys[c-'a'])
		case c >= 'A' && c <= 'Z':
			b.WriteByte(keys[c-'A'])
		}
	}
	return b.String()
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func hasLetter(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
			return true
		}
	}
	return false
}

// American makes E.164 of ten digits, or of eleven with a leading 1, by the plan's rule alone: for text in which the
// digits have been found already.
func American(digits string) (e164 string, ok bool) {
	if len(digits) == 11 && digits[0] == '1' {
		digits = digits[1:]
	}
	if !dialable(digits) {
		return "", false
	}
	return "+1" + digits, true
}

// TollFree reports whether an E.164 number is one that the called party pays for: one for all branches, most often.
func TollFree(e164 string) bool {
	return len(e164) == 12 && e164[:2] == "+1" && tollFree(e164[2:5])
}
