package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

// took is a mutation that takes d, fails where fail says so, and notes its steps.
func took(log *notes, d time.Duration, fail func(v string) error) Mutation[string, string, string] {
	return Mutation[string, string, string]{
		Run: func(ctx context.Context, v string) (string, error) {
			log.add("run ", v)
			if d > 0 {
				select {
				case <-time.After(d):
				case <-ctx.Done():
					return "", ctx.Err()
				}
			}
			if fail != nil {
				if err := fail(v); err != nil {
					return "", err
				}
			}
			return v + "!", nil
		},
		OnMutate: func(_ context.Context, _ *Tx, v string) (string, error) { log.add("mutate"); return "context", nil },
		OnSuccess: func(_ context.Context, r, v, c string) error {
			log.add("success ", r, v, c)
			return nil
		},
		OnError:   func(_ context.Context, err error, v, c string) { log.add("error ", err, v, c) },
		OnSettled: func(_ context.Context, r string, err error, v, c string) { log.add("settled ", r, err, v, c) },
	}
}

func always(err error) func(string) error { return func(string) error { return err } }

// states records what an observer of a mutator sees.
func states[V, R, C any](m *Mutator[V, R, C]) (*notes, func()) {
	var log notes
	cancel := m.Observe(func(s MutationState[V, R]) {
		log.add(s.Status, " ", s.Failures, " ", s.Context, " ", s.Data)
	})
	return &log, cancel
}

func TestW1_States(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		m := NewMutator(c, took(&log, 10*ms, nil))
		seen, cancel := states(m)
		defer cancel()
		m.Go("v", nil)
		pass(time.Second)
		equal(t, "states", seen.lines(), []string{"idle 0 <nil> ", "pending 0 <nil> ", "pending 0 context ", "success 0 context v!"})
		equal(t, "variables", m.State().Vars, "v")
	})
}

func TestW2_FailuresShowWhilePending(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		def := took(&log, 0, always(errOops))
		def.OnMutate = nil
		def.Retry = RetryPolicy{Max: 1}
		m := NewMutator(c, def)
		seen, cancel := states(m)
		defer cancel()
		m.Go("v", nil)
		pass(time.Minute)
		equal(t, "states", seen.lines(), []string{"idle 0 <nil> ", "pending 0 <nil> ", "pending 1 <nil> ", "error 2 <nil> "})
		equal(t, "error", m.State().Err, errOops)
	})
}

func TestW3_NoRetryByDefault(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		_, err := NewMutator(c, took(&log, 0, always(errOops))).Do(t.Context(), "v")
		equal(t, "error", err, errOops)
		equal(t, "steps", log.lines(), []string{"mutate", "run v", "error oopsvcontext", "settled oopsvcontext"})
	})
}

// staged is a config that notes the client-wide stages.
func staged(log *notes) Config {
	return Config{OnMutation: func(s MutationStage, _ MutationInfo) { log.add("client ", s) }}
}

func TestW4_OrderOnSuccess(t *testing.T) {
	var log notes
	bubble(t, staged(&log), func(t *testing.T, c *Client) {
		m := NewMutator(c, took(&log, 10*ms, nil))
		defer m.Observe(func(s MutationState[string, string]) {
			if s.Status == MutSuccess {
				log.add("state success")
			}
		})()
		m.Go("v", func(r string, err error) { log.add("done ", r, err) })
		pass(time.Second)
		equal(t, "order", log.lines(), []string{
			"client OnMutate", "mutate", "run v", "client OnSuccess", "success v!vcontext", "client OnSettled",
			"settled v!<nil>vcontext", "done v!<nil>", "state success",
		})
	})
}

func TestW5_OrderOnFailure(t *testing.T) {
	var log notes
	bubble(t, staged(&log), func(t *testing.T, c *Client) {
		m := NewMutator(c, took(&log, 10*ms, always(errOops)))
		defer m.Observe(func(s MutationState[string, string]) {
			if s.Status == MutError {
				log.add("state error")
			}
		})()
		m.Go("v", func(r string, err error) { log.add("done ", r, err) })
		pass(time.Second)
		equal(t, "order", log.lines(), []string{
			"client OnMutate", "mutate", "run v", "client OnError", "error oopsvcontext", "client OnSettled",
			"settled oopsvcontext", "done oops", "state error",
		})
	})
}

