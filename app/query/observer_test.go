package query

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestN1_AQueryIsAValueObservingFetches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		q := s.query(Options{}, "a")
		pass(0)
		equal(t, "made", s.calls(), 0)
		o, _ := watch(c, q)
		defer o.Close()
		pass(0)
		equal(t, "watched", s.calls(), 1)
	})
}

func TestN2_MountTriggers(t *testing.T) {
	for trigger, want := range map[Trigger][2]int{0: {0, 1}, TriggerStale: {0, 1}, TriggerNever: {0, 0}, TriggerAlways: {1, 2}} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			s := answers(0, 1)
			mustSet(t, c, K[int]("a"), 1)
			mount := func() int {
				o, _ := watch(c, s.query(Options{StaleTime: 5 * time.Minute, OnMount: trigger}, "a"))
				defer o.Close()
				pass(0)
				return s.calls()
			}
			pass(5*time.Minute - ms)
			equal(t, "fresh", mount(), want[0])
			c.Invalidate(Filter{})
			equal(t, "stale", mount(), want[1])
		})
	}
}

func TestN3_TriggerNeverLeavesAFailedEntry(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := failing[int](0, 99)
		q := s.query(Options{Retry: RetryPolicy{Max: NoRetry}, OnMount: TriggerNever}, "a")
		o, _ := watch(c, q)
		pass(0)
		o.Close()
		o, _ = watch(c, q)
		defer o.Close()
		pass(0)
		equal(t, "calls", s.calls(), 1)
	})
}

func TestN4_NothingChangedNobodyIsTold(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k, at, told := K[int]("a"), time.Now(), 0
		mustSet(t, c, k, 1, At(at))
		for range 1000 {
			o := Observe(c, Query[int]{Key: k}, func(Result[int]) { told++ })
			defer o.Close()
		}
		told = 0
		mustSet(t, c, k, 1, At(at))
		equal(t, "same data, same time", told, 0)
		mustSet(t, c, k, 2, At(at))
		equal(t, "other data", told, 1000)
	})
}

func TestN5_NotifyChoosesTheParts(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1, 1, 2)
		o, log := watch(c, s.query(Options{Notify: FieldData}, "a"))
		defer o.Close()
		pass(0)
		equal(t, "first result and data", log.n(), 2)
		pass(time.Second)
		_ = c.Refetch(Filter{}).Wait(t.Context())
		pass(0)
		equal(t, "same data", log.n(), 2)
		_ = c.Refetch(Filter{}).Wait(t.Context())
		pass(0)
		equal(t, "other data", log.n(), 3)
		equal(t, "all that changed since", log.last().Changed, FieldData|FieldTime)
	})
}

func TestN7_KeySwitchKeepsTheObserver(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		one, two := answers(5*ms, 1), answers(5*ms, 2)
		o, log := watch(c, one.query(Options{}, "page", 1))
		defer o.Close()
		pass(5 * ms)
		o.SetQuery(two.query(Options{}, "page", 2))
		pass(5 * ms)
		equal(t, "results", log.brief(), []string{"pending/fetching", "success/idle 1", "pending/fetching", "success/idle 2"})
		equal(t, "old key unwatched", info(t, c, P("page", 1)).Observers, 0)
		mustSet(t, c, K[int]("page", 1), 9)
		equal(t, "and unheard", log.n(), 4)
	})
}

func TestN8_FetchedAfterMount(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := answers(5*ms, 2).query(Options{}, "a")
		q.Initial = func() (int, time.Time, bool) { return 1, time.Now(), true }
		o, log := watch(c, q)
		defer o.Close()
		equal(t, "initial", log.last().FetchedAfterMount, false)
		pass(5 * ms)
		equal(t, "fetched", log.last().FetchedAfterMount, true)
	})
}

func TestN9_EachWatcherIsTold(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := answers(5*ms, 1).query(Options{}, "a")
		o1, log1 := watch(c, q)
		defer o1.Close()
		o2, log2 := watch(c, q)
		defer o2.Close()
		pass(time.Second)
		equal(t, "results", []int{log1.n(), log2.n()}, []int{2, 2})
	})
}

func TestN10_LeavingDuringDeliverySkipsNobody(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[int]("a")
		var told notes
		var all [4]*Observer[int, int]
		for i := range all {
			all[i] = Observe(c, Query[int]{Key: k}, func(r Result[int]) {
				if told.add(i, r.Data); r.Data == 1 && i == 1 {
					all[1].Close()
					all[2].Close()
				}
			})
			defer all[i].Close()
		}
		mustSet(t, c, k, 1)
		equal(t, "told", told.lines()[4:], []string{"0 1", "1 1", "3 1"})
	})
}

func TestN11_ClosingTwiceIsOnce(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := Query[int]{Key: K[int]("a")}
		var all []*Observer[int, int]
		var counts []int
		for range 3 {
			o, _ := watch(c, q)
			all = append(all, o)
		}
		counts = append(counts, info(t, c, P("a")).Observers)
		for _, o := range all {
			o.Close()
			o.Close()
			counts = append(counts, info(t, c, P("a")).Observers)
		}
		equal(t, "counts", counts, []int{3, 2, 1, 0})
	})
}

