package lead

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/app/query"
	"letip/store/entity"
	"letip/store/event"
)

// visitor stands for the service of visits: it notes whom it was sent to, in a job of the journal.
type visitor struct {
	b    *bench
	sent [][]entity.BusinessID
	fail error
}

func (v *visitor) Start(ctx context.Context, ids []entity.BusinessID) (entity.JobID, error) {
	if v.fail != nil {
		return 0, v.fail
	}
	v.sent = append(v.sent, ids)
	items := make([]entity.JobItem, len(ids))
	for i, id := range ids {
		items[i] = entity.JobItem{Key: string(rune('a' + i)), Business: id}
	}
	j, err := v.b.db.CreateJob(ctx, entity.KindEnrich, nil, items)
	return j.ID, err
}

// Retryable implements Visitor.
func (v *visitor) Retryable(ctx context.Context) ([]entity.BusinessID, error) {
	return v.b.db.Failed(ctx)
}

// visited writes a visit that ended with a status.
func (b *bench) visited(id entity.BusinessID, s entity.EnrichmentStatus, contacts ...entity.Contact) {
	b.t.Helper()
	if _, err := b.db.SaveVisit(b.t.Context(), entity.Visit{Business: id, Status: s, At: time.Now(), Contacts: contacts}); err != nil {
		b.t.Fatal(err)
	}
}

func TestABatchIsTheOldestThatNobodyVisited(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		v := &visitor{b: b}
		b.deps.Visitor = v
		ids := b.found(b.job().ID, names(12)...)
		b.visited(ids[0], entity.Enriched)
		b.visited(ids[2], entity.Failed)

		begun, err := b.Enrich.Do(t.Context(), Batch{Most: 3})
		if err != nil || begun.Leads != 3 || begun.Job == 0 {
			t.Fatalf("%+v, %v, want 3 leads in a job", begun, err)
		}
		if diff := cmp.Diff([]entity.BusinessID{ids[1], ids[3], ids[4]}, v.sent[0]); diff != "" {
			t.Error("the oldest pending:", diff)
		}
		for _, c := range []struct {
			name  string
			batch Batch
			want  []entity.BusinessID
		}{
			{"those that are named, whatever their status", Batch{IDs: []entity.BusinessID{ids[0], ids[7]}}, []entity.BusinessID{ids[0], ids[7]}},
			{"those that may go better", Batch{Failed: true}, []entity.BusinessID{ids[2]}},
			{"those that failed", Batch{Filter: entity.Filter{ExactStatus: entity.Failed}}, []entity.BusinessID{ids[2]}},
			{"all that match and were not visited", Batch{Filter: entity.Filter{Search: "Lead 0000"}}, append([]entity.BusinessID{ids[1]}, ids[3:10]...)},
			{"those of an earlier job", Batch{Job: begun.Job}, v.sent[0]},
		} {
			begun, err := b.Enrich.Do(t.Context(), c.batch)
			if err != nil || begun.Leads != len(c.want) {
				t.Fatalf("%s: %+v, %v", c.name, begun, err)
			}
			if diff := cmp.Diff(c.want, v.sent[len(v.sent)-1]); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
	})
}

func TestNobodyToVisitIsNoJob(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		v := &visitor{b: b}
		b.deps.Visitor = v
		begun, err := b.Enrich.Do(t.Context(), Batch{Most: 10})
		if err != nil || begun != (Begun{}) || len(v.sent) != 0 {
			t.Errorf("%+v, %v with %v sent, want nothing begun", begun, err, v.sent)
		}
		b.found(b.job().ID, "Joe's Pizza")
		v.fail = errors.New("the journal can't be written")
		if _, err := b.Enrich.Do(t.Context(), Batch{Most: 10}); !errors.Is(err, v.fail) {
			t.Errorf("the refusal is %v, want %v", err, v.fail)
		}
	})
}

func TestHowManyWouldBeVisitedFollowsTheVisits(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		ids := b.found(b.job().ID, names(3)...)
		waiting := watch(b, b.Unvisited(entity.Filter{City: "Freehold"}))
		if n := waiting().Data.Total; n != 3 {
			t.Errorf("%d wait, want 3", n)
		}
		b.visited(ids[1], entity.NoWebsite)
		b.rest(time.Second)
		if n := waiting().Data.Total; n != 2 {
			t.Errorf("%d wait after a visit, want 2", n)
		}
	})
}

func TestVisitsAreReadAgainAsTheyEnd(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		v := &visitor{b: b}
		b.deps.Visitor = v
		ids := b.found(b.job().ID, names(3)...)
		begun, err := b.Enrich.Do(t.Context(), Batch{Most: 3})
		if err != nil {
			t.Fatal(err)
		}
		visits := watch(b, b.Visits(begun.Job))
		if got := visits().Data; len(got.Now)+len(got.Ended)+len(got.Failed) != 0 {
			t.Fatalf("visits before the first: %+v", got)
		}
		begin := func(id entity.BusinessID, key string) {
			if _, err := b.db.StartItem(t.Context(), begun.Job, key); err != nil {
				t.Fatal(err)
			}
			if _, err := b.db.StartVisit(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			b.bus.Publish(event.EnrichmentProgress{Progress: entity.Progress{JobID: begun.Job, Status: entity.JobActive}, Business: id, State: entity.Running})
			b.rest(time.Second)
		}
		begin(ids[0], "a")
		if now := visits().Data.Now; len(now) != 1 || now[0].Business != ids[0] {
			t.Fatalf("read now: %+v, want %s", now, "the first lead")
		}
		b.visited(ids[0], entity.Enriched, entity.Contact{Kind: entity.ContactEmail, Value: "info@joes.example", Confidence: 0.9},
			entity.Contact{Kind: entity.ContactPerson, Value: "Anna Kowalski", Confidence: 0.9})
		end := entity.ItemEnd{Job: begun.Job, Item: entity.JobItem{Key: "a", Status: entity.ItemDone, Business: ids[0]}}
		if err := b.db.EndItem(t.Context(), end); err != nil {
			t.Fatal(err)
		}
		begin(ids[1], "b")
		got := visits().Data
		if len(got.Now) != 1 || len(got.Ended) != 1 || got.Ended[0].Emails != 1 || got.Ended[0].People != 1 || got.Ended[0].Phones != 0 {
			t.Errorf("after the first visit: %+v, want 1 email and 1 person of it, and the second at work", got)
		}
		if _, known := query.Get(b.cache, KeyJobStatus(begun.Job)); !known {
			t.Error("the job itself is not known")
		}
	})
}
