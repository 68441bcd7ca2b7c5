package app_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"letip/app"
	"letip/store/entity"
	"letip/store/exchange"
)

// BenchmarkExport100000Leads is the whole way from the database to a file on the disk.
func BenchmarkExport100000Leads(b *testing.B) {
	const leads = 100_000
	dir := b.TempDir()
	core := openCore(b, app.CoreOptions{Data: dir})
	defer closeCore(b, core)
	job, err := core.DB.CreateJob(b.Context(), entity.KindScrape, nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	batch := make([]entity.Found, 5000)
	for at := 0; at < leads; at += len(batch) {
		for i := range batch {
			n := at + i
			batch[i] = entity.Found{
				Source: "osm", SourceID: fmt.Sprint("node/", n), Name: fmt.Sprint("Business ", n), Category: "Restaurant",
				Phone: fmt.Sprintf("+1732555%04d", n%10_000), Website: fmt.Sprintf("https://business%d.example", n),
				Address: fmt.Sprint(n%900+1, " Main Street"), City: fmt.Sprint("City ", n%500), State: "NJ", ZIP: "07728", Country: "US",
				Location: &entity.Point{Lat: 40 + float64(n%1000)/1e4, Lon: -74 - float64(n%777)/1e4},
			}
		}
		if _, err := core.DB.SaveFound(b.Context(), job.ID, "osm/1", batch); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(dir, "leads.csv")
	for b.Loop() {
		report, err := exchange.Export(b.Context(), path, exchange.Options{}, func(fn func(*entity.Business) error) error {
			return core.DB.Each(b.Context(), entity.Filter{}, entity.Sort{}, fn)
		})
		if err != nil || report.Rows != leads {
			b.Fatalf("%d rows were written, %v", report.Rows, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/export")
}
