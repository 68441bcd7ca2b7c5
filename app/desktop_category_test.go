package app

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestTheRepsCategoryListIsLookedAtWrittenOutAndNeverOverwritten(t *testing.T) {
	dir := t.TempDir()
	file := categoryFile{dir: dir}
	path := filepath.Join(dir, "categories.json")

	fresh, err := file.CategoryList(t.Context())
	if err != nil || fresh.Own || fresh.Problem != "" || fresh.Path != path || fresh.Groups == 0 || fresh.Categories < fresh.Groups {
		t.Errorf("without a file: %+v (%v), want the built-in list and where the rep's own would be", fresh, err)
	}
	if err := file.WriteCategories(t.Context()); err != nil {
		t.Fatal(err)
	}
	own, err := file.CategoryList(t.Context())
	if want := fresh; err != nil || !own.Own || own.Categories != want.Categories || own.Problem != "" {
		t.Errorf("written out: %+v (%v), want the same list as the rep's own", own, err)
	}

	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := file.WriteCategories(t.Context()); err != nil {
		t.Fatal(err)
	}
	broken, err := file.CategoryList(t.Context())
	if err != nil || !broken.Own || broken.Problem == "" || broken.Categories != fresh.Categories {
		t.Errorf("with a mistake: %+v (%v), want what is wrong, and the rep's file untouched", broken, err)
	}
}

func TestAnEditedCategoryListCountsWithoutANewStart(t *testing.T) {
	dir := t.TempDir()
	core, err := OpenCore(t.Context(), CoreOptions{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := core.Close(); err != nil {
			t.Error(err)
		}
	}()
	file := categoryFile{dir, core.UseCategories}
	if err := file.WriteCategories(t.Context()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "categories.json")
	list, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edited := bytes.ReplaceAll(list, []byte(`"Florist"`), []byte(`"Blumenladen"`))
	if core.checkCategory("Blumenladen") == nil || bytes.Equal(list, edited) {
		t.Fatal("the word is no category's before it is written")
	}
	if err := os.WriteFile(path, edited, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := file.CategoryList(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := core.checkCategory("Blumenladen"); err != nil {
		t.Errorf("the edited list was read, and its word is no category: %v", err)
	}
}