func TestW6_PendingUntilAllCallbacksHaveReturned(t *testing.T) {
	var log notes
	step := func(name any) { doze(10 * ms); log.add(name) }
	bubble(t, Config{OnMutation: func(s MutationStage, _ MutationInfo) { step("client " + s.String()) }}, func(t *testing.T, c *Client) {
		m := NewMutator(c, Mutation[int, int, int]{
			OnMutate:  func(context.Context, *Tx, int) (int, error) { step("OnMutate"); return 0, nil },
			Run:       func(context.Context, int) (int, error) { step("Run"); return 0, nil },
			OnSuccess: func(context.Context, int, int, int) error { step("OnSuccess"); return nil },
			OnSettled: func(context.Context, int, error, int, int) { step("OnSettled") },
		})
		began := time.Now()
		m.Go(0, func(int, error) { log.add("done") })
		for time.Since(began) < 70*ms-1 { // the last of the seven is at work until then
			equal(t, "status", m.State().Status, MutPending)
			pass(10*ms - 1)
		}
		pass(time.Second)
		equal(t, "order", log.lines(), []string{
			"client OnMutate", "OnMutate", "Run", "client OnSuccess", "OnSuccess", "client OnSettled", "OnSettled", "done",
		})
		equal(t, "status", m.State().Status, MutSuccess)
	})
}

func TestW7_OnMutateRunsAtOnceAndHandsOn(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		m := NewMutator(c, took(&log, 10*ms, nil))
		m.Go("v", nil)
		equal(t, "before Go returns", log.lines()[0], "mutate")
		pass(time.Second)
		equal(t, "handed on", log.lines()[2:], []string{"success v!vcontext", "settled v!<nil>vcontext"})

		fails := took(&log, 0, nil)
		fails.OnMutate = func(context.Context, *Tx, string) (string, error) { return "c", errOops }
		_, err := NewMutator(c, fails).Do(t.Context(), "x")
		equal(t, "its error fails the mutation", err, errOops)
		equal(t, "without a run", log.lines()[4:], []string{"error oopsxc", "settled oopsxc"})
	})
}

func TestW8_CallbackErrorIsReportedAndSettlesOnce(t *testing.T) {
	var log notes
	bubble(t, Config{Report: func(err error) { log.add("report ", err) }}, func(t *testing.T, c *Client) {
		def := took(&log, 0, nil)
		def.Key = P("m")
		def.OnSuccess = func(context.Context, string, string, string) error { return errOops }
		settled := def.OnSettled
		def.OnSettled = func(ctx context.Context, r string, err error, v, c string) {
			settled(ctx, r, err, v, c)
			panic("no")
		}
		m := NewMutator(c, def)
		r, err := m.Do(t.Context(), "v")
		equal(t, "stays a success", []any{r, err, m.State().Status}, []any{"v!", error(nil), MutSuccess})
		equal(t, "steps", log.lines(), []string{
			"mutate", "run v", `report OnSuccess of mutation ["m"]: oops`, "settled v!<nil>vcontext",
			`report OnSettled of mutation ["m"]: panic: no`,
		})
	})
}

func TestW9_CallbackErrorsDoNotReplaceTheCause(t *testing.T) {
	reports := 0
	bubble(t, Config{
		Report:     func(error) { reports++ },
		OnMutation: func(s MutationStage, _ MutationInfo) { panicIf(s >= StageError) },
	}, func(t *testing.T, c *Client) {
		m := NewMutator(c, Mutation[int, int, int]{
			Run:       func(context.Context, int) (int, error) { return 0, errOops },
			OnError:   func(context.Context, error, int, int) { panic("no") },
			OnSettled: func(context.Context, int, error, int, int) { panic("no") },
		})
		_, err := m.Do(t.Context(), 1)
		equal(t, "error", err, errOops)
		equal(t, "reports", reports, 4)
	})
}

