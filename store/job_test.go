package store

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/store/entity"
	"letip/store/event"
)

// journal gives a database whose clock stands at noon, and what it publishes.
func journal(t testing.TB) (*DB, *published) {
	t.Helper()
	bus := event.NewBus()
	t.Cleanup(bus.Close)
	seen := &published{arrived: make(chan event.Event, 1024)}
	bus.SubscribeAll(func(events []event.Event) {
		for _, e := range events {
			seen.arrived <- e
		}
	})
	db, err := Open(t.Context(), Options{Dir: blankDir(t), Bus: bus, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db, seen
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

type published struct{ arrived chan event.Event }

// names waits for n events and gives their names.
func (p *published) names(n int) []event.Name {
	var names []event.Name
	for range n {
		names = append(names, (<-p.arrived).EventName())
	}
	return names
}

func freehold() *entity.Search {
	return &entity.Search{
		Query: "Freehold, NJ", Radius: 1, Max: 50, Categories: []string{"Dentist"}, Sources: []string{"osm"},
		Place: &entity.Place{Name: "Freehold, New Jersey", Point: entity.Point{Lat: 40.26, Lon: -74.27}},
	}
}

func newScrape(t *rapid.T, db *DB) entity.Job {
	job, err := db.CreateJob(context.Background(), entity.KindScrape, freehold(), []entity.JobItem{{Key: "osm/1"}})
	if err != nil {
		t.Fatal(err)
	}
	return job
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func items(t testing.TB, db *DB, id entity.JobID) []entity.JobItem {
	t.Helper()
	var all []entity.JobItem
	for item, err := range db.JobItems(t.Context(), id) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, item)
	}
	return all
}

func TestJobIsReadBackAsItWasWritten(t *testing.T) {
	db, _ := journal(t)
	made := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindScrape, freehold(), []entity.JobItem{{Key: "osm/1"}}))
	want := entity.Job{ID: made.ID, Kind: entity.KindScrape, Status: entity.JobQueued, Search: freehold(), CreatedAt: noon}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, must[entity.Job](t)(db.Job(t.Context(), made.ID))); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

func TestEndOfAScrapeIsEqualInJournalAndEvents(t *testing.T) {
	db, seen := journal(t)
	job := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindScrape, freehold(), nil))
	must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobActive, nil))
	job.Status, job.Percent = entity.JobCompleted, 100
	job.Counts = entity.Counts{Found: 40, Saved: 20, Duplicate: 5, Outside: 10, OverLimit: 4, Failed: 1}
	job.Error = &entity.JobError{Class: "quota", Message: "It stopped early.", URL: "http://o/"}
	last := entity.Progress{JobID: job.ID, Kind: job.Kind, Status: job.Status, Percent: 100, Counts: job.Counts}
	ended := must[entity.Job](t)(db.EndJob(t.Context(), job, last))

	want := job
	want.StartedAt, want.EndedAt = noon, noon
	if diff := cmp.Diff(want, ended); diff != "" {
		t.Errorf("returned (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, must[entity.Job](t)(db.Job(t.Context(), job.ID))); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
	seen.names(2) // queued, active
	events := []event.Event{<-seen.arrived, <-seen.arrived, <-seen.arrived}
	wantEvents := []event.Event{
		event.ScrapingProgress{Progress: last}, event.JobChanged{Job: want}, event.ScrapingComplete{Job: want},
	}
	if diff := cmp.Diff(wantEvents, events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestFailedScrapeSaysSo(t *testing.T) {
	db, seen := journal(t)
	job := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindScrape, freehold(), nil))
	must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobActive, nil))
	job.Status, job.Error = entity.JobFailed, &entity.JobError{Class: "timeout", Message: "Too slow."}
	must[entity.Job](t)(db.EndJob(t.Context(), job, entity.Progress{JobID: job.ID}))
	want := []event.Name{
		event.NameJobChanged, event.NameJobChanged,
		event.NameScrapingProgress, event.NameJobChanged, event.NameScrapingFailed,
	}
	if diff := cmp.Diff(want, seen.names(5)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// Whatever is asked of jobs in whatever order, each goes only where its status allows, and the journal shows it.
func TestJobStatusesFollowTheirSteps(t *testing.T) {
	db, _ := journal(t)
	statuses := []entity.JobStatus{
		entity.JobQueued, entity.JobActive, entity.JobPaused, entity.JobCompleted, entity.JobFailed,
		entity.JobCancelled, entity.JobInterrupted,
	}
	rapid.Check(t, func(t *rapid.T) {
		job := newScrape(t, db)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			to := rapid.SampledFrom(statuses).Draw(t, "to")
			allowed := slices.Contains(jobSteps[job.Status], to)
			moved, err := db.SetJobStatus(context.Background(), job.ID, to, nil)
			if refused, ok := errors.AsType[*JobStateError](err); ok == allowed {
				t.Fatalf("%s -> %s: allowed %v, error %v", job.Status, to, allowed, refused)
			}
			if allowed {
				job = moved
			}
			kept, err := db.Job(context.Background(), job.ID)
			if err != nil || kept.Status != job.Status {
				t.Fatalf("journal has %s, want %s (%v)", kept.Status, job.Status, err)
			}
			if kept.Status.Ended() == kept.EndedAt.IsZero() {
				t.Fatalf("%s has ended at %v", kept.Status, kept.EndedAt)
			}
		}
	})
}

