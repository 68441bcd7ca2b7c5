package event

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"letip/store/entity"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func created(id int64) BusinessCreated {
	return BusinessCreated{IDs: []entity.BusinessID{entity.BusinessID(id)}}
}

func progress(job entity.JobID, percent float64) ScrapingProgress {
	return ScrapingProgress{entity.Progress{JobID: job, Percent: percent}}
}

func TestSubscriberGetsItsTypeInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := NewBus()
		defer bus.Close()
		var got []entity.BusinessID
		Subscribe(bus, func(e BusinessCreated) { got = append(got, e.IDs...) })
		for id := range int64(100) {
			bus.Publish(created(id), BusinessUpdated{}, StatsUpdated{})
		}
		synctest.Wait()
		want := make([]entity.BusinessID, 100)
		for i := range want {
			want[i] = entity.BusinessID(i)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSubscribeAllGetsEverythingInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := NewBus()
		defer bus.Close()
		var got []Name
		bus.SubscribeAll(func(batch []Event) {
			for _, e := range batch {
				got = append(got, e.EventName())
			}
		})
		bus.Publish(created(1), StatsUpdated{})
		bus.Publish(BusinessDeleted{})
		synctest.Wait()
		want := []Name{NameBusinessCreated, NameStatsUpdated, NameBusinessDeleted}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestStuckSubscriberDelaysNobodyAndLosesNoFact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := NewBus()
		defer bus.Close()
		release := make(chan struct{})
		var slow []Event
		bus.SubscribeAll(func(batch []Event) {
			<-release
			slow = append(slow, batch...)
		})
		fast := 0
		Subscribe(bus, func(BusinessCreated) { fast++ })

		const facts = 10_000
		for i := range int64(facts) {
			bus.Publish(progress(1, float64(i)/facts*100), created(i))
		}
		synctest.Wait()
		if fast != facts {
			t.Fatalf("the fast subscriber saw %d of %d facts beside a stuck one", fast, facts)
		}
		close(release)
		synctest.Wait()
		var seen int64
		var last ScrapingProgress
		for _, e := range slow {
			switch e := e.(type) {
			case BusinessCreated:
				if int64(e.IDs[0]) != seen {
					t.Fatalf("fact %d came when %d was due", e.IDs[0], seen)
				}
				seen++
			case ScrapingProgress:
				last = e
			}
		}
		if seen != facts {
			t.Fatalf("the slow subscriber saw %d of %d facts", seen, facts)
		}
		if want := progress(1, float64(facts-1)/facts*100); last != want {
			t.Fatalf("last progress %v, want %v", last.Percent, want.Percent)
		}
	})
}

func TestProgressCoalescesToTheNewestOfEachJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := NewBus()
		defer bus.Close()
		release := make(chan struct{})
		var got []string
		Subscribe(bus, func(p ScrapingProgress) {
			got = append(got, fmt.Sprintf("%d:%v", p.JobID, p.Percent))
			<-release
		})
		bus.Publish(progress(1, 1)) // taken at once, and held
		synctest.Wait()
		for i := range 5000 {
			bus.Publish(progress(1, float64(i)), progress(2, float64(i)))
		}
		bus.Publish(progress(1, 100))
		close(release)
		synctest.Wait()
		want := []string{"1:1", "2:4999", "1:100"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestStuckSubscriberHoldsNoOldProgress(t *testing.T) {
	s := newSubscription(func(Event) bool { return true })
	for i := range 100_000 {
		e := progress(entity.JobID(i%8), float64(i))
		place, ok := slotOf(e)
		s.push(e, place, ok)
	}
	if len(s.queue) > 256 {
		t.Fatalf("the queue grew to %d slots for 8 jobs", len(s.queue))
	}
}

func TestNoProgressAfterTheEndOfItsJob(t *testing.T) {
	ends := map[string]Event{
		"scraping complete":   ScrapingComplete{entity.Job{ID: 1}},
		"scraping failed":     ScrapingFailed{entity.Job{ID: 1}},
		"enrichment complete": EnrichmentComplete{entity.Job{ID: 1}},
		"cancelled":           JobChanged{entity.Job{ID: 1, Status: entity.JobCancelled}},
		"interrupted":         JobChanged{entity.Job{ID: 1, Status: entity.JobInterrupted}},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bus := NewBus()
				defer bus.Close()
				var got []Event
				bus.SubscribeAll(func(batch []Event) { got = append(got, batch...) })
				other := progress(2, 50)
				bus.Publish(progress(1, 99), end, progress(1, 99.5), EnrichmentProgress{Progress: entity.Progress{JobID: 1}}, other)
				synctest.Wait()
				if diff := cmp.Diff([]Event{progress(1, 99), end, other}, got); diff != "" {
					t.Fatal(diff)
				}
			})
		})
	}
}

