package dashboard

import (
	"time"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// tile is one figure at the top: how it is counted, and the list that it opens.
type tile struct {
	tile *widget.StatTile
	of   func(entity.Stats) (figure, note string, role widget.Role)
}

// newTiles makes the six figures. Each that opens a list opens the one whose total it is.
func newTiles(shell screen.Shell) []tile {
	open := func(f entity.Filter) func() { return func() { shell.ShowLeads(f) } }
	number := screen.Number
	return []tile{
		{widget.NewStatTile(screen.L("Total"), open(entity.Filter{})), func(s entity.Stats) (string, string, widget.Role) {
			today := 0
			if n := len(s.AddedPerDay); n > 0 {
				today = s.AddedPerDay[n-1].Count
			}
			return number(s.Total), screen.Lf("+{{.N}} today", screen.With{"N": number(today)}), widget.RoleMuted
		}},
		{widget.NewStatTile(screen.L("Enriched"), open(entity.Filter{Status: entity.Enriched})), func(s entity.Stats) (string, string, widget.Role) {
			return number(s.Enriched), screen.Share(s.Enriched, s.Total), widget.RoleOK
		}},
		{widget.NewStatTile(screen.L("Pending"), open(entity.Filter{Status: entity.Pending})), func(s entity.Stats) (string, string, widget.Role) {
			return number(s.Pending), screen.Share(s.Pending, s.Total), widget.RoleMuted
		}},
		{widget.NewStatTile(screen.L("Failed"), open(entity.Filter{Status: entity.Failed})), func(s entity.Stats) (string, string, widget.Role) {
			role := widget.RoleMuted
			if s.Failed > 0 {
				role = widget.RoleError
			}
			return number(s.Failed), screen.Share(s.Failed, s.Total), role
		}},
		{widget.NewStatTile(screen.L("With email"), open(entity.Filter{HasEmail: true})), func(s entity.Stats) (string, string, widget.Role) {
			return number(s.WithEmail), screen.Share(s.WithEmail, s.Total), widget.RoleMuted
		}},
		{widget.NewStatTile(screen.L("With phone"), open(entity.Filter{HasPhone: true})), func(s entity.Stats) (string, string, widget.Role) {
			return number(s.WithPhone), screen.Share(s.WithPhone, s.Total), widget.RoleMuted
		}},
	}
}

func tileObjects(tiles []tile) fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(tiles))
	for i, t := range tiles {
		objects[i] = t.tile
	}
	return screen.Shares(10, nil, objects...)
}

// dayBars writes the days as the chart shows them.
func dayBars(days []entity.DateCount) []widget.DayBar {
	bars := make([]widget.DayBar, len(days))
	for i, d := range days {
		label := d.Date
		if t, err := time.ParseInLocation(time.DateOnly, d.Date, time.Local); err == nil {
			label = t.Format("2 Jan")
		}
		bars[i] = widget.DayBar{Value: d.Count, Label: label, Text: screen.Count(d.Count, "lead")}
	}
	return bars
}

// page is the dashboard's proportions: tiles 90 high, the rest in two rows.
type page struct{}

func (page) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const tiles = 90
	rest := size.Height - tiles - 2*widget.Gap
	upper := rest * 0.49
	put := func(o fyne.CanvasObject, y, h float32) {
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, y))
	}
	put(o[0], 0, tiles)
	put(o[1], tiles+widget.Gap, upper)
	put(o[2], tiles+upper+2*widget.Gap, rest-upper)
}

func (page) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(700, 420) }