func panicIf(yes bool) {
	if yes {
		panic("no")
	}
}

func scoped(log *notes, fail func(string) error, scope func(string) string) Mutation[string, int, int] {
	return Mutation[string, int, int]{Scope: scope, Run: func(_ context.Context, v string) (int, error) {
		log.add("start ", v)
		doze(10 * ms)
		if fail != nil && fail(v) != nil {
			log.add("error ", v)
			return 0, fail(v)
		}
		log.add("finish ", v)
		return 0, nil
	}}
}

func one(string) string { return "scope" }

func TestW11_ScopeIsSerialInOrder(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		m := NewMutator(c, scoped(&log, nil, one))
		m.Go("A", nil)
		m.Go("B", nil)
		pass(5 * ms)
		paused := []bool{}
		for _, i := range c.Mutations() {
			paused = append(paused, i.Paused)
		}
		equal(t, "the waiting one is paused", paused, []bool{false, true})
		pass(time.Second)
		equal(t, "order", log.lines(), []string{"start A", "finish A", "start B", "finish B"})
	})
}

func TestW12_OtherScopesAndNoneRunSideBySide(t *testing.T) {
	for name, scope := range map[string]func(string) string{"own": func(v string) string { return v }, "none": nil} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			var log notes
			m := NewMutator(c, scoped(&log, nil, scope))
			began := time.Now()
			m.Go("A", nil)
			m.Go("B", nil)
			for c.Mutating("") > 0 {
				pass(ms)
			}
			equal(t, name, time.Since(began), 10*ms)
		})
	}
}

func TestW13_FailureLetsTheNextRun(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		m := NewMutator(c, scoped(&log, always(errOops), one))
		for _, v := range []string{"1", "2", "3"} {
			m.Go(v, nil)
		}
		pass(time.Second)
		equal(t, "order", log.lines(), []string{"start 1", "error 1", "start 2", "error 2", "start 3", "error 3"})
	})
}

func TestW14_OfflinePausesAndResumes(t *testing.T) {
	for name, tt := range map[string]struct {
		scope func(string) string
		want  []string
		takes time.Duration
	}{
		"side by side":        {nil, []string{"finish A", "finish B", "start A", "start B"}, 10 * ms},
		"in a scope in order": {one, []string{"start A", "finish A", "start B", "finish B"}, 20 * ms},
	} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			var log notes
			c.SetOnline(false)
			def := scoped(&log, nil, tt.scope)
			def.Network = ModeOnline
			m := NewMutator(c, def)
			m.Go("A", nil)
			m.Go("B", nil)
			pass(time.Minute)
			equal(t, name+", offline", log.lines(), nil)
			for _, i := range c.Mutations() {
				equal(t, name+", paused", i.Paused, true)
			}
			c.SetOnline(true)
			began := time.Now()
			for c.Mutating("") > 0 {
				pass(ms)
			}
			lines := log.lines()
			if tt.scope == nil {
				slices.Sort(lines)
			}
			equal(t, name+", online", lines, tt.want)
			equal(t, name+", took", time.Since(began), tt.takes)
		})
	}
}

func TestW15_ResetDetaches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		m := NewMutator(c, took(&log, 10*ms, nil))
		seen, cancel := states(m)
		defer cancel()
		m.Go("v", nil)
		pass(5 * ms)
		m.Reset()
		pass(time.Second)
		equal(t, "state", m.State().Status, MutIdle)
		equal(t, "goes on", log.lines()[len(log.lines())-1], "settled v!<nil>vcontext")
		equal(t, "seen", seen.lines(), []string{"idle 0 <nil> ", "pending 0 <nil> ", "pending 0 context ", "idle 0 <nil> "})
	})
}

func TestW16_NewObserverSeesTheRunningAndTheSettled(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		m := NewMutator(c, took(&log, 10*ms, nil))
		_, cancel := states(m)
		m.Go("v", nil)
		cancel()
		pass(5 * ms)
		running, cancel := states(m)
		pass(5 * ms)
		cancel()
		cancel()
		settled, cancel := states(m)
		defer cancel()
		equal(t, "running", running.lines(), []string{"pending 0 context ", "success 0 context v!"})
		equal(t, "settled", settled.lines(), []string{"success 0 context v!"})
	})
}

