package lead

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/app/query"
	"letip/store/entity"
	"letip/store/event"
)

// lead7 and job3 are what the events of these tests are about; 8 and 4 are others, which they must leave alone.
const (
	lead7, lead8 entity.BusinessID = 7, 8
	job3, job4   entity.JobID      = 3, 4
)

// samples is one event of each name, about lead 7 and job 3.
var samples = map[event.Name]event.Event{
	event.NameBusinessCreated:    event.BusinessCreated{IDs: []entity.BusinessID{lead7}, Job: job3},
	event.NameBusinessUpdated:    event.BusinessUpdated{IDs: []entity.BusinessID{lead7}},
	event.NameBusinessDeleted:    event.BusinessDeleted{IDs: []entity.BusinessID{lead7}},
	event.NameBusinessEnriched:   event.BusinessEnriched{Business: entity.Business{ID: lead7, Name: "changed"}},
	event.NameScrapingProgress:   event.ScrapingProgress{Progress: entity.Progress{JobID: job3, Seq: 9, Status: entity.JobActive, Percent: 62}},
	event.NameScrapingComplete:   event.ScrapingComplete{Job: entity.Job{ID: job3, Kind: entity.KindScrape, Status: entity.JobCompleted, Percent: 100}},
	event.NameScrapingFailed:     event.ScrapingFailed{Job: entity.Job{ID: job3, Kind: entity.KindScrape, Status: entity.JobFailed}},
	event.NameEnrichmentProgress: event.EnrichmentProgress{Progress: entity.Progress{JobID: job3, Seq: 9, Status: entity.JobActive, Percent: 62}, Business: lead7, State: entity.Running},
	event.NameEnrichmentComplete: event.EnrichmentComplete{Job: entity.Job{ID: job3, Kind: entity.KindEnrich, Status: entity.JobCompleted, Percent: 100}},
	event.NameEnrichmentFailed:   event.EnrichmentFailed{Failure: entity.Failure{JobID: job3, BusinessID: lead7, Message: "no answer"}},
	event.NameStatsUpdated:       event.StatsUpdated{},
	event.NameJobChanged:         event.JobChanged{Job: entity.Job{ID: job3, Kind: entity.KindScrape, Status: entity.JobPaused}},
	event.NameSettingsChanged:    event.SettingsChanged{Keys: []string{"theme"}},
	event.NameHealthChanged:      event.HealthChanged{Health: entity.Health{State: entity.Offline}},
	event.NameImportProgress:     event.ImportProgress{ImportProgress: entity.ImportProgress{Import: 2, Read: 10, Size: 20}},
	event.NameImportFinished:     event.ImportFinished{Report: entity.ImportReport{Import: 2, Step: 4}},
}

