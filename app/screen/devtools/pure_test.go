package devtools

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"letip/app/query"
	"letip/app/widget"
	"letip/store/entity"
	"letip/store/event"
)

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if d := cmp.Diff(want, got, cmp.AllowUnexported(query.Path{}), cmpopts.EquateErrors()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func TestLabelsGoByPrecedence(t *testing.T) {
	for _, c := range []struct {
		e    query.EntryInfo
		want label
	}{
		{query.EntryInfo{Fetch: query.Fetching, Stale: true}, fetching},
		{query.EntryInfo{Fetch: query.Fetching, Observers: 1}, fetching},
		{query.EntryInfo{Fetch: query.Paused}, inactive},
		{query.EntryInfo{Stale: true}, inactive},
		{query.EntryInfo{Fetch: query.Paused, Observers: 1, Stale: true}, paused},
		{query.EntryInfo{Observers: 2, Stale: true}, stale},
		{query.EntryInfo{Observers: 1}, fresh},
	} {
		if got := labelOf(&c.e); got != c.want {
			t.Errorf("%+v is %s, want %s", c.e, labelWords[got].Text, labelWords[c.want].Text)
		}
	}
}

func TestMutationsAreRankedPausedPendingErrorRest(t *testing.T) {
	var got []string
	for _, m := range []query.MutationInfo{
		{Status: query.MutPending, Paused: true}, {Status: query.MutPending}, {Status: query.MutError}, {Status: query.MutSuccess}, {},
	} {
		got = append(got, fmt.Sprint(mutationWord(&m).Text, " ", mutationRank(&m)))
	}
	equal(t, "words and ranks", got, []string{"paused 0", "pending 1", "error 2", "success 3", "idle 3"})
}

func TestFilterRanksTheBetterAnswerFirst(t *testing.T) {
	for text, want := range map[string]rank{
		"stats": exact, "stats / menus": beginning, "recent stats": word, "overstats": within, "s{t}a1t2s": scattered,
		"sta": noMatch, "xstats / stats": word, "tsats": noMatch,
	} {
		if got := newNeedle(" STATS ").rank(text); got != want {
			t.Errorf("stats in %q ranks %d, want %d", text, got, want)
		}
	}
	equal(t, "nothing typed", newNeedle("").rank("anything"), exact)
	equal(t, "a letter of two bytes", newNeedle("éa").rank("café bar"), scattered)
}

func TestKeysReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct {
		p          query.Path
		name, tail string
	}{
		{query.P("businesses", query.Params{"page": 1, "city": "Freehold"}), "businesses", "{city: Freehold, page: 1}"},
		{query.P("businesses", 1041), "businesses / 1041", ""},
		{query.P("businesses", "rows", query.Params{"city": "Point, Pleasant"}, 3, 0), "businesses / rows", `{city: "Point, Pleasant"} / 3 / 0`},
		{query.P("a", "7", 7, true, "true", "", nil, []int{1, 2}), `a / "7" / 7 / true / "true" / "" / null / [1, 2]`, ""},
		{query.P("a", `say "x"`), `a / "say \"x\""`, ""},
		{query.P("a", query.Params{"f": query.Params{"s": "İpek:1"}}), "a", `{f: {s: "İpek:1"}}`},
	} {
		text := keyTexts{}.of(c.p)
		name, tail := text.from(0)
		equal(t, c.p.String(), []string{name, tail}, []string{c.name, c.tail})
	}
	equal(t, "everything", keyName(query.Path{}), "*")
}

func TestNumbersInKeysSortAsNumbers(t *testing.T) {
	if compareKeys([]string{"a", "9"}, []string{"a", "10"}) >= 0 || compareKeys([]string{"a"}, []string{"a", "b"}) >= 0 || compareKeys([]string{"b"}, []string{"a"}) <= 0 {
		t.Error("keys do not sort segment by segment, numbers as numbers")
	}
}

