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
type categoryFile struct{ dir string }

var _ lead.CategoryFile = categoryFile{}

// CategoryList implements lead.CategoryFile.
func (c categoryFile) CategoryList(context.Context) (lead.CategoryList, error) {
	out := lead.CategoryList{Path: filepath.Join(c.dir, category.FileName)}
	_, err := os.Stat(out.Path)
	if out.Own = err == nil; !out.Own && !errors.Is(err, fs.ErrNotExist) {
		return out, fmt.Errorf("look for the category list: %w", err)
	}
	list, err := category.Load(c.dir)
	if err != nil {
		out.Problem = err.Error()
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
