package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/store/entity"
)

// walk is a rep at work: what was done so far, how the leads were before and after each of it, and how much of it stands.
type walk struct {
	*rapid.T
	db    *DB
	o     Options
	clock time.Time
	job   entity.JobID

	states []map[string][]string // before the first step, and after each
	stands int                   // how many steps stand
}

var ctxOfWalk = context.Background()

func (w *walk) pick(what string, from ...string) string {
	return rapid.SampledFrom(from).Draw(w.T, what)
}

func (w *walk) id() entity.BusinessID { return entity.BusinessID(rapid.IntRange(1, 7).Draw(w.T, "id")) }
func (w *walk) yes(what string) bool  { return rapid.Bool().Draw(w.T, what) }

func (w *walk) ids() []entity.BusinessID {
	return rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) entity.BusinessID {
		return entity.BusinessID(rapid.IntRange(1, 7).Draw(t, "id"))
	}), 1, 4, rapid.ID).Draw(w.T, "ids")
}

func (w *walk) socials(what string) []entity.Social {
	var list []entity.Social
	for _, url := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"https://x.com/joe", "https://www.facebook.com/joe", "https://www.instagram.com/joe"}), 0, 2, rapid.ID).Draw(w.T, what) {
		list = append(list, entity.Social{Network: strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "www."), URL: url})
	}
	return list
}