// some are queries whose labels and ages differ.
func some(now time.Time) []query.EntryInfo {
	at := func(ago time.Duration) time.Time { return now.Add(-ago) }
	return []query.EntryInfo{
		{Path: query.P("businesses", 1), Observers: 1, DataUpdatedAt: at(4 * time.Second)},
		{Path: query.P("businesses", 2), DataUpdatedAt: at(time.Second)},
		{Path: query.P("businesses", query.Params{"city": "Freehold"}), Observers: 2, Fetch: query.Fetching, DataUpdatedAt: at(time.Minute)},
		{Path: query.P("businesses", 1, "all"), Observers: 1, Stale: true, DataUpdatedAt: at(time.Hour)},
		{Path: query.P("stats"), Observers: 3, DataUpdatedAt: at(2 * time.Second)},
		{Path: query.P("failed-jobs", 20), Disabled: true, DataUpdatedAt: at(3 * time.Second)},
	}
}

// drawn is a listing in lines: two blanks a step, the mark, the words, the label or the count.
func drawn(l *listing) (out []string) {
	marks := map[widget.Fold]string{widget.FoldNone: "", widget.FoldLeaf: "  ", widget.FoldOpen: "▾ ", widget.FoldClosed: "▸ "}
	for _, r := range l.rows {
		s := strings.Repeat("  ", r.depth) + marks[r.fold] + strings.TrimSpace(r.name+" "+r.tail)
		if r.entry != nil {
			s += ": " + lower[r.label]
		} else {
			s += fmt.Sprint(" (", r.n, ")")
		}
		out = append(out, s)
	}
	return out
}

func TestQueriesListAsATreeByPrefix(t *testing.T) {
	now := time.Now()
	l := newLister()
	w := wish{only: noLabel}
	equal(t, "by status", drawn(l.list(some(now), w)), []string{
		"▾ businesses (4)",
		"    {city: Freehold}: fetching",
		"  ▾ 1: fresh",
		"      all: stale",
		"    2: inactive",
		"  stats: fresh",
		"  failed-jobs / 20: inactive",
	})
	w.Sort = byKey
	w.folds = map[query.Path]bool{query.P("businesses", 1): false}
	equal(t, "by key, one folded", drawn(l.list(some(now), w)), []string{
		"▾ businesses (4)", "  ▸ 1: fresh", "    2: inactive", "    {city: Freehold}: fetching", "  failed-jobs / 20: inactive", "  stats: fresh",
	})
	w.Sort, w.folds = byUpdated, map[query.Path]bool{query.P("businesses"): false}
	equal(t, "by age", drawn(l.list(some(now), w)), []string{"  failed-jobs / 20: inactive", "  stats: fresh", "▸ businesses (4)"})
	w.Desc = true
	equal(t, "by age, the newest first", drawn(l.list(some(now), w)), []string{"▸ businesses (4)", "  stats: fresh", "  failed-jobs / 20: inactive"})
}

func TestListingCountsAllAndShowsWhatIsWanted(t *testing.T) {
	now := time.Now()
	l := newLister()
	flat := func(w wish) []string {
		w.Flat = true
		out := l.list(some(now), w)
		equal(t, "counts of all", out.counts, [labels]int{fresh: 2, fetching: 1, stale: 1, inactive: 2})
		return drawn(out)
	}
	equal(t, "flat", flat(wish{only: noLabel}), []string{
		"businesses {city: Freehold}: fetching", "stats: fresh", "businesses / 1: fresh", "businesses / 1 / all: stale",
		"businesses / 2: inactive", "failed-jobs / 20: inactive",
	})
	equal(t, "one label", flat(wish{only: stale}), []string{"businesses / 1 / all: stale"})
	equal(t, "without what is disabled", len(flat(wish{only: noLabel, HideDisabled: true})), 5)
	equal(t, "filtered, the best answer first", flat(wish{only: noLabel, filter: "all"}), []string{"businesses / 1 / all: stale"})
	equal(t, "scattered letters", flat(wish{only: noLabel, filter: "fj2"}), []string{"failed-jobs / 20: inactive"})
	equal(t, "descending", flat(wish{only: noLabel, Desc: true})[0], "failed-jobs / 20: inactive")
}

