package leads

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

var seen = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestAValueSaysWhereItWasSeenAndHowSureItIs(t *testing.T) {
	b := &entity.Business{
		Email: "info@joes.example", Phone: "+17325550100", Website: "https://joes.example", CreatedAt: seen, UpdatedAt: seen,
		Contacts: []entity.Contact{
			{Kind: entity.ContactEmail, Value: "info@joes.example", Confidence: 0.95, Method: "mailto", Verdict: entity.VerdictRisky},
			{Kind: entity.ContactEmail, Value: "joe@joes.example", Confidence: 0.7, Method: "words", SourceURL: "https://joes.example/team", DoNotEmail: true},
			{Kind: entity.ContactPerson, Value: "Anna Kowalski", Person: "Anna Kowalski", Title: "Owner", Confidence: 0.4, SourceURL: "https://joes.example/about"},
		},
	}
	story := []entity.Provenance{
		{Field: "email", Value: b.Email, Source: "website", URL: "https://joes.example/contact", Method: "mailto", Confidence: 0.95, Chosen: true},
		{Field: "phone", Value: b.Phone, Source: "osm", Method: "osm", Confidence: 0.8, Chosen: true},
		{Field: "website", Value: b.Website, Source: "manual", Method: "typed", Confidence: 1, Chosen: true},
	}
	want := []string{
		"Phone: (732) 555-0100 | OpenStreetMap · high",
		"Email: info@joes.example | website /contact · high · may not reach a person",
		"Email: joe@joes.example | website /team · fair · not for unasked mail",
		"Person: Anna Kowalski, Owner | website /about · low",
		"Website: joes.example | typed in · stays",
		"Added: just now | ",
	}
	var got []string
	for _, v := range valuesOf(b, story, seen) {
		got = append(got, v.name+": "+v.text+" | "+v.source)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAStoryTellsEachValueOnceTheShownOneFirst(t *testing.T) {
	story := []entity.Provenance{
		{ID: 1, Field: "phone", Value: "+17325550100", Source: "osm", Method: "osm", Confidence: 0.8, Chosen: true},
		{ID: 2, Field: "phone", Value: "+17325550199", Source: "website", Method: "tel", Confidence: 0.75, Why: "An older one."},
		{ID: 3, Field: "phone", Value: "+17325550199", Source: "website", Method: "tel", Confidence: 0.75, Why: "An older one."},
		{ID: 4, Field: "phone", Value: "+17325550198", Source: "manual", Method: "typed", Confidence: 1, Why: "Older."},
		{ID: 5, Field: "phone", Source: "manual", Confidence: 1},
		{ID: 6, Field: "city", Value: "Freehold Twp", Source: "osm", Confidence: 0.8},
	}
	want := []string{"1 (732) 555-0100 | OpenStreetMap · high", "2 (732) 555-0199 | website · phone link · fair", "4 (732) 555-0198 | typed in"}
	var got []string
	for _, s := range storyOf(story, "phone") {
		got = append(got, fmt.Sprintf("%d %s | %s", s.ID, s.text, s.source))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheDomainThatStandsForABusinessIsItsOwn(t *testing.T) {
	for name, c := range map[string]struct {
		b    entity.Business
		want string
	}{
		"its website":           {entity.Business{Website: "https://www.joes.example/menu", Email: "joe@other.example"}, "joes.example"},
		"its email":             {entity.Business{Email: "joe@joes.example"}, "joes.example"},
		"a page on a platform":  {entity.Business{Website: "https://www.facebook.com/joes", Email: "joe@joes.example"}, "joes.example"},
		"nothing of either":     {entity.Business{}, ""},
		"only a page elsewhere": {entity.Business{Website: "https://www.facebook.com/joes"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ownDomain(&c.b); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