func TestW17_SettledAreForgottenUnlessWatched(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		def := took(&log, 50*ms, nil)
		def.GCTime = 10 * ms
		m := NewMutator(c, def)
		_, cancel := states(m)
		m.Go("v", nil)
		pass(50*ms - 1)
		equal(t, "pending", len(c.Mutations()), 1)
		pass(time.Minute)
		equal(t, "watched", len(c.Mutations()), 1)
		cancel()
		pass(10*ms - 1)
		equal(t, "just before", len(c.Mutations()), 1)
		pass(1)
		equal(t, "after 10 ms", len(c.Mutations()), 0)
		m.Go("w", nil)
		pass(60*ms - 1)
		equal(t, "unwatched, just before", len(c.Mutations()), 1)
		pass(1)
		equal(t, "unwatched, after", len(c.Mutations()), 0)
	})
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		m := NewMutator(c, Mutation[int, int, int]{Run: func(context.Context, int) (int, error) { return 0, nil }})
		for i := range 2 * keptMutations {
			_, _ = m.Do(t.Context(), i)
		}
		equal(t, "and never more than are worth showing", len(c.Mutations()), keptMutations)
		c.Clear()
		equal(t, "none after Clear", len(c.Mutations()), 0)
	})
}

func TestW18_SettledIsNotRunAgain(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		def := scoped(&log, nil, nil)
		def.Network = ModeOnline
		m := NewMutator(c, def)
		m.Go("A", nil)
		pass(time.Second)
		c.SetOnline(false)
		c.SetOnline(true)
		pass(time.Second)
		equal(t, "runs", log.lines(), []string{"start A", "finish A"})
	})
}

func TestW20_MutationsAreFoundByKeyAndStatus(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		for _, key := range []Path{P("a", 1), P("a", 2), P("b")} {
			def := took(&log, 0, nil)
			def.Key = key
			_, _ = NewMutator(c, def).Do(t.Context(), "v")
		}
		failing := took(&log, 0, always(errOops))
		failing.Key = P("a", 3)
		_, _ = NewMutator(c, failing).Do(t.Context(), "v")
		pending := took(&log, time.Minute, nil)
		pending.Key = P("a", 4)
		NewMutator(c, pending).Go("w", nil)
		find := func(match func(MutationInfo) bool) (found []string) {
			for _, i := range c.Mutations() {
				if match(i) {
					found = append(found, i.Key.String())
				}
			}
			return found
		}
		in := func(s MutationStatus) func(MutationInfo) bool {
			return func(i MutationInfo) bool { return i.Key.HasPrefix(P("a")) && i.Status == s }
		}
		equal(t, "succeeded", find(in(MutSuccess)), []string{P("a", 1).String(), P("a", 2).String()})
		equal(t, "failed", find(in(MutError)), []string{P("a", 3).String()})
		equal(t, "pending", find(in(MutPending)), []string{P("a", 4).String()})
		equal(t, "by its variables", find(func(i MutationInfo) bool { return i.Variables == "w" }), []string{P("a", 4).String()})
	})
}

// deletion is the optimistic delete over every list and the record itself; ids in fail are refused.
func deletion(c *Client, takes time.Duration, fail map[int]bool, affects ...Filter) *Mutator[int, int, int] {
	return NewMutator(c, Mutation[int, int, int]{
		OnMutate: func(_ context.Context, tx *Tx, id int) (int, error) {
			PatchAll(tx, Filter{Prefix: P("list")}, func(_ Path, ids []int) []int {
				out := []int{}
				for _, x := range ids {
					if x != id {
						out = append(out, x)
					}
				}
				return out
			})
			tx.Hide(P("list", "one", id))
			return 0, nil
		},
		Run: func(ctx context.Context, id int) (int, error) {
			doze(takes * time.Duration(id))
			if fail[id] {
				return 0, errOops
			}
			return id, nil
		},
		Affects: func(int) []Filter { return affects },
	})
}

