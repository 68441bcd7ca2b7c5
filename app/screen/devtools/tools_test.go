package devtools

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"letip/app/query"
	"letip/store/entity"
	"letip/store/event"
)

const lasting = time.Hour

func hour() query.Options { return query.Options{StaleTime: lasting} }

func TestOpenShowsWhatTheCacheHolds(t *testing.T) {
	inRoom(t, func(r *room) {
		for range 2 {
			r.observe(reads(8*time.Millisecond, 1, "businesses", query.Params{"city": "Freehold", "page": 1}))
		}
		r.observe(reads(200*time.Microsecond, 3, "stats"))
		query.Prefetch(r.cache, reads(2*time.Millisecond, 1, "businesses", 1041))
		_ = query.Set(r.cache, query.K[int]("scrape-status", 7), 62)
		pass(4 * time.Second)
		r.open()
		equal(t, "rows", r.rows(), []string{
			" | businesses 2 · 1 fresh, 1 inactive · hits 0.0 % |  | p95 8 ms",
			"2 | {city: Freehold, page: 1} | 4 s | 8 ms",
			"0 | 1041 | 4 s | 2 ms",
			"1 | stats | 4 s | 0.2 ms",
			"0 | scrape-status / 7 · disabled | 5 s | patched",
		})
		r.shows("Fresh 2", "Inactive 2", "Fetching 0", "p50 2 ms · p95 8 ms · hits 0.0 % · 1 read saved")
	})
}

func TestAgesMoveOnWithoutALookAtTheCache(t *testing.T) {
	inRoom(t, func(r *room) {
		r.observe(reads(time.Millisecond, 1, "stats"))
		pass(time.Second)
		r.open()
		pass(10 * time.Second)
		if n := r.tools.camera.looks; n != 1 {
			t.Errorf("a cache in which nothing changed was looked at %d times, want once", n)
		}
		equal(t, "rows", r.rows(), []string{"1 | stats | 11 s | 1 ms"})
	})
}

func TestTheCacheIsLookedAtAtMostFourTimesASecond(t *testing.T) {
	inRoom(t, func(r *room) {
		r.open()
		looks, posts := r.tools.camera.looks, r.pump.posts.Load()
		for i := range 1000 {
			_ = query.Set(r.cache, query.K[int]("stats"), i)
			if i%10 == 0 {
				r.do(func() { r.tools.queries.ask() })
			}
			pass(5 * time.Millisecond)
		}
		if n := r.tools.camera.looks - looks; n < 15 || n > 21 {
			t.Errorf("in 5 s of changes the cache was looked at %d times, want about 20", n)
		}
		if n := r.pump.posts.Load() - posts; n > 125 {
			t.Errorf("%d draws were posted for 20 looks and 100 wishes", n)
		}
		pass(time.Second)
		equal(t, "the last state", strings.HasPrefix(r.rows()[0], "0 | stats"), true)
	})
}

func TestNothingHappensWhileTheToolsAreClosed(t *testing.T) {
	inRoom(t, func(r *room) {
		change := func() {
			for i := range 100 {
				_ = query.Set(r.cache, query.K[int]("stats"), i)
				pass(100 * time.Millisecond)
			}
		}
		posts := r.pump.posts.Load()
		change()
		if r.tools.camera.looks != 0 || r.pump.posts.Load() != posts {
			t.Errorf("before they were opened: %d looks, %d draws", r.tools.camera.looks, r.pump.posts.Load()-posts)
		}
		r.open()
		r.do(r.tools.Close)
		looks, posts := r.tools.camera.looks, r.pump.posts.Load()
		change()
		if r.tools.camera.looks != looks || r.pump.posts.Load() != posts {
			t.Errorf("after they were closed: %d looks, %d draws", r.tools.camera.looks-looks, r.pump.posts.Load()-posts)
		}
	})
}

