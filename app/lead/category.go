package lead

import (
	"context"
	"time"

	"letip/app/query"
)

// CategoryFile is the rep's own category list, a file in the data directory.
type CategoryFile interface {
	// CategoryList looks at the file as it is now.
	CategoryList(ctx context.Context) (CategoryList, error)
	// WriteCategories puts the built-in list there for the rep to edit. A list that is there already stays as it is.
	WriteCategories(ctx context.Context) error
}

// CategoryList is what the file holds: searches go by it from when it was read.
type CategoryList struct {
	Path               string    // where the rep's own list is, or would be
	Own                bool      // it is there
	Problem            string    // a sentence that says why it can't be used; empty if it can
	Groups, Categories int       // of the list that searches go by
	At                 time.Time // when the rep's own list was written
}

// KeyCategoryList is the rep's own category list, beneath the settings.
func KeyCategoryList() query.Key[CategoryList] {
	return query.K[CategoryList](wordSettings, "categories")
}

// CategoryList is the query of the rep's own category list. The file is edited outside the program, so it is read
// whenever somebody begins to look, and when the window comes to the front.
func (d *Desk) CategoryList() query.Query[CategoryList] {
	return query.Query[CategoryList]{
		Key: KeyCategoryList(),
		Fetch: func(ctx context.Context, _ query.FetchContext) (CategoryList, error) {
			if d.deps.Categories == nil {
				return CategoryList{}, nil
			}
			return d.deps.Categories.CategoryList(ctx)
		},
		Options: query.Options{OnMount: query.TriggerAlways, OnFocus: query.TriggerAlways},
		Equal:   func(a, b CategoryList) bool { return a == b },
	}
}

// WriteCategories puts the built-in list where the rep can edit it; done runs on the goroutine that draws.
func (d *Desk) WriteCategories(done func(error)) {
	m := mutator(d, query.Mutation[nothing, nothing, nothing]{
		Key: query.P("write-categories"),
		Run: func(ctx context.Context, _ nothing) (nothing, error) {
			return nothing{}, d.deps.Categories.WriteCategories(ctx)
		},
		Affects: func(nothing) []query.Filter { return []query.Filter{{Prefix: KeyCategoryList().Path}} },
	})
	m.Go(nothing{}, func(_ nothing, err error) { done(err) })
}
