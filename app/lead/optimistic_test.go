package lead

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

var errDisk = errors.New("the disk is full")

// shownList is what a grid would draw of a list: the names in order, "…" for a row that is not read.
func shownList(l *List) []string {
	out := []string{}
	for i := range l.Len() {
		if b, ok := l.At(i); ok {
			out = append(out, b.Name)
		} else {
			out = append(out, "…")
		}
	}
	return out
}

// openList opens a list sorted by name and waits for it.
func (b *bench) openList(o ListOptions) (l *List, shown func() []string) {
	b.t.Helper()
	if o.View.Sort == (entity.Sort{}) {
		o.View.Sort = entity.Sort{Field: "name"}
	}
	b.draw(func() {
		l = b.NewList(o)
		l.Prefetch(0, 30)
	})
	b.ends = append(b.ends, l.Close)
	b.rest(100 * time.Millisecond)
	return l, func() (s []string) {
		b.draw(func() { s = shownList(l) })
		return s
	}
}

func TestDeletedRowLeavesAtOnceAndComesBackToItsPlaceWhenTheStoreRefuses(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		ids := b.found(0, "Anna", "Bert", "Carl", "Dora")
		_, shown := b.openList(ListOptions{})
		page := watch(b, b.Page(View{Sort: entity.Sort{Field: "name"}}, entity.Page{Number: 1, Limit: 2}))
		b.rest(0)
		before := page().Data

		b.store.hold, b.store.refuse = make(chan struct{}), errDisk
		var failed error
		b.draw(func() { b.Delete.Go([]entity.BusinessID{ids[1]}, func(_ int64, err error) { failed = err }) })
		b.rest(50 * time.Millisecond)
		if diff := cmp.Diff([]string{"Anna", "Carl", "Dora"}, shown()); diff != "" {
			t.Errorf("while the store is asked (-want +got):\n%s", diff)
		}
		if got := page().Data.Total; got != 3 {
			t.Errorf("the page counts %d while the store is asked, want 3", got)
		}

		close(b.store.hold)
		b.rest(50 * time.Millisecond)
		if !errors.Is(failed, errDisk) {
			t.Errorf("the caller heard %v, want the store's error", failed)
		}
		if diff := cmp.Diff([]string{"Anna", "Bert", "Carl", "Dora"}, shown()); diff != "" {
			t.Errorf("after the refusal (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before, page().Data); diff != "" {
			t.Errorf("the page is not what it was (-before +after):\n%s", diff)
		}
	})
}

func TestARefusedDeleteDoesNotBringBackWhatAnotherDeleteTook(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		ids := b.found(0, "Anna", "Bert", "Carl", "Dora")
		_, shown := b.openList(ListOptions{})

		hold := make(chan struct{})
		b.store.hold, b.store.refuse = hold, errDisk
		var first error
		b.draw(func() { b.Delete.Go([]entity.BusinessID{ids[0]}, func(_ int64, err error) { first = err }) })
		b.rest(0)
		b.draw(func() {
			b.store.hold = nil
			b.store.refuse = nil
			b.Delete.Go([]entity.BusinessID{ids[2]}, nil)
		})
		b.rest(50 * time.Millisecond)
		if diff := cmp.Diff([]string{"Bert", "Dora"}, shown()); diff != "" {
			t.Errorf("with both under way (-want +got):\n%s", diff)
		}
		b.store.refuse = errDisk
		close(hold)
		b.rest(time.Second)
		if !errors.Is(first, errDisk) {
			t.Fatalf("the first delete ended with %v, want the store's error", first)
		}
		if diff := cmp.Diff([]string{"Anna", "Bert", "Dora"}, shown()); diff != "" {
			t.Errorf("after one refusal (-want +got):\n%s", diff)
		}
	})
}

