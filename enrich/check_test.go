package enrich

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/enrich/mail"
	"letip/store/entity"
)

// dns knows these domains' mail servers; nil is DNS that is down.
type dns map[string][]string

func (d dns) LookupMX(_ context.Context, domain string) ([]string, error) {
	if d == nil {
		return nil, errors.New("no DNS")
	}
	return d[domain], nil
}

func TestAVisitLooksAtTheAddressesItFindsAndAtTheLeadsOwn(t *testing.T) {
	const page = `<a href="mailto:info@good-shop.net">x</a> <a href="mailto:noreply@good-shop.net">x</a>
		<a href="mailto:joe@dead-domain.net">x</a> <a href="mailto:ann@mailinator.com">x</a> <a href="mailto:hello@shop.sample.test">x</a>`
	for name, tt := range map[string]struct {
		dns  dns
		want map[string]entity.Verdict
	}{
		"DNS answers": {dns{"good-shop.net": {"mx"}, "mailinator.com": {"mx"}}, map[string]entity.Verdict{
			"info@good-shop.net": mail.Good, "noreply@good-shop.net": mail.Risky, "joe@dead-domain.net": mail.Invalid,
			"ann@mailinator.com": mail.Risky, "hello@shop.sample.test": "",
		}},
		"DNS is down": {nil, map[string]entity.Verdict{
			"info@good-shop.net": mail.Unknown, "noreply@good-shop.net": mail.Unknown, "joe@dead-domain.net": mail.Unknown,
			"ann@mailinator.com": mail.Unknown, "hello@shop.sample.test": "",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, map[string]*site{"shop.sample.test": {pages: map[string]string{"/": page, "/contact": "x", "/contact-us": "x", "/about": "x"}}})
			d.mail = &mail.Checker{Resolver: tt.dns, Cache: d.db}
			id := d.add(t, "Shop", "http://shop.sample.test")
			if j := d.run(t, id); j.Counts.Enriched != 1 {
				t.Fatalf("counts %+v", j.Counts)
			}
			b, err := d.db.Business(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]entity.Verdict{}
			for _, c := range b.Contacts {
				got[c.Value] = c.Verdict
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheKindOfBusinessIsTakenWhereNoneIsKnownAndScriptsAreReadOnlyOnWish(t *testing.T) {
	const page = `<script type="application/ld+json">{"@type":"AutoRepair","name":"Joe's","telephone":"732-555-0100"}</script>
		<script>document.write("joe" + "@" + "joes-garage" + ".net")</script><a href="/contact">Contact</a>`
	sites := map[string]*site{}
	for _, host := range []string{"a", "b", "c"} {
		sites[host+".sample.test"] = &site{pages: map[string]string{"/": page, "/contact": "x"}}
	}
	d := open(t, sites)
	typed, err := d.db.Create(t.Context(), entity.Draft{Name: "B", Website: "http://b.sample.test", Category: "Mechanic"})
	if err != nil {
		t.Fatal(err)
	}
	plain := d.add(t, "A", "http://a.sample.test")
	d.run(t, plain, typed.ID)
	d.SetScripts(true)
	wished := d.add(t, "C", "http://c.sample.test")
	d.run(t, wished)
	for id, want := range map[entity.BusinessID][2]string{
		plain: {"Auto repair", ""}, typed.ID: {"Mechanic", ""}, wished: {"Auto repair", "joe@joes-garage.net"},
	} {
		b, err := d.db.Business(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{b.Category, b.Email}; got != want {
			t.Errorf("%s has the category and email %q, want %q", b.Name, got, want)
		}
	}
}
