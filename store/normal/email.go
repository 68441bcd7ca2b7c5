package normal

import (
	"net/url"
	"regexp"
	"strings"
)

// localPart is RFC 5322's dot-atom: quoted local parts are legal and never meant.
var localPart = regexp.MustCompile(`^[a-z0-9!#$%&'*+/=?^_{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_{|}~-]+)*$`)

// Email reads the first address of a text in lower case: "mailto:Info@X.com?subject=Hi", "Joe <joe@x.com>" and
// "a@x.com; b@x.com" all hold one. The domain must end in a public suffix, so that "logo@2x.png" is none.
func Email(raw string) (email string, ok bool) {
	if len(raw) > 2000 {
		raw = raw[:2000]
	}
	for _, part := range strings.FieldsFunc(raw, func(r rune) bool { return r == ';' || r == ',' || r == '\n' || r == '\t' }) {
		if email, ok = oneEmail(part); ok {
			return email, true
		}
	}
	return "", false
}

func oneEmail(raw string) (string, bool) {
	raw = strings.TrimSpace(strings.ToValidUTF8(raw, ""))
	if low := strings.ToLower(raw); strings.HasPrefix(low, "mailto:") {
		raw, _, _ = strings.Cut(raw[len("mailto:"):], "?")
		if plain, err := url.PathUnescape(raw); err == nil {
			raw = strings.TrimSpace(plain)
		}
	}
	if open := strings.LastIndexByte(raw, '<'); open >= 0 {
		raw, _, _ = strings.Cut(raw[open+1:], ">")
	}
	raw = strings.Trim(raw, " \t\r\n.\"'()[]<>")
	at := strings.LastIndexByte(raw, '@')
	if at < 1 || at > 64 {
		return "", false
	}
	local := strings.ToLower(raw[:at])
	host, ok := asciiHost(raw[at+1:])
	if !ok || len(local) > 64 || len(local)+1+len(host) > 254 || !localPart.MatchString(local) || strings.Contains(host, "_") {
		return "", false
	}
	if !strings.Contains(host, ".") || !knownSuffix(host) {
		return "", false
	}
	return local + "@" + host, true
}
