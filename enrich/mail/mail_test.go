package mail

import (
	"context"
	"encoding/xml"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"letip/store/entity"
)

// TestSyntaxAgreesWithIsEmail reads the is_email() test set, whose categories say what RFC 5321 makes of an address.
func TestSyntaxAgreesWithIsEmail(t *testing.T) {
	raw, err := os.ReadFile("testdata/tests.xml")
	if err != nil {
		t.Fatal(err)
	}
	var set struct {
		Tests []struct {
			ID        string `xml:"id,attr"`
			Address   string `xml:"address"`
			Category  string `xml:"category"`
			Diagnosis string `xml:"diagnosis"`
		} `xml:"test"`
	}
	if err := xml.Unmarshal(raw, &set); err != nil {
		t.Fatal(err)
	}
	if len(set.Tests) < 150 {
		t.Fatalf("only %d tests", len(set.Tests))
	}
	for _, tt := range set.Tests {
		address := strings.Map(func(r rune) rune {
			if r >= 0x2400 && r < 0x2420 { // how the set writes control characters
				return r - 0x2400
			}
			return r
		}, tt.Address)
		want := false
		switch tt.Category {
		case "ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321":
			want = true
		}
		if tt.Diagnosis == "ISEMAIL_RFC5321_IPV6DEPRECATED" {
			continue // an IPv6 address may be shortened so; whether it should be is not ours to say
		}
		if got := Valid(address); got != want {
			t.Errorf("test %s: %q is %v, want %v (%s)", tt.ID, address, got, want, tt.Diagnosis)
		}
	}
}

// book is a resolver that knows some domains; with down set DNS can't be asked.
type book struct {
	hosts map[string][]string
	down  bool
	asked int
}

func (b *book) LookupMX(_ context.Context, domain string) ([]string, error) {
	b.asked++
	if b.down {
		return nil, errors.New("no DNS")
	}
	return b.hosts[domain], nil
}

type memory map[string]entity.CachedResponse

func (m memory) CacheGet(_ context.Context, key string) (entity.CachedResponse, bool, error) {
	r, ok := m[key]
	return r, ok, nil
}

func (m memory) CachePut(_ context.Context, key string, r entity.CachedResponse) error {
	m[key] = r
	return nil
}

func TestCheck(t *testing.T) {
	dns := &book{hosts: map[string][]string{"joes-pizza.net": {"mx.joes-pizza.net"}, "gmail.com": {"mx.google.com"}, "mailinator.com": {"mx"}}}
	for _, tt := range []struct {
		address, website string
		want             Verdict
		check            func(Report) bool
	}{
		{"info@joes-pizza.net", "https://www.joes-pizza.net/menu", Good, func(r Report) bool { return r.Role && r.SameDomain && !r.Free }},
		{"joespizza@gmail.com", "https://joes-pizza.net", Good, func(r Report) bool { return r.Free && !r.SameDomain }},
		{"noreply@joes-pizza.net", "", Risky, func(r Report) bool { return r.Robot }},
		{"someone@mailinator.com", "", Risky, func(r Report) bool { return r.Disposable }},
		{"joe@no-such-domain.net", "", Invalid, func(r Report) bool { return r.TakesMail != nil && !*r.TakesMail }},
		{"joe@@joes-pizza.net", "", Invalid, func(r Report) bool { return !r.Syntax }},
		{"joe at joes-pizza.net", "", Invalid, func(r Report) bool { return !r.Syntax }},
	} {
		t.Run(tt.address, func(t *testing.T) {
			c := &Checker{Resolver: dns}
			r, err := c.Check(t.Context(), tt.address, tt.website)
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != tt.want || !tt.check(r) {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestDNSDownIsUnknownNeverInvalid(t *testing.T) {
	kept := memory{}
	c := &Checker{Resolver: &book{down: true}, Cache: kept}
	r, err := c.Check(t.Context(), "joe@joes-pizza.net", "")
	if err != nil || r.Verdict != Unknown || r.TakesMail != nil {
		t.Errorf("%+v %v", r, err)
	}
	if len(kept) != 0 {
		t.Error("what DNS didn't say was kept")
	}
}

func TestDNSThatIsDownIsLeftAloneForAWhile(t *testing.T) {
	dns := &book{down: true}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	c := &Checker{Resolver: dns, Now: func() time.Time { return now }}
	verdict := func() Verdict {
		r, err := c.Check(t.Context(), "joe@joes-pizza.net", "")
		if err != nil {
			t.Fatal(err)
		}
		return r.Verdict
	}
	for range 2 {
		if v := verdict(); v != Unknown || dns.asked != 1 {
			t.Errorf("%s, asked %d times while it was down, want unknown and once", v, dns.asked)
		}
	}
	dns.down, dns.hosts = false, map[string][]string{"joes-pizza.net": {"mx"}}
	now = now.Add(restDNS)
	if v := verdict(); v != Good || dns.asked != 2 {
		t.Errorf("asked %d times, %s; want a new try when it has rested", dns.asked, v)
	}
}

func TestADomainIsAskedOnceAWeek(t *testing.T) {
	dns := &book{hosts: map[string][]string{"joes-pizza.net": {"mx"}}}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	c := &Checker{Resolver: dns, Cache: memory{}, Now: func() time.Time { return now }}
	for _, address := range []string{"a@joes-pizza.net", "b@joes-pizza.net"} {
		if _, err := c.Check(t.Context(), address, ""); err != nil {
			t.Fatal(err)
		}
	}
	if dns.asked != 1 {
		t.Errorf("asked %d times", dns.asked)
	}
	now = now.Add(8 * 24 * time.Hour)
	if _, err := c.Check(t.Context(), "a@joes-pizza.net", ""); err != nil || dns.asked != 2 {
		t.Errorf("asked %d times after a week, %v", dns.asked, err)
	}
}

func FuzzDescribe(f *testing.F) {
	for _, s := range []string{"a@b.co", `"a b"@c.net`, "@", "x@[127.0.0.1]", "ü@b.de"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if r := Describe(s, ""); r.Verdict == Good && strings.Count(s, "@") == 0 {
			t.Errorf("%q is good", s)
		}
	})
}