func TestN12_DerivedFlags(t *testing.T) {
	for _, row := range []struct {
		r    Result[int]
		want string
	}{
		{Result[int]{Status: StatusPending, Fetch: Fetching}, "true false false false"},
		{Result[int]{Status: StatusPending, Fetch: Paused}, "false false false false"},
		{Result[int]{Status: StatusSuccess, HasData: true, Fetch: Fetching}, "false true false false"},
		{Result[int]{Status: StatusSuccess, HasData: true}, "false false false false"},
		{Result[int]{Status: StatusFailure}, "false false true false"},
		{Result[int]{Status: StatusFailure, HasData: true, Fetch: Fetching}, "false true false true"},
	} {
		r := row.r
		equal(t, brief(r), fmt.Sprint(r.Loading(), r.Refetching(), r.LoadingError(), r.RefetchError()), row.want)
	}
}

func TestN13_ReturningShowsWhatCameMeanwhile(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		q := s.query(Options{StaleTime: time.Hour}, "a")
		o, _ := watch(c, q)
		pass(0)
		o.Close()
		mustSet(t, c, q.Key, 2)
		o, log := watch(c, q)
		defer o.Close()
		pass(0)
		equal(t, "results", log.brief(), []string{"success/idle 2"})
		equal(t, "calls", s.calls(), 1)
	})
}

func TestN14_PassiveObserverSeesOthersFetches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, log := watch(c, Query[int]{Key: K[int]("a")})
		defer o.Close()
		_, _ = Fetch(t.Context(), c, answers(5*ms, 1).query(Options{}, "a"))
		pass(0)
		equal(t, "results after the first", log.brief()[1:], []string{"pending/fetching", "success/idle 1"})
	})
}

func TestO1_SelectMapsAndItsErrorKeepsTheLastGood(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		log := newTape[string]()
		o := ObserveSelect(c, Query[int]{Key: K[int]("a")}, func(v int) (string, error) {
			if v == 2 {
				return "", errors.New("error")
			}
			return fmt.Sprint(v), nil
		}, log.take)
		defer o.Close()
		for i := 1; i <= 3; i++ {
			mustSet(t, c, K[int]("a"), i)
		}
		equal(t, "results", log.brief(), []string{"pending/idle", "success/idle 1", "failure/idle 1 (error)", "success/idle 3"})
	})
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a"), 1)
		log := newTape[string]()
		o := ObserveSelect(c, Query[int]{Key: K[int]("a")}, func(int) (string, error) { panic("no") }, log.take)
		defer o.Close()
		equal(t, "a panic too", brief(log.last()), "failure/idle (panic: no)")
	})
}

func TestO2_SelectRunsOncePerDataAndFunction(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k, runs := K[int]("a"), 0
		mustSet(t, c, k, 1)
		sel := func(v int) (int, error) { runs++; return v * 10, nil }
		o := ObserveSelect(c, Query[int]{Key: k}, sel, func(Result[int]) {})
		defer o.Close()
		c.Invalidate(Filter{})
		mustSet(t, c, k, 1)
		o.Result()
		equal(t, "same data", runs, 1)
		mustSet(t, c, k, 2)
		equal(t, "other data", runs, 2)
		o.SetSelect(func(v int) (int, error) { runs++; return v * 100, nil })
		equal(t, "other function", runs, 3)
		equal(t, "result", o.Result().Data, 200)
	})
}

func TestO3_EqualSelectionIsTheSame(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		log := newTape[int]()
		mustSet(t, c, K[int]("a"), 11)
		o := ObserveSelect(c, Query[int]{Key: K[int]("a"), Options: Options{Notify: FieldData}},
			func(v int) (int, error) { return v / 10, nil }, log.take)
		defer o.Close()
		mustSet(t, c, K[int]("a"), 12)
		equal(t, "told", log.n(), 1)
	})
}

func TestO4_SelectErrorDoesNotLeak(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int](1), 1)
		mustSet(t, c, K[int](2), 2)
		log := newTape[int]()
		o := ObserveSelect(c, Query[int]{Key: K[int](1)}, func(v int) (int, error) {
			if v == 1 {
				return 0, errOops
			}
			return v, nil
		}, log.take)
		defer o.Close()
		o.SetQuery(Query[int]{Key: K[int](2)})
		o.SetQuery(Query[int]{Key: K[int](1)})
		c.Reset(Filter{})
		equal(t, "results", log.brief(), []string{
			"failure/idle (oops)", "success/idle 2", "failure/idle (oops)", "pending/idle",
		})
	})
}

func TestP1_PlaceholderIsNotInTheCache(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := answers(5*ms, "data").query(Options{}, "a")
		q.Placeholder = func(State[string]) (string, bool) { return "placeholder", true }
		o, log := watch(c, q)
		defer o.Close()
		_, ok := Get(c, q.Key)
		equal(t, "in the cache", ok, false)
		pass(5 * ms)
		equal(t, "results", log.brief(), []string{"success/fetching placeholder placeholder", "success/idle data"})
	})
}

