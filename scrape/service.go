package scrape

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"letip/scrape/job"
	"letip/store"
	"letip/store/entity"
)

// Deps are what a Service needs. DB and at least one source are required; the zero value of the others is right.
type Deps struct {
	DB      *store.DB
	Sources []Source      // the first is asked where a search names none
	Bus     job.Publisher // told of progress; nil is nobody
	// CheckCategory says in a sentence why a word is no category, group or tag that can be searched for; nil takes every
	// word.
	CheckCategory func(word string) error
	Log           *slog.Logger     // nil is the default logger
	Now           func() time.Time // nil is time.Now
}

// Service takes searches and runs each as a scrape job, one at a time. Its Runner may take jobs of the other kind too.
type Service struct {
	db            *store.DB
	sources       []Source
	checkCategory func(string) error
	runner        *job.Runner
}

// New gives a service. Close it before the database, the bus, and the client that its sources ask with.
func New(d Deps) *Service {
	if d.CheckCategory == nil {
		d.CheckCategory = func(string) error { return nil }
	}
	s := &Service{
		db: d.DB, sources: d.Sources, checkCategory: d.CheckCategory,
		runner: job.NewRunner(job.Options{Journal: d.DB, Bus: d.Bus, Log: d.Log, Now: d.Now}),
	}
	s.runner.Handle(entity.KindScrape, &work{service: s})
	return s
}

// Runner is the one runner of the program, for the other kind of job.
func (s *Service) Runner() *job.Runner { return s.runner }

// Start checks a search, finds out where it is, and queues its job. What can't be searched for is a *UsageError, and
// nothing is asked of the network; a name that fits several places is an *AmbiguousError; one that fits none is a
// *NoPlaceError; a geocoder's own error has a *fetch.Error in it. Of all these no job is made.
//
// The job lives on when ctx ends; its progress is published on the bus.
func (s *Service) Start(ctx context.Context, search entity.Search) (entity.JobID, error) {
	if len(search.Sources) == 0 {
		search.Sources = []string{s.sources[0].Name()}
	}
	if err := s.check(search); err != nil {
		return 0, err
	}
	place, err := s.locate(ctx, search)
	if err != nil {
		return 0, err
	}
	search.Place = &place
	items, err := s.plan(search)
	if err != nil {
		return 0, err
	}
	return s.runner.Start(ctx, entity.KindScrape, &search, items)
}

// Wait returns once the job has ended or rests (paused), with the job as it is then.
func (s *Service) Wait(ctx context.Context, id entity.JobID) (entity.Job, error) {
	return s.runner.Wait(ctx, id)
}

// Progress is how far a job is: live while it runs, else as the journal has it.
func (s *Service) Progress(ctx context.Context, id entity.JobID) (entity.Progress, error) {
	return s.runner.Progress(ctx, id)
}

// Cancel stops a job for good; what is saved stays. It returns when the job has stopped.
func (s *Service) Cancel(ctx context.Context, id entity.JobID) error { return s.runner.Cancel(ctx, id) }

// Pause stops a job until it is resumed. It returns when the job has stopped.
func (s *Service) Pause(ctx context.Context, id entity.JobID) error { return s.runner.Pause(ctx, id) }

// Interrupt stops a job as the end of the program does: the next start offers to resume it.
func (s *Service) Interrupt(ctx context.Context, id entity.JobID) error {
	return s.runner.Interrupt(ctx, id)
}

// Resume takes up a paused, interrupted or failed job. What was answered is not asked again.
func (s *Service) Resume(ctx context.Context, id entity.JobID) error { return s.runner.Resume(ctx, id) }

// Interrupted lists the scrapes that an earlier end of the program cut short, the newest first: a start offers to resume
// them.
func (s *Service) Interrupted(ctx context.Context) ([]entity.Job, error) {
	return s.db.Jobs(ctx, entity.JobFilter{
		Kind: entity.KindScrape, Statuses: []entity.JobStatus{entity.JobInterrupted}, Limit: MaxResults,
	})
}

// Close interrupts what runs and waits until it has stopped.
func (s *Service) Close() { s.runner.Close() }

// step is what an item of a scrape asks for.
type step struct {
	Source string       `json:"source"`
	Ring   entity.Miles `json:"ring_mi"`
}

// plan makes the items of a search: the narrowest rings first, of each the sources in their order.
func (s *Service) plan(search entity.Search) ([]entity.JobItem, error) {
	var steps []step
	for _, name := range search.Sources {
		for _, ring := range s.source(name).Rings(search) {
			steps = append(steps, step{Source: name, Ring: ring})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.Ring, b.Ring) })
	items := make([]entity.JobItem, 0, len(steps))
	for _, st := range steps {
		payload, err := json.Marshal(st)
		if err != nil {
			return nil, fmt.Errorf("plan the search: %w", err)
		}
		key := st.Source + "/" + strconv.FormatFloat(float64(st.Ring), 'f', -1, 64)
		items = append(items, entity.JobItem{Key: key, Payload: payload})
	}
	return items, nil
}

func (s *Service) source(name string) Source {
	for _, src := range s.sources {
		if src.Name() == name {
			return src
		}
	}
	return nil
}

func (s *Service) names() []string {
	names := make([]string, 0, len(s.sources))
	for _, src := range s.sources {
		names = append(names, src.Name())
	}
	return names
}
