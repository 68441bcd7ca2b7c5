package store

import (
	"context"
	"fmt"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
	"letip/store/identity"
)

// LooksLike gives the known leads that what is being typed may be, the likeliest first: a warning, no more.
func (db *DB) LooksLike(ctx context.Context, d entity.Draft) ([]entity.Likeness, error) {
	f, err := fill(asUpdate(d), "")
	if err != nil {
		return nil, nil // what can't be read yet looks like nothing
	}
	r := strangerOf(identity.RecordOf(&entity.Business{
		Name: f.text("name"), Phone: f.text("phone"), Email: f.text("email"), Website: f.text("website"),
		Address: f.text("address"), City: f.text("city"), State: f.text("state"), ZIP: f.text("zip"),
	}))
	var like []verdict
	sure := 0
	err = db.fastRead(ctx, func(conn *zombie.Conn) error {
		m := newMatcher(&fastSession{conn})
		if err := m.prepare([]*stranger{r}); err != nil {
			return err
		}
		same, doubtful, _ := m.resolve(r)
		like, sure = append(same, doubtful...), len(same)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for the like of a lead: %w", err)
	}
	list := make([]entity.Likeness, 0, len(like))
	for i, v := range like {
		b, err := db.Business(ctx, v.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, entity.Likeness{Business: b, Confidence: v.Confidence, Reasons: v.Reasons, Sure: i < sure})
	}
	return list, nil
}
