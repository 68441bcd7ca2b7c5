package devtools

import (
	"runtime"
	"syscall"
	"testing"
	"time"

	"letip/app/query"
)

// cpu is the processor time that the process has used: on a busy machine the clock on the wall says little.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func reportMS(b *testing.B, wall, used time.Duration, unit string) {
	b.ReportMetric(float64(wall.Microseconds())/float64(b.N)/1000, "ms/"+unit)
	b.ReportMetric(float64(used.Microseconds())/float64(b.N)/1000, "ms-cpu/"+unit)
}

// stock puts so many queries into a cache: leads and pages, some of them old.
func stock(c *query.Client, n int) {
	c.Batch(func() {
		for i := range n {
			key := query.K[int]("businesses", i)
			if i%10 == 0 {
				key = query.K[int]("businesses", query.Params{"city": "Freehold", "page": i})
			}
			_ = query.Set(c, key, i)
		}
	})
}

// BenchmarkOpen10000 is from F12 to the first picture of 10,000 queries, on the test driver: content, look, list, draw.
func BenchmarkOpen10000(b *testing.B) {
	r := newRoom(b, &keeper{kept: map[string][]byte{memoryRow: []byte("{}")}})
	stock(r.cache, 10_000)
	var used time.Duration
	for b.Loop() {
		began := cpu(b)
		r.build()
		r.do(func() { r.tools.Open() })
		for seen := false; !seen; runtime.Gosched() {
			r.do(func() { seen = r.tools.picture.list.total == 10_000 })
		}
		used += cpu(b) - began
		b.StopTimer()
		r.leave()
		b.StartTimer()
	}
	reportMS(b, b.Elapsed(), used, "open")
	b.StopTimer()
	r.build()
	r.close()
}

// BenchmarkLook10000 is what the cache's lock is held for: one look at 10,000 queries.
func BenchmarkLook10000(b *testing.B) {
	c := query.New(query.Config{})
	defer c.Close()
	stock(c, 10_000)
	began := cpu(b)
	for b.Loop() {
		c.Entries(query.Filter{})
	}
	reportMS(b, b.Elapsed(), cpu(b)-began, "look")
}

// BenchmarkList10000 is the work off the goroutine that draws: counting, filtering, sorting, the tree.
func BenchmarkList10000(b *testing.B) {
	c := query.New(query.Config{})
	defer c.Close()
	stock(c, 10_000)
	entries := c.Entries(query.Filter{})
	for name, w := range map[string]wish{
		"tree": {only: noLabel, folds: map[query.Path]bool{query.P("businesses"): true}}, "flat": {only: noLabel, Flat: true}, "filter": {only: noLabel, filter: "99"},
	} {
		b.Run(name, func(b *testing.B) {
			l := newLister()
			l.list(entries, w)
			began := cpu(b)
			for b.Loop() {
				l.list(entries, w)
			}
			reportMS(b, b.Elapsed(), cpu(b)-began, "list")
		})
	}
}

// BenchmarkDraw10000 is the work on the goroutine that draws, of one picture of 10,000 queries.
func BenchmarkDraw10000(b *testing.B) {
	r := newRoom(b, &keeper{kept: map[string][]byte{memoryRow: []byte("{}")}})
	stock(r.cache, 10_000)
	r.build()
	r.do(func() {
		r.tools.queries.want.Flat = true
		r.tools.Open()
	})
	for seen := false; !seen; runtime.Gosched() {
		r.do(func() { seen = r.tools.queries.Len() == 10_000 })
	}
	r.do(func() {
		began := cpu(b)
		for b.Loop() {
			r.tools.draw()
		}
		reportMS(b, b.Elapsed(), cpu(b)-began, "draw")
	})
	r.close()
}
