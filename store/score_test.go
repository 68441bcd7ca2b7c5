package store

import (
	"testing"

	"pgregory.net/rapid"

	"letip/store/entity"
)

// addUp gives what a lead's score is made of, and what it could be.
func addUp(b entity.Business) (points, most int) {
	for _, p := range b.ScoreParts() {
		points, most = points+p.Points, most+p.Most
	}
	return points, most
}

func TestTheScoreIsTheSumOfItsPartsAfterEveryChange(t *testing.T) {
	db := open(t)
	b, err := db.Create(t.Context(), entity.Draft{Name: "Joe's Pizza"})
	if err != nil {
		t.Fatal(err)
	}
	if *b.Score != 0 {
		t.Errorf("a bare name has %d", *b.Score)
	}
	rapid.Check(t, func(rt *rapid.T) {
		text := func(label string, some ...string) *string {
			return new(rapid.SampledFrom(append(some, "")).Draw(rt, label))
		}
		_, err := db.Update(t.Context(), b.ID, entity.Update{
			Phone: text("phone", "(732) 555-0100", "ask inside"), Email: text("email", "joe@joes.example"),
			Website: text("website", "https://joes.example"), Address: text("address", "12 Main St"), Hours: text("hours", "Mo-Fr"),
			DoNotContact: new(rapid.Bool().Draw(rt, "do not contact")),
		})
		if err != nil {
			rt.Fatal(err)
		}
		set(t, db, b.ID, "distance_mi", rapid.SampledFrom([]any{nil, 0.5, 1.0, 4.0, 5.01, 10.0, 40.0}).Draw(rt, "miles"))
		set(t, db, b.ID, "socials", rapid.SampledFrom([]any{nil, `[{"network":"x","url":"https://x.com/joes"}]`}).Draw(rt, "socials"))
		set(t, db, b.ID, "do_not_email", rapid.IntRange(0, 1).Draw(rt, "do not email"))
		got := read(t, db, b.ID)
		if points, most := addUp(got); points != *got.Score || most != 100 {
			rt.Fatalf("the score is %d, its parts are %d of %d: %+v", *got.Score, points, most, got)
		}
	})
}

func TestAListIsSortedByTheScore(t *testing.T) {
	db := open(t)
	for _, d := range []entity.Draft{
		{Name: "Far"}, {Name: "Near", Phone: "(732) 555-0100"}, {Name: "Nearer", Phone: "(732) 555-0101", Website: "https://nearer.example"},
	} {
		if _, err := db.Create(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	page, err := db.Businesses(t.Context(), entity.Filter{}, entity.Sort{Field: "score", Desc: true}, entity.Page{Limit: 2})
	if err != nil || page.Data[0].Name != "Nearer" || *page.Data[0].Score != 35 || *page.Data[1].Score != 25 {
		t.Errorf("%+v, %v", page.Data, err)
	}
}