func TestJobThatIsNotThereIsNotFound(t *testing.T) {
	db, _ := journal(t)
	_, err := db.Job(t.Context(), 7)
	if !errors.Is(err, ErrNotFound) || err.Error() != "There is no job 7." {
		t.Errorf("Job: %v", err)
	}
	if _, err := db.SetJobStatus(t.Context(), 7, entity.JobActive, nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("SetJobStatus: %v", err)
	}
}

func TestItemsComeInOrderAndKeepTheirEnd(t *testing.T) {
	db, _ := journal(t)
	given := []entity.JobItem{{Key: "b", Payload: []byte("2")}, {Key: "a", Business: 9}}
	job := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindEnrich, nil, given))
	if attempt := must[int](t)(db.StartItem(t.Context(), job.ID, "a")); attempt != 1 {
		t.Errorf("first attempt is %d", attempt)
	}
	why := &entity.JobError{Class: "dns", Message: "No address.", URL: "http://x/"}
	end := entity.ItemEnd{
		Job: job.ID, Counts: entity.Counts{Total: 2, Failed: 1}, Percent: 50,
		Item:    entity.JobItem{Key: "a", Business: 9, Status: entity.ItemFailed, Counts: entity.Counts{Failed: 1}, Error: why},
		Failure: &entity.Failure{Class: why.Class, Message: why.Message, URL: why.URL, Attempt: 1},
	}
	if err := db.EndItem(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	want := []entity.JobItem{
		{Seq: 1, Key: "b", Payload: []byte("2"), Status: entity.ItemPending},
		{
			Seq: 2, Key: "a", Business: 9, Status: entity.ItemFailed, Attempt: 1,
			Counts: entity.Counts{Failed: 1}, Error: why,
		},
	}
	if diff := cmp.Diff(want, items(t, db, job.ID)); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	kept := must[entity.Job](t)(db.Job(t.Context(), job.ID))
	if kept.Percent != 50 || kept.Counts != end.Counts {
		t.Errorf("job has %v %+v", kept.Percent, kept.Counts)
	}
	wantFailures := []entity.Failure{{
		JobID: job.ID, BusinessID: 9, Class: "dns", Message: "No address.", URL: "http://x/", Attempt: 1, At: noon,
	}}
	if diff := cmp.Diff(wantFailures, must[[]entity.Failure](t)(db.Failures(t.Context(), 10, job.ID))); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
	if got := must[[]entity.Failure](t)(db.Failures(t.Context(), 10)); len(got) != 1 {
		t.Errorf("failures of all jobs: %d", len(got))
	}
}

