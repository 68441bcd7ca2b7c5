package identity

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"letip/store/entity"
	"letip/store/normal"
)

func guide(t testing.TB, file string) []Record {
	f, err := os.Open("testdata/fodors_zagats/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []Record
	for _, row := range rows[1:] {
		id, _ := strconv.Atoi(row[0])
		phone, _, _ := normal.Phone(row[4], "US")
		out = append(out, RecordOf(&entity.Business{ID: entity.BusinessID(id), Name: row[1], Address: row[2], City: row[3], Phone: phone}))
	}
	return out
}

// TestRestaurantGuides matches Fodor's against Zagat's, 112 pairs, of which none was shown.
func TestRestaurantGuides(t *testing.T) {
	f, err := os.Open("testdata/fodors_zagats/matches_fodors_zagats.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	gold := map[[2]string]bool{}
	for _, r := range rows[1:] {
		gold[[2]string{r[0], r[1]}] = true
	}
	zagats := guide(t, "zagats.csv")
	block := map[Key][]int{}
	for i, r := range zagats {
		for _, k := range r.Keys() {
			block[k] = append(block[k], i)
		}
	}
	var right, wrong, sureRight, sureWrong, compared int
	seen := map[[2]string]bool{}
	for _, a := range guide(t, "fodors.csv") {
		for _, k := range a.Keys() {
			for _, i := range block[k] {
				b := zagats[i]
				pair := [2]string{strconv.Itoa(int(a.ID)), strconv.Itoa(int(b.ID))}
				if seen[pair] {
					continue
				}
				seen[pair] = true
				compared++
				v := Compare(a, b)
				switch {
				case v.Outcome == Different && gold[pair]:
					t.Logf("missed %.2f %v\n  %+v\n  %+v", v.Confidence, v.Reasons, a, b)
				case v.Outcome == Different:
				case gold[pair]:
					right++
					if v.Outcome == Same {
						sureRight++
					}
				default:
					wrong++
					if v.Outcome == Same {
						sureWrong++
					}
					t.Logf("wrong %s %.2f %v\n  %+v\n  %+v", v.Outcome, v.Confidence, v.Reasons, a, b)
				}
			}
		}
	}
	f1 := 2 * float64(right) / float64(2*right+wrong+len(gold)-right)
	precision := float64(sureRight) / float64(sureRight+sureWrong)
	t.Logf("pair F1 %.3f (%d of %d, %d wrong), merged by itself %d with precision %.3f; %d compared", f1, right, len(gold), wrong, sureRight, precision, compared)
	if f1 < 0.98 || precision < 0.98 {
		t.Errorf("F1 %.3f and precision %.3f, want 0.98 of both", f1, precision)
	}
}
