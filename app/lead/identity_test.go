package lead

import (
	"testing"
	"time"

	"letip/app/query"
	"letip/store/entity"
)

// couple saves two businesses that may be one, and gives the pair that waits.
func (b *bench) couple(phone string) WaitingPair {
	b.t.Helper()
	of := func(source, name, street string) entity.Found {
		return entity.Found{Source: source, SourceID: phone, Method: source, Name: name, Phone: phone, Address: street, City: "Freehold", State: "NJ", Country: "US"}
	}
	both := []entity.Found{of("osm", "Kowalski Plumbing", "100 Throckmorton St"), of("csv", "Kowalski & Sons Plumbing", "88 South Street")}
	both[1].Hours = "Mo-Fr 08:00-17:00"
	if _, err := b.db.SaveFound(b.t.Context(), 0, "", both); err != nil {
		b.t.Fatal(err)
	}
	waits := watch(b, b.Duplicates())()
	if len(waits.Data.Pairs) != 1 || waits.Data.Total != 1 {
		b.t.Fatalf("%+v waits, want one pair", waits.Data)
	}
	return waits.Data.Pairs[0]
}

func TestALeadThatSomethingWasMergedIntoIsReadAgainWhenItIsNextLookedAt(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		p := b.couple("+17325550100")
		look := func() (lead entity.Business, story Story) {
			var one *query.Observer[entity.Business, entity.Business]
			var tale *query.Observer[Story, Story]
			b.draw(func() {
				one = query.Observe(b.Cache(), b.Business(p.A), func(query.Result[entity.Business]) {})
				tale = query.Observe(b.Cache(), b.Story(p.A), func(query.Result[Story]) {})
			})
			b.rest(time.Second)
			lead, story = one.Result().Data, tale.Result().Data
			b.draw(func() { one.Close(); tale.Close() })
			return lead, story
		}
		if lead, story := look(); lead.Hours != "" || len(story.Parts) != 0 {
			t.Fatalf("before the merge the lead is %+v with %d parts", lead, len(story.Parts))
		}
		merged, err := b.Merge.Do(b.t.Context(), MergeOf{Keep: p.A, Other: p.B})
		if err != nil {
			t.Fatal(err)
		}
		b.rest(time.Second)
		lead, story := look()
		if lead.Hours == "" || len(story.Parts) != 1 {
			t.Errorf("after the merge the hours are %q and the parts %+v, want those of the other", lead.Hours, story.Parts)
		}
		if _, err := b.Undo.Do(b.t.Context(), merged.Step); err != nil {
			t.Fatal(err)
		}
		b.rest(time.Second)
		if lead, story := look(); lead.Hours != "" || len(story.Parts) != 0 {
			t.Errorf("after undo the hours are %q and the parts %+v, want none", lead.Hours, story.Parts)
		}
	})
}

func TestAPairThatIsDecidedLeavesTheListAtOnceAndComesBackOnAnError(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		p := b.couple("+17325550100")
		pairs, count := watch(b, b.Duplicates()), watch(b, b.DuplicateCount())
		if n := count().Data; n != 1 {
			t.Errorf("%d pairs are counted, want one", n)
		}
		// One of the two is gone for good meanwhile: the store will refuse.
		if _, err := b.db.Delete(b.t.Context(), p.B); err != nil {
			t.Fatal(err)
		}
		b.rest(time.Second)
		if n := pairs().Data.Total; n != 0 || count().Data != 0 {
			t.Errorf("%d pairs wait, %d are counted, though one of the two was deleted", n, count().Data)
		}
		if _, err := b.Undo.Do(b.t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		b.rest(time.Second)
		b.store.refuse = errDisk
		var got error
		b.draw(func() {
			b.NotTheSame.Go(Apart{A: p.A, B: p.B}, func(_ int64, err error) { got = err })
			if n := len(pairs().Data.Pairs); n != 0 {
				t.Errorf("%d pairs wait while the decision is written, want none", n)
			}
		})
		b.rest(time.Second)
		if got == nil || len(pairs().Data.Pairs) != 1 {
			t.Errorf("the store refused (%v), and %d pairs wait; want the pair again", got, len(pairs().Data.Pairs))
		}
	})
}