func TestTheToolsAreNobodysReader(t *testing.T) {
	inRoom(t, func(r *room) {
		var c calls
		o := r.observe(c.query(query.Options{StaleTime: lasting, GCTime: time.Minute}, "a"))
		pass(time.Second)
		r.open()
		r.choose("a")
		r.unfold("readers", true)
		o.Close()
		pass(time.Second)
		equal(t, "readers", strings.HasPrefix(r.rows()[0], "0 | a"), true)
		pass(time.Minute)
		equal(t, "collected while it was looked at", len(r.rows()), 0)
		r.shows("No longer in the cache", "The cache is empty")
		equal(t, "fetches", c.count(), 1)
	})
}

func TestTenThousandQueriesCostWhatIsSeen(t *testing.T) {
	inRoom(t, func(r *room) {
		stock(r.cache, 10_000)
		r.open()
		if n := r.tools.camera.looks; n != 1 {
			t.Errorf("the cache was looked at %d times, want once", n)
		}
		equal(t, "a group of many is folded", len(r.rows()) < 60, true)
		r.do(func() { r.tools.queries.bar.tree.OnTap() })
		pass(2 * time.Second)
		r.do(func() {
			q := r.tools.queries
			if q.Len() != 10_000 {
				t.Fatalf("%d rows are listed", q.Len())
			}
			q.worded = 0
			q.grid.Reload()
			if first, last := q.grid.VisibleRows(); q.worded > last-first+1 || q.worded == 0 {
				t.Errorf("%d rows were worded for %d that are seen", q.worded, last-first)
			}
		})
		lists, looks := r.tools.camera.lists, r.tools.camera.looks
		r.do(func() {
			r.tools.queries.want.filter = "9999"
			r.tools.queries.ask()
		})
		pass(100 * time.Millisecond)
		equal(t, "filtered", r.rows(), []string{"0 | businesses / 9999 · disabled | 3 s | patched"})
		if n := r.tools.camera.lists - lists; n != 1 || r.tools.camera.looks != looks {
			t.Errorf("a filter made %d lists and %d looks, want one and none", n, r.tools.camera.looks-looks)
		}
	})
}

func TestTheListIsFilteredSortedAndRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom(t, &keeper{kept: map[string][]byte{memoryRow: []byte("{}")}})
		defer r.close()
		r.build()
		r.observe(reads(time.Millisecond, 1, "stats"))
		_ = query.Set(r.cache, query.K[int]("health"), 1)
		pass(time.Second)
		r.open()
		equal(t, "by status", r.rows(), []string{"1 | stats | 1 s | 1 ms", "0 | health · disabled | 2 s | patched"})
		r.do(func() { r.tools.queries.bar.menu()[1].Action() }) // by key
		pass(time.Second)
		equal(t, "by key", r.rows()[0][:10], "0 | health")
		r.do(func() { r.tools.queries.bar.menu()[5].Action() }) // descending
		pass(time.Second)
		equal(t, "descending", r.rows()[0][:9], "1 | stats")
		r.shows("sort: key ↓")
		r.tap("Hide disabled")
		equal(t, "without what is disabled", len(r.rows()), 1)
		r.tap("Stale 0")
		equal(t, "stale ones", len(r.rows()), 0)
		r.shows("No query is like that")
		r.tap("Show all")
		equal(t, "all", len(r.rows()), 2)
		r.tap("Tree")
		r.tap("Hide disabled")
		r.page("Events")
		r.leave()

		r.build()
		r.open()
		r.do(func() { equal(t, "the page that was left", r.tools.tabs.Chosen(), 2) })
		r.page("Queries")
		r.shows("sort: key ↓")
		r.do(func() {
			w := r.tools.queries.want
			equal(t, "remembered", []bool{w.Flat, w.HideDisabled, w.Desc, w.filter == "", w.only == noLabel}, []bool{true, true, true, true, true})
		})
	})
}

