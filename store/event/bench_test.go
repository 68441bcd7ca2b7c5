package event

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"letip/store/entity"
)

// How to run these: go test ./store/event -run '^$' -bench .

// BenchmarkPublish publishes facts and progress of eight jobs, as running jobs do, to so many subscribers.
func BenchmarkPublish(b *testing.B) {
	for _, subscribers := range []int{1, 10, 100} {
		for name, make := range map[string]func(i int) Event{
			"facts":    func(i int) Event { return BusinessCreated{Job: entity.JobID(i % 8)} },
			"progress": func(i int) Event { return progress(entity.JobID(1+i%8), float64(i)) },
		} {
			b.Run(fmt.Sprintf("%s to %d", name, subscribers), func(b *testing.B) {
				bus := NewBus()
				defer bus.Close()
				var seen atomic.Int64
				for range subscribers {
					bus.SubscribeAll(func(batch []Event) { seen.Add(int64(len(batch))) })
				}
				i := 0
				for b.Loop() {
					bus.Publish(make(i))
					i++
				}
				b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "events/s")
			})
		}
	}
}

// BenchmarkPublishBesideStuckSubscriber has one subscriber that takes nothing, beside ten that do: the publisher must not
// feel it, and a stuck one must hold the newest progress of each job and nothing else.
func BenchmarkPublishBesideStuckSubscriber(b *testing.B) {
	for _, stuck := range []bool{false, true} {
		b.Run(fmt.Sprintf("stuck %t", stuck), func(b *testing.B) {
			bus := NewBus()
			defer bus.Close()
			release := make(chan struct{})
			defer close(release) // before the bus closes: it waits for handlers
			for range 10 {
				bus.SubscribeAll(func([]Event) {})
			}
			if stuck {
				bus.SubscribeAll(func([]Event) { <-release })
			}
			worst, i := time.Duration(0), 0
			for b.Loop() {
				start := time.Now()
				bus.Publish(progress(entity.JobID(1+i%8), float64(i)))
				worst = max(worst, time.Since(start))
				i++
			}
			b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "events/s")
			b.ReportMetric(float64(worst.Microseconds()), "worst-us")
		})
	}
}
