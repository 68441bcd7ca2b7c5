package normal

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

var (
	// slips are the broken schemes people type: "http:/x", "http//x", "htp://x", "http://http://x", "https:\\x".
	slips = regexp.MustCompile(`(?i)^(?:(?:h?tt?ps?|hhtps?|htpps?)\s*:?\s*[/\\]{1,3}\s*|https?:\s*)+`)
	// other schemes are not websites; "host:8080/x" is not a scheme.
	scheme = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*:(?:\D|$)`)
	// tracking parameters say who sent the visitor, not which page it is.
	tracking = regexp.MustCompile(`(?i)^(?:utm_[a-z_]+|fbclid|gclid|msclkid|y_source|mc_cid|mc_eid)(?:=|$)`)
)

// Website makes an absolute http or https URL of what stands for a website: the first usable one of a list. A missing
// scheme becomes http, since a server that wants https says so with a redirect, while one without it answers nothing
// there. Tracking parameters and the fragment go, the host is lower case and in ASCII, the rest stays as it was. What
// can't be a website ("none", an email, a word without a point, another scheme) is not ok.
func Website(raw string) (website string, ok bool) {
	for part := range strings.SplitSeq(raw, ";") {
		for _, candidate := range append([]string{part}, strings.FieldsFunc(part, isBreak)...) {
			if website, ok = oneWebsite(candidate); ok {
				return website, true
			}
		}
	}
	return "", false
}

func isBreak(r rune) bool {
	return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '|'
}

func oneWebsite(raw string) (string, bool) {
	raw = strings.Trim(raw, " \t\r\n\"'<>(),|")
	if raw == "" || len(raw) > 2048 || strings.ContainsAny(raw, " \t\r\n<>\"") {
		return "", false
	}
	prefix, written := "http://", false
	if m := slips.FindString(raw); m != "" {
		written = true
		if low := strings.ToLower(m); strings.Contains(low, "ps") {
			prefix = "https://"
		}
		raw = raw[len(m):]
	} else {
		raw = strings.TrimLeft(raw, "/")
	}
	if scheme.MatchString(raw) {
		return "", false
	}
	u, err := url.Parse(prefix + raw)
	if err != nil || u.User != nil || u.Opaque != "" {
		return "", false
	}
	host, ok := webHost(u.Hostname(), written)
	if !ok {
		return "", false
	}
	if port := u.Port(); port != "" && !(u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443") {
		host += ":" + port
	}
	u.Host, u.Fragment, u.RawFragment, u.RawQuery = host, "", "", untrack(u.RawQuery)
	u.ForceQuery = false
	if u.Path == "/" && u.RawQuery == "" {
		u.Path, u.RawPath = "", ""
	}
	return u.String(), true
}

// webHost checks a host and brings it into ASCII. Without a written scheme only a name that can be registered counts,
// so that "index.html" and "Mon-Fri 9.30" are none.
func webHost(host string, written bool) (string, bool) {
	if addr, ok := address(host); ok {
		if addr.Is6() {
			return "[" + addr.String() + "]", written
		}
		return addr.String(), true
	}
	host, ok := asciiHost(host)
	if !ok {
		return "", false
	}
	if host == "localhost" {
		return host, written
	}
	points, www := strings.Count(host, "."), strings.HasPrefix(host, "www.")
	if points == 0 || points == 1 && www || digitCount(host)+points == len(host) {
		return "", false
	}
	return host, written || www || knownSuffix(host)
}

// asciiHost lowers a host name and spells it in ASCII; a name that DNS could not hold is not ok.
func asciiHost(host string) (string, bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !isASCII(host) {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", false
		}
		host = ascii
	}
	if host == "" || len(host) > 253 {
		return "", false
	}
	for label := range strings.SplitSeq(host, ".") {
		if !isLabel(label) {
			return "", false
		}
	}
	return host, true
}

// isLabel reports a part of a host name: letters, digits, underscores, and hyphens within.
func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// knownSuffix reports whether a name ends in a domain of the public suffix list or in one that RFC 2606 keeps for
// tests and examples.
func knownSuffix(host string) bool {
	switch path.Ext(host) {
	case ".test", ".example", ".localhost", ".invalid":
		return true
	}
	suffix, icann := publicsuffix.PublicSuffix(host)
	return suffix != host && (icann || strings.Contains(suffix, "."))
}

func untrack(query string) string {
	if query == "" {
		return ""
	}
	kept := make([]string, 0, 4)
	for pair := range strings.SplitSeq(query, "&") {
		if !tracking.MatchString(pair) {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}
