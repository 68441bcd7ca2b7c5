package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"letip/app/lead"
	"letip/scrape/category"
)

// categoryFile is the rep's own category list in a data directory.
type categoryFile struct {
	dir string
	use func(*category.List) // is given each list that was read; nil where nobody searches
}

var _ lead.CategoryFile = categoryFile{}

// CategoryList implements lead.CategoryFile.
func (c categoryFile) CategoryList(context.Context) (lead.CategoryList, error) {
	out := lead.CategoryList{Path: filepath.Join(c.dir, category.FileName)}
	about, err := os.Stat(out.Path)
	if out.Own = err == nil; !out.Own && !errors.Is(err, fs.ErrNotExist) {
		return out, fmt.Errorf("look for the category list: %w", err)
	}
	if out.Own {
		out.At = about.ModTime()
	}
	list, err := category.Load(c.dir)
	if err != nil {
		out.Problem = err.Error()
	}
	if c.use != nil {
		c.use(list)
	}
	for _, g := range list.Groups() {
		out.Groups++
		out.Categories += len(g.Categories)
	}
	return out, nil
}

// WriteCategories implements lead.CategoryFile.
func (c categoryFile) WriteCategories(context.Context) error {
	_, err := category.Write(c.dir)
	return err
}