func TestActionsAreOfferedWhereTheyApply(t *testing.T) {
	inRoom(t, func(r *room) {
		r.observe(reads(time.Millisecond, 1, "fine"))
		r.observe(reads(time.Hour, 1, "first read"))
		r.observe(reads(time.Millisecond, -1, "failed"))
		_ = query.Set(r.cache, query.K[int]("only written"), 1)
		r.observe(reads(time.Millisecond, 1, "under", 1))
		r.observe(reads(time.Millisecond, 1, "under", 2))
		pass(time.Second)
		r.open()
		for _, c := range []struct {
			key  string
			want string
		}{
			{"fine", "Refetch, Invalidate, Reset, Remove, Show loading, Show error"},
			{"first read", "(Refetch), (Invalidate), (Reset), (Remove), Show loading, (Show error)"},
			{"failed", "Refetch, Invalidate, Reset, Remove, Show loading, Show error"},
			{"only written", "(Refetch), Invalidate, Reset, Remove, (Show loading), (Show error)"},
			{"under", "Refetch, Invalidate, Reset, Remove"},
		} {
			r.choose(c.key)
			equal(t, c.key, strings.Join(r.offered(), ", "), c.want)
		}
	})
}

func TestActionsDoWhatTheySay(t *testing.T) {
	inRoom(t, func(r *room) {
		var c calls
		r.observe(c.query(hour(), "a"))
		other := r.observe(c.query(hour(), "a", "below"))
		pass(time.Second)
		r.open()
		r.choose("a")
		state := func() (query.Status, query.FetchStatus, query.Simulation) {
			e := r.cache.Entries(query.Filter{Prefix: query.P("a"), Exact: true})[0]
			return e.Status, e.Fetch, e.Simulated
		}
		before := c.count()
		r.tap("Refetch")
		equal(t, "refetch reads this one", c.count(), before+1)
		r.tap("Invalidate")
		equal(t, "invalidate reads what is watched", c.count(), before+2)
		r.tap("Reset")
		equal(t, "reset reads again", c.count(), before+3)

		r.tap("Show loading")
		if s, f, m := state(); s != query.StatusPending || f != query.Fetching || m != query.SimulatedLoading {
			t.Errorf("with loading on it is %s, %s", s, f)
		}
		equal(t, "offered meanwhile", strings.Join(r.offered(), ", "), "(Refetch), (Invalidate), (Reset), (Remove), Restore, (Show error)")
		r.tap("Restore")
		if s, f, m := state(); s != query.StatusSuccess || f != query.Idle || m != query.NotSimulated {
			t.Errorf("restored it is %s, %s", s, f)
		}
		r.tap("Show error")
		if s, _, m := state(); s != query.StatusFailure || m != query.SimulatedError {
			t.Errorf("with an error on it is %s", s)
		}
		r.shows("unknown error from the developer tools")
		r.tap("Restore")
		if s, _, m := state(); s != query.StatusSuccess || m != query.NotSimulated {
			t.Errorf("restored it is %s", s)
		}

		other.Close()
		r.choose("a / below")
		r.tap("Remove")
		equal(t, "removed", len(r.cache.Entries(query.Filter{})), 1)
		r.shows("No longer in the cache")
	})
}

func TestAPrefixIsActedOnAsAWhole(t *testing.T) {
	inRoom(t, func(r *room) {
		var c calls
		for i := range 3 {
			r.observe(c.query(hour(), "a", i))
		}
		r.observe(c.query(hour(), "b"))
		pass(time.Second)
		r.open()
		r.choose("a")
		r.shows("3 queries", "slowest")
		r.tap("Refetch")
		equal(t, "reads", c.count(), 7)
		r.tap("Remove")
		equal(t, "read again for those who watch", c.count(), 10)
		equal(t, "all are there", len(r.cache.Entries(query.Filter{})), 4)
	})
}

