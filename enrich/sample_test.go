package enrich

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"letip/assets"
	"letip/scrape/fetch"
	"letip/scrape/sample"
	"letip/store/entity"
	"letip/store/normal"
)

// odd are the makes of sample sites that refuse, hide or break what they have; nothing is expected of them.
var odd = []string{"same", "missing", "forbidden", "robots", "noindex", "spa", "nocontact", "script", "large"}

// TestTheSampleTerritoryIsReadAsItWasWritten visits every site of the sample territory and holds what it brings against
// what the territory's own list says. VERBOSE=1 lists what differs.
func TestTheSampleTerritoryIsReadAsItWasWritten(t *testing.T) {
	town, err := sample.Load(assets.Sample)
	if err != nil {
		t.Fatal(err)
	}
	server, err := sample.New(sample.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	client := fetch.New(fetch.Config{AllowPrivate: true, HasRate: true})
	t.Cleanup(client.Close)
	client.Mount(sample.Domain, server)
	v := &Visitor{Fetch: client}
	var emails, phones, people, streets tally
	for _, f := range town.Features {
		if !f.Business || f.Host() == "" || slices.Contains(odd, f.Make) {
			continue
		}
		visit, err := v.Visit(t.Context(), entity.Business{ID: 1, Name: f.Name, Website: "http://" + f.Host()})
		if err != nil {
			t.Fatal(err)
		}
		tell := func(what string) func(string) {
			return func(v string) {
				if os.Getenv("VERBOSE") != "" {
					t.Logf("%s %s/%d: %s %s", f.Name, f.Make, f.Pages, what, v)
				}
			}
		}
		mailboxes := []string{f.Email()}
		if f.Make == "tel" {
			mailboxes = nil // it has a telephone link and nothing else
		}
		emails.add(values(visit.Contacts, entity.ContactEmail), mailboxes, tell("email"))
		e164, _, _ := normal.Phone(f.Phones[0], "US")
		phones.add(values(visit.Contacts, entity.ContactPhone), []string{e164}, tell("phone"))
		var names []string
		for i, p := range f.People {
			if f.Pages >= 4 || f.Make == "table" || i == 0 && f.Pages == 3 {
				names = append(names, bareName(p.Name))
			}
		}
		people.add(values(visit.Contacts, entity.ContactPerson), names, tell("person"))
		var street []string
		for _, fv := range visit.Fields {
			if fv.Field == "address" {
				street = append(street, fv.Value)
			}
		}
		want := []string{fmt.Sprintf("%d %s", f.Number, f.Street)}
		switch f.Make {
		case "cfemail", "entities", "tel", "notice":
			want = street // without a postal code a street can't be told from other words
		}
		streets.add(street, want, tell("street"))
	}
	for what, c := range map[string]tally{"emails": emails, "phones": phones, "streets": streets} {
		if c.wrong+c.missed > 0 || c.right < 50 {
			t.Errorf("%s: %+v", what, c)
		}
	}
	if people.wrong > 0 || people.right*10 < people.missed*9 {
		t.Errorf("people: %+v", people)
	}
	t.Logf("emails %+v, phones %+v, people %+v, streets %+v", emails, phones, people, streets)
}

// tally counts values found, made up and missed.
type tally struct{ right, wrong, missed int }

func (c *tally) add(got, want []string, tell func(string)) {
	for _, v := range got {
		if slices.Contains(want, v) {
			c.right++
		} else {
			c.wrong++
			tell("wrong " + v)
		}
	}
	for _, v := range want {
		if !slices.Contains(got, v) {
			c.missed++
			tell("missed " + v + ", got " + strings.Join(got, " | "))
		}
	}
}

// bareName drops the degrees behind a name.
func bareName(s string) string {
	f := strings.Fields(s)
	for len(f) > 2 && strings.ToUpper(f[len(f)-1]) == f[len(f)-1] || f[len(f)-1] == "PharmD" || f[len(f)-1] == "PhD" {
		f = f[:len(f)-1]
	}
	return strings.Join(f, " ")
}
