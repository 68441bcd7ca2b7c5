package fetch

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"
)

func TestMailServersComeInTheirOrder(t *testing.T) {
	mx := func(pref uint16, host string) dnsmessage.MXResource {
		return dnsmessage.MXResource{Pref: pref, MX: dnsmessage.MustNewName(host)}
	}
	z := &zone{mail: map[string][]dnsmessage.MXResource{
		"joes.example.":    {mx(20, "b.mail.example."), mx(10, "A.Mail.example."), mx(30, "c.mail.example.")},
		"refuses.example.": {mx(0, ".")},
	}}
	z.set("web-only.example", "127.0.0.1")
	c := fast(t, Config{Resolver: z.resolver(t)})
	for domain, want := range map[string][]string{
		"joes.example":     {"a.mail.example", "b.mail.example", "c.mail.example"},
		"joes.example.":    {"a.mail.example", "b.mail.example", "c.mail.example"},
		"refuses.example":  nil,
		"web-only.example": {"web-only.example"},
		"unknown.example":  nil,
	} {
		got, err := c.LookupMX(t.Context(), domain)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("mail servers of %s: %v (-want +got):\n%s", domain, err, diff)
		}
	}
}

func TestDNSThatIsDownIsAnErrorAndNotNoMail(t *testing.T) {
	z := &zone{broken: true}
	c := fast(t, Config{Resolver: z.resolver(t)})
	hosts, err := c.LookupMX(t.Context(), "joes.example")
	if e := AsError(err); e == nil || e.Class != ClassDNS || hosts != nil {
		t.Errorf("got %v, %v; want class dns", hosts, err)
	}
	walled := fast(t, Config{Resolver: (&zone{walled: true}).resolver(t)})
	if hosts, err := walled.LookupMX(t.Context(), "joes.example"); AsError(err) == nil || AsError(err).Class != ClassDNS || hosts != nil {
		t.Errorf("DNS that denies all names: %v, %v; want class dns", hosts, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.LookupMX(ctx, "joes.example"); AsError(err).Class != ClassCancelled {
		t.Errorf("cancelled: %v", err)
	}
	c.Close()
	if _, err := c.LookupMX(t.Context(), "joes.example"); AsError(err).Class != ClassCancelled {
		t.Errorf("closed: %v", err)
	}
}
