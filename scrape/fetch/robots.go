package fetch

import (
	"bytes"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// productToken is the name that robots.txt files know this program by.
const productToken = "LeTipLeads"

// robots is what one robots.txt says to this program, by RFC 9309. Nil rules allow everything.
type robots struct {
	rules []robotsRule
	delay time.Duration // Crawl-delay, which is not in the RFC; at most maxCrawlDelay
}

// robotsRule is one Allow or Disallow line, its pattern in comparable form.
type robotsRule struct {
	allow   bool
	pattern pattern
	loose   pattern // the same, blind to whether a query's delimiters are encoded
}

// parseRobots reads a robots.txt. It takes what can be parsed of any bytes at all. A body that was cut in the middle of
// a line loses that line: half a rule may mean something else.
func parseRobots(body []byte, cut bool) robots {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if cut {
		body = body[:bytes.LastIndexAny(body, "\r\n")+1]
	}
	var (
		ours, all        robots // what groups of our token say, and what groups of * say
		named            bool   // a group of our token exists, though it may be empty
		inOurs, inAll    bool   // the group being read is one of these
		rulesHaveStarted = true // so that the next user-agent line begins a new group
	)
	for line := range bytes.FieldsFuncSeq(body, func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value, ok := robotsLine(string(line))
		if !ok {
			continue
		}
		switch key {
		case "user-agent":
			if rulesHaveStarted {
				inOurs, inAll, rulesHaveStarted = false, false, false
			}
			switch token := agentToken(value); {
			case token == "*":
				inAll = true
			case strings.EqualFold(token, productToken):
				inOurs, named = true, true
			}
		case "allow", "disallow":
			rulesHaveStarted = true
			if value == "" {
				continue // matches nothing, and says so to be polite
			}
			rule := newRobotsRule(key == "allow", value)
			if inOurs {
				ours.rules = append(ours.rules, rule)
			}
			if inAll {
				all.rules = append(all.rules, rule)
			}
		case "crawl-delay": // as any other record, it doesn't end the list of agents
			delay := crawlDelay(value)
			if inOurs {
				ours.delay = max(ours.delay, delay)
			}
			if inAll {
				all.delay = max(all.delay, delay)
			}
		}
	}
	if named {
		return ours
	}
	return all
}

// robotsKeys are the words that begin a line, with the misspellings that real files have and other crawlers obey.
var robotsKeys = map[string]string{
	"user-agent": "user-agent", "useragent": "user-agent", "user agent": "user-agent",
	"allow":    "allow",
	"disallow": "disallow", "dissallow": "disallow", "dissalow": "disallow", "disalow": "disallow",
	"diasllow": "disallow", "disallaw": "disallow",
	"crawl-delay": "crawl-delay", "crawldelay": "crawl-delay",
}

// robotsLine splits a line into its known key and its value.
func robotsLine(line string) (key, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	line = strings.Trim(line, " \t\v\f\x00")
	key, value, ok = strings.Cut(line, ":")
	if !ok {
		// "Disallow /" has only one meaning, though its colon is missing.
		if words := strings.Fields(line); len(words) == 2 {
			key, value, ok = words[0], words[1], true
		}
	}
	key, known := robotsKeys[strings.ToLower(strings.TrimSpace(key))]
	return key, strings.TrimSpace(value), ok && known
}

// agentToken is the product token of a user-agent line: what stands before a version or a remark.
func agentToken(value string) string {
	if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
		return "*"
	}
	end := strings.IndexFunc(value, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	})
	if end < 0 {
		return value
	}
	return value[:end]
}

// crawlDelay reads seconds, decimals too.
func crawlDelay(value string) time.Duration {
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(seconds) || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, maxCrawlDelay.Seconds()) * float64(time.Second))
}

// allowed reports whether a page may be read: the longest matching rule says it, on a tie Allow.
func (r robots) allowed(u *url.URL) bool {
	target := u.EscapedPath()
	if target == "" {
		target = "/"
	}
	if target == "/robots.txt" {
		return true
	}
	if u.RawQuery != "" || u.ForceQuery {
		target += "?" + u.RawQuery
	}
	strict := octets(target, false)
	loose := looseQuery(strict)
	allow, longest := true, -1
	for _, rule := range r.rules {
		n := rule.pattern.octets
		if n < longest || n == longest && (allow || !rule.allow) {
			continue
		}
		if rule.pattern.matches(strict) || rule.loose.matches(loose) {
			allow, longest = rule.allow, n
		}
	}
	return allow
}

func newRobotsRule(allow bool, value string) robotsRule {
	normal := octets(value, true)
	return robotsRule{allow: allow, pattern: newPattern(normal), loose: newPattern(looseQuery(normal))}
}

// pattern is a rule's path: parts that must follow each other, with anything between them.
type pattern struct {
	parts    []string // split at the stars; the first is at the beginning
	anchored bool     // ends with $: nothing may follow the last part
	octets   int      // of the whole pattern: the longest match wins
}

func newPattern(s string) pattern {
	p := pattern{octets: len(s)}
	s, p.anchored = strings.CutSuffix(s, "$")
	p.parts = strings.Split(s, "*")
	return p
}

// matches finds each part as early as possible, which loses no match: the parts after it have the more room.
func (p pattern) matches(s string) bool {
	s, ok := strings.CutPrefix(s, p.parts[0])
	if !ok {
		return false
	}
	for i, part := range p.parts[1:] {
		if p.anchored && i == len(p.parts)-2 {
			return strings.HasSuffix(s, part)
		}
		at := strings.Index(s, part)
		if at < 0 {
			return false
		}
		s = s[at+len(part):]
	}
	return !p.anchored || s == ""
}

// octets brings a path into the form in which octets are compared (RFC 9309, 2.2.2): what is encoded without need
// is decoded, what must be encoded is encoded, hex digits are large. In a rule, * and a last $ keep their meaning;
// anywhere else they are themselves, and encoded.
func octets(s string, isRule bool) string {
	if !slices.ContainsFunc([]byte(s), needsWork) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			if decoded := unhex(s[i+1])<<4 | unhex(s[i+2]); unreserved(decoded) {
				b.WriteByte(decoded)
			} else {
				writeEncoded(&b, decoded)
			}
			i += 2
		case isRule && (c == '*' || c == '$' && i == len(s)-1):
			b.WriteByte(c)
		case c <= ' ' || c >= 0x7f || c == '*' || c == '$' || c == '%':
			writeEncoded(&b, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// needsWork reports whether an octet is one that octets may change.
func needsWork(c byte) bool { return c <= ' ' || c >= 0x7f || c == '%' || c == '*' || c == '$' }

// looseQuery decodes the delimiters that some encode in a query and some don't, as in ?next=https://foo.bar; the RFC's
// table holds the two for equal. In a path an encoded slash stays another thing than a slash.
func looseQuery(s string) string {
	at := strings.IndexByte(s, '?')
	if at < 0 || !strings.Contains(s[at:], "%") {
		return s
	}
	return s[:at] + queryDelimiters.Replace(s[at:])
}

var queryDelimiters = strings.NewReplacer(
	"%3A", ":", "%2F", "/", "%3F", "?", "%23", "#", "%5B", "[", "%5D", "]", "%40", "@")

// unreserved is RFC 3986, 2.3.
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c >= 'a':
		return c - 'a' + 10
	}
	return c - 'A' + 10
}

func writeEncoded(b *strings.Builder, c byte) {
	const digits = "0123456789ABCDEF"
	b.Write([]byte{'%', digits[c>>4], digits[c&15]})
}
