package enrich

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/scrape/job"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

// desk is a service on a real database file, with websites in this process.
type desk struct {
	db     *store.DB
	runner *job.Runner
	bus    *event.Bus
	*Service
}

func open(t *testing.T, sites map[string]*site) desk {
	t.Helper()
	bus := event.NewBus()
	t.Cleanup(bus.Close)
	db, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Bus: bus})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	runner := job.NewRunner(job.Options{Journal: db, Bus: bus})
	t.Cleanup(runner.Close)
	return desk{db, runner, bus, New(Deps{DB: db, Runner: runner, Fetch: visitor(t, sites).Fetch, Bus: bus})}
}

func (d desk) add(t *testing.T, name, website string) entity.BusinessID {
	t.Helper()
	b, err := d.db.Create(t.Context(), entity.Draft{Name: name, Website: website})
	if err != nil {
		t.Fatal(err)
	}
	return b.ID
}

func (d desk) run(t *testing.T, ids ...entity.BusinessID) entity.Job {
	t.Helper()
	id, err := d.Start(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	j, err := d.runner.Wait(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func page1(name string) *site {
	return &site{pages: map[string]string{"/": fmt.Sprintf(
		`<p>%s: <a href="mailto:info@%[1]s-shop.net">write</a>, call (732) 555-0100</p><a href="/contact">Contact</a>`, name), "/contact": "<p>Dana Smith, Owner</p>"}}
}

func TestBatchWritesWhatEachWebsiteSays(t *testing.T) {
	sites := map[string]*site{"down.sample.test": {pages: map[string]string{"/": "503"}}, "closed.sample.test": {pages: map[string]string{"/robots.txt": "User-agent: *\nDisallow: /"}}}
	for i := range 12 {
		sites[fmt.Sprintf("shop%d.sample.test", i)] = page1(fmt.Sprintf("shop%d", i))
	}
	d := open(t, sites)
	var ids []entity.BusinessID
	for i := range 12 {
		ids = append(ids, d.add(t, fmt.Sprintf("Shop %d", i), fmt.Sprintf("http://shop%d.sample.test", i)))
	}
	none := d.add(t, "No website", "")
	closed := d.add(t, "Closed", "http://closed.sample.test")
	j := d.run(t, append(ids, none, closed)...)
	if diff := cmp.Diff(entity.Counts{Total: 14, Enriched: 12, NoWebsite: 1, Blocked: 1}, j.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if j.Status != entity.JobCompleted {
		t.Errorf("status %s, %v", j.Status, j.Error)
	}
	for i, id := range ids {
		b, err := d.db.Business(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if b.Status != entity.Enriched || b.Email != fmt.Sprintf("info@shop%d-shop.net", i) || b.Phone != "+17325550100" || b.CheckedAt.IsZero() {
			t.Errorf("lead %d: %s %q %q %v", id, b.Status, b.Email, b.Phone, b.CheckedAt)
		}
		if len(b.Contacts) != 3 {
			t.Errorf("lead %d has contacts %+v", id, b.Contacts)
		}
		story, err := d.db.Provenance(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range story {
			if p.Field == "email" && (p.Source != "website" || p.URL != fmt.Sprintf("http://shop%d.sample.test", i) && p.URL != fmt.Sprintf("http://shop%d.sample.test/", i) || p.Method != "mailto" || !p.Chosen) {
				t.Errorf("provenance %+v", p)
			}
		}
	}
	stats, err := d.db.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if stats.Enriched != 12 || stats.Failed != 2 || stats.Pending != 0 {
		t.Errorf("stats %+v", stats)
	}
}

func TestSecondVisitAddsNothingTwiceAndTheRepsWordStays(t *testing.T) {
	d := open(t, map[string]*site{"shop.sample.test": page1("shop")})
	id := d.add(t, "Shop", "http://shop.sample.test")
	own := "mine@shop-owner.net"
	if _, err := d.db.Update(t.Context(), id, entity.Update{Email: &own}); err != nil {
		t.Fatal(err)
	}
	d.run(t, id)
	first, err := d.db.Business(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	story, err := d.db.Provenance(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	d.run(t, id)
	second, err := d.db.Business(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.db.Provenance(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if first.Email != own || second.Email != own {
		t.Errorf("the rep's email became %q, then %q", first.Email, second.Email)
	}
	if len(second.Contacts) != len(first.Contacts) || len(again) != len(story) {
		t.Errorf("%d contacts became %d, %d values %d", len(first.Contacts), len(second.Contacts), len(story), len(again))
	}
}

func TestAWebsiteThatFailsIsListedWithItsClass(t *testing.T) {
	d := open(t, map[string]*site{})
	id := d.add(t, "Gone", "http://gone.sample.test")
	j := d.run(t, id)
	if j.Counts.Failed != 1 {
		t.Errorf("counts %+v", j.Counts)
	}
	list, err := d.db.Failures(t.Context(), 10, j.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].Class != "http-4xx" || list[0].BusinessID != id || list[0].URL == "" || list[0].Attempt != 1 {
		t.Errorf("failures %+v", list)
	}
	b, err := d.db.Business(t.Context(), id)
	if err != nil || b.Status != entity.Failed {
		t.Errorf("status %s, %v", b.Status, err)
	}
}

func TestAJobWithoutLeadsIsRefused(t *testing.T) {
	d := open(t, nil)
	_, err := d.Start(t.Context(), nil)
	if _, ok := errors.AsType[*UsageError](err); !ok {
		t.Errorf("error %v", err)
	}
}

func TestCancelKeepsWhatWasReadAndStartsNothingMore(t *testing.T) {
	sites := map[string]*site{}
	for i := range 30 {
		sites[fmt.Sprintf("shop%d.sample.test", i)] = page1(fmt.Sprintf("shop%d", i))
	}
	d := open(t, sites)
	var ids []entity.BusinessID
	for i := range 30 {
		ids = append(ids, d.add(t, fmt.Sprintf("Shop %d", i), fmt.Sprintf("http://shop%d.sample.test", i)))
	}
	id, err := d.Start(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.runner.Cancel(context.WithoutCancel(t.Context()), id); err != nil {
		t.Fatal(err)
	}
	before := asked(sites)
	j, err := d.runner.Wait(t.Context(), id)
	if err != nil || j.Status != entity.JobCancelled {
		t.Fatalf("%s %v", j.Status, err)
	}
	if after := asked(sites); after != before {
		t.Errorf("%d requests began after the cancel", after-before)
	}
	enriched, err := d.db.Count(t.Context(), entity.Filter{ExactStatus: entity.Enriched})
	if err != nil || enriched != j.Counts.Enriched {
		t.Errorf("%d leads are enriched, the job counted %d (%v)", enriched, j.Counts.Enriched, err)
	}
}

func asked(sites map[string]*site) int {
	n := 0
	for _, s := range sites {
		s.mu.Lock()
		n += len(s.asked)
		s.mu.Unlock()
	}
	return n
}
