package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
	"letip/store/event"
)

// seen is a visit that found something of each kind.
func seen(id entity.BusinessID, at time.Time) entity.Visit {
	page := "http://pizza1.com/contact"
	return entity.Visit{
		Business: id, Status: entity.Enriched, At: at, Pages: []string{"http://pizza1.com/", page},
		Fields: []entity.FieldValue{
			{Field: "email", Value: "joe@pizza1.com", URL: page, Method: "mailto", Confidence: 0.98},
			{Field: "fax", Value: "+17325559999", URL: page, Method: "text", Confidence: 0.85},
			{Field: "city", Value: "Freehold Borough", URL: page, Method: "page", Confidence: 0.75},
		},
		Contacts: []entity.Contact{
			{Kind: entity.ContactEmail, Value: "joe@pizza1.com", Confidence: 0.98, SourceURL: page, Method: "mailto"},
			{Kind: entity.ContactPerson, Value: "Joe Romano", Person: "Joe Romano", Title: "Owner", Confidence: 0.8, SourceURL: page, Method: "text"},
		},
		Socials: []entity.Social{{Network: "x", URL: "https://x.com/pizza1"}, {Network: "facebook", URL: "https://www.facebook.com/Pizza/"}},
	}
}

func visit(t *testing.T, db *DB, v entity.Visit) entity.Business {
	t.Helper()
	b, err := db.SaveVisit(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestVisitFillsWhatIsEmptyAndWinsWhereItIsSurer(t *testing.T) {
	db, now := openAt(t, time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC))
	id := save(t, db, 0, pizza(1))[0].ID
	b := visit(t, db, seen(id, now()))
	if b.Status != entity.Enriched || !b.CheckedAt.Equal(now()) || b.Fax != "+17325559999" || b.Email != "joe@pizza1.com" {
		t.Errorf("%s, checked %v, fax %q, email %q", b.Status, b.CheckedAt, b.Fax, b.Email)
	}
	if b.City != "Freehold" { // OpenStreetMap's 0.8 is surer than the page's 0.75
		t.Errorf("the city is %q", b.City)
	}
	want := []entity.Social{{Network: "facebook", URL: "https://www.facebook.com/pizza"}, {Network: "x", URL: "https://x.com/pizza1"}}
	if diff := cmp.Diff(want, b.Socials); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
	if len(b.Contacts) != 5 { // phones and email of the map, the page's email and its owner
		t.Errorf("contacts %+v", b.Contacts)
	}
}

func TestSecondVisitMovesLastSeenAndAddsNothingTwice(t *testing.T) {
	db, now := openAt(t, time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC))
	id := save(t, db, 0, pizza(1))[0].ID
	first := visit(t, db, seen(id, now()))
	story, err := db.Provenance(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	again := seen(id, now().Add(time.Hour))
	again.Contacts[0].Value = "Joe@Pizza1.com"
	second := visit(t, db, again)
	after, err := db.Provenance(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if len(second.Contacts) != len(first.Contacts) || len(after) != len(story) || len(second.Socials) != len(first.Socials) {
		t.Errorf("%d contacts became %d, %d values %d", len(first.Contacts), len(second.Contacts), len(story), len(after))
	}
	i := slices.IndexFunc(second.Contacts, func(c entity.Contact) bool { return c.Value == "joe@pizza1.com" })
	if i < 0 || !second.Contacts[i].LastSeen.Equal(again.At) || !second.Contacts[i].FirstSeen.Equal(now()) {
		t.Errorf("contacts %+v", second.Contacts)
	}
}

func TestVisitNeverTouchesTheRepsWord(t *testing.T) {
	db, now := openAt(t, time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC))
	id := save(t, db, 0, pizza(1))[0].ID
	own, none := "rep@pizza1.com", ""
	if _, err := db.Update(t.Context(), id, entity.Update{Email: &own, Fax: &none}); err != nil {
		t.Fatal(err)
	}
	cleared := "+17325551111"
	if _, err := db.Update(t.Context(), id, entity.Update{Fax: &cleared}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Update(t.Context(), id, entity.Update{Fax: &none}); err != nil {
		t.Fatal(err)
	}
	if b := visit(t, db, seen(id, now())); b.Email != own || b.Fax != "" {
		t.Errorf("email %q and fax %q, want the rep's %q and none", b.Email, b.Fax, own)
	}
}

func TestAVisitIsRunningUntilItsEndAndATakenBackOneLeavesNoTrace(t *testing.T) {
	db := open(t)
	id := save(t, db, 0, pizza(1))[0].ID
	status := func() entity.EnrichmentStatus { return read(t, db, id).Status }
	start := func(want entity.EnrichmentStatus) {
		t.Helper()
		was, err := db.StartVisit(t.Context(), id)
		if err != nil || was != want || status() != entity.Running {
			t.Fatalf("it was %s, want %s, and is %s (%v)", was, want, status(), err)
		}
	}
	start(entity.Pending)
	start(entity.Pending) // twice is once
	if err := db.AbandonVisit(t.Context(), id); err != nil || status() != entity.Pending {
		t.Errorf("taken back it is %s (%v), want pending", status(), err)
	}
	start(entity.Pending)
	visit(t, db, seen(id, time.Now()))
	if status() != entity.Enriched {
		t.Errorf("visited it is %s", status())
	}
	start(entity.Enriched)
	stats, err := db.Stats(t.Context())
	if err != nil || stats.Pending != 1 || stats.Enriched != 0 {
		t.Errorf("a running one counts as %+v (%v), want pending", stats, err)
	}
	for range 2 {
		if err := db.AbandonVisit(t.Context(), id); err != nil || status() != entity.Enriched {
			t.Errorf("taken back it is %s (%v), want enriched", status(), err)
		}
	}
	if err := db.AbandonVisit(t.Context(), 99); err != nil {
		t.Error(err)
	}
	if _, err := db.StartVisit(t.Context(), 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("a visit to nobody: %v", err)
	}
}

func TestVisitsThatADeadProcessHadBegunAreTakenBack(t *testing.T) {
	dir := t.TempDir()
	db := openIn(t, dir)
	ids := []entity.BusinessID{}
	for _, o := range save(t, db, 0, pizza(1), pizza(2), pizza(3)) {
		ids = append(ids, o.ID)
	}
	visit(t, db, seen(ids[1], time.Now()))
	for _, id := range ids {
		if _, err := db.StartVisit(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Delete(t.Context(), ids[2]); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil { // as far as the data go, a kill is the same
		t.Fatal(err)
	}
	db = openIn(t, dir)
	for i, want := range []entity.EnrichmentStatus{entity.Pending, entity.Enriched, entity.Pending} {
		if got := read(t, db, ids[i]).Status; got != want {
			t.Errorf("lead %d is %s, want %s", ids[i], got, want)
		}
	}
}

func TestAVisitToTheTrashWritesNothing(t *testing.T) {
	db := open(t)
	id := save(t, db, 0, pizza(1))[0].ID
	if _, err := db.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := db.SaveVisit(t.Context(), seen(id, time.Now())); !errors.Is(err, ErrNotFound) {
		t.Errorf("error %v, want not found", err)
	}
	if b := read(t, db, id); b.Status != entity.Pending || b.Fax != "" {
		t.Errorf("the deleted lead is %s with fax %q", b.Status, b.Fax)
	}
}

func TestEachVisitIsToldOnce(t *testing.T) {
	bus := event.NewBus()
	t.Cleanup(bus.Close)
	heard := make(chan event.Event, 100)
	bus.SubscribeAll(func(batch []event.Event) {
		for _, e := range batch {
			heard <- e
		}
	})
	db := openWith(t, Options{Dir: t.TempDir(), Bus: bus})
	id := save(t, db, 0, pizza(1))[0].ID
	for range 2 { // created, stats
		<-heard
	}
	if _, err := db.StartVisit(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if e, ok := (<-heard).(event.StatsUpdated); !ok {
		t.Errorf("a start tells %T", e)
	}
	visit(t, db, seen(id, time.Now()))
	if e, ok := (<-heard).(event.BusinessEnriched); !ok || e.Business.ID != id || e.Business.Fax == "" || len(e.Business.Contacts) != 5 {
		t.Errorf("a visit tells %+v", e)
	}
	if e, ok := (<-heard).(event.StatsUpdated); !ok {
		t.Errorf("a visit tells %T last", e)
	}
}

func TestANoticeMarksTheSitesAddressesAndTheOneThatIsShown(t *testing.T) {
	db, now := openAt(t, time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC))
	id := save(t, db, 0, pizza(1))[0].ID
	v := seen(id, now())
	v.DoNotEmail = true
	marked := func(b entity.Business) (emails []string) {
		for _, c := range b.Contacts {
			if c.DoNotEmail {
				emails = append(emails, c.Value)
			}
		}
		return emails
	}
	b := visit(t, db, v)
	if got := marked(b); !slices.Equal(got, []string{"joe@pizza1.com"}) || !b.DoNotEmail {
		t.Errorf("marked are %v, the lead's own %v", got, b.DoNotEmail)
	}
	// A later visit that doesn't see the notice takes nothing back.
	v.DoNotEmail = false
	if b = visit(t, db, v); len(marked(b)) != 1 || !b.DoNotEmail {
		t.Errorf("marked are %v, the lead's own %v", marked(b), b.DoNotEmail)
	}
	// Another address is another matter, and the old one still is as it was.
	for own, want := range map[string]bool{"rep@pizza1.com": false, "JOE@pizza1.com": true, "": false} {
		if b, err := db.Update(t.Context(), id, entity.Update{Email: &own}); err != nil || b.DoNotEmail != want {
			t.Errorf("with the email %q the mark is %v, want %v (%v)", own, b.DoNotEmail, want, err)
		}
	}
}

func TestWhatACheckSaidOfAnAddressIsKeptBesideIt(t *testing.T) {
	db, now := openAt(t, time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC))
	id := save(t, db, 0, pizza(1))[0].ID
	v := seen(id, now())
	check := func(verdict entity.Verdict, reasons ...string) entity.Contact {
		t.Helper()
		v.Checked = []entity.EmailCheck{{Address: "JOE@pizza1.com", Verdict: verdict, Reasons: reasons}, {Address: "nobody@pizza1.com", Verdict: verdict}}
		b := visit(t, db, v)
		return b.Contacts[slices.IndexFunc(b.Contacts, func(c entity.Contact) bool { return c.Value == "joe@pizza1.com" })]
	}
	if c := check(entity.VerdictUnknown); c.Verdict != entity.VerdictUnknown || !c.VerdictAt.Equal(now()) {
		t.Errorf("%+v", c)
	}
	if c := check(entity.VerdictGood, "a free mailbox"); c.Verdict != entity.VerdictGood || !slices.Equal(c.Reasons, []string{"a free mailbox"}) {
		t.Errorf("%+v", c)
	}
	if c := check(entity.VerdictUnknown); c.Verdict != entity.VerdictGood {
		t.Errorf("that DNS was down made %s of good", c.Verdict)
	}
	if c := check(entity.VerdictInvalid); c.Verdict != entity.VerdictInvalid || c.Reasons != nil {
		t.Errorf("%+v", c)
	}
}

func TestASurerSightingOfAContactBringsItsPageAndMethodWithIt(t *testing.T) {
	db, now := openAt(t, time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC))
	found := pizza(1)
	id := save(t, db, 0, found)[0].ID
	type sighting struct {
		Confidence float64
		URL        string
		Method     string
	}
	phone := func(b entity.Business) sighting {
		for _, c := range b.Contacts {
			if c.Value == b.Phone {
				return sighting{c.Confidence, c.SourceURL, c.Method}
			}
		}
		t.Fatalf("the phone %q is no contact of %+v", b.Phone, b.Contacts)
		return sighting{}
	}
	b := must[entity.Business](t)(db.Business(t.Context(), id))
	fromMap := phone(b)
	page := func(confidence float64, url, method string) sighting {
		return phone(visit(t, db, entity.Visit{Business: id, Status: entity.Enriched, At: now(), Contacts: []entity.Contact{
			{Kind: entity.ContactPhone, Value: b.Phone, Confidence: confidence, SourceURL: url, Method: method},
		}}))
	}
	if got := page(0.3, "http://pizza1.com/", "text"); got != fromMap {
		t.Errorf("a less sure sighting made %+v of %+v", got, fromMap)
	}
	surer := sighting{0.95, "http://pizza1.com/contact", "tel"}
	if got := page(surer.Confidence, surer.URL, surer.Method); got != surer {
		t.Errorf("the phone is now %+v, want %+v", got, surer)
	}
	if got := page(0.95, "http://pizza1.com/", "text"); got != surer {
		t.Errorf("an equally sure sighting made it %+v", got)
	}
}
