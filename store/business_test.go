package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"letip/store/entity"
)

func create(t testing.TB, db *DB, d entity.Draft) entity.Business {
	t.Helper()
	b, err := db.Create(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryFieldTypedComesBack(t *testing.T) {
	db, now := openAt(t, time.Date(2026, 11, 23, 9, 30, 0, 123_000_000, time.UTC))
	got := create(t, db, entity.Draft{
		Name: "  Joe's  Pizza ", Category: "Restaurant", Phone: "(732) 555-0100", Fax: "732-555-0101", Email: "Joe@Example.COM",
		Website: "joes.example.com", Address: "12 Main Street", City: "Freehold", State: "New Jersey", ZIP: "7728", Country: "USA",
		Hours: "Mo-Fr 11:00-22:00", Notes: "first line\r\nsecond\x00 line\t", Tags: []string{"warm", " b&b ", "WARM", ""}, Stage: "contacted",
	})
	want := entity.Business{
		ID: 1, Name: "Joe's Pizza", Category: "Restaurant", Phone: "+17325550100", PhoneRaw: "(732) 555-0100", Fax: "+17325550101",
		Email: "joe@example.com", Website: "http://joes.example.com", Address: "12 Main Street", City: "Freehold", State: "NJ",
		ZIP: "07728", Country: "US", Hours: "Mo-Fr 11:00-22:00", Notes: "first line\nsecond line", Tags: []string{"b&b", "warm"},
		Status: entity.Pending, Stage: entity.StageContacted, CreatedAt: now(), UpdatedAt: now(),
		Sources: []entity.SourceRef{{Source: "manual", SourceID: "1"}},
	}
	ignore := cmpopts.IgnoreFields(entity.Business{}, "Contacts", "Score")
	if diff := cmp.Diff(want, got, ignore, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(got, read(t, db, 1)); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	reach := map[entity.ContactKind]string{}
	for _, c := range got.Contacts {
		reach[c.Kind] = c.Value + " " + c.Method
	}
	if diff := cmp.Diff(map[entity.ContactKind]string{"phone": "+17325550100 typed", "fax": "+17325550101 typed", "email": "joe@example.com typed"}, reach); diff != "" {
		t.Error(diff)
	}
	story, err := db.Provenance(t.Context(), 1)
	if err != nil || len(story) != 12 {
		t.Errorf("%d values have a story, %v", len(story), err)
	}
	for _, p := range story {
		if p.Source != manual || p.Method != "typed" || p.Confidence != 1 || !p.Chosen {
			t.Errorf("%+v", p)
		}
	}
}

func TestEveryFieldCanBeChangedAndEmptied(t *testing.T) {
	db := open(t)
	id := create(t, db, entity.Draft{Name: "Joe"}).ID
	day := time.Date(2026, 12, 24, 0, 0, 0, 0, time.Local)
	full := entity.Update{
		Name: new("Jim"), Category: new("Deli"), Phone: new("732 555 0102"), Fax: new("732 555 0103"), Email: new("jim@x.com"),
		Website: new("https://jim.com/a"), Address: new("1 Elm"), City: new("Howell"), State: new("NJ"), ZIP: new("07731"), Country: new("us"),
		Hours: new("24/7"), Notes: new("n"), NextAction: new("call"), NextActionDue: &day, Stage: new(entity.StageVisited),
		Tags: &[]string{"t"}, DoNotContact: new(true),
	}
	got, err := db.Update(t.Context(), id, full)
	if err != nil {
		t.Fatal(err)
	}
	want := entity.Business{
		ID: id, Name: "Jim", Category: "Deli", Phone: "+17325550102", PhoneRaw: "732 555 0102", Fax: "+17325550103", Email: "jim@x.com",
		Website: "https://jim.com/a", Address: "1 Elm", City: "Howell", State: "NJ", ZIP: "07731", Country: "US", Hours: "24/7", Notes: "n",
		NextAction: "call", NextActionDue: day, Stage: entity.StageVisited, Tags: []string{"t"}, DoNotContact: true, Status: entity.Pending,
		Sources: []entity.SourceRef{{Source: "manual", SourceID: "1"}},
	}
	ignore := cmpopts.IgnoreFields(entity.Business{}, "Contacts", "Score", "CreatedAt", "UpdatedAt")
	if diff := cmp.Diff(want, got, ignore, cmpopts.EquateEmpty()); diff != "" {
		t.Fatal(diff)
	}
	nothing := ""
	empty := entity.Update{
		Category: &nothing, Phone: &nothing, Fax: &nothing, Email: &nothing, Website: &nothing, Address: &nothing, City: &nothing,
		State: &nothing, ZIP: &nothing, Country: &nothing, Hours: &nothing, Notes: &nothing, NextAction: &nothing,
		NextActionDue: new(time.Time{}), Tags: &[]string{}, DoNotContact: new(false), Stage: new(entity.StageNew),
	}
	if got, err = db.Update(t.Context(), id, empty); err != nil {
		t.Fatal(err)
	}
	want = entity.Business{ID: id, Name: "Jim", Status: entity.Pending, Stage: entity.StageNew, Sources: want.Sources}
	if diff := cmp.Diff(want, got, ignore, cmpopts.EquateEmpty()); diff != "" {
		t.Fatal(diff)
	}
	checkWhole(t, db)
}

func TestBadInputIsToldFieldByField(t *testing.T) {
	db := open(t)
	id := create(t, db, entity.Draft{Name: "Joe"}).ID
	for name, c := range map[string]struct {
		u    entity.Update
		want []string
	}{
		"no name":             {entity.Update{Name: new(" ")}, []string{"name"}},
		"no email":            {entity.Update{Email: new("joe at x")}, []string{"email"}},
		"no website":          {entity.Update{Website: new("none")}, []string{"website"}},
		"no fax":              {entity.Update{Fax: new("123")}, []string{"fax"}},
		"no country":          {entity.Update{Country: new("Narnia")}, []string{"country"}},
		"no stage":            {entity.Update{Stage: new(entity.Stage("Friend"))}, []string{"stage"}},
		"too long":            {entity.Update{Address: new(strings.Repeat("x", 3000))}, []string{"address"}},
		"a tag too long":      {entity.Update{AddTags: []string{strings.Repeat("x", 300)}}, []string{"tags"}},
		"several at a time":   {entity.Update{Name: new(""), Email: new("@"), Hours: new("24/7")}, []string{"email", "name"}},
		"an unreadable phone": {entity.Update{Phone: new("ask for Joe")}, nil}, // kept as it was typed
	} {
		t.Run(name, func(t *testing.T) {
			_, err := db.Update(t.Context(), id, c.u)
			wrong, _ := errors.AsType[entity.FieldErrors](err)
			var fields []string
			for _, field := range []string{"address", "country", "email", "fax", "name", "stage", "tags", "website"} {
				if sentence, ok := wrong[field]; ok {
					fields = append(fields, field)
					if !strings.HasSuffix(sentence, ".") {
						t.Errorf("%s: %q is no sentence", field, sentence)
					}
				}
			}
			if diff := cmp.Diff(c.want, fields); diff != "" {
				t.Errorf("%v: %s", err, diff)
			}
			if err := db.UpdateAll(t.Context(), []entity.BusinessID{id}, c.u); (err != nil) != (c.want != nil) {
				t.Errorf("for many: %v", err)
			}
		})
	}
	if _, err := db.Create(t.Context(), entity.Draft{Email: "x@y.com"}); err == nil || err.Error() != "A lead needs a name." {
		t.Errorf("a draft without a name: %v", err)
	}
	if b := read(t, db, id); b.Phone != "" || b.PhoneRaw != "ask for Joe" || b.Name != "Joe" {
		t.Errorf("%+v", b)
	}
}

func TestWhatIsGoneIsNotFound(t *testing.T) {
	db := open(t)
	id := create(t, db, entity.Draft{Name: "Joe"}).ID
	if _, err := db.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for name, ask := range map[string]func() error{
		"read":            func() error { _, err := db.Business(ctx, 99); return err },
		"provenance":      func() error { _, err := db.Provenance(ctx, 99); return err },
		"timeline":        func() error { _, err := db.Timeline(ctx, 99); return err },
		"update":          func() error { _, err := db.Update(ctx, 99, entity.Update{Notes: new("x")}); return err },
		"update in trash": func() error { _, err := db.Update(ctx, id, entity.Update{Notes: new("x")}); return err },
		"delete":          func() error { _, err := db.Delete(ctx, 99); return err },
		"delete again":    func() error { _, err := db.Delete(ctx, id); return err },
	} {
		if err := ask(); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := db.UpdateAll(ctx, []entity.BusinessID{id, 99}, entity.Update{Notes: new("x")}); err != nil {
		t.Errorf("those that are gone are left out of many: %v", err)
	}
}

func TestTimelineTellsWhatThePersonDid(t *testing.T) {
	db := open(t)
	id := create(t, db, entity.Draft{Name: "Joe"}).ID
	_, err := db.Update(t.Context(), id, entity.Update{
		Phone: new("732 555 0102"), City: new("Howell"), Stage: new(entity.StageContacted), Notes: new("n"), Tags: &[]string{"a", "b"},
		NextAction: new("call on Monday"), DoNotContact: new(true), Name: new("Joe"),
	})
	if err != nil {
		t.Fatal(err)
	}
	entries, err := db.Timeline(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, e := range entries {
		got[e.Kind] = e.Text
	}
	want := map[string]string{
		"created": "Added by hand", "edited": "Edited city, phone", "stage": "Stage: New → Contacted", "note": "Wrote notes",
		"tags": "Tagged a, b", "next_action": "Next: call on Monday", "do_not_contact": `Marked "do not contact"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestStageDoNotContactMarksTheLead(t *testing.T) {
	db := open(t)
	id := create(t, db, entity.Draft{Name: "Joe"}).ID
	b, err := db.Update(t.Context(), id, entity.Update{Stage: new(entity.StageDoNotContact)})
	if err != nil || !b.DoNotContact {
		t.Fatalf("%+v, %v", b, err)
	}
	// Leaving the stage says nothing of the mark.
	if b, err = db.Update(t.Context(), id, entity.Update{Stage: new(entity.StageNew)}); err != nil || !b.DoNotContact {
		t.Fatalf("%+v, %v", b, err)
	}
}

func TestRestoredLeadIsListedAgain(t *testing.T) {
	db := open(t)
	save(t, db, 1, pizza(1), pizza(2))
	ctx := t.Context()
	if _, err := db.Delete(ctx, 1, 2); err != nil {
		t.Fatal(err)
	}
	if err := db.Restore(ctx, 2, 99); err != nil {
		t.Fatal(err)
	}
	live, _ := db.IDs(ctx, entity.Filter{}, entity.Sort{})
	trash, _ := db.IDs(ctx, entity.Filter{Trash: true}, entity.Sort{})
	if diff := cmp.Diff([][]entity.BusinessID{{2}, {1}}, [][]entity.BusinessID{live, trash}); diff != "" {
		t.Error(diff)
	}
	checkWhole(t, db)
}

func TestLeadsComeInTheOrderAsked(t *testing.T) {
	db := open(t)
	save(t, db, 1, pizza(1), pizza(2), pizza(3))
	list, err := db.BusinessesByID(t.Context(), []entity.BusinessID{3, 99, 1, 3})
	if diff := cmp.Diff([]entity.BusinessID{3, 1, 3}, idsIn(list)); diff != "" || err != nil {
		t.Fatal(diff, err)
	}
	if list, err = db.BusinessesByID(t.Context(), nil); len(list) != 0 || err != nil {
		t.Fatal(list, err)
	}
}
