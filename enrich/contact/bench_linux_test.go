package contact

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// BenchmarkExtract parses all business pages, and in the same round reads them, by turns: what counts is the ratio of
// the processor's time, which neighbours don't bend.
// Run it with: go test ./enrich/contact -run - -bench Extract
func BenchmarkExtract(b *testing.B) {
	files, err := filepath.Glob(filepath.Join(pages, "business", "*.html"))
	if err != nil || len(files) == 0 {
		b.Fatal("no pages", err)
	}
	var bodies [][]byte
	size := 0
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		bodies = append(bodies, body)
		size += len(body)
	}
	var parsing, reading time.Duration
	rounds := 0
	for b.Loop() {
		began := spent(b)
		for _, body := range bodies {
			if _, err := html.Parse(bytes.NewReader(body)); err != nil {
				b.Fatal(err)
			}
		}
		between := spent(b)
		for _, body := range bodies {
			Extract(Page{Body: body}, Options{})
		}
		parsing += between - began
		reading += spent(b) - between
		rounds++
	}
	megabytes := float64(size*rounds) / 1e6
	b.ReportMetric(megabytes/parsing.Seconds(), "parse-MB/s")
	b.ReportMetric(megabytes/reading.Seconds(), "extract-MB/s")
	b.ReportMetric(float64(reading)/float64(parsing), "extract/parse")
}

// BenchmarkRead is Extract alone, for a profile.
func BenchmarkRead(b *testing.B) {
	files, err := filepath.Glob(filepath.Join(pages, "business", "*.html"))
	if err != nil || len(files) == 0 {
		b.Fatal("no pages", err)
	}
	var bodies [][]byte
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, body := range bodies {
			Extract(Page{Body: body}, Options{})
		}
	}
}

// BenchmarkHostile reads each hostile page: what it takes of a processor, at most half a second each.
func BenchmarkHostile(b *testing.B) {
	worst, slowest := time.Duration(0), ""
	for name, page := range hostilePages() {
		b.Run(name, func(b *testing.B) {
			body := []byte(page())
			var took time.Duration
			for b.Loop() {
				began := spent(b)
				Extract(Page{URL: "http://shop.example/", Body: body}, Options{Scripts: true})
				took += spent(b) - began
			}
			each := took / time.Duration(b.N)
			b.ReportMetric(each.Seconds()*1000, "cpu-ms/page")
			if each > worst {
				worst, slowest = each, name
			}
		})
	}
	b.Logf("the worst is %q with %v of a processor", slowest, worst)
}
