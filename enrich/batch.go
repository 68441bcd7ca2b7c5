package enrich

import (
	"context"
	"fmt"
	"slices"

	"letip/scrape/fetch"
	"letip/store"
	"letip/store/entity"
)

// The bounds of a batch (SPEC F6).
const (
	DefaultBatch = 10
	MaxBatch     = 500
)

// Batch says which leads to visit.
type Batch struct {
	IDs     []entity.BusinessID // these, in this order; the other fields say nothing then
	Pending bool                // those that were never visited
	Failed  bool                // those whose last visit failed in a way that can end otherwise another time
	Most    int                 // at most so many, the oldest first; zero is no limit
}

// Choose gives the leads of a batch. A lead that isn't there, or in the trash, is store.ErrNotFound.
//
// What has no website, or wants to be left alone, isn't visited again unless it is named.
func (s *Service) Choose(ctx context.Context, b Batch) ([]entity.BusinessID, error) {
	if len(b.IDs) > 0 {
		ids := once(b.IDs)
		return ids, s.there(ctx, ids)
	}
	var ids []entity.BusinessID
	if b.Pending {
		oldest, err := s.db.IDs(ctx, entity.Filter{ExactStatus: entity.Pending}, entity.Sort{Field: "created_at"})
		if err != nil {
			return nil, err
		}
		ids = append(ids, oldest...)
	}
	if b.Failed {
		oldest, err := s.Retryable(ctx)
		if err != nil {
			return nil, err
		}
		ids = append(ids, oldest...)
	}
	if b.Most > 0 {
		ids = ids[:min(b.Most, len(ids))]
	}
	return ids, nil
}

// Retryable gives the leads whose last visit failed in a way that can end otherwise another time, the oldest first: a
// page that isn't there is not asked for again unless its lead is named.
func (s *Service) Retryable(ctx context.Context) ([]entity.BusinessID, error) {
	var forGood []string
	for _, class := range fetch.ForGood() {
		forGood = append(forGood, string(class))
	}
	return s.db.Failed(ctx, forGood...)
}

// MissingError is a lead that isn't there, or in the trash. It is store.ErrNotFound.
type MissingError struct{ Lead entity.BusinessID }

func (e *MissingError) Error() string { return fmt.Sprintf("There is no lead %d.", e.Lead) }

// Unwrap makes it store.ErrNotFound.
func (e *MissingError) Unwrap() error { return store.ErrNotFound }

// once leaves each lead where it is named first.
func once(ids []entity.BusinessID) []entity.BusinessID {
	seen := make(map[entity.BusinessID]bool, len(ids))
	out := make([]entity.BusinessID, 0, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// there reports the first of the leads that isn't.
func (s *Service) there(ctx context.Context, ids []entity.BusinessID) error {
	for some := range slices.Chunk(ids, MaxBatch) {
		found, err := s.db.BusinessesByID(ctx, some)
		if err != nil {
			return err
		}
		live := make(map[entity.BusinessID]bool, len(found))
		for i := range found {
			live[found[i].ID] = found[i].DeletedAt.IsZero()
		}
		for _, id := range some {
			if !live[id] {
				return &MissingError{Lead: id}
			}
		}
	}
	return nil
}