// deeds are all that changes leads, each of which is one step or none.
var deeds = map[string]func(w *walk) error{
	"create": func(w *walk) error {
		_, err := w.db.Create(ctxOfWalk, entity.Draft{
			Name: w.pick("name", "Joe's Pizza", "Bay Bank"), Phone: w.pick("phone", "", "732 555 0100", "call Joe"), Website: w.pick("website", "", "joes.com"),
			Address: w.pick("address", "", "12 Main St"), City: w.pick("city", "", "Freehold"), Notes: w.pick("notes", "", "rang"),
		})
		return err
	},
	"edit": func(w *walk) error {
		var u entity.Update
		for _, field := range []struct {
			into **string
			name string
			from []string
		}{
			{&u.Name, "name", []string{"Joe's Pizza", "JOES PIZZA", "Acme"}},
			{&u.Category, "category", []string{"", "Café", "cafe"}},
			{&u.Phone, "phone", []string{"", "732 555 0100", "732 555 0101", "call Joe"}},
			{&u.Email, "email", []string{"", "info@joes.com", "held@spam.com"}},
			{&u.Website, "website", []string{"", "joes.com", "acme.com"}},
			{&u.Address, "address", []string{"", "12 Main St", "900 Elm St"}},
			{&u.City, "city", []string{"", "Howell", "HOWELL"}},
			{&u.Notes, "notes", []string{"", "rang", "met"}},
			{&u.NextAction, "next", []string{"", "call"}},
		} {
			if w.yes("edit " + field.name) {
				*field.into = new(w.pick(field.name, field.from...))
			}
		}
		_, _, err := w.db.Edit(ctxOfWalk, w.id(), u)
		return err
	},
	"edit many": func(w *walk) error {
		u := entity.Update{AddTags: []string{w.pick("add", "warm", "Warm", "new")}, RemoveTags: []string{w.pick("remove", "", "WARM", "new")}}
		if w.yes("stage too") {
			u.Stage = new(rapid.SampledFrom(entity.Stages).Draw(w.T, "stage"))
		}
		if w.yes("quiet too") {
			u.DoNotContact = new(w.yes("quiet"))
		}
		_, err := w.db.EditAll(ctxOfWalk, w.ids(), u)
		return err
	},
	"delete":  func(w *walk) error { _, err := w.db.Delete(ctxOfWalk, w.ids()...); return err },
	"restore": func(w *walk) error { _, err := w.db.PutBack(ctxOfWalk, w.ids()...); return err },
	"merge": func(w *walk) error {
		ids := w.ids()
		survivor := entity.BusinessID(0)
		if w.yes("named") {
			survivor = ids[0]
		}
		_, err := w.db.Merge(ctxOfWalk, survivor, ids...)
		return err
	},
	"split": func(w *walk) error {
		for id := range entity.BusinessID(9) {
			if parts, err := w.db.MergedParts(ctxOfWalk, id); err == nil && len(parts) > 0 {
				_, _, err := w.db.Split(ctxOfWalk, id, rapid.SampledFrom(parts).Draw(w.T, "part"))
				return err
			}
		}
		return nil
	},
	"keep apart": func(w *walk) error { _, err := w.db.NotTheSame(ctxOfWalk, w.id(), w.id()); return err },
	"choose": func(w *walk) error {
		id := w.id()
		story, err := w.db.Provenance(ctxOfWalk, id)
		if err == nil && len(story) > 0 {
			_, err = w.db.ChooseValue(ctxOfWalk, id, rapid.SampledFrom(story).Draw(w.T, "value").ID)
		}
		return err
	},
	"suppress": func(w *walk) error {
		kind := rapid.SampledFrom([]entity.SuppressionKind{entity.SuppressEmail, entity.SuppressDomain, entity.SuppressPhone}).Draw(w.T, "kind")
		_, err := w.db.Suppress(ctxOfWalk, kind, map[entity.SuppressionKind]string{
			entity.SuppressEmail: "info@joes.com", entity.SuppressDomain: "joes.com", entity.SuppressPhone: "732 555 0100",
		}[kind], "asked us")
		return err
	},
	"suppress a lead": func(w *walk) error { _, err := w.db.SuppressBusiness(ctxOfWalk, w.id(), ""); return err },
	"allow": func(w *walk) error {
		list, err := w.db.Suppressions(ctxOfWalk)
		if err == nil && len(list) > 0 {
			_, err = w.db.Unsuppress(ctxOfWalk, rapid.SampledFrom(list).Draw(w.T, "entry").ID)
		}
		return err
	},
	"search": func(w *walk) error {
		w.job++
		before := w.newest()
		for range rapid.IntRange(1, 2).Draw(w.T, "items") {
			var found []entity.Found
			for range rapid.IntRange(1, 3).Draw(w.T, "places") {
				f := drawRow(w.T, w.pick("source", "osm", "overture")).Found
				f.Socials = w.socials("profiles")
				found = append(found, f)
			}
			if _, err := w.db.SaveFound(ctxOfWalk, w.job, "i", found); err != nil || w.newest() == before {
				return err // the step of a job begins with the first item that changes a lead
			}
		}
		return nil
	},
	"import": func(w *walk) error {
		var rows []entity.Incoming
		for range rapid.IntRange(1, 4).Draw(w.T, "rows") {
			in := drawRow(w.T, "csv")
			in.Socials = w.socials("profiles")
			rows = append(rows, in)
		}
		_, err := w.db.Import(ctxOfWalk, file(rows...), ImportOptions{File: "leads.csv"})
		return err
	},
	"enrich": func(w *walk) error {
		w.job++
		before := w.newest()
		for range rapid.IntRange(1, 2).Draw(w.T, "visits") {
			id := w.id()
			if _, err := w.db.StartVisit(ctxOfWalk, id); err != nil {
				return err
			}
			v := entity.Visit{
				Business: id, Job: w.job, At: w.clock, Pages: []string{"https://joes.com"}, Socials: w.socials("profiles"), DoNotEmail: w.yes("notice"),
				Status:   rapid.SampledFrom([]entity.EnrichmentStatus{entity.Enriched, entity.Partial, entity.Failed, entity.Blocked, entity.NoWebsite}).Draw(w.T, "status"),
				Contacts: []entity.Contact{{Kind: entity.ContactEmail, Value: w.pick("contact", "info@joes.com", "ann@joes.com"), Confidence: 0.8}},
				Checked:  []entity.EmailCheck{{Address: "info@joes.com", Verdict: entity.VerdictGood, Reasons: []string{"Its domain takes mail."}}},
			}
			for field, value := range map[string]string{
				"phone": w.pick("phone", "", "+17325550100", "+17325550103"), "website": w.pick("website", "", "https://joes.com", "https://acme.com"),
				"hours": w.pick("hours", "", "24/7"), "email": w.pick("email", "", "info@joes.com"),
			} {
				if value != "" {
					v.Fields = append(v.Fields, entity.FieldValue{Field: field, Value: value, Method: "tel", Confidence: 0.95})
				}
			}
			slices.SortFunc(v.Fields, func(a, b entity.FieldValue) int { return strings.Compare(a.Field, b.Field) })
			if _, err := w.db.SaveVisit(ctxOfWalk, v); err != nil || w.newest() == before {
				return err
			}
		}
		return nil
	},
}

