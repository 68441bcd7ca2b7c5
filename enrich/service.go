package enrich

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/sourcegraph/conc/panics"

	"letip/enrich/mail"
	"letip/scrape/fetch"
	"letip/scrape/job"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

// UsageError says what can't be asked for, in a sentence for a person.
type UsageError struct{ Message string }

func (e *UsageError) Error() string { return e.Message }

// Deps are what a Service needs; DB, Runner and Fetch are required.
type Deps struct {
	DB      *store.DB
	Runner  *job.Runner // shared with the scrapes
	Fetch   Fetcher
	Bus     job.Publisher // told of each business's status; nil is nobody
	Log     *slog.Logger  // hears of panics; nil is the default logger
	Mail    *mail.Checker // looks at the addresses that a visit finds; nil looks at none
	Scripts bool          // also join the string constants of scripts; SetScripts changes it
	Workers int           // visits that move at once; zero is 8
}

// Service takes businesses and visits their websites as enrichment jobs: eight at a time, one at a host.
type Service struct {
	db      *store.DB
	runner  *job.Runner
	visitor Visitor
	mail    *mail.Checker
	scripts atomic.Bool
	crew    *crew
	bus     job.Publisher
	log     *slog.Logger
}

// New gives a service and tells the runner who does enrichment jobs.
func New(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Workers == 0 {
		d.Workers = places
	}
	s := &Service{
		db: d.DB, runner: d.Runner, mail: d.Mail, bus: d.Bus, log: d.Log, crew: newCrew(d.Workers),
		visitor: Visitor{Fetch: d.Fetch},
	}
	s.scripts.Store(d.Scripts)
	d.Runner.Handle(entity.KindEnrich, s)
	return s
}

// SetScripts says whether visits from now on also join the string constants of scripts.
func (s *Service) SetScripts(on bool) { s.scripts.Store(on) }

// Start queues a job that visits the businesses in the order given. None is a *UsageError.
func (s *Service) Start(ctx context.Context, ids []entity.BusinessID) (entity.JobID, error) {
	if len(ids) == 0 {
		return 0, &UsageError{"There is no lead to enrich: all that match have been visited."}
	}
	items := make([]entity.JobItem, 0, len(ids))
	seen := make(map[entity.BusinessID]bool, len(ids))
	for some := range slices.Chunk(ids, MaxBatch) {
		hosts, err := s.hosts(ctx, some)
		if err != nil {
			return 0, err
		}
		for _, id := range some {
			if !seen[id] {
				seen[id] = true
				items = append(items, entity.JobItem{Key: strconv.FormatInt(int64(id), 10), Business: id, Payload: hosts[id]})
			}
		}
	}
	return s.runner.Start(ctx, entity.KindEnrich, nil, items)
}

// hosts gives the website's host of each business that has one: what an item carries, so that two visits to one host
// are never begun at once.
func (s *Service) hosts(ctx context.Context, ids []entity.BusinessID) (map[entity.BusinessID][]byte, error) {
	list, err := s.db.BusinessesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	hosts := make(map[entity.BusinessID][]byte, len(list))
	for i := range list {
		if u, err := url.Parse(list[i].Website); err == nil && u.Host != "" {
			hosts[list[i].ID] = []byte(strings.ToLower(strings.TrimPrefix(u.Host, "www.")))
		}
	}
	return hosts, nil
}

// Run does one enrichment job. It implements job.Work.
func (s *Service) Run(ctx context.Context, r *job.Run) error {
	if err := r.Phase(ctx, "Reading websites"); err != nil {
		return err
	}
	return r.EachGrouped(ctx, job.Grouping{
		Of:      func(it entity.JobItem) string { return string(it.Payload) },
		Workers: cap(s.crew.free) + aside,
		Turn:    s.crew.turn,
	}, s.item)
}

