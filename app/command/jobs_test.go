package command

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"letip/store/entity"
)

// interrupted leaves a job in the journal that a signal ended.
func interrupted(t *testing.T, s *services, flags []string) {
	t.Helper()
	s.hold, s.asked = make(chan struct{}), make(chan struct{}, 10)
	ctx, signal := context.WithCancel(t.Context())
	done := make(chan result, 1)
	go func() { done <- run(ctx, t, slices.Concat(findNewark, flags)...) }()
	<-s.asked
	signal()
	if r := <-done; r.exit != exitInterrupted {
		t.Fatalf("the job is not interrupted but exits with %d: %s", r.exit, r.out)
	}
	close(s.hold) // whoever asks from now on is answered
}

func TestJobsListsTheNewestFirstWithWhatFailed(t *testing.T) {
	s := newark(t)
	flags := s.flags(t, t.TempDir())
	var none []jobDocument
	run(t.Context(), t, slices.Concat([]string{"jobs"}, flags)...).document(t, &none)
	if none == nil || len(none) != 0 {
		t.Errorf("an empty journal is %v, want []", none)
	}
	run(t.Context(), t, slices.Concat(findNewark, flags)...)
	s.interpreter = recorded(t, "overpass/delaware/err_syntax_400.html")
	run(t.Context(), t, slices.Concat(findNewark, flags, []string{"--refresh"})...)

	var all, failed, one []jobDocument
	run(t.Context(), t, slices.Concat([]string{"jobs"}, flags)...).document(t, &all)
	run(t.Context(), t, slices.Concat([]string{"jobs", "--failed"}, flags)...).document(t, &failed)
	run(t.Context(), t, slices.Concat([]string{"jobs", "--limit", "1"}, flags)...).document(t, &one)
	if len(all) != 2 || all[0].ID != 2 || all[1].Counts.Saved != 39 || all[1].FinishedAt == nil {
		t.Errorf("the journal is %+v, want job 2, then job 1 with 39 saved", all)
	}
	if len(failed) != 1 || failed[0].ID != 2 || failed[0].Status != entity.JobFailed || len(one) != 1 {
		t.Errorf("failed are %+v and one is %+v, want job 2 in both", failed, one)
	}
	if f := all[0].Failures; len(f) != 1 || f[0].Class != "bad-query" || f[0].Attempt != 1 || f[0].BusinessID != nil || f[0].URL == nil || f[0].At == nil {
		t.Errorf("what failed is %+v, want one bad-query of the first attempt", f)
	}
	if f := all[1].Failures; f == nil || len(f) != 0 {
		t.Errorf("a job that went well has the failures %v, want []", f)
	}
}

func TestCancelEndsAnInterruptedJobForGood(t *testing.T) {
	s := newark(t)
	flags := s.flags(t, t.TempDir())
	interrupted(t, s, flags)
	var got findDocument
	r := run(t.Context(), t, slices.Concat([]string{"jobs", "cancel", "1"}, flags)...)
	r.document(t, &got)
	if r.exit != exitDone || got.Status != entity.JobCancelled {
		t.Errorf("exit %d, the job is %s; want 0 and cancelled", r.exit, got.Status)
	}
	for _, args := range [][]string{{"jobs", "cancel", "1"}, {"jobs", "resume", "1"}, {"jobs", "cancel", "9"}, {"jobs", "resume", "9"}} {
		var problem errorDocument
		r := run(t.Context(), t, slices.Concat(args, flags)...)
		r.document(t, &problem)
		if r.exit != exitFailed || problem.Error.Message == "" {
			t.Errorf("%q: exit %d with %+v, want 1 and a sentence", args, r.exit, problem.Error)
		}
	}
}

func TestA429IsWaitedForAtLeastThirtySecondsOnce(t *testing.T) {
	busy := recorded(t, "overpass/delaware/err_429_rate_limited.html")
	synctest.Test(t, func(t *testing.T) {
		s := newark(t)
		s.interpreter = busy
		flags, opened := inBubble(t, s)
		began := time.Now()
		var got findDocument
		runOpened(t.Context(), t, opened, slices.Concat(findNewark, flags)...).document(t, &got)
		if waited := time.Since(began); waited < 30*time.Second || waited > 2*time.Minute || s.interpreted.Load() != 2 {
			t.Errorf("after %v and %d questions the job gave up, want 30 s and one more question", waited, s.interpreted.Load())
		}
	})
}

func TestRetryAfterBeyondTenMinutesPausesTheJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newark(t)
		s.interpreter = reply{http.StatusTooManyRequests, "text/html", "<html>later</html>"}
		s.retryAfter = "3600"
		flags, opened := inBubble(t, s)
		var got findDocument
		r := runOpened(t.Context(), t, opened, slices.Concat(findNewark, flags)...)
		r.document(t, &got)
		if got.Status != entity.JobPaused || got.Error == nil || got.Error.Class != "rate-limited" || r.exit != exitFailed {
			t.Errorf("exit %d, the job is %s with %+v; want 1, paused and rate-limited", r.exit, got.Status, got.Error)
		}
	})
}