func TestManyItemsAreReadPageByPage(t *testing.T) {
	db, _ := journal(t)
	given := make([]entity.JobItem, 2*itemPage+1)
	for i := range given {
		given[i].Key = time.Duration(i).String()
	}
	job := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindEnrich, nil, given))
	got := items(t, db, job.ID)
	if len(got) != len(given) {
		t.Fatalf("%d items of %d", len(got), len(given))
	}
	for i, item := range got {
		if item.Key != given[i].Key {
			t.Fatalf("item %d is %q, want %q", i, item.Key, given[i].Key)
		}
	}
}

func TestResumedJobOpensWhatWasNotFinished(t *testing.T) {
	db, _ := journal(t)
	job := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindScrape, freehold(),
		[]entity.JobItem{{Key: "done"}, {Key: "failed"}, {Key: "active"}, {Key: "pending"}}))
	must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobActive, nil))
	for key, status := range map[string]entity.ItemStatus{"done": entity.ItemDone, "failed": entity.ItemFailed} {
		must[int](t)(db.StartItem(t.Context(), job.ID, key))
		if err := db.EndItem(t.Context(), entity.ItemEnd{Job: job.ID, Item: entity.JobItem{Key: key, Status: status}}); err != nil {
			t.Fatal(err)
		}
	}
	must[int](t)(db.StartItem(t.Context(), job.ID, "active"))
	must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobFailed, &entity.JobError{Class: "busy", Message: "Busy."}))
	queued := must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobQueued, nil))
	if queued.Error != nil || !queued.EndedAt.IsZero() {
		t.Errorf("queued again, it still has %+v, ended %v", queued.Error, queued.EndedAt)
	}
	want := map[string]entity.ItemStatus{
		"done": entity.ItemDone, "failed": entity.ItemPending, "active": entity.ItemPending, "pending": entity.ItemPending,
	}
	got := map[string]entity.ItemStatus{}
	for _, item := range items(t, db, job.ID) {
		got[item.Key] = item.Status
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

func TestAnswerIsKeptUntilTheJobNeedsItNoMore(t *testing.T) {
	db, _ := journal(t)
	job := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindScrape, freehold(), []entity.JobItem{{Key: "osm/1"}}))
	if _, ok, err := db.Answer(t.Context(), job.ID, "osm/1"); ok || err != nil {
		t.Fatalf("an answer before it came: %v %v", ok, err)
	}
	body := slices.Repeat([]byte(`{"elements":[]}`), 100)
	for _, b := range [][]byte{[]byte("first"), body} {
		if err := db.SaveAnswer(t.Context(), job.ID, "osm/1", b); err != nil {
			t.Fatal(err)
		}
	}
	got, ok, err := db.Answer(t.Context(), job.ID, "osm/1")
	if !ok || err != nil || !slices.Equal(got, body) {
		t.Fatalf("the answer is %d bytes, %v, %v", len(got), ok, err)
	}
	if !items(t, db, job.ID)[0].Answered {
		t.Error("the item does not say that it is answered")
	}
	must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobActive, nil))
	must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobInterrupted, nil))
	if _, ok, _ := db.Answer(t.Context(), job.ID, "osm/1"); !ok {
		t.Error("an interrupted job lost its answer")
	}
	must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobCancelled, nil))
	if _, ok, _ := db.Answer(t.Context(), job.ID, "osm/1"); ok {
		t.Error("a cancelled job kept its answer")
	}
}

