package contact

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"letip/store/entity"
)

// pieces are what pages write contacts with, one of each form.
var pieces = []string{
	`<a href="mailto:joe@pizza-shop.net?subject=Hi&cc=dana@pizza-shop.net">mail</a>`,
	`<p>info@<b>pizza</b>-shop.net (732) 555-0100 ext. 12, 800-FLO-WERS</p>`,
	`<a href="tel:+1-732-555-0100;ext=5">call</a> Fax: 732.555.0101`,
	`joe [at] shop [dot] com, JOE AT SHOP DOT COM`,
	`<a data-cfemail="6e040b0d5e2e1d06011e40000b1a">x</a>`,
	`<script type="application/ld+json">{"@type":"Dentist","email":"mailto:a@b-shop.net","telephone":"+17325550100","openingHours":"Mo-Fr 09:00-17:00","employee":[{"@type":"Person","name":"Dana Smith"}]}</script>`,
	`<div itemscope itemtype="http://schema.org/Person" itemref="a"><i itemprop="name">Dana Smith</i></div><p id="a" itemprop="email">d@x-shop.net`,
	`<div class="vcard"><b class="fn">Dana Smith</b><i class="tel"><u class="type">fax</u><u class="value">732-555-0101</u></i></div>`,
	`<h3>Dana Smith</h3><p>Owner</p><p>12 Main Street, Suite 4<br>Freehold, NJ 07728-1234</p>`,
	`<p>Mon-Fri 8:30am - 5pm, Sat by appointment, closed Sunday`,
	`<script>var a="joe"+"@"+"shop.net"; String.fromCharCode(106,64)</script>`,
	"<svg><title>x</title><style/></svg><table><td><b><p></b></table>",
	"<meta charset=shift_jis>\x83\x4a", "\xff\xfeh\x00i\x00", "<frame src=x><base href=//y><meta http-equiv=refresh content='0;url=z'>",
}

// FuzzExtract reads anything as a page. Whatever it gives is made of the page's own letters and digits.
func FuzzExtract(f *testing.F) {
	for _, p := range pieces {
		f.Add([]byte(p), "text/html", "http://shop.example/x")
	}
	f.Add([]byte(strings.Join(pieces, "\n")), "text/html; charset=utf-8", "")
	for _, name := range []string{"0", "110", "258", "296", "326"} {
		if body, err := os.ReadFile(filepath.Join(pages, "business", name+".html")); err == nil && len(body) < 40_000 {
			f.Add(body, "text/html", "http://www.shop.example/")
		}
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType, address string) {
		c := Extract(Page{URL: address, ContentType: contentType, Body: body}, Options{Scripts: true})
		encoded := bytes.ContainsAny(body, "&%\\+") || bytes.Contains(body, []byte("cf")) || bytes.Contains(body, []byte("Char")) ||
			bytes.Contains(bytes.ToLower(body), []byte("base"))
		text := string(decode(body, contentType))
		from := func(what, v string) {
			if !utf8.ValidString(v) && utf8.ValidString(text) {
				t.Errorf("the %s %q is no text", what, v)
			}
			if !encoded {
				if r, ok := strange(v, text); ok {
					t.Errorf("the %s %q has %q, which the page has not: %q", what, v, r, body)
				}
			}
		}
		for _, e := range c.Emails {
			if strings.Count(e.Value, "@") != 1 || e.Value != strings.ToLower(e.Value) || e.Confidence <= 0 || e.Confidence > 1 {
				t.Errorf("email %+v", e)
			}
			if !strings.Contains(e.Value, "@xn--") && !strings.Contains(e.Value, ".xn--") { // müller.de, as DNS writes it
				from("email", e.Value)
			}
		}
		for _, n := range c.Phones {
			if n.Value == "" && n.Raw == "" || n.Confidence <= 0 || n.Confidence > 1 || n.Value != "" && (n.Value[0] != '+' || len(n.Value) > 16) {
				t.Errorf("phone %+v", n)
			}
			from("phone", n.Raw)
			if !within(digits(n.Value), keysOf(n.Raw)) && n.Method != Tel {
				t.Errorf("the number %s is not written in %q", n.Value, n.Raw)
			}
		}
		for _, p := range c.People {
			from("person", p.Name)
			from("title", strings.ReplaceAll(strings.ReplaceAll(p.Title, "Founder", ""), "Owner", ""))
		}
		if a := c.Address; a != nil {
			from("street", a.Street)
			from("city", a.City)
			from("ZIP", a.ZIP)
		}
		if c.Hours != nil && len(c.Hours.Raw) > 0 && c.Hours.Week != nil {
			for _, day := range c.Hours.Week {
				for _, s := range day {
					if len(s.Open) != 5 || len(s.Close) != 5 || s.Open > "24:00" || s.Close > "24:00" || s.Open == s.Close {
						t.Errorf("span %+v of %q", s, c.Hours.Raw)
					}
				}
			}
		}
		for _, s := range c.Socials {
			if u, err := url.Parse(s.URL); err != nil || u.Host == "" || s.Network == "" {
				t.Errorf("profile %+v", s)
			}
		}
	})
}

