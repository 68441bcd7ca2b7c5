package widget

import (
	"sync"
	"time"
)

// How often a gate may flush.
const (
	// EveryInput answers what a user did: one flush a frame. 17 and not 16 ms, so that 10,000 marks in a second end in
	// 60 flushes, the last one counted.
	EveryInput = 17 * time.Millisecond
	// EveryJob is for what a running job changes: ten a second are seen as live and leave the GUI thread idle.
	EveryJob = 100 * time.Millisecond
	// EveryStats is for panels of figures.
	EveryStats = 500 * time.Millisecond
)

// Gate stands before a view. Marks come from any goroutine, merge into a set, and reach the GUI thread as one flush at
// a time, at most one per interval: a slow GUI slows the feed instead of growing the queue. A hidden view is not
// flushed; what was marked meanwhile comes with Show.
type Gate[K comparable] struct {
	d     Dispatcher
	flush func(marked map[K]struct{})

	mu      sync.Mutex // guards what follows
	every   time.Duration
	marked  map[K]struct{}
	last    time.Time // start of the last flush
	timer   *time.Timer
	pending bool // a timer runs, or a flush is posted or at work
	hidden  bool
	closed  bool
}

// NewGate makes a gate that flushes through d, at first every EveryInput. flush runs on the GUI thread and owns the
// set it gets.
func NewGate[K comparable](d Dispatcher, flush func(marked map[K]struct{})) *Gate[K] {
	return &Gate[K]{d: d, flush: flush, every: EveryInput, marked: map[K]struct{}{}}
}

// SetEvery changes the interval. It holds from the next flush on.
func (g *Gate[K]) SetEvery(every time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.every = every
}

// Mark says that what these keys name has changed.
func (g *Gate[K]) Mark(keys ...K) {
	if len(keys) == 0 {
		return
	}
	g.mu.Lock()
	if !g.closed {
		for _, k := range keys {
			g.marked[k] = struct{}{}
		}
	}
	g.unlockAndSchedule()
}

// Hide stops flushes until Show. A flush that is at work ends; one that is only posted does nothing.
func (g *Gate[K]) Hide() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hidden = true
}

// Show flushes at once what was marked while hidden.
func (g *Gate[K]) Show() {
	g.mu.Lock()
	g.hidden = false
	g.unlockAndSchedule()
}

// Close drops what is marked and ends the gate. A flush at work is not waited for.
func (g *Gate[K]) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	clear(g.marked)
	if g.timer != nil && g.timer.Stop() {
		g.pending = false
	}
}

// unlockAndSchedule posts a flush or arms a timer if there is something to flush and nothing on its way. It is called
// with the lock, and posts without it.
func (g *Gate[K]) unlockAndSchedule() {
	if g.pending || g.hidden || g.closed || len(g.marked) == 0 {
		g.mu.Unlock()
		return
	}
	g.pending = true
	wait := g.every - time.Since(g.last)
	if wait > 0 {
		g.timer = time.AfterFunc(wait, func() { g.d.Post(g.run) })
	}
	g.mu.Unlock()
	if wait <= 0 {
		g.d.Post(g.run)
	}
}

// run is the flush, on the GUI thread.
func (g *Gate[K]) run() {
	g.mu.Lock()
	if g.hidden || g.closed || len(g.marked) == 0 {
		g.pending = false
		g.mu.Unlock()
		return
	}
	marked := g.marked
	g.marked = map[K]struct{}{}
	g.last = time.Now()
	g.mu.Unlock()

	defer func() {
		g.mu.Lock()
		g.pending = false
		g.unlockAndSchedule()
	}()
	g.flush(marked)
}
