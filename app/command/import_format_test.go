package command

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letip/store/entity"
)

// Whatever program wrote it, Joe's is one lead: imported from each file in turn it is found again by what it is.
func TestFilesOfOtherProgramsAreImported(t *testing.T) {
	files, err := filepath.Glob("testdata/imports/*.csv")
	if err != nil || len(files) != 5 {
		t.Fatal(files, err)
	}
	together := t.TempDir()
	for i, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".csv"), func(t *testing.T) {
			dir := t.TempDir()
			var doc importDocument
			if r := run(t.Context(), t, "import", file, "--data", dir, "--json"); r.exit != exitDone {
				t.Fatalf("exit %d: %s%s", r.exit, r.out, r.err)
			} else {
				r.document(t, &doc)
			}
			if doc.New != 1 || len(doc.Rows) != 1 {
				t.Fatalf("it is %+v", doc)
			}
			var b leadDocument
			run(t.Context(), t, "show", "1", "--data", dir, "--json").document(t, &b)
			if !strings.HasPrefix(b.Name, "Joe's") || *b.Phone != "+17325550100" || *b.City != "Freehold" || *b.State != "NJ" || !strings.HasPrefix(*b.Address, "12 Main St") {
				t.Errorf("the lead is %+v", b)
			}
			if !strings.Contains(*b.Website, "joes.com") {
				t.Errorf("the website is %q", *b.Website)
			}
			for _, field := range []string{"name", "phone", "city", "website"} {
				if !slices.ContainsFunc(b.Provenance, func(p provenanceBody) bool { return p.Field == field && p.Chosen && *p.Source == "csv" }) {
					t.Errorf("nobody says where the %s is from", field)
				}
			}
			run(t.Context(), t, "import", file, "--data", together, "--json").document(t, &doc)
			if row := doc.Rows[0]; i > 0 && (row.Action == entity.ImportNew || row.Action == entity.ImportError) {
				t.Errorf("after the other files it is %+v, want the same lead or a pair", row)
			}
		})
	}
}

// Our own export comes back as what it was, where it comes from and elsewhere.
func TestOurOwnExportIsImported(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	run(t.Context(), t, "import", "testdata/imports/outscraper.csv", "--data", dir, "--json")
	first, second := filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv")
	run(t.Context(), t, "export", first, "--data", dir)
	var back, elsewhere importDocument
	run(t.Context(), t, "import", first, "--data", dir, "--json").document(t, &back)
	run(t.Context(), t, "import", first, "--data", other, "--json").document(t, &elsewhere)
	if back.Duplicate != 1 || elsewhere.New != 1 {
		t.Errorf("where it comes from it is %+v, elsewhere %+v", back.ImportCounts, elsewhere.ImportCounts)
	}
	run(t.Context(), t, "export", second, "--data", other)
	if a, b := fileText(t, first), fileText(t, second); a != b {
		t.Errorf("the second export differs:\n%s\n%s", a, b)
	}
}

// Lists of people, of products and of nothing we know are taken as they are, and none of their rows is lost.
func TestListsOfAnyOriginGiveSaneOutcomes(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want entity.ImportCounts
	}{
		"products of no address": {
			"id,title,manufacturer,price\n1,Adobe Photoshop CS3,adobe,649.00\n2,Adobe Photoshop CS3 Upgrade,adobe,199.00\n3,Adobe Photoshop CS3,adobe,649.00\n",
			entity.ImportCounts{New: 3},
		},
		"people with typos": {
			"rec_id, given_name, surname, street_number, address_1, suburb, postcode, state\n" +
				"rec-1-org, mitchell, green, 7, wallaby place, cleveland, 2119, sa\nrec-1-dup-0, mitchel, green, 7, wallaby place, cleveland, 2119, sa\n",
			entity.ImportCounts{New: 1, Duplicate: 1},
		},
		"a pair within one file": {
			"id;name;address;city;phone;type;zip\n1;Cafe Uno;9 Elm Street;Brick;732-555-0142;cafe;8723\n2;Café Uno Inc.;9 Elm St;Brick;(732) 555 0142;coffee;08723\n",
			entity.ImportCounts{New: 1, Duplicate: 1},
		},
		"columns nobody knows": {
			"name,foo,bar\nAcme,1,2\nBest,3,4\n",
			entity.ImportCounts{New: 2},
		},
		"one id for two businesses": {
			"id,name,addr,city,phone\n1,Acme Plumbing,5 Oak St,Howell,732-555-0111\n1,Bay Bank,77 Main St,Brick,732-555-0122\n",
			entity.ImportCounts{New: 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var doc importDocument
			file := listFile(t, "list.csv", tt.text)
			run(t.Context(), t, "import", file, "--data", t.TempDir(), "--json", "--dry-run").document(t, &doc)
			if got := doc.ImportCounts; got != tt.want && !(got.Review == tt.want.Duplicate && got.New == tt.want.New && got.Rows() == tt.want.Rows()) {
				t.Errorf("it is %+v, want %+v: %+v", got, tt.want, doc.Rows)
			}
		})
	}
}

func fileText(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
