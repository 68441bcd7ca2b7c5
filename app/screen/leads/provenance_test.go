package leads

import (
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
		"Website: joes.example | typed in",
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

func TestOtherValuesAreThoseThatAreNotShown(t *testing.T) {
	b := &entity.Business{Phone: "+17325550100"}
	story := []entity.Provenance{
		{Field: "phone", Value: "+17325550199", Source: "website", URL: "https://joes.example/contact", Confidence: 0.75},
		{Field: "phone", Value: "+17325550100", Source: "website", URL: "https://joes.example/", Confidence: 0.75},
		{Field: "phone", Value: "+17325550100", Source: "osm", Confidence: 0.8, Chosen: true},
		{Field: "phone", Value: "+17325550199", Source: "osm", Confidence: 0.8},
		{Field: "city", Value: "Freehold Twp", Source: "osm", Confidence: 0.8},
		{Field: "socials", Value: `[{"network":"x"}]`, Source: "website", Confidence: 0.9},
	}
	want := []string{"Phone: (732) 555-0199 | website /contact · fair", "City: Freehold Twp | OpenStreetMap · high"}
	var got []string
	for _, v := range otherValues(b, story) {
		got = append(got, v.name+": "+v.text+" | "+v.source)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