func TestJobsOfADeadProcessAreInterrupted(t *testing.T) {
	db, _ := journal(t)
	got := map[entity.JobStatus]entity.JobStatus{}
	ids := map[entity.JobStatus]entity.JobID{}
	for _, status := range []entity.JobStatus{entity.JobQueued, entity.JobActive, entity.JobPaused} {
		job := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindScrape, freehold(), nil))
		if status != entity.JobQueued {
			must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, status, nil))
		}
		ids[status] = job.ID
	}
	if err := db.interruptJobs(t.Context()); err != nil {
		t.Fatal(err)
	}
	for status, id := range ids {
		got[status] = must[entity.Job](t)(db.Job(t.Context(), id)).Status
	}
	want := map[entity.JobStatus]entity.JobStatus{
		entity.JobQueued: entity.JobInterrupted, entity.JobActive: entity.JobInterrupted, entity.JobPaused: entity.JobPaused,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestReaderBesideTheProgramKnowsWhetherAJobIsRun(t *testing.T) {
	dir := t.TempDir()
	writer := must[*DB](t)(Open(t.Context(), Options{Dir: dir}))
	job := must[entity.Job](t)(writer.CreateJob(t.Context(), entity.KindScrape, freehold(), nil))
	must[entity.Job](t)(writer.SetJobStatus(t.Context(), job.ID, entity.JobActive, nil))
	reader := must[*DB](t)(Open(t.Context(), Options{Dir: dir, ReadOnly: true}))
	defer reader.Close()
	if got := must[entity.Job](t)(reader.Job(t.Context(), job.ID)).Status; got != entity.JobActive {
		t.Errorf("beside a running program: %s", got)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if got := must[[]entity.Job](t)(reader.Jobs(t.Context(), entity.JobFilter{}))[0].Status; got != entity.JobInterrupted {
		t.Errorf("while nobody holds the lock: %s", got)
	}
}

func TestJobsAreListedByWhatIsAsked(t *testing.T) {
	db, _ := journal(t)
	make := func(kind entity.JobKind, end entity.Job) entity.JobID {
		job := must[entity.Job](t)(db.CreateJob(t.Context(), kind, nil, nil))
		if end.Status != "" {
			must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobActive, nil))
			end.ID = job.ID
			must[entity.Job](t)(db.EndJob(t.Context(), end, entity.Progress{}))
		}
		return job.ID
	}
	good := make(entity.KindScrape, entity.Job{Status: entity.JobCompleted})
	partial := make(entity.KindScrape, entity.Job{Status: entity.JobCompleted, Error: &entity.JobError{Class: "quota"}})
	some := make(entity.KindEnrich, entity.Job{Status: entity.JobCompleted, Counts: entity.Counts{Failed: 1}})
	bad := make(entity.KindEnrich, entity.Job{Status: entity.JobFailed, Error: &entity.JobError{Class: "dns"}})
	queued := make(entity.KindScrape, entity.Job{})
	for name, c := range map[string]struct {
		filter entity.JobFilter
		want   []entity.JobID
	}{
		"all, the newest first": {entity.JobFilter{}, []entity.JobID{queued, bad, some, partial, good}},
		"the newest two":        {entity.JobFilter{Limit: 2}, []entity.JobID{queued, bad}},
		"not entirely well":     {entity.JobFilter{FailedOnly: true}, []entity.JobID{bad, some, partial}},
		"one kind":              {entity.JobFilter{Kind: entity.KindEnrich}, []entity.JobID{bad, some}},
		"some statuses": {
			entity.JobFilter{Statuses: []entity.JobStatus{entity.JobQueued, entity.JobFailed}}, []entity.JobID{queued, bad},
		},
	} {
		got := []entity.JobID{}
		for _, job := range must[[]entity.Job](t)(db.Jobs(t.Context(), c.filter)) {
			got = append(got, job.ID)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestJobLogTellsTheStory(t *testing.T) {
	db, _ := journal(t)
	job := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindScrape, freehold(), nil))
	must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobActive, nil))
	if err := db.LogJob(t.Context(), job.ID, "Asking OpenStreetMap"); err != nil {
		t.Fatal(err)
	}
	must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobFailed, &entity.JobError{Class: "busy", Message: "Too busy."}))
	want := []entity.LogLine{{At: noon, Text: "Started"}, {At: noon, Text: "Asking OpenStreetMap"}, {At: noon, Text: "Failed: Too busy."}}
	if diff := cmp.Diff(want, must[[]entity.LogLine](t)(db.JobLog(t.Context(), job.ID, 10))); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[2:], must[[]entity.LogLine](t)(db.JobLog(t.Context(), job.ID, 1))); diff != "" {
		t.Errorf("its last line (-want +got):\n%s", diff)
	}
}