func TestW21_OverlappingOptimisticFailures(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[[]int]("list")
		mustSet(t, c, k, []int{1, 2, 3})
		m := deletion(c, 10*ms, map[int]bool{1: true})
		m.Go(1, nil)
		m.Go(2, nil)
		v, _ := Get(c, k)
		equal(t, "both away", v, []int{3})
		pass(10 * ms)
		v, _ = Get(c, k)
		equal(t, "the failed one is back, the other stays away", v, []int{1, 3})
		pass(time.Second)
		v, _ = Get(c, k)
		equal(t, "in the end", v, []int{1, 3}) // the anchor: [1 2 3], row 2 resurrected
		equal(t, "no layer stays", len(c.layers), 0)
	})
}

func TestDoEndsWithItsContextAndWithTheClient(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		ctx, cancel := context.WithTimeout(t.Context(), 10*ms)
		defer cancel()
		_, err := NewMutator(c, took(&log, time.Hour, nil)).Do(ctx, "v")
		equal(t, "context", err, context.DeadlineExceeded)

		got := in(func() (string, error) { return NewMutator(c, took(&log, time.Hour, nil)).Do(t.Context(), "v") })
		waits := took(&log, time.Hour, nil)
		waits.Network = ModeOnline
		c.SetOnline(false)
		got2 := in(func() (string, error) { return NewMutator(c, waits).Do(t.Context(), "v") })
		retries := took(&log, 0, always(errOops))
		retries.Retry = RetryPolicy{Max: Unlimited}
		got3 := in(func() (string, error) { return NewMutator(c, retries).Do(t.Context(), "v") })
		pass(time.Minute)
		_ = c.Close()
		for i, got := range []func() (string, error){got, got2, got3} {
			if _, err := got(); !errors.Is(err, context.Canceled) && !errors.Is(err, ErrClosed) {
				t.Error(i, err)
			}
		}
		_, err = NewMutator(c, took(&log, 0, nil)).Do(t.Context(), "v")
		equal(t, "afterwards", err, ErrClosed)
		NewMutator(c, took(&log, 0, nil)).Go("v", func(_ string, err error) { equal(t, "done", err, ErrClosed) })
	})
}

func TestAMutationIsCancelledAndRunAgainByItsNumber(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		_ = Set(c, K[int]("n"), 1)
		oops := true
		m := NewMutator(c, Mutation[string, string, int]{
			OnMutate: func(_ context.Context, tx *Tx, _ string) (int, error) {
				PatchAll(tx, Filter{}, func(_ Path, n int) int { return n + 1 })
				return 0, nil
			},
			Run: func(ctx context.Context, v string) (string, error) {
				log.add("run " + v)
				if !oops {
					return v, nil
				}
				<-ctx.Done()
				return "", ctx.Err()
			},
		})
		m.Go("v", func(_ string, err error) { log.add(fmt.Sprint(err)) })
		pass(ms)
		id := m.State().ID
		equal(t, "a pending one is not run again", c.RepeatMutation(id), false)
		equal(t, "cancelled", c.CancelMutation(id), true)
		pass(ms)
		n, _ := Get(c, K[int]("n"))
		equal(t, "its patch is gone", n, 1)
		equal(t, "an ended one is not cancelled", c.CancelMutation(id), false)

		oops = false
		equal(t, "run again", c.RepeatMutation(id), true)
		pass(ms)
		equal(t, "the second one", m.State().Status, MutSuccess)
		equal(t, "has a number of its own", m.State().ID == id, false)
		equal(t, "a success is not run again", c.RepeatMutation(m.State().ID), false)
		equal(t, "what happened", log.lines(), []string{"run v", "context canceled", "run v"})
	})
}

func TestManyMutationsInOneScopeKeepTheirOrder(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		m := NewMutator(c, scoped(&log, nil, one))
		var want []string
		for i := range 50 {
			m.Go(fmt.Sprint(i), nil)
			want = append(want, fmt.Sprint("start ", i), fmt.Sprint("finish ", i))
		}
		pass(time.Minute)
		equal(t, "order", log.lines(), want)
	})
}