func TestP2_KeepPreviousOverAPageSwitch(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		page := func(n int) Query[string] {
			q := answers(5*ms, fmt.Sprint("p", n)).query(Options{}, "page", n)
			q.Placeholder = KeepPrevious[string]
			return q
		}
		o, log := watch(c, page(1))
		defer o.Close()
		pass(5 * ms)
		o.SetQuery(page(2))
		pass(5 * ms)
		equal(t, "results", log.brief()[1:], []string{"success/idle p1", "success/fetching p1 placeholder", "success/idle p2"})
		o.SetQuery(page(3))
		o.SetQuery(page(4))
		equal(t, "the last that was there", brief(log.last()), "success/fetching p2 placeholder")
	})
}

func TestP3_PlaceholderGoesThroughSelect(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := Query[int]{Key: K[int]("a"), Placeholder: func(State[int]) (int, bool) { return 7, true }}
		log := newTape[string]()
		o := ObserveSelect(c, q, func(v int) (string, error) { return fmt.Sprint("<", v, ">"), nil }, log.take)
		defer o.Close()
		o2 := ObserveSelect(c, q, func(int) (string, error) { return "", errOops }, log.take)
		defer o2.Close()
		equal(t, "results", log.brief(), []string{"success/idle <7> placeholder", "pending/idle"})
	})
}

func TestP4_InitialLivesInTheCache(t *testing.T) {
	for name, row := range map[string]struct {
		at    time.Time
		calls int
	}{"now": {time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), 0}, "zero": {time.Time{}, 1}} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			s := answers(5*ms, 2)
			q := s.query(Options{StaleTime: time.Minute}, "a")
			q.Initial = func() (int, time.Time, bool) { return 1, row.at, true }
			o, log := watch(c, q)
			defer o.Close()
			v, _ := Get(c, q.Key)
			equal(t, name+": cached", v, 1)
			equal(t, name+": updates", info(t, c, P("a")).DataUpdates, 0)
			equal(t, name+": status", log.last().Status, StatusSuccess)
			pass(0)
			equal(t, name+": stale", s.calls(), row.calls)
		})
	}
}

func TestP5_InitialFillsAnEntryWithoutData(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := Query[int]{Key: K[int]("a")}
		o, log := watch(c, q)
		defer o.Close()
		q.Initial = func() (int, time.Time, bool) { return 1, time.Now(), true }
		o2, _ := watch(c, q)
		defer o2.Close()
		equal(t, "filled", brief(log.last()), "success/idle 1")
		mustSet(t, c, q.Key, 2)
		c.Reset(Filter{})
		equal(t, "reset", brief(log.last()), "success/idle 1")
	})
}

type words struct{ all []string }

func (w words) Equal(o words) bool { return fmt.Sprint(w.all) == fmt.Sprint(o.all) }

func TestR1_EqualDataKeepsTheOld(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) { // by its own Equal
		s := answers(0, words{[]string{"a"}}, words{[]string{"a"}})
		o, log := watch(c, s.query(Options{}, "own"))
		defer o.Close()
		pass(time.Second)
		old := o.Result().Data
		_ = c.Refetch(Filter{}).Wait(t.Context())
		pass(0)
		equal(t, "same backing", &o.Result().Data.all[0] == &old.all[0], true)
		equal(t, "only times change", log.last().Changed, FieldFetch|FieldTime)
		mustSet(t, c, K[words]("own"), words{[]string{"a"}})
		equal(t, "also by Set", &o.Result().Data.all[0] == &old.all[0], true)
	})
	bubble(t, Config{}, func(t *testing.T, c *Client) { // by the query's Equal
		q := answers(0, []int{1}, []int{1, 2}).query(Options{}, "q")
		q.Equal = func(a, b []int) bool { return a[0] == b[0] }
		o, _ := watch(c, q)
		defer o.Close()
		pass(0)
		_ = c.Refetch(Filter{}).Wait(t.Context())
		equal(t, "kept", len(o.Result().Data), 1)
		q.Equal = func(a, b []int) bool { panic("no") }
		o.SetQuery(q)
		equal(t, "a panic is an error", c.Refetch(Filter{}).Wait(t.Context()) != nil, true)
		pass(0)
	})
	bubble(t, Config{}, func(t *testing.T, c *Client) { // where == panics
		o, log := watch(c, Query[any]{Key: K[any]("any"), Options: Options{Notify: FieldData}})
		defer o.Close()
		mustSet(t, c, K[any]("any"), any([]int{1}))
		mustSet(t, c, K[any]("any"), any([]int{1}))
		equal(t, "never equal", log.n(), 3)
	})
}

func TestGroupClosesItsView(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var g Group
		for i := range 3 {
			o, _ := watch(c, Query[int]{Key: K[int](i)})
			g.Add(o)
		}
		g.Close()
		g.Close()
		equal(t, "watched", len(c.Entries(Filter{Match: func(e EntryInfo) bool { return e.Observers > 0 }})), 0)
	})
}
