package store

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"

	"letip/store/entity"
)

// manyRows are rows of a list as businesses are: ten thousand firms a county, each with most of what one has.
func manyRows(n int, seed uint64) iter.Seq2[entity.Incoming, error] {
	own := []string{"Acme", "Golden", "Royal", "Garden State", "Liberty", "Sunrise", "Corner", "Village", "Elite", "Premier", "Harbor", "Summit", "Heritage", "Patriot"}
	kinds := []string{"Pizza", "Dental", "Plumbing", "Bakery", "Salon", "Auto Repair", "Law Office", "Insurance", "Deli", "Hardware", "Florist", "Pharmacy"}
	roads := []string{"Main St", "Elm St", "Oak Ave", "Maple Ave", "Cedar Rd", "Washington Blvd", "Lake Dr", "Hill Pl", "Broad St", "Church St"}
	return func(yield func(entity.Incoming, error) bool) {
		r := rand.New(rand.NewPCG(seed, 7))
		for i := range n {
			city := r.IntN(500)
			name := fmt.Sprintf("%s %s%x %s", own[r.IntN(len(own))], own[r.IntN(len(own))], r.IntN(4096), kinds[r.IntN(len(kinds))])
			phone := fmt.Sprintf("+1%d%03d%04d", []int{201, 609, 732, 848, 908}[r.IntN(5)], 200+r.IntN(799), r.IntN(10000))
			in := entity.Incoming{Row: i + 1, Found: entity.Found{
				Source: "csv", SourceID: fmt.Sprint("x", seed, "-", i), Method: "csv", Name: name, Category: kinds[r.IntN(len(kinds))],
				Phone: phone, PhoneRaw: phone, Address: fmt.Sprint(1+r.IntN(2000), " ", roads[r.IntN(len(roads))]), City: fmt.Sprint("City ", city),
				State: "NJ", ZIP: fmt.Sprintf("%05d", 7000+city), Hours: "Mo-Fr 09:00-17:00",
				Location: &entity.Point{Lat: 39.5 + float64(city)/400 + r.NormFloat64()/50, Lon: -75 + float64(city)/500 + r.NormFloat64()/50},
			}}
			if r.IntN(10) < 7 {
				in.Website = fmt.Sprintf("https://www.firm%d-%d.com", seed, i)
			}
			if r.IntN(2) == 0 {
				in.Email = fmt.Sprintf("info@firm%d-%d.com", seed, i)
			}
			if !yield(in, nil) {
				return
			}
		}
	}
}

// BenchmarkImport imports a list of leads, each matched against all before it.
func BenchmarkImport(b *testing.B) {
	for _, n := range []int{20_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				db := openIn(b, b.TempDir())
				report, err := db.Import(b.Context(), manyRows(n, 1), ImportOptions{File: "leads.csv"})
				if err != nil || report.Counts.Rows() != n {
					b.Fatal(report, err)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/row")
			}
		})
	}
}