func TestTheDataIsExploredPageByPageAndCopied(t *testing.T) {
	inRoom(t, func(r *room) {
		type lead struct {
			ID   int64  `json:"id"`
			Name string `json:"name"`
			Tags []string
		}
		leads := make([]lead, 250)
		for i := range leads {
			leads[i] = lead{ID: int64(i + 1), Name: "Joe's Pizza"}
		}
		_ = query.Set(r.cache, query.K[[]lead]("leads"), leads)
		pass(time.Second)
		r.open()
		r.choose("leads")
		r.unfold("state", false)
		r.unfold("options", false)
		r.unfold("200 – 249", true)
		r.unfold("201", true)
		tree := r.tree()
		equal(t, "tree", append(tree[:9:9], tree[len(tree)-6:]...), []string{
			"data: 250 · []devtools.lead · 14.8 kB", "  0 – 99:", "  100 – 199:", "  200 – 249:", "    200: Joe's Pizza", "    201: Joe's Pizza",
			"      id: 202", `      name: "Joe's Pizza"`, "      Tags: 0",
			"    248: Joe's Pizza", "    249: Joe's Pizza",
			"state: success · 0 hits, 0 misses", "options:", "readers: 0", "fetches: none of late",
		})
		r.tap("Copy")
		r.do(func() {
			equal(t, "copied", fyne.CurrentApp().Clipboard().Content(), "{\n  \"id\": 202,\n  \"name\": \"Joe's Pizza\",\n  \"Tags\": null\n}")
		})
		pass(copiedFor)
		r.shows("Copy")
	})
}

func TestEventsTellTheirKeysAndReads(t *testing.T) {
	inRoom(t, func(r *room) {
		b := query.NewBridge(r.cache, r.bus)
		defer b.Close()
		query.On(b, string(event.NameBusinessDeleted), func(a *query.Actions, es []event.Event) {
			a.Remove(query.P("businesses", int64(es[0].(event.BusinessDeleted).IDs[0])))
			a.Invalidate(query.Filter{Prefix: query.P("stats")})
		})
		r.observe(reads(2*time.Millisecond, 1, "stats"))
		pass(time.Second)
		r.open()
		r.bus.publish(event.BusinessDeleted{IDs: []entity.BusinessID{998}})
		pass(time.Second)
		r.shows("business:deleted #998", "businesses/998 removed")
		r.do(func() {
			id, _ := r.tools.queries.news.ID(0)
			r.tools.queries.recent.SetCursor(id)
			r.tools.openMoment(uint64(id))
		})
		pass(time.Second)
		tree := r.tree()
		equal(t, "details", []string{tree[0], tree[1], tree[2], tree[3], strings.TrimLeft(tree[4], " 0123456789:.")}, []string{
			"keys touched: 2", "  businesses / 998: removed", "  stats: invalidated", "reads: 1", "stats · 2 ms",
		})
		rows := func() (out []string) {
			r.do(func() { out = rowsOf(r.tools.pages[2].(*events).model) })
			for i := range out {
				_, out[i], _ = strings.Cut(out[i], " | ")
			}
			return out
		}
		equal(t, "all", rows(), []string{"read stats | by business:deleted | 2 ms", "business:deleted #998 | businesses/998 removed, stats* | 1", "read stats | mount | 2 ms"})
		r.tap("Reads")
		equal(t, "reads", len(rows()), 2)
		r.do(func() {
			e := r.tools.pages[2].(*events)
			e.filter = newNeedle("mount")
			e.draw(r.tools.picture)
		})
		equal(t, "filtered", rows(), []string{"read stats | mount | 2 ms"})
	})
}