func TestAnEditShowsAtOnceAndGoesWhenTheStoreRefuses(t *testing.T) {
	stage, note := entity.StageInvited, "call on Monday"
	for _, c := range []struct {
		name string
		run  func(b *bench, id entity.BusinessID, done func(error))
		of   func(entity.Business) string
		want string
	}{
		{"stage of many", func(b *bench, id entity.BusinessID, done func(error)) {
			b.EditAll.Go(EditAll{IDs: []entity.BusinessID{id}, Update: entity.Update{Stage: &stage}}, func(_ int64, err error) { done(err) })
		}, func(x entity.Business) string { return string(x.Stage) }, "Invited"},
		{"a tag", func(b *bench, id entity.BusinessID, done func(error)) {
			b.EditAll.Go(EditAll{IDs: []entity.BusinessID{id}, Update: entity.Update{AddTags: []string{"guest"}}}, func(_ int64, err error) { done(err) })
		}, func(x entity.Business) string { return first(x.Tags) }, "guest"},
		{"an edit", func(b *bench, id entity.BusinessID, done func(error)) {
			b.Edit.Go(Edit{ID: id, Update: entity.Update{Notes: &note}}, func(_ Written, err error) { done(err) })
		}, func(x entity.Business) string { return x.Notes }, note},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBench(t, func(t *testing.T, b *bench) {
				id := b.found(0, "Anna")[0]
				single := watch(b, b.Business(id))
				l, _ := b.openList(ListOptions{})
				row := func() (x entity.Business) {
					b.draw(func() {
						if p, ok := l.At(0); ok {
							x = *p
						}
					})
					return x
				}
				before := c.of(single().Data)

				hold := make(chan struct{})
				b.store.hold, b.store.refuse = hold, errDisk
				var failed error
				b.draw(func() { c.run(b, id, func(err error) { failed = err }) })
				b.rest(50 * time.Millisecond)
				if one, many := c.of(single().Data), c.of(row()); one != c.want || many != c.want {
					t.Errorf("while the store is asked the lead shows %q and its row %q, want %q", one, many, c.want)
				}
				close(hold)
				b.rest(time.Second)
				if !errors.Is(failed, errDisk) {
					t.Errorf("the caller heard %v, want the store's error", failed)
				}
				if one, many := c.of(single().Data), c.of(row()); one != before || many != before {
					t.Errorf("after the refusal the lead shows %q and its row %q, want %q", one, many, before)
				}
			})
		})
	}
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

func TestWhoWatchesADeletedLeadSeesThatItIsInTheTrash(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		id := b.found(0, "Anna")[0]
		single := watch(b, b.Business(id))
		if r := single(); !r.HasData || !r.Data.DeletedAt.IsZero() {
			t.Fatalf("the lead was read as %+v", r)
		}
		if _, err := b.Delete.Do(t.Context(), []entity.BusinessID{id}); err != nil {
			t.Fatal(err)
		}
		b.rest(time.Second)
		if r := single(); !r.HasData || r.Data.DeletedAt.IsZero() {
			t.Errorf("the lead answers %+v, want that it is deleted", r)
		}
	})
}

func TestALeadThatNeverWasIsGone(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		single := watch(b, b.Business(4711))
		b.rest(time.Minute)
		if r := single(); r.HasData || !b.Gone(r.Err) {
			t.Errorf("the lead answers %v (data: %v), want that it is gone", r.Err, r.HasData)
		}
		if n := b.store.singles.Load(); n != 1 {
			t.Errorf("it was asked for %d times, want once: what is gone is not tried again", n)
		}
	})
}

func TestUndoBringsADeletedLeadBackToItsPlace(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		ids := b.found(0, "Anna", "Bert", "Carl")
		_, shown := b.openList(ListOptions{})
		step, err := b.Delete.Do(t.Context(), ids[1:2])
		if err != nil {
			t.Fatal(err)
		}
		b.rest(time.Second)
		if diff := cmp.Diff([]string{"Anna", "Carl"}, shown()); diff != "" {
			t.Fatalf("after the delete (-want +got):\n%s", diff)
		}
		if _, err := b.Undo.Do(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		b.rest(time.Second)
		if diff := cmp.Diff([]string{"Anna", "Bert", "Carl"}, shown()); diff != "" {
			t.Errorf("after the undo (-want +got):\n%s", diff)
		}
	})
}
