package store

import (
	"strings"
	"testing"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
)

// What a screen asks for is answered by an index, from an empty file to a large one, with statistics and without: by the
// index alone where the whole list is read, and without sorting where a page is.
func TestListsOfScreensAreServedByAnIndex(t *testing.T) {
	files := planFiles(t)
	name, desc, city := entity.Sort{Field: "name"}, entity.Sort{Field: "name", Desc: true}, entity.Sort{Field: "city"}
	for _, ask := range []struct {
		f     entity.Filter
		s     entity.Sort
		index string
	}{
		{entity.Filter{}, entity.Sort{}, "list_new (deleted_at=?)"},
		{entity.Filter{}, name, "list_name (deleted_at=?)"},
		{entity.Filter{}, desc, "list_name (deleted_at=?)"},
		{entity.Filter{}, city, "list_city (deleted_at=? AND city_fold=? AND rowid>?)"},
		{entity.Filter{}, entity.Sort{Field: "city", Desc: true}, "list_city (deleted_at=? AND city_fold=? AND rowid>?)"},
		{entity.Filter{}, entity.Sort{Field: "category"}, "list_category (deleted_at=? AND category_fold=? AND rowid>?)"},
		{entity.Filter{}, entity.Sort{Field: "stage"}, "list_stage (deleted_at=? AND stage=? AND rowid>?)"},
		{entity.Filter{}, entity.Sort{Field: "enrichment_status"}, "list_status (deleted_at=? AND enrichment_status=? AND rowid>?)"},
		{entity.Filter{}, entity.Sort{Field: "score", Desc: true}, "list_score (deleted_at=? AND score=? AND rowid>?)"},
		{entity.Filter{}, entity.Sort{Field: "distance_mi"}, "list_distance (deleted_at=? AND distance_mi>?)"},
		{entity.Filter{}, entity.Sort{Field: "id"}, "list_all (deleted_at=?)"},
		{entity.Filter{City: "Freehold"}, entity.Sort{}, "list_city_new (deleted_at=? AND city_fold=?)"},
		{entity.Filter{City: "Freehold"}, name, "list_city_name (deleted_at=? AND city_fold=?)"},
		{entity.Filter{City: "Freehold"}, city, "list_city (deleted_at=? AND city_fold=? AND rowid>?)"},
		{entity.Filter{Category: "Category 3"}, entity.Sort{}, "list_category_new (deleted_at=? AND category_fold=?)"},
		{entity.Filter{Category: "Category 3"}, name, "list_category_name (deleted_at=? AND category_fold=?)"},
		{entity.Filter{Status: entity.Pending}, entity.Sort{}, "list_group_new (deleted_at=? AND status_group=?)"},
		{entity.Filter{Status: entity.Pending}, name, "list_group_name (deleted_at=? AND status_group=?)"},
		{entity.Filter{City: "Freehold", Status: entity.Pending}, name, "list_city_group_name (deleted_at=? AND city_fold=? AND status_group=?)"},
		{entity.Filter{Stage: entity.StageNew}, entity.Sort{}, "list_stage_new (deleted_at=? AND stage=?)"},
	} {
		for file, db := range files {
			l, err := compileList(ask.f, ask.s)
			if err != nil {
				t.Fatal(err)
			}
			part := l.known()
			if l.few {
				part = l.group("freehold", 7)
			}
			query, args := l.query("b.id, "+l.key, part, 50, 0)
			plan := explain(t, db, query, args...)
			want := "SEARCH b USING COVERING INDEX " + ask.index
			if ask.s.Field == "score" { // a virtual column never counts as covered
				want = "SEARCH b USING INDEX " + ask.index
			}
			if !strings.HasPrefix(plan, want) {
				t.Errorf("%s: %+v by %+v goes by\n\t%s, want\n\t%s", file, ask.f, ask.s, plan, want)
			}
			if strings.Contains(plan, "FOR ORDER BY") {
				t.Errorf("%s: %+v by %+v is sorted: %s", file, ask.f, ask.s, plan)
			}
		}
	}
}