func TestMutationsShowTheirOpenLayers(t *testing.T) {
	inRoom(t, func(r *room) {
		_ = query.Set(r.cache, query.K[int]("businesses", 1), 1)
		hold := make(chan struct{})
		m := query.NewMutator(r.cache, query.Mutation[[]entity.BusinessID, int, int]{
			Key: query.P("delete"),
			OnMutate: func(_ context.Context, tx *query.Tx, _ []entity.BusinessID) (int, error) {
				query.PatchAll(tx, query.Filter{Prefix: query.P("businesses")}, func(_ query.Path, n int) int { return n - 1 })
				return 41, nil
			},
			Run: func(ctx context.Context, _ []entity.BusinessID) (int, error) {
				select {
				case <-hold:
					return 0, errPlain
				case <-ctx.Done():
					return 0, ctx.Err()
				}
			},
		})
		m.Go([]entity.BusinessID{7, 8}, nil)
		r.open()
		r.page("Mutations")
		p := r.tools.pages[1].(*mutations)
		rows := func() (out []string) {
			r.do(func() { out = rowsOf(p.model) })
			for i, s := range out {
				cells := strings.Split(s, " | ")
				out[i] = strings.Join(append(cells[:3:3], cells[4]), " | ")
			}
			return out
		}
		equal(t, "while it runs", rows(), []string{"pending | delete #7 +1 | 1 | –"})
		r.do(func() {
			id, _ := p.model.ID(0)
			p.chosen = id
			r.tools.again()
		})
		equal(t, "details", r.tree()[:5], []string{"variables: 2", "  0: 7", "  1: 8", "open layers: 1", "  1: businesses"})
		r.page("Queries")
		equal(t, "the patched query", strings.Contains(r.rows()[0], "1 open layer"), true)
		close(hold)
		pass(time.Second)
		r.page("Mutations")
		equal(t, "in the end", rows(), []string{"error | delete #7 +1 | – | 3 s"})
		r.shows("the disk is full")
		r.tap("Run again")
		equal(t, "run again", rows(), []string{"error | delete #7 +1 | – | 0 ms", "error | delete #7 +1 | – | 3 s"})

		hold = make(chan struct{})
		m.Go([]entity.BusinessID{9}, nil)
		pass(time.Second)
		r.do(func() {
			id, _ := p.model.ID(0)
			p.chosen = id
			r.tools.again()
		})
		r.tap("Cancel it")
		equal(t, "cancelled", rows()[0], "error | delete #9 | – | 1 s")
	})
}

func TestLatencyTellsEachPrefix(t *testing.T) {
	inRoom(t, func(r *room) {
		r.observe(reads(8*time.Millisecond, 1, "businesses", 1))
		r.observe(reads(4*time.Millisecond, -1, "businesses", 2))
		r.observe(reads(time.Millisecond, 1, "stats"))
		r.observe(reads(time.Millisecond, 1, "stats"))
		pass(time.Second)
		r.open()
		r.page("Latency")
		l := r.tools.pages[3].(*latency)
		r.do(func() {
			equal(t, "rows", rowsOf(l.model), []string{
				"businesses 2 | 2 | 1 | 0 | 2 | 0.0 % | 8 ms | 8 ms", "stats 1 | 1 | 0 | 0 | 2 | 0.0 % | 1 ms | 1 ms",
			})
			l.chosen = query.P("businesses")
			r.tools.again()
		})
		r.shows("slowest", "businesses / 1")
	})
}

func TestSlowStatementsShowTheirWholeText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom(t, &keeper{kept: map[string][]byte{memoryRow: []byte("{}")}})
		defer r.close()
		r.build()
		r.do(func() {
			r.tools.Close()
			r.deps.Slow = func() []Statement {
				return []Statement{{At: time.Unix(0, 0), SQL: "\nSELECT *\nFROM business\n\tWHERE id = ?", Took: 84 * time.Millisecond}}
			}
			r.tools = New(r.deps)
			r.window.SetContent(r.tools.Content())
		})
		r.open()
		r.shows("slow SQL: 1")
		r.page("SQL")
		s := r.tools.pages[4].(*statements)
		r.do(func() {
			equal(t, "row", strings.Join(strings.Split(rowsOf(s.model)[0], " | ")[1:], " | "), "84 ms | SELECT * FROM business WHERE id = ?")
			s.chosen = 0
			r.tools.again()
		})
		equal(t, "whole", r.tree(), []string{"1: SELECT *", "2: FROM business", "3:     WHERE id = ?"})
		r.tap("Copy")
		r.do(func() {
			equal(t, "copied", strings.TrimSpace(fyne.CurrentApp().Clipboard().Content()), "SELECT *\nFROM business\n\tWHERE id = ?")
		})
	})
}

