package contact

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/net/html"
)

// BenchmarkExtract reads all business pages and, in the same run, only parses them: the ratio is what reading costs.
// Run it with: go test ./enrich/contact -run - -bench Extract -count 5
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
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, body := range bodies {
				if _, err := html.Parse(bytes.NewReader(body)); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("extract", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, body := range bodies {
				if _, err := Extract(Page{Body: body}, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
