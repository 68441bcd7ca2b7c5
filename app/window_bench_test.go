package app

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2/canvas"

	"letip/app/screen"
	"letip/store/entity"
)

// BenchmarkEventToRedraw is how long it takes from the call that writes a lead to the moment its row shows it: commit,
// event, table, cache, read, and one flush of a frame (16 ms). The frame is most of it. What is measured is a lone
// change; in a flood the cache reads at most every 250 ms.
//
//	go test -run '^$' -bench EventToRedraw ./app
func BenchmarkEventToRedraw(b *testing.B) {
	w := newTwin(b, "")
	found := make([]entity.Found, 1000)
	for i := range found {
		found[i] = entity.Found{Name: fmt.Sprintf("Lead %04d", i), Category: "Plumber", City: "Freehold"}
	}
	ids := w.leads(found...)
	id := ids[0] // of those that came in the same moment the first stands first
	w.to(screen.Leads)
	w.shows("1,000 leads")
	drawn := func(want string) (found bool) {
		w.draw(func() {
			for _, o := range w.objects() {
				if x, ok := o.(*canvas.Text); ok && x.Text == want {
					found = true
					return
				}
			}
		})
		return found
	}
	quiet := time.NewTimer(0)
	defer quiet.Stop()
	var all time.Duration
	for i := range b.N {
		quiet.Reset(400 * time.Millisecond) // past the window in which changes are gathered
		<-quiet.C
		want := fmt.Sprintf("Lead %d", i)
		began := time.Now()
		if _, err := w.core.DB.Update(b.Context(), id, entity.Update{Name: &want}); err != nil {
			b.Fatal(err)
		}
		for !drawn(want) {
			if time.Since(began) > patience {
				b.Fatal("the change is not drawn")
			}
		}
		all += time.Since(began)
	}
	b.ReportMetric(float64(all.Microseconds())/1000/float64(b.N), "ms/redraw")
	b.ReportMetric(0, "ns/op")
}