func TestTheNetworkIsMockedAwayUntilTheToolsClose(t *testing.T) {
	inRoom(t, func(r *room) {
		q := reads(time.Millisecond, 1, "online")
		q.Options.Network = query.ModeOnline
		r.open()
		r.tap("Mock offline")
		r.observe(q)
		pass(time.Second)
		equal(t, "while it is away", r.rows(), []string{"1 | online | paused | –"})
		r.shows("Paused 1")
		r.do(r.tools.Close)
		pass(time.Second)
		equal(t, "afterwards", r.cache.Entries(query.Filter{})[0].HasData, true)
	})
}

func TestWhatWasPutOnForShowEndsWithTheTools(t *testing.T) {
	inRoom(t, func(r *room) {
		var c calls
		r.observe(c.query(hour(), "a"))
		r.observe(c.query(hour(), "b"))
		pass(time.Second)
		r.open()
		r.choose("a")
		r.tap("Show loading")
		r.choose("b")
		r.tap("Show error")
		r.do(r.tools.Close)
		pass(time.Second)
		for _, e := range r.cache.Entries(query.Filter{}) {
			if e.Simulated != query.NotSimulated || e.Status != query.StatusSuccess || e.Fetch != query.Idle {
				t.Errorf("%s is left %s, %s", e.Path, e.Status, e.Fetch)
			}
		}
	})
}

func TestKeysOfTheWindow(t *testing.T) {
	inRoom(t, func(r *room) {
		var c calls
		r.observe(c.query(hour(), "a"))
		pass(time.Second)
		r.open()
		r.choose("a")
		press := func(k fyne.KeyName) {
			r.do(func() { r.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: k}) })
			pass(time.Second)
		}
		press(fyne.KeyF5)
		equal(t, "F5 reads the chosen query", c.count(), 2)
		press(fyne.KeyF12)
		equal(t, "F12 asks to close", r.shut, 1)
	})
}

func TestExportWritesAWholeFileWithoutAnybodysData(t *testing.T) {
	inRoom(t, func(r *room) {
		_ = query.Set(r.cache, query.K[entity.Business]("businesses", 1), entity.Business{ID: 1, Name: "Joe's Pizza"})
		r.observe(reads(8*time.Millisecond, 1, "stats"))
		m := query.NewMutator(r.cache, query.Mutation[entity.Draft, int, int]{
			Key: query.P("create"), Run: func(context.Context, entity.Draft) (int, error) { return 0, errPlain },
		})
		_, _ = m.Do(context.Background(), entity.Draft{Name: "Joe's Pizza"})
		pass(time.Second)
		r.open()
		r.tap("Export")
		equal(t, "told", r.toasts(), []string{"Exported"})
		files, err := filepath.Glob(filepath.Join(r.deps.ExportDir, "*"))
		hidden, _ := filepath.Glob(filepath.Join(r.deps.ExportDir, ".*"))
		if err != nil || len(files) != 1 || len(hidden) != 0 {
			t.Fatalf("files %v, left over %v, %v", files, hidden, err)
		}
		b, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "Joe's") {
			t.Error("the export holds a lead's name")
		}
		var got report
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		equal(t, "counts", []int{len(got.Queries), len(got.Mutations), len(got.Moments), len(got.Prefixes), len(got.SlowSQL)}, []int{2, 1, 2, 2, 0})
		for _, q := range got.Queries {
			if q.Key == `["stats"]` {
				equal(t, "query", []any{q.Label, q.Type, q.Readers, q.TookMS, q.Misses}, []any{"fresh", "int", 1, 8.0, 1})
			}
		}
		equal(t, "mutation", []string{got.Mutations[0].Key, got.Mutations[0].Error}, []string{`["create"]`, "the disk is full"})

		if err := os.RemoveAll(r.deps.ExportDir); err != nil {
			t.Fatal(err)
		}
		pass(time.Minute)
		r.tap("Export")
		equal(t, "without a folder", r.toasts(), []string{"The export was not written"})
	})
}
