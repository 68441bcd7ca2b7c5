package app

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// someLeads are five leads in three towns.
func someLeads() []entity.Found {
	near := entity.Miles(0.4)
	return []entity.Found{
		{Name: "Anna's Bakery", Category: "Bakery", City: "Freehold", State: "NJ", Phone: "+17325550101", Email: "hi@anna.example", Distance: &near},
		{Name: "Bert Plumbing", Category: "Plumber", City: "Freehold", State: "NJ", Phone: "+17325550102", Distance: &near},
		{Name: "Café Añejo", Category: "Café", City: "Manalapan", State: "NJ", Website: "https://cafe.example", Distance: &near},
		{Name: "Dora Dental", Category: "Dentist", City: "Howell", State: "NJ", Distance: &near},
		{Name: "مخبز الزيتون", Category: "Bakery", City: "Freehold", State: "NJ", Distance: &near},
	}
}

func TestAnEmptyDatabaseOffersTheFirstSteps(t *testing.T) {
	w := newTwin(t, "")
	w.button("Find businesses")
	w.tap("Try the sample territory")
	w.shows("Find businesses")
	awaiting(w, "the sample's name in the form", func(e *widget.Entry) bool { return e.Text == samplePlace }, func(*widget.Entry) {})
	awaiting(w, "the sample as the source", func(c *widget.Checkbox) bool { return c.On() }, func(*widget.Checkbox) {})
}

func TestTheRailHasJustTheScreensThatExist(t *testing.T) {
	w := newTwin(t, "")
	for _, id := range []screen.ID{screen.Dashboard, screen.Leads, screen.Find, screen.Jobs, screen.Settings} {
		w.to(id)
		w.draw(func() {
			if w.d.frame.Current() != id {
				t.Errorf("the screen %s does not open", id)
			}
		})
	}
}

// TestNothingIsDrawnThatDoesNothing looks at every button and chip of every screen, empty and with leads.
func TestNothingIsDrawnThatDoesNothing(t *testing.T) {
	w := newTwin(t, "")
	look := func(when string) {
		for _, id := range []screen.ID{screen.Dashboard, screen.Leads, screen.Find, screen.Jobs, screen.Settings} {
			w.to(id)
			w.texts() // a turn of the queue: what Show asked for is there
			w.draw(func() {
				for _, o := range w.objects() {
					switch x := o.(type) {
					case *widget.Button:
						if x.OnTap == nil {
							t.Errorf("%s, %s: the button %q does nothing", when, id, x.Label())
						}
					case *widget.Chip:
						if x.OnTap == nil && x.OnRemove == nil {
							t.Errorf("%s, %s: the chip %q does nothing", when, id, x.Label())
						}
					case *widget.RailItem:
						if x.OnTap == nil {
							t.Errorf("%s, %s: an entry of the rail does nothing", when, id)
						}
					}
				}
			})
		}
	}
	look("empty")
	ids := w.leads(someLeads()...)
	w.draw(func() { w.d.frame.ShowLead(ids[0]) })
	w.shows("Timeline")
	look("with leads")
}

// TestAFigureOpensTheListThatItCounts taps the dashboard's tiles and bars: the list's total is the figure.
func TestAFigureOpensTheListThatItCounts(t *testing.T) {
	w := newTwin(t, "")
	w.leads(someLeads()...)
	total := func(want string) {
		t.Helper()
		w.shows(want)
		w.to(screen.Dashboard)
	}
	tile := func(label string) {
		awaiting(w, "the tile "+label, func(x *widget.StatTile) bool { return x.Label() == label && x.OnTap != nil && x.Figure() != "" },
			func(x *widget.StatTile) { x.Tapped(&fyne.PointEvent{}) })
	}
	tile("Total")
	total("5 leads")
	tile("With email")
	total("5 leads · 1 match")
	tile("With phone")
	total("5 leads · 2 match")
	tile("Pending")
	total("5 leads · 5 match")
	awaiting(w, "the bar of Freehold", func(c *widget.BarChart) bool { return len(c.Bars()) > 0 && c.Bars()[0].Label == "Freehold" }, func(c *widget.BarChart) {
		if c.Bars()[0].Text != "3" {
			t.Errorf("the bar of Freehold says %s, want 3", c.Bars()[0].Text)
		}
		c.OnTap(0)
	})
	total("5 leads · 3 match")
}