// stock fills the cache with an entry of every family and gives their names by what the table calls them.
func (b *bench) stock() map[Target][]query.Path {
	c := b.Cache()
	active := Run{Job: entity.Job{ID: job3, Kind: entity.KindScrape, Status: entity.JobActive}}
	set := func(err error) {
		b.t.Helper()
		if err != nil {
			b.t.Fatal(err)
		}
	}
	view := View{Filter: entity.Filter{City: "Freehold"}}
	page, ids, block := KeyPage(view, entity.Page{Number: 1, Limit: 20}), KeyIDs(view), KeyBlock(view, 1, 0)
	row := entity.Business{ID: lead7, Name: "known"}
	set(query.Set(c, page, entity.BusinessPage{Total: 1, Data: []entity.Business{row}}))
	set(query.Set(c, ids, Ordered{IDs: []entity.BusinessID{lead7}}))
	set(query.Set(c, block, Block{IDs: []entity.BusinessID{lead7}, Rows: []entity.Business{row}}))
	set(query.Set(c, KeyBusiness(lead7), row))
	set(query.Set(c, KeyStory(lead7), Story{}))
	set(query.Set(c, KeyBusiness(lead8), entity.Business{ID: lead8}))
	set(query.Set(c, KeyStats(), entity.Stats{Total: 1}))
	set(query.Set(c, KeyMenus(), Menus{}))
	set(query.Set(c, KeyRecent(8), []entity.Business{row}))
	set(query.Set(c, KeyScrapeStatus(job3), active))
	set(query.Set(c, KeyScrapeStatus(job4), Run{Job: entity.Job{ID: job4}}))
	set(query.Set(c, KeyJobStatus(job3), active))
	set(query.Set(c, KeyJobStatus(job4), Run{Job: entity.Job{ID: job4}}))
	set(query.Set(c, KeyJobs(50), []Run{active}))
	set(query.Set(c, KeyFailedJobs(20), []entity.Failure{}))
	set(query.Set(c, KeySearches(6), []entity.RecentSearch{}))
	set(query.Set(c, KeySettings(), entity.DefaultSettings()))
	set(query.Set(c, KeyHealth(), entity.Health{State: entity.Online}))
	set(query.Set(c, KeyImport(), ImportState{}))
	set(query.Set(c, KeyDuplicates(), Waiting{}))
	set(query.Set(c, KeyDuplicateCount(), 0))
	set(query.Set(c, KeySuppressions(), []entity.Suppression{}))
	set(query.Set(c, KeyTrash(), entity.TrashPage{}))

	lists := []query.Path{page.Path, ids.Path, block.Path}
	single := []query.Path{KeyBusiness(lead7).Path, KeyStory(lead7).Path}
	of := map[Target][]query.Path{
		Lists: lists, Business: single, Businesses: slices.Concat(lists, single, []query.Path{KeyBusiness(lead8).Path}),
		Stats: {KeyStats().Path, KeyMenus().Path}, Recent: {KeyRecent(8).Path},
		Scrape: {KeyScrapeStatus(job3).Path}, Enrichment: {KeyJobStatus(job3).Path},
		Journal: {KeyJobs(50).Path}, FailedJobs: {KeyFailedJobs(20).Path}, Searches: {KeySearches(6).Path},
		Settings: {KeySettings().Path}, Health: {KeyHealth().Path},
		Import: {KeyImport().Path}, Duplicates: {KeyDuplicates().Path, KeyDuplicateCount().Path}, Suppressions: {KeySuppressions().Path},
		Trash: {KeyTrash().Path},
	}
	for _, e := range c.Entries(query.Filter{}) {
		of[Everything] = append(of[Everything], e.Path)
	}
	return of
}

func TestEachEventDoesToTheCacheWhatItsRowSays(t *testing.T) {
	for _, r := range Table {
		t.Run(string(r.Event), func(t *testing.T) {
			onBench(t, func(t *testing.T, b *bench) {
				of := b.stock()
				before := map[query.Path]query.EntryInfo{}
				for _, e := range b.Cache().Entries(query.Filter{}) {
					before[e.Path] = e
				}
				b.bus.Publish(samples[r.Event])
				b.rest(time.Second)

				want := map[string][]string{}
				note := func(what string, ts []Target) {
					for _, t := range ts {
						for _, p := range of[t] {
							if !slices.Contains(want[what], p.String()) {
								want[what] = append(want[what], p.String())
							}
						}
					}
					slices.Sort(want[what])
				}
				note("removed", r.Remove)
				note("stale", r.Invalidate)
				got := map[string][]string{}
				var patched []string
				for _, e := range b.Cache().Entries(query.Filter{}) {
					if e.Invalidated {
						got["stale"] = append(got["stale"], e.Path.String())
					}
					if e.Version != before[e.Path].Version {
						patched = append(patched, e.Path.String())
					}
					delete(before, e.Path)
				}
				for p := range before {
					got["removed"] = append(got["removed"], p.String())
				}
				slices.Sort(got["stale"])
				slices.Sort(got["removed"])
				for _, what := range []string{"removed", "stale"} {
					if diff := cmp.Diff(want[what], got[what]); diff != "" && len(want[what])+len(got[what]) > 0 {
						t.Errorf("%s: what is %s (-row +cache):\n%s", r.Event, what, diff)
					}
				}
				// A patch may find nothing to change in a family (a search is no enrichment), but touches no other.
				may := map[string]bool{}
				for _, target := range r.Patch {
					for _, p := range of[target] {
						may[p.String()] = true
					}
				}
				for _, p := range patched {
					if !may[p] {
						t.Errorf("%s changed %s, which its row does not patch", r.Event, p)
					}
				}
				if len(r.Patch) > 0 && len(patched) == 0 {
					t.Errorf("%s changed nothing; its row patches %s", r.Event, words(r.Patch))
				}
			})
		})
	}
}

