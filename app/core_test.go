package app_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"letip/app"
	"letip/app/instance"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

func openCore(t testing.TB, o app.CoreOptions) *app.Core {
	t.Helper()
	core, err := app.OpenCore(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return core
}

func closeCore(t testing.TB, core *app.Core) {
	t.Helper()
	if err := core.Close(); err != nil {
		t.Error(err)
	}
}

func TestEverythingInTheDataDirectoryIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	core := openCore(t, app.CoreOptions{Data: dir})
	defer closeCore(t, core)
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpeningReadingAndClosingAsksNobody(t *testing.T) {
	core := openCore(t, app.CoreOptions{Data: t.TempDir()})
	defer closeCore(t, core)
	if _, err := core.DB.Businesses(t.Context(), entity.Filter{}, entity.Sort{}, entity.Page{}); err != nil {
		t.Fatal(err)
	}
	if asked := core.Fetch.Health().Sources; len(asked) != 0 {
		t.Errorf("a start asked %v, want nobody", asked)
	}
}

func TestCloseWhileAJobRunsLeavesNoGoroutineAndAJobToResume(t *testing.T) {
	before := goleak.IgnoreCurrent()
	dir := t.TempDir()
	core := openCore(t, app.CoreOptions{Data: dir})
	id, err := core.Scrape.Start(t.Context(), entity.Search{Query: "Sample Mills, NJ", Radius: 1, Max: 50, Sources: []string{"sample"}})
	if err != nil {
		t.Fatal(err)
	}
	closeCore(t, core)
	goleak.VerifyNone(t, before)
	core = openCore(t, app.CoreOptions{Data: dir})
	defer closeCore(t, core)
	if job, err := core.DB.Job(t.Context(), id); err != nil || job.Status != entity.JobInterrupted {
		t.Errorf("the job is %s (%v), want interrupted", job.Status, err)
	}
}

func TestAChangedSettingReachesTheNetworkAtOnceAndAFlagIsStronger(t *testing.T) {
	for _, flag := range []string{"", "flag@letip.example"} {
		synctest.Test(t, func(t *testing.T) {
			core := openCore(t, app.CoreOptions{Data: t.TempDir(), Contact: flag})
			defer closeCore(t, core)
			settings := entity.DefaultSettings()
			settings.Contact = "rep@letip.example"
			if err := core.DB.SaveSettings(t.Context(), settings); err != nil {
				t.Fatal(err)
			}
			synctest.Wait() // until the bus has told everybody
			want := settings.Contact
			if flag != "" {
				want = flag
			}
			if got := core.Fetch.Contact(); got != want {
				t.Errorf("with the flag %q the contact is %q, want %q", flag, got, want)
			}
		})
	}
}

func TestTheRepsOwnCategoriesAreUsedAndAMistakeInThemIsSaid(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "categories.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	core := openCore(t, app.CoreOptions{Data: dir})
	defer closeCore(t, core)
	if core.CategoryError == nil || core.Categories == nil {
		t.Errorf("a broken list gives the error %v and the list %v, want an error and the built-in list", core.CategoryError, core.Categories)
	}
}

func TestASecondWindowRaisesTheFirst(t *testing.T) {
	dir := t.TempDir()
	first, err := app.OpenOrRaise(t.Context(), app.CoreOptions{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer closeCore(t, first)
	if _, err := app.OpenOrRaise(t.Context(), app.CoreOptions{Data: dir}); !errors.Is(err, store.ErrLocked) {
		t.Errorf("beside a command the error is %v, want that the directory is in use", err)
	}
	raised := make(chan struct{}, 1)
	owner, err := instance.Listen(dir, func() { raised <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	second, err := app.OpenOrRaise(t.Context(), app.CoreOptions{Data: dir})
	if second != nil || err != nil {
		t.Errorf("the second start gives %v and %v, want neither", second, err)
	}
	<-raised
}

func TestTheSampleTerritoryShowsLeadsArriveOneStepAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		core := openCore(t, app.CoreOptions{Data: t.TempDir()})
		defer closeCore(t, core)
		began := time.Now()
		arrivals := make(chan time.Duration, 100)
		event.Subscribe(core.Bus, func(event.BusinessCreated) { arrivals <- time.Since(began) })
		id, err := core.Scrape.Start(t.Context(), entity.Search{Query: "Sample Mills, NJ", Radius: 1, Max: 500, Sources: []string{"sample"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := core.Scrape.Wait(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		took := time.Since(began)
		synctest.Wait()
		close(arrivals)
		var steps int
		var last time.Duration
		for at := range arrivals {
			if at > last {
				steps++
			}
			last = at
		}
		if steps < 3 || took < 1500*time.Millisecond || took > 5*time.Second {
			t.Errorf("leads arrived in %d steps over %v, want at least 3 over some seconds", steps, took)
		}
	})
}

// BenchmarkStart is from nothing to the first page of 10,000 leads, without the window.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	core := openCore(b, app.CoreOptions{Data: dir})
	found := make([]entity.Found, 10_000)
	for i := range found {
		found[i] = entity.Found{Source: "osm", SourceID: fmt.Sprint("node/", i), Name: fmt.Sprint("Business ", i), City: "Freehold"}
	}
	job, err := core.DB.CreateJob(b.Context(), entity.KindScrape, nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := core.DB.SaveFound(b.Context(), job.ID, "osm/1", found); err != nil {
		b.Fatal(err)
	}
	closeCore(b, core)
	for b.Loop() {
		core := openCore(b, app.CoreOptions{Data: dir})
		if _, err := core.DB.Businesses(b.Context(), entity.Filter{}, entity.Sort{}, entity.Page{Limit: 50}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		closeCore(b, core)
		b.StartTimer()
	}
}
