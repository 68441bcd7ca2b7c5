package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/panics"

	"letip/store"
	"letip/store/entity"
)

// flight is a job from the moment it is queued until it has ended or rests.
type flight struct {
	id     entity.JobID
	kind   entity.JobKind
	ctx    context.Context
	stop   context.CancelCauseFunc
	done   chan struct{} // closed when job and err are final
	job    entity.Job
	err    error // of the journal
	active atomic.Pointer[Run]
}

// fly takes one job from queued to where its run ends.
func (r *Runner) fly(f *flight, work Work) {
	// The journal is written to its end even though the job is stopped: the write says how it was stopped.
	ctx := context.WithoutCancel(f.ctx)
	job, err := r.o.Journal.SetJobStatus(ctx, f.id, entity.JobActive, nil)
	if _, moved := errors.AsType[*store.JobStateError](err); moved {
		// Somebody saw the new job in the journal and stopped it there before it was queued here.
		job, err = r.o.Journal.Job(ctx, f.id)
		r.land(f, job, err)
		return
	}
	if err != nil {
		r.land(f, job, fmt.Errorf("start job %d: %w", f.id, err))
		return
	}
	run := &Run{
		id: job.ID, kind: job.Kind, search: job.Search, workers: r.o.Workers, journal: r.o.Journal, bus: r.o.Bus,
		log: r.o.Log, now: r.o.Now, every: r.o.Every, seq: func() uint64 { return r.seq.Add(1) },
	}
	if err = run.open(ctx, job); err == nil {
		f.active.Store(run)
		err = r.work(f, run, work)
	}
	job, err = r.finish(ctx, run, job, why{err: err, cause: context.Cause(f.ctx)})
	r.land(f, job, err)
}

// work does the job's items with a watch beside it, and turns a panic outside of any item into an error.
func (r *Runner) work(f *flight, run *Run, work Work) (err error) {
	run.tick()
	watched, done := context.WithCancel(context.WithoutCancel(f.ctx))
	var watch conc.WaitGroup // owner: this function, which waits below
	watch.Go(func() { run.watch(watched) })
	defer watch.Wait()
	defer done()
	if recovered := panics.Try(func() { err = work.Run(f.ctx, run) }); recovered != nil {
		err = &PanicError{Value: recovered.Value}
		r.o.Log.Error("a job panicked", slog.Int64("job", int64(f.id)), slog.Any("panic", recovered.Value),
			slog.String("stack", string(recovered.Stack)))
	}
	return err
}

// why is how a run ended: the error of its work, and what stopped its context if anything did.
type why struct{ err, cause error }

// finish writes how the run ended. Work that had come to its end before it felt a stop is complete.
func (r *Runner) finish(ctx context.Context, run *Run, job entity.Job, w why) (entity.Job, error) {
	status, reason := entity.JobCompleted, (*entity.JobError)(nil)
	if w.err != nil {
		status = stoppedAs(w.cause)
		if status == "" {
			status = entity.JobFailed
			if _, ok := errors.AsType[*PauseError](w.err); ok {
				status = entity.JobPaused
			}
			described := Describe(w.err)
			reason = &described
			r.o.Log.Warn("a job did not come to its end", slog.Int64("job", int64(job.ID)),
				slog.String("status", string(status)), slog.Any("error", w.err))
		}
	}
	if status == entity.JobCancelled {
		reason = cancelled()
	}
	ended, last := run.end(job, status, reason)
	written, err := r.o.Journal.EndJob(ctx, ended, last)
	if err != nil {
		// Nobody could be told by the journal; the caller of Wait is, and the next start finds the job interrupted.
		return ended, fmt.Errorf("write the end of job %d: %w", job.ID, err)
	}
	return written, nil
}

// stoppedAs tells what a job becomes that was stopped for this cause; empty is not stopped.
func stoppedAs(cause error) entity.JobStatus {
	switch {
	case errors.Is(cause, errCancel):
		return entity.JobCancelled
	case errors.Is(cause, errPause):
		return entity.JobPaused
	case errors.Is(cause, errInterrupt):
		return entity.JobInterrupted
	}
	return ""
}

// land makes a flight's end known.
func (r *Runner) land(f *flight, job entity.Job, err error) {
	if err != nil {
		r.o.Log.Error("a job's journal could not be written", slog.Int64("job", int64(f.id)), slog.Any("error", err))
	}
	f.job, f.err = job, err
	f.stop(nil)
	r.mu.Lock()
	delete(r.flights, f.id)
	r.mu.Unlock()
	close(f.done)
}