func TestARowKeepsItsNumberWhileItIsListed(t *testing.T) {
	l := newLister()
	now := time.Now()
	before := map[query.Path]int64{}
	for _, r := range l.list(some(now), wish{only: noLabel}).rows {
		before[r.path] = r.id
	}
	out := l.list(some(now), wish{only: noLabel, Sort: byKey, Desc: true})
	for i, r := range out.rows {
		if r.id != before[r.path] {
			t.Errorf("%s was row %d and is %d", r.path, before[r.path], r.id)
		}
		if out.at[r.id] != i {
			t.Errorf("row %d is looked for at %d, and stands at %d", r.id, out.at[r.id], i)
		}
	}
}

func TestAGroupOfManyIsFoldedAtFirst(t *testing.T) {
	var many []query.EntryInfo
	for i := range foldAbove + 1 {
		many = append(many, query.EntryInfo{Path: query.P("businesses", i)})
	}
	l := newLister()
	equal(t, "rows", len(l.list(many, wish{only: noLabel}).rows), 1)
	equal(t, "opened", len(l.list(many, wish{only: noLabel, folds: map[query.Path]bool{query.P("businesses"): true}}).rows), foldAbove+2)
}

// Whatever the queries are, a tree that is wholly open shows each once, and its groups count right.
func TestATreeShowsEachQueryOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seg := rapid.OneOf(rapid.SampledFrom([]any{"a", "b", 1, 2, "1"}), rapid.Just[any](query.Params{"p": 1}))
		folds := map[query.Path]bool{}
		entries := map[query.Path]query.EntryInfo{}
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			p := query.P(rapid.SliceOfN(seg, 1, 5).Draw(t, "key")...)
			entries[p] = query.EntryInfo{Path: p, Observers: rapid.IntRange(0, 1).Draw(t, "readers")}
			for n := 1; n <= p.Len(); n++ {
				folds[p.Head(n)] = true
			}
		}
		var all []query.EntryInfo
		for _, e := range entries {
			all = append(all, e)
		}
		w := wish{only: noLabel, folds: folds, Sort: rapid.SampledFrom([]sortBy{byStatus, byKey, byUpdated}).Draw(t, "sort"), Desc: rapid.Bool().Draw(t, "desc")}
		out := newLister().list(all, w)
		seen := map[query.Path]int{}
		ids := map[int64]bool{}
		for _, r := range out.rows {
			if ids[r.id] {
				t.Fatalf("two rows have the number %d", r.id)
			}
			ids[r.id] = true
			under := 0
			for p := range entries {
				if p.HasPrefix(r.path) && p.Head(r.path.Len()) == r.path {
					under++
				}
			}
			if r.n != under {
				t.Fatalf("%s counts %d, has %d", r.path, r.n, under)
			}
			if r.entry == nil {
				if under < 2 {
					t.Fatalf("%s is a group of %d", r.path, under)
				}
				continue
			}
			seen[r.path]++
		}
		for p := range entries {
			if seen[p] != 1 {
				t.Fatalf("%s is listed %d times", p, seen[p])
			}
		}
	})
}

func TestDurationsAgesAndSizesAreShort(t *testing.T) {
	var got []string
	for _, d := range []time.Duration{0, 20 * time.Microsecond, 240 * time.Microsecond, 8 * time.Millisecond, 8400 * time.Microsecond, 84400 * time.Microsecond, 1400 * time.Millisecond, 90 * time.Second} {
		got = append(got, took(d))
	}
	equal(t, "took", got, []string{"0 ms", "<0.1 ms", "0.2 ms", "8 ms", "8.4 ms", "84 ms", "1.4 s", "1m30s"})
	got = nil
	for _, d := range []time.Duration{-1, 900 * time.Millisecond, 4 * time.Second, 6 * time.Minute, 3 * time.Hour, 72 * time.Hour} {
		got = append(got, age(d))
	}
	equal(t, "ages", got, []string{"now", "now", "4 s", "6 min", "3 h", "3 d"})
	got = nil
	for _, n := range []int64{0, 999, 4100, 12_000_000} {
		got = append(got, bytesWords(n))
	}
	equal(t, "sizes", got, []string{"0 B", "999 B", "4.1 kB", "12 MB"})
}

