package enrich

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"letip/scrape/fetch"
	"letip/scrape/job"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

// UsageError says what can't be asked for, in a sentence for a person.
type UsageError struct{ Message string }

func (e *UsageError) Error() string { return e.Message }

// Deps are what a Service needs; all but Scripts and Bus are required.
type Deps struct {
	DB      *store.DB
	Runner  *job.Runner // shared with the scrapes
	Fetch   Fetcher
	Bus     job.Publisher // told of each business's status; nil is nobody
	Scripts bool
}

// Service takes businesses and visits their websites as enrichment jobs, eight at a time, one request a host.
type Service struct {
	db      *store.DB
	runner  *job.Runner
	visitor *Visitor
	bus     job.Publisher
}

// New gives a service and tells the runner who does enrichment jobs.
func New(d Deps) *Service {
	s := &Service{db: d.DB, runner: d.Runner, bus: d.Bus, visitor: &Visitor{Fetch: d.Fetch, Scripts: d.Scripts}}
	d.Runner.Handle(entity.KindEnrich, s)
	return s
}

// Start queues a job that visits the businesses in the order given. None is a *UsageError.
func (s *Service) Start(ctx context.Context, ids []entity.BusinessID) (entity.JobID, error) {
	if len(ids) == 0 {
		return 0, &UsageError{"There is no lead to enrich: all that match have been visited."}
	}
	items := make([]entity.JobItem, 0, len(ids))
	seen := make(map[entity.BusinessID]bool, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			items = append(items, entity.JobItem{Key: strconv.FormatInt(int64(id), 10), Business: id})
		}
	}
	return s.runner.Start(ctx, entity.KindEnrich, nil, items)
}

// Run does one enrichment job. It implements job.Work.
func (s *Service) Run(ctx context.Context, r *job.Run) error {
	return r.Each(ctx, s.item)
}

// item visits one business. A website that can't be read fails the item, so that it is listed and can be tried again;
// no website, and one that wants to be left alone, are answers.
func (s *Service) item(ctx context.Context, it *job.Item) error {
	id := it.Business
	b, err := s.db.Business(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !b.DeletedAt.IsZero() {
		it.Count(entity.Counts{Failed: 1}, 1, 1)
		return fetch.NewError(fetch.ClassInternal, "", "The lead is not there any more.", store.ErrNotFound)
	}
	if err != nil {
		return fmt.Errorf("read lead %d: %w", id, err)
	}
	s.tell(it, id, entity.Running)
	visit, err := s.visitor.Visit(ctx, b)
	if err != nil {
		s.tell(it, id, b.Status)
		return err
	}
	// What was read is kept even if the job is stopped this moment: it is one short write.
	if _, err := s.db.SaveVisit(context.WithoutCancel(ctx), visit); err != nil {
		it.Count(entity.Counts{Failed: 1}, 1, 1)
		return fmt.Errorf("keep the visit of lead %d: %w", id, err)
	}
	it.Count(counted(visit.Status), 1, 1)
	s.tell(it, id, visit.Status)
	if visit.Status == entity.Failed && visit.Error != nil {
		return fetch.NewError(fetch.Class(visit.Error.Class), visit.Error.URL, visit.Error.Message, nil)
	}
	return nil
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

// tell publishes that a business's status changed, for those who look at it.
func (s *Service) tell(it *job.Item, id entity.BusinessID, status entity.EnrichmentStatus) {
	if s.bus == nil {
		return
	}
	progress := entity.Progress{JobID: it.JobID(), Kind: entity.KindEnrich, Status: entity.JobActive}
	s.bus.Publish(event.EnrichmentProgress{Progress: progress, Business: id, State: status})
}