// strange gives a letter or digit of v that the text has in neither case.
func strange(v, text string) (rune, bool) {
	text = strings.ToLower(text)
	for _, r := range strings.ToLower(v) {
		if r < utf8.RuneSelf && isWord(byte(r)) && !strings.ContainsRune(text, r) {
			return r, true
		}
	}
	return 0, false
}

// keysOf gives the keys that a number is dialled with: its digits, and its letters as keys.
func keysOf(raw string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(raw) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			b.WriteByte("22233344455566677778889999"[r-'A'])
		}
	}
	return b.String()
}

// within reports whether a number's digits stand in order among the keys of what was written, but for a country code of
// up to three digits that the page left out.
func within(number, keys string) bool {
	for code := 0; code <= min(3, len(number)); code++ {
		rest := number[code:]
		for i := 0; i < len(keys) && rest != ""; i++ {
			if keys[i] == rest[0] {
				rest = rest[1:]
			}
		}
		if rest == "" {
			return true
		}
	}
	return false
}

func FuzzMailto(f *testing.F) {
	for _, s := range []string{"a@b.com", "a%40b.com?to=c@d.com&amp;cc=e@f.com;g@h.com", "Joe <a@b.com>, c@d.com", "%", "?", "a@b.com?bcc=%zz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, v := range mailtoAddresses("mailto:" + s) {
			if r, ok := strange(v, s+unescape(s)); ok {
				t.Errorf("%q gives %q with %q", s, v, r)
			}
		}
	})
}

