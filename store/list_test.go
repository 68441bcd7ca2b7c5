package store

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/store/entity"
	"letip/store/normal"
)

// fieldOf gives what a lead sorts by; nil is unknown. It is the specification that the SQL is held against.
var fieldOf = map[string]func(entity.Business) any{
	"id":                func(b entity.Business) any { return int64(b.ID) },
	"name":              func(b entity.Business) any { return text(normal.Fold(b.Name)) },
	"category":          func(b entity.Business) any { return text(normal.Fold(b.Category)) },
	"phone":             func(b entity.Business) any { return text(b.Phone) },
	"phone_raw":         func(b entity.Business) any { return text(strings.ToLower(b.PhoneRaw)) },
	"fax":               func(b entity.Business) any { return text(b.Fax) },
	"email":             func(b entity.Business) any { return text(strings.ToLower(b.Email)) },
	"website":           func(b entity.Business) any { return text(strings.ToLower(b.Website)) },
	"address":           func(b entity.Business) any { return text(strings.ToLower(b.Address)) },
	"city":              func(b entity.Business) any { return text(normal.Fold(b.City)) },
	"state":             func(b entity.Business) any { return text(strings.ToLower(b.State)) },
	"zip":               func(b entity.Business) any { return text(strings.ToLower(b.ZIP)) },
	"country":           func(b entity.Business) any { return text(strings.ToLower(b.Country)) },
	"hours":             func(b entity.Business) any { return text(strings.ToLower(b.Hours)) },
	"notes":             func(b entity.Business) any { return text(strings.ToLower(b.Notes)) },
	"next_action":       func(b entity.Business) any { return text(strings.ToLower(b.NextAction)) },
	"enrichment_status": func(b entity.Business) any { return text(string(b.Status)) },
	"stage":             func(b entity.Business) any { return text(string(b.Stage)) },
	"lat":               func(b entity.Business) any { return coordinate(b.Location, true) },
	"lon":               func(b entity.Business) any { return coordinate(b.Location, false) },
	"distance_mi": func(b entity.Business) any {
		if b.Distance == nil {
			return nil
		}
		return float64(*b.Distance)
	},
	"score": func(b entity.Business) any {
		if b.Score == nil {
			return nil
		}
		return int64(*b.Score)
	},
	"do_not_contact":  func(b entity.Business) any { return int64(boolean(b.DoNotContact)) },
	"created_at":      func(b entity.Business) any { return b.CreatedAt.UnixMilli() },
	"updated_at":      func(b entity.Business) any { return b.UpdatedAt.UnixMilli() },
	"last_checked_at": func(b entity.Business) any { return millisOrNil(b.CheckedAt) },
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func coordinate(p *entity.Point, lat bool) any {
	switch {
	case p == nil:
		return nil
	case lat:
		return p.Lat
	}
	return p.Lon
}

func millisOrNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// sorted is what a list should be: by the field, unknown ones last, ties by id.
func sorted(all []entity.Business, s entity.Sort) []entity.Business {
	if s.Field == "" {
		s = entity.Sort{Field: "created_at", Desc: true}
	}
	key := fieldOf[s.Field]
	list := slices.Clone(all)
	slices.SortFunc(list, func(a, b entity.Business) int {
		x, y := key(a), key(b)
		switch {
		case x == nil && y == nil:
			return cmp.Compare(a.ID, b.ID)
		case x == nil:
			return 1
		case y == nil:
			return -1
		}
		order := compareValues(x, y)
		if s.Desc {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(a.ID, b.ID))
	})
	return list
}

func compareValues(x, y any) int {
	switch x := x.(type) {
	case string:
		return cmp.Compare(x, y.(string))
	case float64:
		return cmp.Compare(x, y.(float64))
	default:
		return cmp.Compare(x.(int64), y.(int64))
	}
}

// matches is what a filter means.
func matches(f entity.Filter, b entity.Business) bool {
	fold := func(wanted, is string) bool { return wanted == "" || normal.Fold(wanted) == normal.Fold(is) }
	group := func(status entity.EnrichmentStatus) bool {
		if members, ok := entity.StatusGroups[status]; ok {
			return slices.Contains(members, b.Status)
		}
		return b.Status == status
	}
	return f.Trash != b.DeletedAt.IsZero() &&
		fold(f.City, b.City) && fold(f.Category, b.Category) &&
		(f.Status == "" || group(f.Status)) && (f.ExactStatus == "" || b.Status == f.ExactStatus) &&
		(f.Stage == "" || b.Stage == f.Stage) &&
		(f.Tag == "" || slices.ContainsFunc(b.Tags, func(t string) bool { return strings.EqualFold(t, f.Tag) })) &&
		(f.Source == "" || slices.ContainsFunc(b.Sources, func(s entity.SourceRef) bool { return s.Source == f.Source })) &&
		(!f.HasEmail || b.Email != "") && (!f.HasPhone || b.Phone != "") && (!f.HasWebsite || b.Website != "") &&
		(f.Within == 0 || b.Distance != nil && *b.Distance <= f.Within) &&
		(f.Since.IsZero() || !b.CreatedAt.Before(f.Since)) &&
		(f.IDs == nil || slices.Contains(f.IDs, b.ID)) &&
		contains(f.Search, b)
}

func contains(needle string, b entity.Business) bool {
	needle = normal.Fold(needle)
	fields := []string{b.Name}
	if len([]rune(needle)) >= 3 {
		phone := b.Phone
		if phone == "" {
			phone = b.PhoneRaw
		}
		fields = append(fields, b.Category, b.City, phone, b.Email, b.Website, b.Address, b.ZIP, b.Notes, strings.Join(b.Tags, "\n"))
	}
	return slices.ContainsFunc(fields, func(s string) bool { return strings.Contains(normal.Fold(s), needle) })
}

// zoo is a database with leads of every kind: unknown values, equal ones, accents, cases, trash.
func zoo(t testing.TB, n int) (*DB, []entity.Business) {
	t.Helper()
	clock := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	db := openWith(t, Options{Dir: t.TempDir(), Now: func() time.Time { return clock }})
	db.unmatched = true // many share so much that they would be one
	ctx := t.Context()
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	for i := range n {
		if i%7 == 0 {
			clock = clock.Add(time.Hour)
		}
		f := entity.Found{
			Source: pick("osm", "osm", "sample"), SourceID: fmt.Sprint("node/", i),
			Name:     pick("Joe's Pizza", "joe's pizza", "Café Müller", "CAFE MULLER", "50% Off_Books", `Back\slash "Quoted"`, "Ångström", "Zoo", "A1"),
			Category: pick("", "Restaurant", "restaurant", "Florist", "Café"),
			City:     pick("", "Freehold", "FREEHOLD", "Howell", "São Paulo", "Sao Paulo", "Élan"),
			State:    pick("", "NJ"), ZIP: pick("", "07728", "07731"), Country: pick("", "US"),
			Website: pick("", "http://joes.com", "https://Cafe.example.com/menu"),
			Address: pick("", "12 Main Street", "9 elm St", "12 MAIN street"), Hours: pick("", "Mo-Fr 09:00-17:00", "24/7"),
		}
		if r.IntN(3) > 0 {
			f.Phone = fmt.Sprintf("+1732555%04d", r.IntN(40))
			f.PhoneRaw = pick(f.Phone, "732 555", "(732) 555-"+f.Phone[8:])
		} else {
			f.PhoneRaw = pick("", "call Joe")
		}
		if r.IntN(2) == 0 {
			f.Email = pick("info@", "Joe@", "a_b@") + pick("joes.com", "x.org")
		}
		if r.IntN(4) > 0 {
			f.Location = &entity.Point{Lat: 40 + float64(r.IntN(5))/7, Lon: -74 - float64(r.IntN(5))/7}
			f.Distance = new(entity.Miles(float64(r.IntN(12)) / 3))
		}
		if i%9 == 8 {
			if _, err := db.Create(ctx, entity.Draft{Name: f.Name, City: f.City, Notes: pick("", "rang twice", "Ruft zurück")}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		save(t, db, entity.JobID(1+i%3), f)
	}
	for id := range entity.BusinessID(n) {
		u := entity.Update{Stage: new(entity.Stages[r.IntN(3)])}
		if r.IntN(3) == 0 {
			u.Tags = &[]string{pick("warm", "cold", "Warm Lead"), "all"}
			u.NextAction = new(pick("", "call", "Visit"))
		}
		if r.IntN(5) == 0 {
			u.DoNotContact = new(true)
		}
		if _, err := db.Update(ctx, id+1, u); err != nil {
			t.Fatal(err)
		}
		// What an enrichment will write.
		set(t, db, id+1, "enrichment_status", string(entity.EnrichmentStatuses[r.IntN(7)]))
		if r.IntN(2) == 0 {
			set(t, db, id+1, "phone_raw", "ask inside")
			set(t, db, id+1, "last_checked_at", clock.UnixMilli()-int64(r.IntN(3)))
		}
		if r.IntN(8) == 0 {
			if _, err := db.Delete(ctx, id+1); err != nil {
				t.Fatal(err)
			}
		}
	}
	ids := make([]entity.BusinessID, n)
	for i := range ids {
		ids[i] = entity.BusinessID(i + 1)
	}
	all, err := db.BusinessesByID(ctx, ids)
	if err != nil || len(all) != n {
		t.Fatalf("%d leads of %d, %v", len(all), n, err)
	}
	return db, all
}

// set writes a column that other rooms write.
func set(t testing.TB, db *DB, id entity.BusinessID, column string, value any) {
	t.Helper()
	if _, err := db.writer.Exec("UPDATE business SET "+column+" = ? WHERE id = ?", value, id); err != nil {
		t.Fatal(err)
	}
}

func idsIn(list []entity.Business) []entity.BusinessID {
	ids := []entity.BusinessID{}
	for _, b := range list {
		ids = append(ids, b.ID)
	}
	return ids
}

// The zoo takes long to fill and none of these changes it.
func TestLeadsOfEveryKindAre(t *testing.T) {
	t.Parallel()
	db, all := zoo(t, 150)
	t.Run("sorted both ways by every field, unknown last, ties by id", func(t *testing.T) { sortsByEveryField(t, db, all) })
	t.Run("the same by every road", func(t *testing.T) { sameByEveryRoad(t, db, all) })
	t.Run("as many in a list as its bar says", func(t *testing.T) { totalsEqualBars(t, db) })
}

func sortsByEveryField(t *testing.T, db *DB, all []entity.Business) {
	live := slices.DeleteFunc(slices.Clone(all), func(b entity.Business) bool { return !b.DeletedAt.IsZero() })
	if diff := gocmp.Diff(len(fieldOf), len(SortFields())); diff != "" {
		t.Fatalf("the test knows other fields than the store: %s", diff)
	}
	for _, field := range SortFields() {
		for _, desc := range []bool{false, true} {
			s := entity.Sort{Field: field, Desc: desc}
			got, err := db.IDs(t.Context(), entity.Filter{}, s)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(idsIn(sorted(live, s)), got); diff != "" {
				t.Errorf("%s, descending %t: %s", field, desc, diff)
			}
		}
	}
}

// Any filter in any order: the pages by number, the pages by cursor, the snapshot, the stream and the count say the same,
// and what the specification says.
func sameByEveryRoad(t *testing.T, db *DB, all []entity.Business) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFilter(t)
		s := entity.Sort{Field: rapid.SampledFrom(append(SortFields(), "")).Draw(t, "field"), Desc: rapid.Bool().Draw(t, "desc")}
		want := idsIn(sorted(slices.DeleteFunc(slices.Clone(all), func(b entity.Business) bool { return !matches(f, b) }), s))
		limit := rapid.IntRange(1, 40).Draw(t, "limit")
		ctx := context.Background()

		check := func(road string, got []entity.BusinessID, err error) {
			if err != nil {
				t.Fatalf("%s: %v", road, err)
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Fatalf("%s of %+v in %+v: %s", road, f, s, diff)
			}
		}
		ids, err := db.IDs(ctx, f, s)
		check("snapshot", ids, err)

		streamed := []entity.BusinessID{}
		err = db.Each(ctx, f, s, func(b *entity.Business) error { streamed = append(streamed, b.ID); return nil })
		check("stream", streamed, err)

		numbered := []entity.BusinessID{}
		for number := 1; ; number++ {
			page, err := db.Businesses(ctx, f, s, entity.Page{Number: number, Limit: limit})
			if err != nil || page.Total != len(want) {
				t.Fatalf("page %d of %+v: total %d, want %d: %v", number, f, page.Total, len(want), err)
			}
			numbered = append(numbered, idsIn(page.Data)...)
			if page.Next == "" {
				break
			}
		}
		check("pages by number", numbered, nil)

		followed := []entity.BusinessID{}
		for after := ""; ; {
			page, err := db.Businesses(ctx, f, s, entity.Page{After: after, Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			followed = append(followed, idsIn(page.Data)...)
			if after = page.Next; after == "" {
				break
			}
		}
		check("pages by cursor", followed, nil)

		if n, err := db.Count(ctx, f); n != len(want) || err != nil {
			t.Fatalf("count of %+v is %d, want %d: %v", f, n, len(want), err)
		}
	})
}

func drawFilter(t *rapid.T) entity.Filter {
	some := func(name string, values ...string) string {
		if rapid.IntRange(0, 3).Draw(t, "has "+name) > 0 {
			return ""
		}
		return rapid.SampledFrom(values).Draw(t, name)
	}
	f := entity.Filter{
		City:        some("city", "freehold", "Freehold", "SAO PAULO", "Howell", "Nowhere"),
		Category:    some("category", "RESTAURANT", "cafe", "Bank"),
		Status:      entity.EnrichmentStatus(some("status", "pending", "enriched", "failed", "blocked")),
		ExactStatus: entity.EnrichmentStatus(some("exact", "pending", "partial", "failed")),
		Stage:       entity.Stage(some("stage", "New", "Contacted")),
		Tag:         some("tag", "warm", "WARM LEAD", "none"),
		Source:      some("source", "osm", "sample", "manual", "csv"),
		Search:      some("search", "piz", "jo", "a", "cafe mü", "MÜLLER", "50% off_", `k\s`, `"quoted"`, "5550", "main street", "rang", "zz", "joe@joes"),
		HasEmail:    some("email", "x") != "", HasPhone: some("phone", "x") != "", HasWebsite: some("website", "x") != "",
		Within: entity.Miles(len(some("within", "x", "xx", "xxx"))),
		Trash:  some("trash", "x") != "",
	}
	if some("since", "x") != "" {
		f.Since = time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC)
	}
	if some("ids", "x") != "" {
		f.IDs = []entity.BusinessID{1, 5, 9, 33, 34, 35, 1000}
	}
	return f
}

func TestFilterByJobListsWhatTheJobSaw(t *testing.T) {
	db := open(t)
	save(t, db, 1, pizza(1), pizza(2))
	save(t, db, 2, pizza(2), pizza(3))
	ids, err := db.IDs(t.Context(), entity.Filter{Job: 2}, entity.Sort{Field: "id"})
	if diff := gocmp.Diff([]entity.BusinessID{2, 3}, ids); diff != "" || err != nil {
		t.Fatal(diff, err)
	}
}

func TestBadQuestionsGetASentence(t *testing.T) {
	db := open(t)
	save(t, db, 1, pizza(1), pizza(2), pizza(3))
	page, err := db.Businesses(t.Context(), entity.Filter{}, entity.Sort{Field: "name"}, entity.Page{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]struct {
		f     entity.Filter
		s     entity.Sort
		p     entity.Page
		field string
	}{
		"a page of 501":            {p: entity.Page{Limit: 501}, field: "limit"},
		"a page of -1":             {p: entity.Page{Limit: -1}, field: "limit"},
		"page -1":                  {p: entity.Page{Number: -1}, field: "page"},
		"an unknown field":         {s: entity.Sort{Field: "name; DROP TABLE business"}, field: "sort"},
		"a cursor of nowhere":      {p: entity.Page{After: "garbage"}, field: "after"},
		"a cursor of another sort": {s: entity.Sort{Field: "city"}, p: entity.Page{After: page.Next}, field: "after"},
		"an unknown status":        {f: entity.Filter{Status: "done"}, field: "status"},
		"an unknown exact status":  {f: entity.Filter{ExactStatus: "done"}, field: "status"},
		"an unknown stage":         {f: entity.Filter{Stage: "Friend"}, field: "stage"},
		"a negative distance":      {f: entity.Filter{Within: -1}, field: "within"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := db.Businesses(t.Context(), ask.f, ask.s, ask.p)
			bad, ok := err.(*RequestError)
			if !ok || bad.Field != ask.field || !strings.HasSuffix(bad.Message, ".") {
				t.Fatalf("%#v", err)
			}
		})
	}
}

func TestCursorLosesAndRepeatsNothingWhileLeadsComeAndGo(t *testing.T) {
	t.Parallel()
	db := open(t)
	for i := range 40 {
		save(t, db, 0, pizza(2*i))
	}
	s := entity.Sort{Field: "name"}
	seen := map[entity.BusinessID]int{}
	for after := ""; ; {
		page, err := db.Businesses(t.Context(), entity.Filter{}, s, entity.Page{After: after, Limit: 7})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range page.Data {
			seen[b.ID]++
		}
		// One lead arrives before the place and the place itself is deleted.
		save(t, db, 0, pizza(2*len(seen)-13))
		if _, err := db.Delete(t.Context(), page.Data[len(page.Data)-1].ID); err != nil {
			t.Fatal(err)
		}
		if after = page.Next; after == "" {
			break
		}
	}
	for id := range entity.BusinessID(40) {
		if seen[id+1] != 1 {
			t.Errorf("lead %d was seen %d times", id+1, seen[id+1])
		}
	}
}

func TestListEndsWhenItsContextDoes(t *testing.T) {
	db := open(t)
	save(t, db, 0, pizza(1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.IDs(ctx, entity.Filter{}, entity.Sort{}); err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Fatal(err)
	}
	if _, err := db.IDs(t.Context(), entity.Filter{}, entity.Sort{}); err != nil {
		t.Fatalf("the connection is spoilt: %v", err)
	}
}

func TestErrorOfTheCallerEndsTheStream(t *testing.T) {
	db := open(t)
	save(t, db, 0, pizza(1), pizza(2))
	enough := fmt.Errorf("enough")
	n := 0
	err := db.Each(t.Context(), entity.Filter{}, entity.Sort{}, func(*entity.Business) error { n++; return enough })
	if n != 1 || err == nil || !strings.Contains(err.Error(), "enough") {
		t.Fatal(n, err)
	}
	if _, err := db.Count(t.Context(), entity.Filter{}); err != nil {
		t.Fatal(err)
	}
}