// TestEachEventHasAPublisherAndASubscriber walks the source for whoever makes an event, and the table for whoever
// follows it.
func TestEachEventHasAPublisherAndASubscriber(t *testing.T) {
	names := map[string]event.Name{} // Go type -> event
	for n, e := range samples {
		names[strings.TrimPrefix(fmt.Sprintf("%T", e), "event.")] = n
	}
	made := map[event.Name][]string{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok {
				if sel, ok := lit.Type.(*ast.SelectorExpr); ok {
					if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "event" {
						if name, ok := names[sel.Sel.Name]; ok {
							made[name] = append(made[name], path)
						}
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range event.Catalogue {
		if len(made[name]) == 0 {
			t.Errorf("nobody publishes %s", name)
		}
		if !slices.ContainsFunc(Table, func(r Rule) bool { return r.Event == name }) {
			t.Errorf("nobody subscribes to %s", name)
		}
	}
}

func TestFiveHundredNewLeadsInASecondAreAFewListReads(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		var l *List
		b.draw(func() {
			l = b.NewList(ListOptions{View: View{Sort: entity.Sort{Field: "name"}}})
			l.Prefetch(0, 30)
		})
		b.ends = append(b.ends, func() { l.Close() })
		b.rest(time.Second)
		before := b.store.ids.Load()
		for i := range 50 {
			all := names(500)
			b.found(0, all[i*10:(i+1)*10]...)
			b.rest(20 * time.Millisecond)
		}
		b.rest(2 * time.Second)
		if n := b.store.ids.Load() - before; n > 5 {
			t.Errorf("500 new leads in a second had the list read %d times, want at most 5", n)
		}
		b.draw(func() {
			if l.Len() != 500 {
				t.Errorf("the list shows %d leads at the end, want 500", l.Len())
			}
		})
	})
}

func TestProgressNeverFallsAndAnEndStaysTheEnd(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		run := watch(b, b.Scrape(job3))
		step := func(seq uint64, percent float64, s entity.JobStatus) {
			b.bus.Publish(event.ScrapingProgress{Progress: entity.Progress{JobID: job3, Seq: seq, Percent: percent, Status: s}})
			b.rest(30 * time.Millisecond)
		}
		b.bus.Publish(event.JobChanged{Job: entity.Job{ID: job3, Kind: entity.KindScrape, Status: entity.JobActive}})
		b.rest(30 * time.Millisecond)
		var seen []float64
		for _, p := range []struct {
			seq     uint64
			percent float64
		}{{1, 10}, {3, 50}, {2, 40}, {4, 60}} {
			step(p.seq, p.percent, entity.JobActive)
			seen = append(seen, run().Data.Percent)
		}
		if diff := cmp.Diff([]float64{10, 50, 50, 60}, seen); diff != "" {
			t.Errorf("the percentages (-want +got):\n%s", diff)
		}
		b.bus.Publish(event.ScrapingComplete{Job: entity.Job{ID: job3, Kind: entity.KindScrape, Status: entity.JobCompleted, Percent: 100}})
		b.rest(30 * time.Millisecond)
		step(9, 70, entity.JobActive)
		if r := run().Data; r.Status != entity.JobCompleted || r.Percent != 100 {
			t.Errorf("after late progress the job is %s at %g %%, want completed at 100", r.Status, r.Percent)
		}
	})
}