// newest is the newest step that stands, with what it is called: a step of a job grows.
func (w *walk) newest() string {
	var s string
	err := w.db.reader().QueryRow("SELECT coalesce(max(id), 0) || coalesce(label, '') FROM undo_step WHERE undone IS NULL").Scan(&s)
	if err != nil {
		w.Fatal(err)
	}
	return s
}

// do does one thing. What is no step though it told a lead something, as a value that was turned down is, begins a new walk.
func (w *walk) do(deed func(w *walk) error) {
	w.clock = w.clock.Add(time.Minute)
	before := w.newest()
	if err := deed(w); err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrBadRequest) {
		w.Fatal(err)
	}
	checkWhole(w, w.db)
	is := dump(w, w.db, "updated_at")
	switch stepped := w.newest() != before; {
	case stepped:
		w.states = append(w.states[:w.stands+1], is)
		w.stands++
	case !cmp.Equal(w.states[w.stands], is):
		noSteps(w, w.db)
		w.states, w.stands = []map[string][]string{is}, 0
	case !w.canRedo(): // an import of what is known all the same came after what was taken back
		w.states = w.states[:w.stands+1]
	}
}

func (w *walk) canRedo() (can bool) {
	if err := w.db.reader().QueryRow("SELECT EXISTS (SELECT 1 FROM undo_step WHERE undone IS NOT NULL)").Scan(&can); err != nil {
		w.Fatal(err)
	}
	return can
}

// turn goes one step back or on, and holds the leads against what they were.
func (w *walk) turn(by int) {
	w.clock = w.clock.Add(time.Minute)
	do, to := w.db.Undo, w.stands+by
	if by > 0 {
		do = w.db.Redo
	}
	_, err := do(ctxOfWalk)
	if to < 0 || to >= len(w.states) {
		if !errors.Is(err, ErrNothingToUndo) && !errors.Is(err, ErrNothingToRedo) {
			w.Fatal("more steps than deeds: ", err)
		}
		return
	}
	if err != nil {
		w.Fatal(err)
	}
	w.stands = to
	if diff := cmp.Diff(w.states[to], dump(w, w.db, "updated_at")); diff != "" {
		w.Fatal(fmt.Sprintf("turned by %d, the leads are not what they were (-want +got):\n", by), diff)
	}
	checkWhole(w, w.db)
}

func (w *walk) open() {
	db, err := Open(ctxOfWalk, w.o)
	if err != nil {
		w.Fatal(err)
	}
	w.db = db
}

func (w *walk) close() {
	if err := w.db.Close(); err != nil {
		w.Fatal(err)
	}
}

// Whatever is done, with whatever is taken back and done again on the way and after any restart, every step back gives the
// leads as they were before it and every step on as they were after it, row by row.
func TestWhateverIsDoneCanBeTakenBackAndDoneAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := &walk{T: rt, clock: still()}
		w.o = Options{Dir: blankDir(t), Now: func() time.Time { return w.clock }}
		w.open()
		defer func() { w.close() }()
		x, y, z := pizza(1), pizza(2), pizza(3)
		x.Socials, y.Socials = nil, []entity.Social{{Network: "x", URL: "https://x.com/two"}}
		if _, err := w.db.SaveFound(ctxOfWalk, 0, "i", []entity.Found{x, y, z, drawRow(rt, "osm").Found}); err != nil {
			rt.Fatal(err)
		}
		noSteps(rt, w.db)
		w.states = []map[string][]string{dump(rt, w.db, "updated_at")}
		actions := map[string]func(*rapid.T){
			"undo":    func(*rapid.T) { w.turn(-1) },
			"redo":    func(*rapid.T) { w.turn(1) },
			"restart": func(*rapid.T) { w.close(); w.open() },
		}
		for name, deed := range deeds {
			actions[name] = func(*rapid.T) {
				if len(w.states) < undoSteps { // older ones are forgotten
					w.do(deed)
				}
			}
		}
		rt.Repeat(actions)
		for w.stands > 0 {
			w.turn(-1)
		}
		for w.stands < len(w.states)-1 {
			w.turn(1)
		}
		checkSound(rt, w.db)
	})
}
