package widget

import (
	"sync"

	"fyne.io/fyne/v2"
	"github.com/sourcegraph/conc"
)

// Dispatcher is the one way from any goroutine to the GUI thread. Post never blocks and never runs f before it
// returns; what is posted runs in order, one at a time.
type Dispatcher interface {
	Post(f func())
}

// FyneDispatcher is the program's: fyne.Do. No other place in the program calls it. Not for tests: their driver runs f
// at once, on whatever goroutine asks.
func FyneDispatcher() Dispatcher { return fyneDispatcher{} }

type fyneDispatcher struct{}

func (fyneDispatcher) Post(f func()) { fyne.Do(f) }

// Pump is the dispatcher of tests: one goroutine that plays the GUI thread. Zero is not usable; see NewPump.
type Pump struct {
	mu     sync.Mutex // guards queue and closed
	wake   *sync.Cond
	queue  []func()
	closed bool
	owner  conc.WaitGroup
}

// NewPump starts the goroutine, which Close ends.
func NewPump() *Pump {
	p := &Pump{}
	p.wake = sync.NewCond(&p.mu)
	p.owner.Go(p.run)
	return p
}

// Post queues f. After Close it is dropped, as Fyne does at the end of a program.
func (p *Pump) Post(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.queue = append(p.queue, f)
	p.wake.Signal()
}

// Do runs f on the pump's goroutine, after what was posted before, and waits for it. Never call it from there.
func (p *Pump) Do(f func()) {
	done := make(chan struct{})
	p.Post(func() {
		defer close(done)
		f()
	})
	<-done
}

// Close runs what is queued, then ends the goroutine. A panic of a posted function comes out here.
func (p *Pump) Close() {
	p.mu.Lock()
	p.closed = true
	p.wake.Signal()
	p.mu.Unlock()
	p.owner.Wait()
}

func (p *Pump) run() {
	for {
		p.mu.Lock()
		for len(p.queue) == 0 && !p.closed {
			p.wake.Wait()
		}
		batch := p.queue
		p.queue = nil
		p.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		for _, f := range batch {
			f()
		}
	}
}