func TestDeletingAsksOnceAndUndoBringsItBack(t *testing.T) {
	w := newTwin(t, "")
	ids := w.leads(someLeads()...)
	w.to(screen.Leads)
	w.shows("5 leads")
	w.draw(func() { w.d.frame.ShowLead(ids[0]) })
	w.shows("Anna's Bakery")
	press := func() {
		w.draw(func() { w.d.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyDelete}) })
	}
	grid(w, func(g *widget.Grid) { g.Select(int64(ids[0])); w.d.window.Canvas().Unfocus() })
	press()
	w.shows("Delete Anna's Bakery?")
	awaiting(w, "don't ask again", func(c *widget.Checkbox) bool { return w.d.room.SheetOpen() && !c.On() }, func(c *widget.Checkbox) { c.Tapped(nil) })
	w.tapIn("Delete")
	w.shows("4 leads")
	w.shows("1 lead deleted")
	w.tap("Undo")
	w.shows("5 leads")
	grid(w, func(g *widget.Grid) { g.Select(int64(ids[0]), int64(ids[1])); w.d.window.Canvas().Unfocus() })
	eventually(t, "that the answer is kept", func() bool {
		s, err := w.core.DB.Settings(t.Context())
		return err == nil && !s.ConfirmDelete
	})
	press()
	w.shows("3 leads")
	w.draw(func() {
		if w.d.room.SheetOpen() {
			t.Error("it asked again")
		}
	})
}

// tapIn taps a button of the sheet that is open.
func (w *twin) tapIn(label string) {
	w.t.Helper()
	w.draw(func() {
		for _, o := range w.d.window.Canvas().Overlays().List() {
			for _, x := range test.LaidOutObjects(o) {
				if b, ok := x.(*widget.Button); ok && b.Label() == label {
					b.Tapped(&fyne.PointEvent{})
					return
				}
			}
		}
		w.t.Errorf("the sheet has no button %q", label)
	})
}

// grid hands over the table that is shown.
func grid(w *twin, then func(*widget.Grid)) {
	w.t.Helper()
	awaiting(w, "the table", func(*widget.Grid) bool { return true }, then)
}

func TestWhatIsWrongStandsBesideItsField(t *testing.T) {
	w := newTwin(t, "")
	w.to(screen.Leads)
	w.tap("New lead")
	entry := func(label, text string) {
		awaiting(w, "the field "+label, func(f *widget.Field) bool { return f.Label() == label }, func(f *widget.Field) {
			f.Input().(*widget.Entry).SetText(text)
		})
	}
	w.tap("Create lead")
	wrong := func() (all []string) {
		w.draw(func() {
			for _, o := range w.objects() {
				if f, ok := o.(*widget.Field); ok && f.Error() != "" {
					all = append(all, f.Label()+": "+f.Error())
				}
			}
		})
		return all
	}
	eventually(t, "an error beside the name", func() bool { return len(wrong()) == 1 && strings.HasPrefix(wrong()[0], "Name: ") })
	entry("Name", "Çelik Tailors")
	entry("Email", "not an address")
	w.tap("Create lead")
	eventually(t, "an error beside the email", func() bool { return len(wrong()) == 1 && strings.HasPrefix(wrong()[0], "Email: ") })
	entry("Email", "info@celik.example")
	w.tap("Create lead")
	w.shows("Lead created")
	page, err := w.core.DB.Businesses(t.Context(), entity.Filter{}, entity.Sort{}, entity.Page{})
	if err != nil || page.Total != 1 || page.Data[0].Name != "Çelik Tailors" {
		t.Errorf("the database has %d leads (%v), want the one that was typed", page.Total, err)
	}
}

