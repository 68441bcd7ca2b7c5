package command

import (
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/app"
	"letip/store"
	"letip/store/entity"
	"letip/store/exchange"
)

// someLeads fills a data directory as a rep would by typing.
func someLeads(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	core, err := app.OpenCore(t.Context(), app.CoreOptions{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := core.Close(); err != nil {
			t.Error(err)
		}
	}()
	drafts := []entity.Draft{
		{Name: "Joe's Pizza", Category: "Restaurant", City: "Freehold", Phone: "(732) 555-0100", Email: "info@joes.example", Tags: []string{"lunch"}},
		{Name: "Kowalski Plumbing", Category: "Plumber", City: "FREEHOLD", Website: "https://kowalski.example", Stage: entity.StageContacted},
		{Name: "Café Añejo", Category: "Cafe", City: "Manalapan", Phone: "call us", Notes: "=HYPERLINK(\"x\")"},
		{Name: "Never Again", Category: "Cafe", City: "Freehold"},
	}
	for _, d := range drafts {
		b, err := core.DB.Create(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if d.Name == "Never Again" {
			if _, err := core.DB.Update(t.Context(), b.ID, entity.Update{DoNotContact: new(true)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	gone, err := core.DB.Create(t.Context(), entity.Draft{Name: "In the trash", City: "Freehold"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := core.DB.Delete(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestListFiltersAndSorts(t *testing.T) {
	dir := someLeads(t)
	tomorrow := time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	tests := []struct {
		name string
		args []string
		want []string
	}{
		{"everything but the trash, by name", []string{"--sort", "name"}, []string{"Café Añejo", "Joe's Pizza", "Kowalski Plumbing", "Never Again"}},
		{"downwards", []string{"--sort", "name", "--desc"}, []string{"Never Again", "Kowalski Plumbing", "Joe's Pizza", "Café Añejo"}},
		{"a city, whatever its case", []string{"--city", "freehold", "--sort", "id"}, []string{"Joe's Pizza", "Kowalski Plumbing", "Never Again"}},
		{"a city by half its name", []string{"--city", "free"}, nil},
		{"a category", []string{"--category", "plumber"}, []string{"Kowalski Plumbing"}},
		{"a status group", []string{"--status", "pending", "--sort", "id", "--limit", "1"}, []string{"Joe's Pizza"}},
		{"an exact status", []string{"--exact-status", "no_website"}, nil},
		{"a stage", []string{"--stage", "contacted"}, []string{"Kowalski Plumbing"}},
		{"a tag", []string{"--tag", "lunch"}, []string{"Joe's Pizza"}},
		{"two things it has", []string{"--has", "phone", "--has", "email"}, []string{"Joe's Pizza"}},
		{"a website", []string{"--has", "website"}, []string{"Kowalski Plumbing"}},
		{"added since tomorrow", []string{"--since", tomorrow}, nil},
		{"added since long ago", []string{"--since", "2020-01-01T00:00:00Z", "--search", "kow"}, []string{"Kowalski Plumbing"}},
		{"a search without its accents", []string{"--search", "anejo"}, []string{"Café Añejo"}},
		{"the second page", []string{"--sort", "name", "--limit", "3", "--page", "2"}, []string{"Never Again"}},
		{"near a search that never was", []string{"--within", "5"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got listDocument
			r := run(t.Context(), t, slices.Concat([]string{"list", "--data", dir, "--json"}, tt.args)...)
			r.document(t, &got)
			var names []string
			for _, b := range got.Data {
				names = append(names, b.Name)
			}
			if diff := cmp.Diff(tt.want, names); diff != "" || r.exit != exitDone {
				t.Errorf("exit %d, the leads differ (-want +got):\n%s", r.exit, diff)
			}
		})
	}
}

func TestNextLeadsThroughAllPages(t *testing.T) {
	dir := someLeads(t)
	var names []string
	args := []string{"list", "--data", dir, "--json", "--limit", "1", "--sort", "name"}
	after := []string{}
	for range 10 {
		var got listDocument
		run(t.Context(), t, slices.Concat(args, after)...).document(t, &got)
		if got.Total != 4 {
			t.Errorf("the total is %d, want 4", got.Total)
		}
		for _, b := range got.Data {
			names = append(names, b.Name)
		}
		if got.Next == nil {
			break
		}
		after = []string{"--after", *got.Next}
	}
	if diff := cmp.Diff([]string{"Café Añejo", "Joe's Pizza", "Kowalski Plumbing", "Never Again"}, names); diff != "" {
		t.Errorf("the pages differ (-want +got):\n%s", diff)
	}
}

func TestWrongUseIsExitTwoWithASentence(t *testing.T) {
	dir := someLeads(t)
	for _, args := range [][]string{
		{"list", "--limit", "0"},
		{"list", "--limit", "501"},
		{"list", "--page", "0"},
		{"list", "--sort", "beauty"},
		{"list", "--after", "nonsense"},
		{"list", "--page", "2", "--after", "x"},
		{"list", "--status", "partial"},
		{"list", "--exact-status", "perfect"},
		{"list", "--stage", "Married"},
		{"list", "--has", "money"},
		{"list", "--within", "0"},
		{"list", "--since", "yesterday"},
		{"list", "--category", "a", "--category", "b"},
		{"list", "everything"},
		{"list", "--radius", "1"},
		{"show"},
		{"show", "one"},
		{"show", "0"},
		{"show", "1", "2"},
		{"export"},
		{"export", "-", "--columns", "name,phones"},
		{"export", "-", "--format", "pdf"},
		{"export", "-", "--limit", "1"},
		{"jobs", "stop", "1"},
		{"jobs", "resume"},
		{"jobs", "resume", "x"},
		{"jobs", "resume", "1", "--failed"},
		{"frobnicate"},
		{"stats", "--json", "--json"},
		{"stats", "--rate", "0"},
		{"stats", "--rate", "-1"},
		{"stats", "--nominatim", "nominatim.example"},
		{"stats", "--overpass", "ftp://x.example"},
		{"stats", "--data", ""},
		{"--json"},
		{"--city", "Freehold"},
	} {
		json := append(slices.Clone(args), "--json")
		if slices.Contains(args, "--json") {
			json = args
		}
		r := run(t.Context(), t, append(json, "--data="+dir)...)
		var got errorDocument
		r.document(t, &got)
		if r.exit != exitUsage || got.Error.Class != "bad-query" || !strings.HasSuffix(got.Error.Message, ".") && !strings.Contains(got.Error.Message, ":") {
			t.Errorf("%q: exit %d with %+v, want 2 and a sentence", args, r.exit, got.Error)
		}
		if plain := run(t.Context(), t, slices.DeleteFunc(args, func(a string) bool { return a == "--json" })...); len(args) > 1 && plain.exit == exitUsage && (plain.out != "" || plain.err == "") {
			t.Errorf("%q without --json: standard output %q, standard error %q; want the sentence on the latter", args, plain.out, plain.err)
		}
	}
}

func TestShowTellsAllOfOneLead(t *testing.T) {
	dir := someLeads(t)
	var got leadDocument
	r := run(t.Context(), t, "show", "1", "--data", dir, "--json")
	r.document(t, &got)
	if got.Name != "Joe's Pizza" || *got.Phone != "+17325550100" || *got.PhoneRaw != "(732) 555-0100" || got.Website != nil || len(got.Timeline) == 0 {
		t.Errorf("the lead is %+v, want Joe's Pizza with its number, no website and what happened to it", got)
	}
	var fields []string
	for _, p := range got.Provenance {
		if p.Chosen && *p.Source == "manual" {
			fields = append(fields, p.Field)
		}
	}
	for _, field := range []string{"name", "phone", "email", "city", "category"} {
		if !slices.Contains(fields, field) {
			t.Errorf("where %s came from is not told; told are %v", field, fields)
		}
	}
	run(t.Context(), t, "show", "3", "--data", dir, "--json").document(t, &got)
	if got.Phone != nil || *got.PhoneRaw != "call us" {
		t.Errorf("a phone that can't be read is %v and %v, want null and as typed", got.Phone, got.PhoneRaw)
	}
	for _, missing := range []string{"5", "99"} { // in the trash, and never there
		var problem errorDocument
		if r := run(t.Context(), t, "show", missing, "--data", dir, "--json"); r.exit != exitFailed {
			t.Errorf("show %s exits with %d, want 1", missing, r.exit)
		} else {
			r.document(t, &problem)
		}
	}
}

func TestStatsEqualTheLeads(t *testing.T) {
	dir := someLeads(t)
	var got statsDocument
	run(t.Context(), t, "stats", "--data", dir, "--json").document(t, &got)
	if got.Total != 4 || got.Total != got.Enriched+got.Pending+got.Failed || len(got.ByStatus) != 7 || len(got.AddedPerDay) != 30 {
		t.Errorf("the figures are %+v, want 4 leads, 7 statuses and 30 days", got)
	}
	if diff := cmp.Diff(entity.NameCount{Name: "Freehold", Count: 3}, got.ByCity[0]); diff != "" {
		t.Errorf("the first city differs (-want +got):\n%s", diff)
	}
}

func TestExportWritesWhatMatchesAndCountsWhoIsLeftOut(t *testing.T) {
	dir := someLeads(t)
	path := filepath.Join(t.TempDir(), "leads.csv")
	r := run(t.Context(), t, "export", path, "--city", "Freehold", "--columns", "id,name,phone", "--sort", "name", "--data", dir, "--json")
	var got exchange.Report
	r.document(t, &got)
	if diff := cmp.Diff(exchange.Report{Rows: 2, Suppressed: 1, Path: path}, got); diff != "" || r.exit != exitDone {
		t.Errorf("exit %d, the report differs (-want +got):\n%s", r.exit, diff)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "\ufeff\"letip_id\",\"name\",\"phone\"\r\n1,\"Joe's Pizza\",\"(732) 555-0100\"\r\n2,\"Kowalski Plumbing\",\"\"\r\n"
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Errorf("the file differs (-want +got):\n%s", diff)
	}
}

func TestExportToStandardOutputPutsTheDocumentBeside(t *testing.T) {
	dir := someLeads(t)
	r := run(t.Context(), t, "export", "-", "--columns", "name,notes", "--data", dir, "--json")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.out, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Errorf("standard output has %d lines of CSV, %v; want the heading and 3 leads", len(rows), err)
	}
	if !strings.Contains(r.out, `"'=HYPERLINK(""x"")"`) {
		t.Errorf("the note that could run is not guarded: %s", r.out)
	}
	var got exchange.Report
	if err := json.Unmarshal([]byte(r.err), &got); err != nil || got.Rows != 3 || got.Path != "-" {
		t.Errorf("standard error is %q (%v), want the document", r.err, err)
	}
}

func TestCommandsThatReadWorkBesideARunningProgramAndOthersNameIt(t *testing.T) {
	dir := someLeads(t)
	running, err := app.OpenCore(t.Context(), app.CoreOptions{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	for _, args := range [][]string{{"list"}, {"show", "1"}, {"stats"}, {"jobs"}, {"export", "-"}, {"doctor"}} {
		if r := run(t.Context(), t, slices.Concat(args, []string{"--data", dir, "--json"})...); r.exit != exitDone {
			t.Errorf("%q exits with %d beside a running program: %s%s", args, r.exit, r.out, r.err)
		}
	}
	for _, args := range [][]string{{"find", "--place", "1,1"}, {"jobs", "resume", "1"}, {"jobs", "cancel", "1"}} {
		var got errorDocument
		r := run(t.Context(), t, slices.Concat(args, []string{"--data", dir, "--json"})...)
		r.document(t, &got)
		if r.exit != exitFailed || !strings.Contains(got.Error.Message, strconv.Itoa(os.Getpid())) || !strings.Contains(got.Error.Message, "running") {
			t.Errorf("%q: exit %d with %q, want 1 and the running program's name", args, r.exit, got.Error.Message)
		}
	}
}

func TestWithoutADisplayTheCommandsAreNamed(t *testing.T) {
	r := run(t.Context(), t)
	all := names(commands())
	last := strings.LastIndex(all, ", ")
	if said := all[:last] + " and " + all[last+2:]; !strings.Contains(r.err, said) {
		t.Errorf("the sentence is %q, want one that names %s", r.err, said)
	}
	if r.exit != exitFailed || r.out != "" || strings.Count(r.err, "\n") != 1 {
		t.Errorf("exit %d with %q and %q, want 1 and one sentence", r.exit, r.out, r.err)
	}
}

func TestHelpNamesEveryCommandAndFlag(t *testing.T) {
	r := run(t.Context(), t, "help")
	for _, s := range commands() {
		if !strings.Contains(r.out, "  "+s.name) {
			t.Errorf("help does not name %s", s.name)
		}
		one := run(t.Context(), t, s.name, "--help")
		for _, flag := range slices.Concat(s.flags, globalFlags) {
			if !strings.Contains(one.out, "--"+flag) {
				t.Errorf("help of %s does not name --%s", s.name, flag)
			}
		}
		if one.exit != exitDone || one.err != "" {
			t.Errorf("help of %s exits with %d and says %q", s.name, one.exit, one.err)
		}
	}
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	checks := []string{"directory", "permissions", "integrity", "schema", "search", "keyring", "settings"}
	tests := []struct {
		name  string
		harm  func(t *testing.T, dir string)
		wrong []string
	}{
		{"nothing", func(*testing.T, string) {}, nil},
		{"others may read", func(t *testing.T, dir string) { must(t, os.Chmod(filepath.Join(dir, store.FileName), 0o644)) }, []string{"permissions"}},
		{"a damaged file", func(t *testing.T, dir string) {
			must(t, os.WriteFile(filepath.Join(dir, store.FileName), []byte(strings.Repeat("not a database ", 1000)), 0o600))
		}, []string{"integrity", "schema", "search", "settings"}},
		{"the file of a newer program", func(t *testing.T, dir string) {
			db, err := sql.Open("sqlite", filepath.Join(dir, store.FileName))
			must(t, err)
			_, err = db.ExecContext(t.Context(), "PRAGMA user_version = 99")
			must(t, errors.Join(err, db.Close()))
		}, []string{"integrity", "schema", "search", "settings"}},
		{"settings that can't work", func(t *testing.T, dir string) {
			core, err := app.OpenCore(t.Context(), app.CoreOptions{Data: dir})
			must(t, err)
			settings := entity.DefaultSettings()
			settings.OverpassURL = "overpass"
			must(t, core.DB.SaveSettings(t.Context(), settings))
			must(t, core.Close())
		}, []string{"settings"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := someLeads(t)
			tt.harm(t, dir)
			var got doctorDocument
			r := run(t.Context(), t, "doctor", "--data", dir, "--json")
			r.document(t, &got)
			var names, wrong []string
			for _, c := range got.Checks {
				names = append(names, c.Name)
				if !c.OK {
					wrong = append(wrong, c.Name)
				}
				if c.Detail == "" {
					t.Errorf("%s has no detail", c.Name)
				}
			}
			if diff := cmp.Diff(checks, names); diff != "" {
				t.Errorf("the checks differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.wrong, wrong); diff != "" || got.OK != (tt.wrong == nil) || (r.exit == exitDone) != got.OK {
				t.Errorf("exit %d, ok %v, what is wrong differs (-want +got):\n%s%+v", r.exit, got.OK, diff, got.Checks)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestADirectoryWithoutLeadsIsNamed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mistyped")
	for round, want := range []bool{true, false} {
		got := run(t.Context(), t, "stats", "--data", dir)
		if got.exit != exitDone || strings.Contains(got.err, dir+" held no leads yet") != want {
			t.Errorf("round %d: exit %d, stderr %q", round, got.exit, got.err)
		}
	}
}
