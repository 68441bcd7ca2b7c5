package store

import (
	"fmt"
	"testing"

	"letip/store/entity"
)

func TestASoundDatabasePassesItsCheckup(t *testing.T) {
	db, err := Open(t.Context(), Options{Dir: blankDir(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for i := range 12 {
		if _, err := db.Create(t.Context(), entity.Draft{Name: fmt.Sprintf("Café %d Ünique", i)}); err != nil {
			t.Fatal(err)
		}
	}
	c, err := db.Check(t.Context())
	if err != nil || c.Integrity != nil || c.Schema != nil || c.Search != nil || c.Leads != 12 {
		t.Errorf("the checkup says %+v, %v; want 12 leads and nothing wrong", c, err)
	}
}

func TestACheckupSeesWhatTheSearchDoesNotFind(t *testing.T) {
	db, err := Open(t.Context(), Options{Dir: blankDir(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, name := range []string{"Kowalski Plumbing", "Joe's Pizza"} {
		if _, err := db.Create(t.Context(), entity.Draft{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ name, harm string }{
		{"the search lost a lead", "INSERT INTO business_search (business_search, rowid, text) SELECT 'delete', id, text FROM business_text WHERE id = 2"},
		{"the counter went wrong", "UPDATE counter SET n = n + 1 WHERE kind = 'total'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := db.writer.ExecContext(t.Context(), tt.harm); err != nil {
				t.Fatal(err)
			}
			if c, err := db.Check(t.Context()); err != nil || c.Search == nil {
				t.Errorf("the checkup says %+v, %v; want something wrong with the search", c, err)
			}
		})
	}
}

func TestASoundDatabasePassesAgainAfterItWasChanged(t *testing.T) {
	db := open(t)
	check := func() {
		t.Helper()
		if c, err := db.Check(t.Context()); err != nil || c.Integrity != nil {
			t.Fatalf("the checkup says %+v, %v", c, err)
		}
	}
	for i := range 3 {
		b, err := db.Create(t.Context(), entity.Draft{Name: fmt.Sprintf("Café %d Ünique", i)})
		if err != nil {
			t.Fatal(err)
		}
		check()
		for range 5 {
			if _, err := db.Update(t.Context(), b.ID, entity.Update{Name: new(fmt.Sprintf("Another name %d", i))}); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Undo(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	check()
}
