package command

import (
	"slices"
	"strings"
	"testing"

	"letip/app"
	"letip/store/entity"
)

// saved puts places into a data directory as a job would, and gives their ids.
func saved(t *testing.T, dir string, found ...entity.Found) []entity.BusinessID {
	t.Helper()
	core, err := app.OpenCore(t.Context(), app.CoreOptions{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := core.Close(); err != nil {
			t.Error(err)
		}
	}()
	job, err := core.DB.CreateJob(t.Context(), entity.KindScrape, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := core.DB.SaveFound(t.Context(), job.ID, "osm/1", found)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]entity.BusinessID, len(outcomes))
	for i, o := range outcomes {
		ids[i] = o.ID
	}
	return ids
}

func pizzeria(id, address string) entity.Found {
	return entity.Found{
		Source: "osm", SourceID: id, Name: "Joe's Pizza", Address: address, City: "Freehold", State: "NJ",
		Phone: "+17325550100", PhoneRaw: "732-555-0100",
	}
}

func TestDuplicatesAreThePairsThatWaitForADecision(t *testing.T) {
	dir := t.TempDir()
	ids := saved(t, dir, pizzeria("node/1", "12 Main St"), pizzeria("node/2", "7 Elm St"))

	r := run(t.Context(), t, "duplicates", "--data", dir, "--json")
	var pairs []pairBody
	r.document(t, &pairs)
	if r.exit != exitDone || len(pairs) != 1 || pairs[0].A != ids[0] || pairs[0].B != ids[1] || len(pairs[0].Reasons) == 0 ||
		pairs[0].Confidence <= 0 || pairs[0].Confidence > 1 {
		t.Fatalf("exit %d with %+v, want one pair of %v with its reasons", r.exit, pairs, ids)
	}

	r = run(t.Context(), t, "duplicates", "--data", dir)
	if r.exit != exitDone || !strings.Contains(r.out, "Joe's Pizza") || !strings.Contains(r.out, pairs[0].Reasons[0]) || !strings.Contains(r.out, "1 pair\n") {
		t.Errorf("a person reads %q (exit %d), want names, reasons and the number", r.out, r.exit)
	}

	r = run(t.Context(), t, "duplicates", "--min-confidence", "1", "--data", dir, "--json")
	if r.exit != exitDone || strings.TrimSpace(r.out) != "[]" {
		t.Errorf("of the wholly sure there are %q (exit %d), want none: []", r.out, r.exit)
	}
}

func TestDuplicatesRefuseWhatIsNoConfidence(t *testing.T) {
	for _, c := range []string{"1.1", "-0.1", "high", "NaN"} {
		if r := run(t.Context(), t, "duplicates", "--min-confidence", c, "--data", t.TempDir()); r.exit != exitUsage || !strings.Contains(r.err, "from 0 to 1") {
			t.Errorf("%s: exit %d, %q; want 2 and the limits", c, r.exit, r.err)
		}
	}
}

func TestDuplicatesOfNobodyAreAnEmptyListAndASentence(t *testing.T) {
	dir := t.TempDir()
	if r := run(t.Context(), t, "duplicates", "--data", dir, "--json"); r.exit != exitDone || strings.TrimSpace(r.out) != "[]" {
		t.Errorf("exit %d, %q, want 0 and []", r.exit, r.out)
	}
	if r := run(t.Context(), t, "duplicates", "--data", dir); r.exit != exitDone || !strings.Contains(r.out, "No two leads wait") {
		t.Errorf("exit %d, %q", r.exit, r.out)
	}
}

func TestDuplicatesAreReadBesideARunningProgram(t *testing.T) {
	dir := t.TempDir()
	saved(t, dir, pizzeria("node/1", "12 Main St"), pizzeria("node/2", "7 Elm St"))
	core, err := app.OpenCore(t.Context(), app.CoreOptions{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := core.Close(); err != nil {
			t.Error(err)
		}
	}()
	path := builtProgram(t)
	for _, args := range [][]string{{"duplicates", "--json"}, {"export", "-"}} {
		c, out, errs := startProgram(t, path, slices.Concat(args, []string{"--data", dir})...)
		if exit := exitOf(t, c); exit != exitDone || !strings.Contains(out.String(), "confidence") && !strings.Contains(out.String(), "Joe's Pizza") {
			t.Errorf("%v beside the program: exit %d, %s%s", args, exit, out, errs)
		}
	}
}
