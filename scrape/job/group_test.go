package job

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"letip/store/entity"
)

// TestItemsOfAGroupAreDoneOneByOneAndKeepNoOtherWaiting has twenty items of one group before ten of others.
func TestItemsOfAGroupAreDoneOneByOneAndKeepNoOtherWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		busy, order := map[string]int{}, []string{}
		group := func(it entity.JobItem) string { return string(it.Payload) }
		began := time.Now()
		var others time.Duration
		h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: workFunc(func(ctx context.Context, r *Run) error {
			return r.EachGrouped(ctx, Grouping{Of: group, Workers: 4}, func(_ context.Context, it *Item) error {
				g := group(it.JobItem)
				mu.Lock()
				if busy[g]++; g != "" && busy[g] > 1 {
					t.Errorf("%d items of %s at once", busy[g], g)
				}
				order = append(order, it.Key)
				mu.Unlock()
				<-time.After(time.Second)
				mu.Lock()
				defer mu.Unlock()
				busy[g]--
				if g != "chain" {
					others = time.Since(began)
				}
				return nil
			})
		})})
		defer h.settle()
		var items []entity.JobItem
		for i := range 20 {
			items = append(items, entity.JobItem{Key: fmt.Sprint("chain", i), Payload: []byte("chain")})
		}
		for i := range 10 {
			items = append(items, entity.JobItem{Key: fmt.Sprint("other", i), Payload: []byte(fmt.Sprint("host", i%9))})
		}
		items = append(items, entity.JobItem{Key: "none1"}, entity.JobItem{Key: "none2"})
		job := h.end(t, h.start(t, entity.KindEnrich, items))
		if job.Status != entity.JobCompleted || len(order) != 32 {
			t.Errorf("the job is %s, %d items were done", job.Status, len(order))
		}
		if others > 5*time.Second {
			t.Errorf("the others were done after %v, want them beside the chain", others)
		}
		if took := time.Since(began); took < 20*time.Second || took > 21*time.Second {
			t.Errorf("all took %v, want the chain's 20 s", took)
		}
	})
}

func TestAStopReachesTheItemsThatWaitForTheirGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := 0
		h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: workFunc(func(ctx context.Context, r *Run) error {
			return r.EachGrouped(ctx, Grouping{Of: func(entity.JobItem) string { return "one" }}, func(ctx context.Context, _ *Item) error {
				select {
				case <-time.After(time.Second):
					done++
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
		})})
		defer h.settle()
		id := h.start(t, entity.KindEnrich, numbered(50))
		<-time.After(2500 * time.Millisecond)
		if err := h.Interrupt(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		job := h.end(t, id)
		if job.Status != entity.JobInterrupted || done != 2 {
			t.Errorf("the job is %s with %d done, want it interrupted after 2", job.Status, done)
		}
		if err := h.Resume(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if job := h.end(t, id); job.Status != entity.JobCompleted || done != 50 {
			t.Errorf("the resumed job is %s with %d done, want it completed with all 50", job.Status, done)
		}
	})
}

func TestItemsTakeTheirTurnsInTheirOrderAndStartNoSooner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := make(chan struct{}, 2)
		type mark struct{}
		g := Grouping{Workers: 6, Turn: func(ctx context.Context) (context.Context, func(), error) {
			select {
			case turns <- struct{}{}:
				return context.WithValue(ctx, mark{}, true), func() { <-turns }, nil
			case <-ctx.Done():
				return nil, nil, ctx.Err()
			}
		}, Of: func(entity.JobItem) string { return "" }}
		var mu sync.Mutex
		var order []string
		h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: workFunc(func(ctx context.Context, r *Run) error {
			return r.EachGrouped(ctx, g, func(ctx context.Context, it *Item) error {
				if ctx.Value(mark{}) == nil {
					t.Error("an item without a turn")
				}
				mu.Lock()
				order = append(order, it.Key)
				mu.Unlock()
				<-time.After(time.Second)
				return nil
			})
		})})
		defer h.settle()
		items := numbered(10)
		id := h.start(t, entity.KindEnrich, items)
		<-time.After(1500 * time.Millisecond)
		active := 0
		for _, status := range h.statuses(t, id) {
			if status == entity.ItemActive {
				active++
			}
		}
		h.end(t, id)
		if active != 2 {
			t.Errorf("%d items were started at once, want the two that had a turn", active)
		}
		for i := 0; i < len(order); i += 2 { // two at a time, in either order
			if a, b := order[i], order[i+1]; a != items[i].Key && b != items[i].Key {
				t.Errorf("the order is %v", order)
			}
		}
	})
}
