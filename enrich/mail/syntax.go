package mail

import (
	"net/netip"
	"strings"
)

// Valid reports whether s is a Mailbox of RFC 5321, 4.1.2: a dot-string or a quoted string, an @, and a domain or an
// address literal, within the lengths of 4.5.3.1. Comments and folding, which only RFC 5322 has, are no part of one.
func Valid(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || len(s) > 254 {
		return false
	}
	return validLocal(s[:at]) && validDomain(s[at+1:])
}

func validLocal(local string) bool {
	if len(local) > 64 {
		return false
	}
	if local[0] == '"' {
		return validQuoted(local)
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" {
			return false
		}
		for i := range len(atom) {
			if !atext(atom[i]) {
				return false
			}
		}
	}
	return true
}

func atext(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

func validQuoted(s string) bool {
	if len(s) < 2 || s[len(s)-1] != '"' {
		return false
	}
	s = s[1 : len(s)-1]
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
			if i == len(s) || s[i] < ' ' || s[i] > '~' {
				return false
			}
		case c == '"' || c < ' ' || c > '~':
			return false
		}
	}
	return true
}

func validDomain(domain string) bool {
	if strings.HasPrefix(domain, "[") {
		return validLiteral(domain)
	}
	if domain == "" || len(domain) > 253 {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			c := label[i]
			if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-') {
				return false
			}
		}
	}
	return true
}

func validLiteral(s string) bool {
	if !strings.HasSuffix(s, "]") {
		return false
	}
	s = s[1 : len(s)-1]
	if six, ok := strings.CutPrefix(s, "IPv6:"); ok {
		a, err := netip.ParseAddr(six)
		return err == nil && a.Is6() && a.Zone() == ""
	}
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is4()
}