func FuzzJSONLD(f *testing.F) {
	for _, s := range []string{
		`{"@type":"Store","name":"A","email":"a@b.com"}`, `{"a":"b",,}//x`, `<!-- [{"a":1}] -->`, `<![CDATA[{"a":[{"@graph":[{"b":{"@value":"c"}}]}]}]]>`,
		"{\"a\":\"b\nc\"}", `{"a":1}{"b":2}`, `{&quot;a&quot;:1}`, "\ufeff{}", `{"@id":"x","a":{"@id":"x"}}`, "[[[[", `{"a":1e999}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := newDocument(&url.URL{}, false)
		d.ld = []string{s}
		for _, it := range d.allItems() {
			for _, p := range it.props {
				if p.child == nil && p.text == "" {
					t.Errorf("%q gives an empty %q", s, p.name)
				}
			}
		}
		d.contacts(Options{})
	})
}

func FuzzPhones(f *testing.F) {
	for _, s := range []string{
		"(732) 555-0100", "732.555.0100 ext 5", "1-800-FLO-WERS", "303.333.PAUL", "(734) 668-TIME", "+44 20 7433 3338", "Fax: 020 7433 3338", "(07) 5555 5555",
		"7325550100", "Tel 7325550100", "1 2 3 4 5 6 7 8 9 0", "+1+1+1", "732-555-01002", "Call 732–555–0100 or 732 555 0101 (fax)",
	} {
		f.Add(s, "US")
		f.Add(s, "GB")
	}
	f.Fuzz(func(t *testing.T, s, country string) {
		d := newDocument(&url.URL{}, false)
		d.appendVisible([]byte(s))
		d.finish()
		for _, n := range d.textNumbers(country) {
			if !strings.Contains(string(d.text), n.Raw) {
				t.Errorf("%q gives %q, which is not in it", s, n.Raw)
			}
			if !within(digits(n.Value), keysOf(n.Raw)) {
				t.Errorf("%q gives %s of %q", s, n.Value, n.Raw)
			}
		}
	})
}

func FuzzHours(f *testing.F) {
	for _, s := range []string{
		"Mo-Fr 09:00-17:00", "24/7", "9-5 Mon-Fri", "Mon\n9am–5pm\nTue\nclosed", "Fri 5pm-2am", "daily except Sunday 9-5", "M, W, F 8-5", "7 days 8-8",
		"Monday9:00am - 6:00pm", "noon to midnight weekends", "0900-1700 Mo", "25:99", "closedsunday", "12:00pm-12:00am Su",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, start, end := parseWeek(s)
		if w == nil {
			return
		}
		if start < 0 || end > len(s) || start >= end {
			t.Fatalf("%q: from %d to %d", s, start, end)
		}
		if empty(*w) {
			t.Errorf("%q gives a week without a time", s)
		}
		for _, day := range w {
			for _, sp := range day {
				if len(sp.Open) != 5 || len(sp.Close) != 5 || sp.Open >= "24:00" || sp.Close > "24:00" || sp.Open == sp.Close {
					t.Errorf("%q gives %+v", s, sp)
				}
			}
		}
	})
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{
		"joe [at] shop [dot] com", "joe (at) shop.com", "JOE AT SHOP DOT CO DOT UK", "a-at-b-dot-c", "x at y", "[at][dot]", "a [at] b [dot", "ATATAT DOT",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := newDocument(&url.URL{}, false)
		d.appendVisible([]byte(s))
		d.finish()
		d.disguised(func(v string, _ int) bool {
			if local, domain, ok := strings.Cut(v, "@"); !ok || local == "" || domain == "" {
				t.Errorf("%q gives %q", s, v)
			}
			if r, ok := strange(v, s); ok {
				t.Errorf("%q gives %q with %q", s, v, r)
			}
			return true
		})
	})
}

func FuzzScript(f *testing.F) {
	for _, s := range []string{
		`"joe"+"@"+"shop.net"`, `'a\x40b.com'`, `"\u0061@b.com`, `String.fromCharCode(106,0x40)+"b.com"`, `"<a href='mailto:a@b.com'>"`, `"%40"`, `"`, `String.fromCharCode(`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		foldScript(s, func(v string) {
			if !strings.Contains(v, "@") {
				t.Errorf("%q gives %q", s, v)
			}
		})
	})
}

func FuzzCloudflare(f *testing.F) {
	f.Add("6e040b0d5e2e1d06011e40000b1a")
	f.Add("zz")
	f.Fuzz(func(t *testing.T, s string) {
		if v, ok := cloudflareEmail(s); ok && !strings.Contains(v, "@") {
			t.Errorf("%q gives %q", s, v)
		}
	})
}

func FuzzProfile(f *testing.F) {
	for _, s := range []string{"https://www.facebook.com/profile.php?id=1", "//x.com/joe", "https://l.facebook.com/l.php?u=https%3A%2F%2Fx.com%2Fa", "https://www.linkedin.com/company/a/b?c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, ok := profile(s); ok {
			if again, ok := profile(p.URL); !ok || again != (entity.Social{Network: p.Network, URL: p.URL}) {
				t.Errorf("%q gives %+v, and that %+v", s, p, again)
			}
		}
	})
}