func TestEventsSayWhatTheyAreAbout(t *testing.T) {
	progress := entity.Progress{JobID: 7, Percent: 62.9}
	for _, c := range []struct {
		payload any
		want    string
	}{
		{[]event.Event{event.BusinessCreated{IDs: []entity.BusinessID{1042}}}, "#1042"},
		{[]event.Event{event.BusinessCreated{IDs: []entity.BusinessID{1042, 1043, 1044}}}, "#1042 +2"},
		{[]event.Event{event.ScrapingProgress{Progress: progress}, event.ScrapingProgress{Progress: progress}}, "job 7 62 % ×2"},
		{[]event.Event{event.EnrichmentProgress{Progress: progress, Business: 3}}, "job 7 62 % #3"},
		{[]event.Event{event.StatsUpdated{}}, ""},
		{[]event.Event{event.JobChanged{Job: entity.Job{ID: 7, Status: entity.JobPaused}}}, "job 7 paused"},
		{[]event.Event{event.EnrichmentFailed{Failure: entity.Failure{BusinessID: 3, Class: "dns"}}}, "#3 dns"},
		{[]event.Event{event.SettingsChanged{Keys: []string{"theme", "contact"}}}, "theme, contact"},
		{[]event.Event{event.HealthChanged{Health: entity.Health{State: entity.Offline}}}, "offline"},
		{event.BusinessUpdated{IDs: []entity.BusinessID{5}}, "#5"},
		{[]event.Event{}, ""},
		{nil, ""},
	} {
		if got := payloadWords(c.payload); got != c.want {
			t.Errorf("%+v is told as %q, want %q", c.payload, got, c.want)
		}
	}
}

func TestEveryEventOfTheCatalogueIsWorded(t *testing.T) {
	silent := map[event.Name]bool{event.NameStatsUpdated: true} // carries nothing
	one := entity.Job{ID: 3, Status: entity.JobActive}
	ids := []entity.BusinessID{7}
	for _, e := range []event.Event{
		event.BusinessCreated{IDs: ids},
		event.BusinessUpdated{IDs: ids},
		event.BusinessDeleted{IDs: ids},
		event.BusinessEnriched{Business: entity.Business{ID: 7}},
		event.ScrapingProgress{},
		event.ScrapingComplete{Job: one},
		event.ScrapingFailed{Job: one},
		event.EnrichmentProgress{},
		event.EnrichmentComplete{Job: one},
		event.EnrichmentFailed{Failure: entity.Failure{Class: "dns"}},
		event.StatsUpdated{},
		event.JobChanged{Job: one},
		event.SettingsChanged{Keys: []string{"theme"}},
		event.HealthChanged{Health: entity.Health{State: entity.Online}},
		event.ImportProgress{},
		event.ImportFinished{},
	} {
		if words := eventWords(e); (words == "") != silent[e.EventName()] {
			t.Errorf("%s is told as %q", e.EventName(), words)
		}
		delete(silent, e.EventName())
	}
}

func TestMutationsSayWhatTheyAreAbout(t *testing.T) {
	type edit struct {
		ID     entity.BusinessID
		Update entity.Update
	}
	for _, c := range []struct {
		v    any
		want string
	}{
		{entity.BusinessID(998), "#998"},
		{[]entity.BusinessID{1, 2, 3}, "#1 +2"},
		{edit{ID: 4}, "#4"},
		{entity.Search{Query: "Freehold, NJ"}, "Freehold, NJ"},
		{entity.Draft{Name: "Joe's"}, "Joe's"},
		{int64(0), ""},
		{nil, ""},
		{struct{}{}, ""},
	} {
		if got := variableWords(c.v); got != c.want {
			t.Errorf("%+v is told as %q, want %q", c.v, got, c.want)
		}
	}
}

var errPlain = errors.New("the disk is full")
