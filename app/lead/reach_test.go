package lead

import (
	"fmt"
	"testing"
	"time"

	"letip/store/entity"
	"letip/store/event"
)

func TestComingBackOnlineReadsWhatWentStale(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		b.found(0, "Anna")
		watch(b, b.Page(View{}, entity.Page{Number: 1, Limit: 20}))
		b.rest(time.Second)
		turn := func(s entity.HealthState) int64 {
			before := b.store.pages.Load()
			b.bus.Publish(event.HealthChanged{Health: entity.Health{State: s}})
			b.rest(time.Second)
			return b.store.pages.Load() - before
		}
		if n := turn(entity.Offline) + turn(entity.Online); n != 0 {
			t.Errorf("a fresh page was read %d times", n)
		}
		turn(entity.Offline)
		b.rest(staleLists + time.Minute)
		if n := turn(entity.Online); n != 1 {
			t.Errorf("a stale page was read %d times on reconnect, want once", n)
		}
	})
}

func TestAnEditShowsAtOnceWhereverALeadIsShown(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		names := make([]string, 400)
		for i := range names {
			names[i] = fmt.Sprintf("Lead %03d", i)
		}
		ids := b.found(0, names...)
		recent := watch(b, b.Recent(8))
		last := watch(b, b.Business(ids[399]))
		b.rest(time.Second)
		b.store.hold = make(chan struct{})
		b.draw(func() {
			b.EditAll.Go(EditAll{IDs: ids, Update: entity.Update{Stage: new(entity.StageInvited)}}, nil)
		})
		b.rest(50 * time.Millisecond)
		for _, lead := range append(recent().Data, last().Data) {
			if lead.Stage != entity.StageInvited {
				t.Errorf("%s is shown as %s while the store is asked", lead.Name, lead.Stage)
			}
		}
		close(b.store.hold)
		b.rest(time.Second)
	})
}
