package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sourcegraph/conc"

	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

// Work is what one kind of job does. Run takes the job to its end and returns nil when there is nothing left to do; its
// error ends the job as failed, a *PauseError as paused. Once ctx ends it starts no request and returns soon: it is the
// way in which a job is cancelled, paused and interrupted.
type Work interface {
	Run(ctx context.Context, r *Run) error
}

// Options are what a Runner needs. Journal is required; the zero value of the others is right.
type Options struct {
	Journal Journal
	Bus     Publisher        // nil publishes nothing
	Log     *slog.Logger     // nil is the default logger
	Now     func() time.Time // nil is time.Now
	Workers int              // of one job; zero is 8
	Every   time.Duration    // between two progresses of a job; zero is 100 ms
}

// Runner runs jobs: those of one kind one after the other, the kinds beside each other.
type Runner struct {
	o   Options
	seq atomic.Uint64

	goroutines conc.WaitGroup // the lanes' goroutines; Close waits

	mu      sync.Mutex // guards what follows
	works   map[entity.JobKind]Work
	lanes   map[entity.JobKind]*lane
	flights map[entity.JobID]*flight
	closed  bool
}

// lane is the queue of one kind. Its goroutine lives as long as there is something to run.
type lane struct {
	queue []*flight
	busy  bool
}

// NewRunner gives a runner that knows no kind of job yet: Handle tells it. Close it.
func NewRunner(o Options) *Runner {
	if o.Bus == nil {
		o.Bus = silent{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Workers == 0 {
		o.Workers = 8
	}
	if o.Every == 0 {
		o.Every = 100 * time.Millisecond
	}
	return &Runner{
		o: o, works: map[entity.JobKind]Work{}, lanes: map[entity.JobKind]*lane{}, flights: map[entity.JobID]*flight{},
	}
}

// Handle says who does the jobs of a kind. It is called before the first job of that kind is started or resumed.
func (r *Runner) Handle(kind entity.JobKind, work Work) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.works[kind] = work
	r.lanes[kind] = &lane{}
}

// Start writes a new job to the journal and queues it; it runs when those of its kind before it are done. The job
// lives on when ctx ends: Cancel, Pause, Interrupt and Close stop it.
func (r *Runner) Start(ctx context.Context, kind entity.JobKind, search *entity.Search, items []entity.JobItem) (entity.JobID, error) {
	if err := r.ready(kind); err != nil {
		return 0, err
	}
	job, err := r.o.Journal.CreateJob(ctx, kind, search, items)
	if err != nil {
		return 0, fmt.Errorf("write the new job: %w", err)
	}
	return job.ID, r.enqueue(ctx, job)
}

// Resume takes up a paused, interrupted or failed job behind its last finished item. Its unfinished items are done
// again, and a search's failed ones: it can't end without them. A visit that failed is not made again by its job.
func (r *Runner) Resume(ctx context.Context, id entity.JobID) error {
	job, err := r.o.Journal.Job(ctx, id)
	if err != nil {
		return err
	}
	if err := r.ready(job.Kind); err != nil {
		return err
	}
	if job, err = r.o.Journal.SetJobStatus(ctx, id, entity.JobQueued, nil); err != nil {
		return err
	}
	return r.enqueue(ctx, job)
}

func (r *Runner) ready(kind entity.JobKind) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return ErrClosed
	}
	if r.works[kind] == nil {
		return fmt.Errorf("nobody here does jobs of the kind %q", kind)
	}
	return nil
}

func (r *Runner) enqueue(ctx context.Context, job entity.Job) error {
	ctx, stop := context.WithCancelCause(context.WithoutCancel(ctx)) // the job outlives who started it
	f := &flight{id: job.ID, kind: job.Kind, ctx: ctx, stop: stop, done: make(chan struct{})}
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		r.settle(ctx, f, errInterrupt)
		return ErrClosed
	}
	defer r.mu.Unlock()
	r.flights[f.id] = f
	l := r.lanes[f.kind]
	l.queue = append(l.queue, f)
	if !l.busy {
		l.busy = true
		r.goroutines.Go(func() { r.drive(l) }) //nolint:contextcheck // each job has its own, made above
	}
	return nil
}

