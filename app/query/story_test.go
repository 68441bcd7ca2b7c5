package query

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// told are the lines of a story in a few words each.
func storyOf(c *Client, after uint64) (lines []string) {
	for _, l := range c.Story(after) {
		s := fmt.Sprint(l.Seq, " ", l.Kind)
		if l.Path != (Path{}) {
			s += fmt.Sprint(" ", l.Path, " ", l.Cause)
		}
		if l.Topic != "" {
			s += " by " + l.Topic
		}
		for _, touch := range l.Touches {
			s += fmt.Sprint(" ", touch.Did, " ", touch.Path)
		}
		if l.Payload != nil {
			s += fmt.Sprint(" with ", l.Payload)
		}
		if l.Mutation != nil {
			s += fmt.Sprint(" ", l.Mutation.Key, " ", l.Mutation.Status)
		}
		if l.Took > 0 {
			s += fmt.Sprint(" in ", l.Took)
		}
		if l.Err != nil {
			s += fmt.Sprint(" (", l.Err, ")")
		}
		lines = append(lines, s)
	}
	return lines
}

func TestStoryTellsWhatEventsDidAndWhyFetchesBegan(t *testing.T) {
	bubble(t, Config{Story: 100}, func(t *testing.T, c *Client) {
		var w wire
		b := NewBridge(c, &w)
		defer b.Close()
		On(b, "deleted", func(a *Actions, e created) {
			a.Remove(P("b", e.id))
			a.Invalidate(Filter{Prefix: P("list")})
			Apply(a, K[int]("seen"), func(old int, _ bool) (int, bool) { return old + 1, true })
		})
		o, _ := watch(c, answers(5*ms, 1).query(Options{StaleTime: time.Hour}, "list"))
		defer o.Close()
		pass(time.Second)
		w.publish("deleted", created{7})
		pass(time.Second)
		m := NewMutator(c, Mutation[int, int, int]{Key: P("delete"), Run: func(context.Context, int) (int, error) { return 0, errOops }})
		_, _ = m.Do(t.Context(), 7)
		bad := failing[int](3*ms, 9)
		_, _ = Fetch(t.Context(), c, bad.query(Options{}, "bad"))
		equal(t, "story", storyOf(c, 0), []string{
			`1 fetch ["list"] mount`, `2 success ["list"] mount in 5ms`,
			`3 bus by deleted removed ["b",7] invalidated ["list"] patched ["seen"] with {7}`,
			`4 fetch ["list"] invalidate by deleted`,
			`5 success ["list"] invalidate by deleted in 5ms`,
			`6 mutation ["delete"] pending`, `7 mutation ["delete"] error`,
			`8 fetch ["bad"] manual`, `9 failure ["bad"] manual in 3ms (oops)`,
		})
		equal(t, "the newest", len(c.Story(7)), 2)
		equal(t, "nothing newer", len(c.Story(9)), 0)
		equal(t, "from the future", len(c.Story(99)), 0)
	})
}

func TestStoryKeepsTheNewestLines(t *testing.T) {
	bubble(t, Config{Story: 4}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		for range 5 {
			_, _ = Fetch(t.Context(), c, s.query(Options{}, "a"))
		}
		equal(t, "story", storyOf(c, 0), []string{
			`7 fetch ["a"] manual`, `8 success ["a"] manual`, `9 fetch ["a"] manual`, `10 success ["a"] manual`,
		})
		equal(t, "after one that is gone", len(c.Story(2)), 4)
	})
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		_, _ = Fetch(t.Context(), c, answers(0, 1).query(Options{}, "a"))
		equal(t, "without a story", len(c.Story(0)), 0)
	})
}

func TestStoryEndsBeforeAnEventThatIsStillAtWork(t *testing.T) {
	bubble(t, Config{Story: 8}, func(t *testing.T, c *Client) {
		var w wire
		b := NewBridge(c, &w)
		defer b.Close()
		var during []string
		On(b, "created", func(a *Actions, e created) {
			during = storyOf(c, 0)
			if e.id == 2 {
				panic("planted")
			}
			a.Invalidate(Filter{Prefix: P("a")})
		})
		w.publish("created", created{1})
		equal(t, "while it is at work", len(during), 0)
		func() {
			defer func() { _ = recover() }()
			w.publish("created", created{2})
		}()
		equal(t, "after a panic", storyOf(c, 0), []string{`1 bus by created invalidated ["a"] with {1}`, `2 bus by created with {2}`})
	})
}

func TestAFetchThatIsPutOffKeepsItsCause(t *testing.T) {
	bubble(t, Config{Story: 100}, func(t *testing.T, c *Client) {
		var w wire
		b := NewBridge(c, &w)
		defer b.Close()
		On(b, "created", func(a *Actions, _ created) { a.Invalidate(Filter{}) })
		o, _ := watch(c, answers(0, 1).query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(0)
		for range 3 {
			w.publish("created", created{})
			pass(10 * ms)
		}
		pass(time.Second)
		var causes []string
		for _, l := range c.Story(0) {
			if l.Kind == EventFetch {
				causes = append(causes, fmt.Sprint(l.Cause, " ", l.Topic))
			}
		}
		equal(t, "causes", causes, []string{"mount ", "invalidate created", "invalidate created"})
	})
}

func TestEntriesCountTheirOwnHitsMissesAndFetches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(5*ms, 1)
		q := s.query(Options{StaleTime: time.Hour}, "a", 1)
		_, _ = Fetch(t.Context(), c, q)
		_, _ = Fetch(t.Context(), c, q)
		o, _ := watch(c, q)
		defer o.Close()
		_, _ = Fetch(t.Context(), c, s.query(Options{}, "a", 2))
		e := info(t, c, P("a", 1))
		equal(t, "figures", []int{e.Hits, e.Misses, e.Fetches}, []int{2, 1, 1})
		equal(t, "took", e.Took, 5*ms)
	})
}

func TestInspectIsNoReadAndShowsOptionsAndReaders(t *testing.T) {
	bubble(t, Config{Defaults: Options{GCTime: time.Minute}}, func(t *testing.T, c *Client) {
		q := polling(answers(0, 1), 2*time.Second, "a")
		q.Options.StaleTime = time.Hour
		o, _ := watch(c, q)
		pass(0)
		before := c.Changes()
		i, ok := c.Inspect(P("a"))
		equal(t, "there", ok, true)
		equal(t, "options", []time.Duration{i.Options.StaleTime, i.Options.GCTime}, []time.Duration{time.Hour, time.Minute})
		equal(t, "readers", i.Readers, []Reader{{Enabled: true, StaleTime: time.Hour, Poll: 2 * time.Second}})
		equal(t, "data", i.Data, any(1))
		equal(t, "can be fetched", i.Fetchable, true)
		equal(t, "changed nothing", c.Changes(), before)
		o.Close()
		pass(time.Minute)
		_, ok = c.Inspect(P("a"))
		equal(t, "collected on time", ok, false)
	})
}

func TestSimulationsShowOnTheEntry(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, _ := watch(c, answers(0, 1).query(Options{}, "a"))
		defer o.Close()
		pass(0)
		c.TriggerLoading(Filter{Prefix: P("a")})
		equal(t, "loading", info(t, c, P("a")).Simulated, SimulatedLoading)
		c.TriggerError(Filter{Prefix: P("a")}, errOops)
		equal(t, "error", info(t, c, P("a")).Simulated, SimulatedError)
		c.Restore(Filter{Prefix: P("a")})
		equal(t, "restored", info(t, c, P("a")).Simulated, NotSimulated)
	})
}
