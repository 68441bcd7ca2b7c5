package command

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"letip/store/entity"
)

// importDocument is what import prints.
type importDocument struct {
	entity.ImportCounts
	Rows []importedRow `json:"rows"`
}

// guides are two restaurant guides and the pairs of them that name one restaurant; their licence stands beside them.
const guides = "../../store/identity/testdata/fodors_zagats"

func csvRows(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// TestTwoGuidesAreImportedOneAfterTheOther imports Fodor's, then Zagat's, as a rep would, with no pair given. What was
// merged by itself and what waits for a decision both count as found; what was merged by itself has to be right.
func TestTwoGuidesAreImportedOneAfterTheOther(t *testing.T) {
	for _, order := range [][2]string{{"fodors", "zagats"}, {"zagats", "fodors"}} {
		t.Run(order[0]+" first", func(t *testing.T) {
			dir := t.TempDir()
			names := map[entity.BusinessID]string{} // lead: the id that it has in the first guide
			var first, second importDocument
			run(t.Context(), t, "import", filepath.Join(guides, order[0]+".csv"), "--data", dir, "--json").document(t, &first)
			for i, r := range csvRows(t, filepath.Join(guides, order[0]+".csv")) {
				if id := first.Rows[i].BusinessID; first.Rows[i].Action == entity.ImportNew || first.Rows[i].Action == entity.ImportReview {
					names[*id] = r[0]
				}
			}
			run(t.Context(), t, "import", filepath.Join(guides, order[1]+".csv"), "--data", dir, "--json", "--dry-run").document(t, &second)
			gold := map[[2]string]bool{}
			for _, r := range csvRows(t, filepath.Join(guides, "matches_fodors_zagats.csv")) {
				if order[0] == "zagats" {
					r[0], r[1] = r[1], r[0]
				}
				gold[[2]string{r[0], r[1]}] = true
			}
			right, wrong, sureRight, sureWrong := 0, 0, 0, 0
			for i, r := range csvRows(t, filepath.Join(guides, order[1]+".csv")) {
				row := second.Rows[i]
				var like string
				switch row.Action {
				case entity.ImportUpdated, entity.ImportDuplicate:
					like = names[*row.BusinessID]
				case entity.ImportReview:
					like = names[*row.MatchID]
				}
				if like == "" {
					continue // none, or one within its own guide
				}
				sure, is := row.Action != entity.ImportReview, gold[[2]string{like, r[0]}]
				switch {
				case is && sure:
					sureRight++
				case sure:
					sureWrong++
				}
				if is {
					right++
				} else {
					wrong++
					t.Logf("wrong: %s %s %v with %s", row.Action, r[1], row.Reasons, like)
				}
			}
			f1 := 2 * float64(right) / float64(2*right+wrong+len(gold)-right)
			precision := float64(sureRight) / float64(sureRight+sureWrong)
			t.Logf("pair F1 %.4f (%d of %d, %d wrong); merged by itself %d, precision %.4f", f1, right, len(gold), wrong, sureRight+sureWrong, precision)
			if f1 < 0.98 || precision < 0.98 {
				t.Errorf("F1 %.4f and precision %.4f, want 0.98 of both", f1, precision)
			}
		})
	}
}