func TestProgressComesAgainWhenTheJobIsTakenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := NewBus()
		defer bus.Close()
		var got []float64
		Subscribe(bus, func(p ScrapingProgress) { got = append(got, p.Percent) })
		bus.Publish(JobChanged{entity.Job{ID: 1, Status: entity.JobInterrupted}}, progress(1, 50))
		bus.Publish(JobChanged{entity.Job{ID: 1, Status: entity.JobActive}}, progress(1, 60))
		synctest.Wait()
		if diff := cmp.Diff([]float64{60}, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestPanicInAHandlerIsReportedAndEndsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := NewBus()
		defer bus.Close()
		var reported []error
		bus.OnPanic(func(err error) { reported = append(reported, err) })
		boom := errors.New("boom")
		var got int
		Subscribe(bus, func(e BusinessCreated) {
			got++
			if e.IDs[0] == 1 {
				panic(boom)
			}
		})
		bus.Publish(created(1), created(2))
		synctest.Wait()
		if got != 2 || len(reported) != 1 || !errors.Is(reported[0], boom) {
			t.Fatalf("handled %d of 2, reported %v", got, reported)
		}
		if !strings.Contains(reported[0].Error(), "bus_test.go") {
			t.Errorf("the report has no stack: %v", reported[0])
		}
	})
}

func TestCancelEndsDelivery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := NewBus()
		defer bus.Close()
		var got int
		var cancel func()
		cancel = Subscribe(bus, func(BusinessCreated) {
			got++
			cancel() // a handler may cancel itself
		})
		bus.Publish(created(1), created(2), created(3))
		synctest.Wait()
		cancel()
		bus.Publish(created(4))
		synctest.Wait()
		if got != 1 {
			t.Fatalf("%d events came through, want only the one that cancelled", got)
		}
	})
}

func TestCloseWaitsForTheHandlerAndDropsTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := NewBus()
		release := make(chan struct{})
		var got int
		Subscribe(bus, func(BusinessCreated) {
			<-release
			got++
		})
		bus.Publish(created(1))
		synctest.Wait()
		bus.Publish(created(2))
		var closing sync.WaitGroup
		closed := false
		closing.Go(func() {
			bus.Close()
			closed = true
		})
		synctest.Wait()
		if closed {
			t.Fatal("Close did not wait for the handler")
		}
		close(release)
		closing.Wait()
		if got != 1 {
			t.Fatalf("%d handled, want 1", got)
		}
		bus.Publish(created(3))
		Subscribe(bus, func(BusinessCreated) { t.Error("a subscription after Close was served") })()
		bus.Close()
	})
}

// Whatever is published, a subscriber that comes by now and then sees every fact once and in order, and ends with the
// newest of each slot.
func TestAnyMixOfEventsArrivesWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSubscription(func(Event) bool { return true })
		var facts, gotFacts []entity.BusinessID
		newest, gotNewest := map[slot]Event{}, map[slot]Event{}
		drain := func() {
			batch, _ := s.take()
			for _, e := range batch {
				switch e := e.(type) {
				case BusinessCreated:
					gotFacts = append(gotFacts, e.IDs...)
				default:
					place, _ := slotOf(e)
					gotNewest[place] = e
				}
			}
		}
		for i := range rapid.IntRange(0, 400).Draw(t, "events") {
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				drain()
			case 1:
				e := created(int64(i))
				facts = append(facts, e.IDs...)
				s.push(e, slot{}, false)
			default:
				e := progress(entity.JobID(rapid.IntRange(1, 3).Draw(t, "job")), float64(i))
				place, _ := slotOf(e)
				newest[place] = e
				s.push(e, place, true)
			}
		}
		drain()
		if diff := cmp.Diff(facts, gotFacts); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(newest, gotNewest); diff != "" {
			t.Fatal(diff)
		}
	})
}
