package store

import (
	"math/rand/v2"
	"strings"
	"testing"

	"letip/store/entity"
)

// Whatever is typed into the search box is text, and never a query.
func FuzzSearchBoxNeverErrs(f *testing.F) {
	for _, s := range []string{
		"", " ", "a", "%", "_%", `\`, `"`, `""`, `"a" OR "b"`, "NEAR(a b)", "a AND NOT b", "text:pizza", "-pizza", "^pizza", "pizza*", "{a b}: c",
		"(732) 555-0100", "+1", "..........", "é", "e\u0301", "\u0301\u0301\u0301", "日本語", "\x00abc", "\xff\xfe\xfd", "a\nb\nc", "'; DROP TABLE business; --", "ſtreet",
	} {
		f.Add(s)
	}
	db := open(f)
	save(f, db, 1, pizza(1), pizza(2))
	f.Fuzz(func(t *testing.T, typed string) {
		filter := entity.Filter{Search: typed}
		page, err := db.Businesses(t.Context(), filter, entity.Sort{Field: "name"}, entity.Page{Limit: 50})
		if err != nil {
			t.Fatalf("%q: %v", typed, err)
		}
		n, err := db.Count(t.Context(), filter)
		if err != nil || n != page.Total || n != len(page.Data) {
			t.Fatalf("%q: counted %d, listed %d of %d: %v", typed, n, len(page.Data), page.Total, err)
		}
	})
}

// The same by chance, from what would hurt: the signs of the query language, of LIKE, of SQL, and letters of all sizes.
func TestRandomSearchTextsAreOnlyText(t *testing.T) {
	texts := 3_000
	if longRun {
		texts = 100_000
	}
	db := open(t)
	save(t, db, 1, pizza(1), pizza(2))
	pieces := []string{
		`"`, `'`, "*", "^", ":", "-", "+", "(", ")", "{", "}", "%", "_", `\`, ";", "--", "/*", " ", "\t", "\x00", "\xc3", "\xff", "AND", "OR", "NOT", "NEAR(",
		"text", "rowid", "pizza", "1", "73", "é", "\u0301", "日", "😀", "\u200d", "İ", "ß", "ﬁ", "?", "?1", ":a", "@b", "$c",
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range texts {
		var typed strings.Builder
		for range 1 + r.IntN(8) {
			typed.WriteString(pieces[r.IntN(len(pieces))])
		}
		n, err := db.Count(t.Context(), entity.Filter{Search: typed.String()})
		if err != nil || n > 2 {
			t.Fatalf("%q: %d, %v", typed.String(), n, err)
		}
	}
}

func TestSearchFindsWhatAPersonMayKnow(t *testing.T) {
	db := open(t)
	f := pizza(1)
	f.Name, f.Phone, f.PhoneRaw = "Café L'Étoile", "+17325550147", "732.555.0147"
	id := save(t, db, 1, f)[0].ID
	if _, err := db.Update(t.Context(), id, entity.Update{Notes: new("Met the owner's wife"), Tags: &[]string{"golf club"}}); err != nil {
		t.Fatal(err)
	}
	g := pizza(2)
	g.Phone, g.PhoneRaw = "", "ask 555-CALL"
	save(t, db, 1, g)
	for typed, want := range map[string]int{
		"cafe": 1, "CAFÉ L'É": 1, "fé l": 1, "etoile": 1, "RESTAUR": 2, "freehold": 2, "1 main": 1, "main street": 2, "07728": 2,
		"info@pizza1": 1, "pizza1.com": 1, "732 555 0147": 1, "(732) 555-01": 1, "732.555.0147": 1, "7325550147": 1, "0147": 1,
		"555-call": 1, "owner's": 1, "golf": 1, "  golf   club ": 1, "ca": 1, "FR": 0, "PI": 1, "l'": 1, "%": 0, "_": 0, "zzz": 0, "pizza freehold": 0,
	} {
		n, err := db.Count(t.Context(), entity.Filter{Search: typed})
		if n != want || err != nil {
			t.Errorf("%q finds %d, want %d: %v", typed, n, want, err)
		}
	}
	if n, _ := db.Count(t.Context(), entity.Filter{Search: "http"}); n != 0 {
		t.Errorf("what every website begins with finds %d", n)
	}
}
