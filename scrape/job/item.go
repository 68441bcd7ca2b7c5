package job

import (
	"cmp"
	"context"
	"errors"
	"log/slog"

	"github.com/sourcegraph/conc/panics"

	"letip/store/entity"
)

// Item is one item in work: what the journal knows of it, and what its work tells the run.
type Item struct {
	entity.JobItem
	run   *Run
	noted *entity.JobError
}

// JobID names the job that the item is of.
func (it *Item) JobID() entity.JobID { return it.run.id }

// Answer reads what the network answered to this item in an earlier run; false is nothing yet.
func (it *Item) Answer(ctx context.Context) ([]byte, bool, error) {
	return it.run.Answer(ctx, it.Key)
}

// SaveAnswer keeps what the network answered, before the first of its rows is stored. From here on a resume reads it
// instead of asking again, and a stop waits for the write.
func (it *Item) SaveAnswer(ctx context.Context, body []byte) error {
	return journaled(it.run.journal.SaveAnswer(context.WithoutCancel(ctx), it.run.id, it.Key, body))
}

// Count adds counted work, and says how far the item has come with it.
func (it *Item) Count(more entity.Counts, done, of int) {
	it.JobItem.Counts = plus(it.JobItem.Counts, more)
	it.run.count(it.Seq, more, done, of)
}

// Partial notes that the item's answer was incomplete: it counts as done, and the job ends with this error.
func (it *Item) Partial(err entity.JobError) { it.Error = &err }

// Note lists what kept the item from more among the failures: it is done all the same, and the job is none the worse.
func (it *Item) Note(err entity.JobError) { it.noted = &err }

// Do works on one item: it is started in the journal, done by fn, and ended there as fn ended, by an error or a panic as
// failed. An item that a stop of the job ended stays unfinished, and a resume takes it up. Do gives fn's error.
//
// Nothing starts once the job is stopped: then Do gives the context's error without calling fn.
func (r *Run) Do(ctx context.Context, item entity.JobItem, fn func(context.Context, *Item) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	attempt, err := r.journal.StartItem(context.WithoutCancel(ctx), r.id, item.Key)
	if err != nil {
		return journaled(err)
	}
	it := &Item{JobItem: item, run: r}
	it.Attempt, it.Counts, it.Error = attempt, entity.Counts{}, nil
	if recovered := panics.Try(func() { err = fn(ctx, it) }); recovered != nil {
		err = &PanicError{Value: recovered.Value}
		r.log.ErrorContext(ctx, "a job's item panicked", slog.Int64("job", int64(r.id)), slog.String("item", item.Key),
			slog.Any("panic", recovered.Value), slog.String("stack", string(recovered.Stack)))
	}
	if ctx.Err() != nil && err != nil {
		r.drop(it)
		if errors.Is(context.Cause(ctx), errCancel) {
			why := cancelled()
			why.URL = Describe(err).URL
			err = errors.Join(err, r.endItem(ctx, it, why))
		}
		return err
	}
	if pause, ok := errors.AsType[*PauseError](err); ok {
		r.drop(it)
		return pause
	}
	if err != nil {
		why := Describe(err)
		return errors.Join(err, r.endItem(ctx, it, &why))
	}
	return r.endItem(ctx, it, nil)
}

// endItem writes the end of an item; why is what failed it.
func (r *Run) endItem(ctx context.Context, it *Item, why *entity.JobError) error {
	end := entity.ItemEnd{Job: r.id}
	it.Status = entity.ItemDone
	if why != nil {
		it.Status, it.Error = entity.ItemFailed, why
	}
	if said := cmp.Or(it.Error, it.noted); said != nil {
		end.Failure = &entity.Failure{Class: said.Class, Message: said.Message, URL: said.URL, Attempt: it.Attempt}
	}
	end.Item = it.JobItem
	end.Counts, end.Percent = r.ended(it)
	return journaled(r.journal.EndItem(context.WithoutCancel(ctx), end))
}

// Skip ends an item that the job does not need any more.
func (r *Run) Skip(ctx context.Context, item entity.JobItem) error {
	item.Status, item.Counts = entity.ItemSkipped, entity.Counts{}
	end := entity.ItemEnd{Job: r.id, Item: item}
	end.Counts, end.Percent = r.ended(&Item{JobItem: item})
	return journaled(r.journal.EndItem(context.WithoutCancel(ctx), end))
}
