package job

import (
	"context"
	"sync"

	"github.com/sourcegraph/conc/pool"

	"letip/store/entity"
)

// Grouping says which items must not be done at the same time, and how many may be.
type Grouping struct {
	Of      func(entity.JobItem) string // items of one group are done one after the other; empty is no group
	Workers int                         // goroutines; zero is as many as the runner has for a job
	// Turn waits until one more item may begin; done is called behind it. What it puts into the context reaches the item.
	// Items take their turns in their order. Nil is always at once.
	Turn func(context.Context) (turn context.Context, done func(), err error)
}

func (g Grouping) turn(ctx context.Context) (context.Context, func(), error) {
	if g.Turn == nil {
		return ctx, func() {}, nil
	}
	return g.Turn(ctx)
}

// EachGrouped is Each for items that would wait for one another, as visits to one host do: an item whose group is at work
// waits in memory and keeps no worker. Items begin in their order, but for those that wait.
func (r *Run) EachGrouped(ctx context.Context, g Grouping, fn func(context.Context, *Item) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if g.Workers == 0 {
		g.Workers = r.workers
	}
	workers := pool.New().WithMaxGoroutines(g.Workers) // owner: EachGrouped, which waits below
	q := queues{waiting: map[string][]entity.JobItem{}}
	var listing error
	for item, err := range r.Items(ctx) {
		if err != nil {
			listing = journaled(err)
			break
		}
		if item.Status.Ended() {
			continue
		}
		if ctx.Err() != nil {
			break
		}
		group := g.Of(item)
		if !q.begin(group, item) {
			continue
		}
		turn, done, err := g.turn(ctx)
		if err != nil {
			break // ctx ended: the journal has the items as they were
		}
		workers.Go(func() {
			for more := true; more; {
				if err := r.Do(turn, item, fn); endsRun(err) {
					stop(err)
				}
				done()
				if item, more = q.next(group); !more {
					return
				}
				if turn, done, err = g.turn(ctx); err != nil {
					return
				}
			}
		})
	}
	workers.Wait()
	if ctx.Err() != nil {
		if cause := context.Cause(ctx); endsRun(cause) {
			return cause
		}
		return ctx.Err()
	}
	return listing
}

// queues holds the items whose group is at work.
type queues struct {
	mu      sync.Mutex // guards waiting
	waiting map[string][]entity.JobItem
}

// begin reports whether the item's worker may start; else it waits for the group's own.
func (q *queues) begin(group string, item entity.JobItem) bool {
	if group == "" {
		return true
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if line, busy := q.waiting[group]; busy {
		q.waiting[group] = append(line, item)
		return false
	}
	q.waiting[group] = nil
	return true
}

// next gives the group's next item; false ends its worker.
func (q *queues) next(group string) (entity.JobItem, bool) {
	if group == "" {
		return entity.JobItem{}, false
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	line := q.waiting[group]
	if len(line) == 0 {
		delete(q.waiting, group)
		return entity.JobItem{}, false
	}
	q.waiting[group] = line[1:]
	return line[0], true
}
