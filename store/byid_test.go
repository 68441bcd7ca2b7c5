package store

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

// A clean end refreshes the statistics; the planner knows then how small the table is.
func TestTheOrderAskedForSurvivesFreshStatistics(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if _, err := db.Create(t.Context(), entity.Draft{Name: fmt.Sprint("Lead ", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.writer.ExecContext(t.Context(), "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = openIn(t, dir)
	page, err := db.Businesses(t.Context(), entity.Filter{}, entity.Sort{Field: "name", Desc: true}, entity.Page{})
	if err != nil {
		t.Fatal(err)
	}
	var got []entity.BusinessID
	for _, b := range page.Data {
		got = append(got, b.ID)
	}
	want := slices.Clone(got)
	slices.SortFunc(want, func(a, b entity.BusinessID) int { return int(b - a) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the page is not in the order asked for (-want +got):\n%s", diff)
	}
}