func TestQuestionsOfScreensAreServedByAnIndex(t *testing.T) {
	files := planFiles(t)
	few := func(f entity.Filter) string {
		l, err := compileList(f, entity.Sort{Field: "distance_mi"})
		if err != nil {
			t.Fatal(err)
		}
		l = l.settle(3, 1_000_000)
		query, _ := l.query("b.id", l.known(), 50, 0)
		return query
	}
	for query, want := range map[string]string{
		selectBusiness:   "SEARCH b USING INTEGER PRIMARY KEY",
		selectByID:       "SCAN wanted VIRTUAL TABLE INDEX 1: / SEARCH b USING INTEGER PRIMARY KEY",
		selectContacts:   "SEARCH contact USING INDEX sqlite_autoindex_contact_1 (business_id=?)",
		selectProvenance: "SEARCH provenance USING INDEX provenance_by_field (business_id=?)",
		selectTimeline:   "SEARCH timeline USING INDEX timeline_by_business (business_id=?)",
		selectRevision:   "SEARCH counter USING PRIMARY KEY (kind=? AND name=?)",
		selectCounters:   "SEARCH counter USING PRIMARY KEY (kind=?)",
		selectSlots:      "SEARCH counter USING PRIMARY KEY (kind=? AND name>?)",
		countDue:         "SEARCH business USING COVERING INDEX list_due (deleted_at=? AND next_action_due>? AND next_action_due<?)",
		selectChosen:     "SEARCH provenance USING INDEX provenance_by_field (business_id=?)",
		selectSavedByJob: "SEARCH job_business USING PRIMARY KEY (job_id=? AND business_id=?)",

		few(entity.Filter{City: "Howell"}): "SEARCH b USING INDEX list_city (deleted_at=? AND city_fold=?)",
	} {
		for file, db := range files {
			if plan := explain(t, db, query); !strings.HasPrefix(plan, want) {
				t.Errorf("%s: %s\ngoes by\n\t%s, want\n\t%s", file, query, plan, want)
			}
		}
	}
}

// Few leads that another table names are looked up one by one, as soon as there are statistics.
func TestFewLeadsAreLookedUp(t *testing.T) {
	db := planFiles(t)["10,000 leads"]
	for _, f := range []entity.Filter{{Tag: "warm"}, {Source: "csv"}, {Job: 3}, {Search: "plumber"}, {IDs: []entity.BusinessID{3}}} {
		l, err := compileList(f, entity.Sort{Field: "distance_mi"})
		if err != nil {
			t.Fatal(err)
		}
		l = l.settle(3, 1_000_000)
		query, args := l.query("b.id", l.known(), 50, 0)
		if plan, want := explain(t, db, query, args...), "SEARCH b USING INTEGER PRIMARY KEY (rowid=?)"; !strings.HasPrefix(plan, want) {
			t.Errorf("%+v goes by\n\t%s, want\n\t%s", f, plan, want)
		}
	}
}

// planFiles are the two ends of what the planner knows.
func planFiles(t *testing.T) map[string]*DB {
	return map[string]*DB{
		"empty":        open(t),
		"10,000 leads": openWith(t, Options{Dir: bulkFile(t, 10_000), ReadOnly: true}),
	}
}

func explain(t *testing.T, db *DB, query string, args ...any) string {
	t.Helper()
	if args == nil { // what is asked for doesn't matter to the plan
		args = make([]any, strings.Count(query, "?"))
	}
	var steps []string
	err := db.fastRead(t.Context(), func(conn *zombie.Conn) error {
		return each(conn, "EXPLAIN QUERY PLAN "+query, args, func(row *zombie.Stmt) error {
			steps = append(steps, row.ColumnText(3))
			return nil
		})
	})
	if err != nil {
		t.Fatalf("%v: %s", err, query)
	}
	return strings.Join(steps, " / ")
}