// item visits one business. A website that can't be read fails the item, so that it is listed and can be tried again;
// no website, and one that wants to be left alone, are answers. The latter is listed too, with who said no.
func (s *Service) item(ctx context.Context, it *job.Item) error {
	id := it.Business
	gone := func() error {
		it.Count(entity.Counts{Failed: 1}, 1, 1)
		return fetch.NewError(fetch.ClassInternal, "", "The lead is not there any more.", store.ErrNotFound)
	}
	// From here to the last word on it the business is running; what cuts that short takes it back.
	was, err := s.db.StartVisit(context.WithoutCancel(ctx), id)
	if errors.Is(err, store.ErrNotFound) {
		return gone()
	}
	if err != nil {
		return err
	}
	s.tell(ctx, it, entity.Running)
	visit, err := s.visit(ctx, id)
	if err == nil {
		// What was read is kept even if the job is stopped this moment: it is one short write.
		visit.Job = it.JobID()
		_, err = s.db.SaveVisit(context.WithoutCancel(ctx), visit)
	}
	if err != nil {
		if back := s.db.AbandonVisit(context.WithoutCancel(ctx), id); back != nil {
			s.log.WarnContext(ctx, "a visit could not be taken back", slog.Int64("lead", int64(id)), slog.Any("error", back))
		}
		s.tell(ctx, it, was)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return gone()
		case ctx.Err() == nil:
			it.Count(entity.Counts{Failed: 1}, 1, 1)
		}
		return err
	}
	it.Count(counted(visit.Status), 1, 1)
	s.tell(ctx, it, visit.Status)
	switch {
	case visit.Error == nil:
	case visit.Status == entity.Failed:
		return fetch.NewError(fetch.Class(visit.Error.Class), visit.Error.URL, visit.Error.Message, nil)
	case visit.Status == entity.Blocked:
		it.Note(*visit.Error)
	}
	return nil
}

// visit reads the business as it is now and visits it. A panic on the way fails this visit alone, and leaves the business
// as it was.
func (s *Service) visit(ctx context.Context, id entity.BusinessID) (visit entity.Visit, err error) {
	b, err := s.db.Business(ctx, id)
	if err != nil {
		return visit, fmt.Errorf("read lead %d: %w", id, err)
	}
	v := s.visitor
	v.Fetch, v.Scripts = calm{v.Fetch, placeOf(ctx)}, s.scripts.Load()
	if recovered := panics.Try(func() { visit, err = v.Visit(ctx, b) }); recovered != nil {
		s.log.ErrorContext(ctx, "a visit panicked", slog.Int64("lead", int64(id)), slog.String("website", b.Website),
			slog.Any("panic", recovered.Value), slog.String("stack", string(recovered.Stack)))
		return visit, &job.PanicError{Value: recovered.Value}
	}
	if err == nil {
		w := placeOf(ctx).begin()
		s.check(ctx, b, &visit)
		_ = w.end(ctx) // stopped or not, what was read is kept
	}
	return visit, err
}

func counted(status entity.EnrichmentStatus) entity.Counts {
	var c entity.Counts // the total is the journal's
	switch status {
	case entity.Enriched:
		c.Enriched = 1
	case entity.Partial:
		c.Partial = 1
	case entity.NoWebsite:
		c.NoWebsite = 1
	case entity.Blocked:
		c.Blocked = 1
	default:
		c.Failed = 1
	}
	return c
}

// tell publishes that a business's status changed, for those who look at it, with how far the job is.
func (s *Service) tell(ctx context.Context, it *job.Item, status entity.EnrichmentStatus) {
	if s.bus == nil {
		return
	}
	progress, err := s.runner.Progress(ctx, it.JobID())
	if err != nil {
		progress = entity.Progress{JobID: it.JobID(), Kind: entity.KindEnrich, Status: entity.JobActive}
	}
	s.bus.Publish(event.EnrichmentProgress{Progress: progress, Business: it.Business, State: status})
}