func TestAnAmbiguousPlaceOffersItsMeanings(t *testing.T) {
	w := newTwin(t, "")
	w.draw(func() {
		w.d.frame.Search(entity.Search{Query: "Springfield", Radius: 1, Max: 50, Sources: []string{"osm"}}, false)
	})
	awaiting(w, "the field for the address", func(f *widget.Field) bool { return strings.HasPrefix(f.Label(), "Your email") }, func(f *widget.Field) {
		f.Input().(*widget.Entry).SetText("rep@example.com")
	})
	w.tap("Find businesses")
	w.shows("Which one?")
	w.button("Springfield, Illinois, United States")
	jobs, err := w.core.DB.Jobs(t.Context(), entity.JobFilter{})
	if err != nil || len(jobs) != 0 {
		t.Errorf("%d jobs were begun (%v), want none before a place is chosen", len(jobs), err)
	}
}

func TestWhatTheFormCannotSearchForIsSaidThere(t *testing.T) {
	w := newTwin(t, "")
	w.draw(func() {
		w.d.frame.Search(entity.Search{Radius: 1, Max: 50, Sources: []string{screen.SampleSource}}, false)
	})
	awaiting(w, "the maximum", func(f *widget.Field) bool { return strings.HasPrefix(f.Label(), "At most") }, func(f *widget.Field) {
		f.Input().(*widget.Entry).SetText("501")
	})
	w.tap("Find businesses")
	w.draw(func() {
		var wrong []string
		for _, o := range w.objects() {
			if f, ok := o.(*widget.Field); ok && f.Error() != "" {
				wrong = append(wrong, f.Error())
			}
		}
		if diff := cmp.Diff([]string{"Say where to look", "1 to 500"}, wrong); diff != "" {
			t.Errorf("beside the fields (-want +got):\n%s", diff)
		}
	})
}

func TestTheWindowIsRememberedAsItWasLeft(t *testing.T) {
	dir := t.TempDir()
	w := newTwin(t, dir)
	w.leads(someLeads()...)
	w.to(screen.Leads)
	w.shows("5 leads")
	w.draw(func() {
		w.d.frame.ShowLeads(entity.Filter{City: "Freehold"})
		w.d.window.Resize(fyne.NewSize(1100, 720))
	})
	grid(w, func(g *widget.Grid) { g.ShowColumn("email", true) })
	w.shows("5 leads · 3 match")
	w.close()

	again := newTwin(t, dir)
	again.shows("5 leads · 3 match")
	again.shows("City: Freehold")
	grid(again, func(g *widget.Grid) {
		i := slices.IndexFunc(g.Columns(), func(c widget.ColumnState) bool { return c.ID == "email" })
		if g.Columns()[i].Hidden {
			t.Error("the column that was shown is hidden again")
		}
	})
	again.draw(func() {
		if s := again.d.windowSize(); s != fyne.NewSize(1100, 720) {
			t.Errorf("the window opens in %v, want the size it was left in", s)
		}
	})
}

func TestTypingIntoTheSearchNarrowsTheList(t *testing.T) {
	w := newTwin(t, "")
	w.leads(someLeads()...)
	w.to(screen.Leads)
	w.shows("5 leads")
	awaiting(w, "the search", func(*widget.SearchEntry) bool { return true }, func(s *widget.SearchEntry) {
		w.d.window.Canvas().Focus(s)
		test.Type(s, "dental")
	})
	w.shows("5 leads · 1 match")
	w.draw(func() {
		if _, ok := w.d.window.Canvas().Focused().(*widget.SearchEntry); !ok {
			t.Errorf("the keyboard went to %T while somebody types", w.d.window.Canvas().Focused())
		}
	})
}

func TestWhatWasCutShortIsOfferedAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	w := newTwin(t, dir)
	j, err := w.core.DB.CreateJob(t.Context(), entity.KindScrape, &entity.Search{
		Query: samplePlace, Radius: 1, Max: 50, Sources: []string{screen.SampleSource},
		Place: &entity.Place{Name: "Sample Mills, New Jersey", State: "New Jersey"},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.core.DB.SetJobStatus(t.Context(), j.ID, entity.JobActive, nil); err != nil {
		t.Fatal(err)
	}
	w.close()

	again := newTwin(t, dir)
	again.shows("Cut short when the program ended")
	again.button("Resume")
	again.to(screen.Find)
	again.shows("Cut short: Sample Mills, NJ · 1 mi")
}

// TestASearchCountsTheSameOnScreenAndInTheDatabase runs a search of the sample territory through the form.
func TestASearchCountsTheSameOnScreenAndInTheDatabase(t *testing.T) {
	w := newTwin(t, "")
	w.sample()
	w.tap("Find businesses")
	var job entity.Job
	eventually(t, "the search's end", func() bool {
		jobs, err := w.core.DB.Jobs(t.Context(), entity.JobFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(jobs) == 1 {
			job = jobs[0]
		}
		return job.Status == entity.JobCompleted
	})
	w.shows("Searched around Sample Mills, NJ · 1 mi")
	c := job.Counts
	if c.Found == 0 || c.Found != c.Saved+c.Duplicate+c.Outside+c.OverLimit+c.Failed {
		t.Errorf("the counts do not add up: %+v", c)
	}
	want := map[string]string{
		"Found": screen.Number(c.Found), "Saved": screen.Number(c.Saved), "Already known": screen.Number(c.Duplicate),
		"Outside": screen.Number(c.Outside), "Over the limit": screen.Number(c.OverLimit), "Failed": screen.Number(c.Failed),
	}
	eventually(t, "the counts on the screen", func() bool {
		got := map[string]string{}
		w.draw(func() {
			for _, o := range w.objects() {
				if x, ok := o.(*widget.StatTile); ok {
					got[x.Label()] = x.Figure()
				}
			}
		})
		return cmp.Equal(want, got)
	})
	n, err := w.core.DB.Count(t.Context(), entity.Filter{})
	if err != nil || n != c.Saved {
		t.Errorf("the database has %d leads (%v), the screen says %d", n, err, c.Saved)
	}
	grid(w, func(g *widget.Grid) {
		if _, last := g.VisibleRows(); last == 0 {
			t.Error("the list of what arrived is empty")
		}
	})
}

func TestKeysDoWhatTheirListSays(t *testing.T) {
	w := newTwin(t, "")
	// The test driver has no shortcuts: what the window would call is called.
	press := func(name string) {
		t.Helper()
		w.draw(func() {
			for _, k := range w.d.frame.Keys() {
				if k.Name == name && k.Do != nil {
					k.Do()
					return
				}
			}
			t.Errorf("no key %s does anything", name)
		})
	}
	press("Ctrl+2")
	w.shows("No leads yet")
	press("Ctrl+N")
	w.shows("Create lead")
	w.draw(func() { w.d.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape}) })
	eventually(t, "the closed form", func() bool { return !slices.Contains(w.texts(), "Create lead") })
	press("Ctrl+K")
	w.draw(func() {
		if _, ok := w.d.window.Canvas().Focused().(*widget.SearchEntry); !ok {
			t.Errorf("Ctrl+K gives the keyboard to %T", w.d.window.Canvas().Focused())
		}
	})
	w.draw(func() { w.d.window.Canvas().OnTypedRune()('?') })
	w.shows("search all leads")
	w.draw(func() { w.d.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape}) })
	w.draw(func() {
		if w.d.room.SheetOpen() {
			t.Error("Esc does not close the list of keys")
		}
	})
}