// drive runs a lane's jobs until none waits.
func (r *Runner) drive(l *lane) {
	for {
		r.mu.Lock()
		if len(l.queue) == 0 {
			l.busy = false
			r.mu.Unlock()
			return
		}
		f := l.queue[0]
		l.queue = l.queue[1:]
		work := r.works[f.kind]
		r.mu.Unlock()
		r.fly(f, work)
	}
}

// Cancel stops a job for good and waits until it has stopped: what is saved stays. It works on queued, active, paused
// and interrupted jobs.
func (r *Runner) Cancel(ctx context.Context, id entity.JobID) error {
	return r.halt(ctx, id, errCancel)
}

// Pause stops a queued or active job until it is resumed, and waits until it has stopped. A request in flight is given
// up and made again.
func (r *Runner) Pause(ctx context.Context, id entity.JobID) error { return r.halt(ctx, id, errPause) }

// Interrupt stops a queued or active job as the end of the program does, and waits until it has stopped. A job that has
// ended or rests in the meantime is left as it is.
func (r *Runner) Interrupt(ctx context.Context, id entity.JobID) error {
	err := r.halt(ctx, id, errInterrupt)
	if _, stands := errors.AsType[*store.JobStateError](err); stands {
		return nil
	}
	return err
}

func (r *Runner) halt(ctx context.Context, id entity.JobID, cause error) error {
	r.mu.Lock()
	f, flying := r.flights[id]
	waiting := flying && r.unqueue(f)
	r.mu.Unlock()
	switch {
	case waiting:
		r.settle(context.WithoutCancel(ctx), f, cause)
		return f.err
	case flying:
		f.stop(cause)
		select {
		case <-f.done:
			return f.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var reason *entity.JobError
	if errors.Is(cause, errCancel) {
		reason = cancelled()
	}
	_, err := r.o.Journal.SetJobStatus(ctx, id, stoppedAs(cause), reason)
	return err
}

// unqueue takes a flight out of its lane; false if it has left already. The caller holds mu.
func (r *Runner) unqueue(f *flight) bool {
	l := r.lanes[f.kind]
	i := slices.Index(l.queue, f)
	if i < 0 {
		return false
	}
	l.queue = slices.Delete(l.queue, i, i+1)
	return true
}

// settle ends a flight that never flew.
func (r *Runner) settle(ctx context.Context, f *flight, cause error) {
	var reason *entity.JobError
	if errors.Is(cause, errCancel) {
		reason = cancelled()
	}
	job, err := r.o.Journal.SetJobStatus(ctx, f.id, stoppedAs(cause), reason)
	r.land(f, job, err)
}

// Wait returns once the job has ended or rests, with the job as it is then. A job that nobody runs is not waited for.
func (r *Runner) Wait(ctx context.Context, id entity.JobID) (entity.Job, error) {
	r.mu.Lock()
	f := r.flights[id]
	r.mu.Unlock()
	if f == nil {
		return r.o.Journal.Job(ctx, id)
	}
	select {
	case <-f.done:
		return f.job, f.err
	case <-ctx.Done():
		return entity.Job{}, ctx.Err()
	}
}

// Progress is how far a job is: live while it runs, else as the journal has it.
func (r *Runner) Progress(ctx context.Context, id entity.JobID) (entity.Progress, error) {
	r.mu.Lock()
	f := r.flights[id]
	r.mu.Unlock()
	if f != nil {
		if run := f.active.Load(); run != nil {
			return run.Progress(), nil
		}
	}
	job, err := r.o.Journal.Job(ctx, id)
	if err != nil {
		return entity.Progress{}, err
	}
	return entity.Progress{
		JobID: id, Kind: job.Kind, Seq: r.seq.Add(1), Status: job.Status, Percent: job.Percent, Counts: job.Counts,
		At: r.o.Now(),
	}, nil
}

// Close interrupts what runs and what waits, and returns when all have stopped and are written. A second Close waits too.
func (r *Runner) Close() {
	r.mu.Lock()
	r.closed = true
	var waiting []*flight
	for _, f := range r.flights {
		if r.unqueue(f) {
			waiting = append(waiting, f)
		} else {
			f.stop(errInterrupt)
		}
	}
	r.mu.Unlock()
	for _, f := range waiting {
		r.settle(f.ctx, f, errInterrupt)
	}
	r.goroutines.Wait()
}

// silent is the bus of a runner that has none.
type silent struct{}

func (silent) Publish(...event.Event) {}
