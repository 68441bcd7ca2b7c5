package jobs

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// BenchmarkProgress is one redraw of the screen for a step of a running job, with a full journal and a full log.
//
//	go test -run '^$' -bench Progress ./app/screen/jobs
func BenchmarkProgress(b *testing.B) {
	test.NewApp().Settings().SetTheme(widget.NewTheme(widget.ModeLight))
	defer test.NewApp()
	pump := widget.NewPump()
	defer pump.Close()
	j := &Jobs{room: &screen.Room{Dispatch: pump, Now: time.Now, Shell: &shell{}}, limit: pageLength, known: true, chosen: pageLength, busy: map[entity.JobID]string{}}
	j.model = &model{j: j, rows: map[entity.JobID]formatted{}}
	j.grid = widget.NewGrid(widget.GridOptions{Columns: columns(), Model: j.model, Dispatcher: pump, NoCheckboxes: true})
	j.empty = widget.NewEmpty("jobs", "", "")
	j.gate = widget.NewGate(pump, j.draw)
	defer j.gate.Close()
	j.layOut()
	for i := pageLength; i > 0; i-- {
		j.runs = append(j.runs, lead.Run{Job: entity.Job{
			ID: entity.JobID(i), Kind: entity.KindScrape, Status: entity.JobCompleted, Percent: 100, CreatedAt: time.Now(), StartedAt: time.Now(),
			EndedAt: time.Now(), Search: &entity.Search{Query: "Freehold, NJ", Radius: 1, Max: 50}, Counts: entity.Counts{Found: 50, Saved: 31, Duplicate: 19},
		}})
	}
	r := &j.runs[0]
	r.Status, r.EndedAt = entity.JobActive, time.Time{}
	for i := range 200 {
		r.Log = append(r.Log, entity.LogLine{At: time.Now(), Text: fmt.Sprint("OpenStreetMap names 127 places within 1 mile of Freehold, New Jersey, step ", i)})
	}
	w := test.NewWindow(j.body)
	defer w.Close()
	w.Resize(fyne.NewSize(1092, 710))
	j.split.SetOpen(true)
	all := map[view]struct{}{theList: {}, theDetail: {}}
	for i := 0; b.Loop(); i++ {
		r.Counts.Found, r.Counts.Saved, r.Percent = i, i, float64(i%100)
		j.side.run = *r
		j.draw(all)
	}
}
