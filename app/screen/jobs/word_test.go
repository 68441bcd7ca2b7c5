package jobs

import (
	"testing"
	"time"

	"letip/app/lead"
	"letip/store/entity"
)

func TestALengthOfTime(t *testing.T) {
	for _, c := range []struct {
		d    time.Duration
		want string
	}{
		{-time.Second, "0.0 s"},
		{0, "0.0 s"},
		{449 * time.Millisecond, "0.4 s"},
		{9 * time.Second, "9.0 s"},
		{12*time.Second + 900*time.Millisecond, "12 s"},
		{200 * time.Second, "3 min 20 s"},
		{65*time.Minute + 30*time.Second, "1 h 5 min"},
	} {
		if got := span(c.d); got != c.want {
			t.Errorf("%v is %q, want %q", c.d, got, c.want)
		}
	}
}

func TestHowLongAJobTook(t *testing.T) {
	began := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	now := began.Add(time.Hour)
	for _, c := range []struct {
		name   string
		status entity.JobStatus
		ended  time.Time
		want   string
	}{
		{"a job that runs is as old as it is now", entity.JobActive, time.Time{}, "1 h 0 min"},
		{"one that ended took what it took", entity.JobCompleted, began.Add(42 * time.Second), "42 s"},
		{"nobody wrote down when a killed one stopped", entity.JobInterrupted, began.Add(50 * time.Minute), ""},
		{"a paused one is not timed", entity.JobPaused, time.Time{}, ""},
	} {
		r := lead.Run{Job: entity.Job{Status: c.status, StartedAt: began, EndedAt: c.ended}}
		if got := took(r, now); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := took(lead.Run{Job: entity.Job{Status: entity.JobQueued}}, now); got != "" {
		t.Errorf("a waiting job took %q", got)
	}
}

func TestResultInARow(t *testing.T) {
	search := &entity.Search{Query: "Freehold, NJ", Radius: 1}
	for _, c := range []struct {
		job  entity.Job
		want string
	}{
		{entity.Job{Kind: entity.KindScrape, Status: entity.JobQueued, Search: search}, ""},
		{entity.Job{Kind: entity.KindScrape, Status: entity.JobCompleted, Search: search}, "nothing found"},
		{
			entity.Job{Kind: entity.KindScrape, Status: entity.JobActive, Search: search, Percent: 62.9, Counts: entity.Counts{Saved: 31, Duplicate: 12}},
			"62 % · 31 new · 12 known",
		},
		{
			entity.Job{
				Kind: entity.KindScrape, Status: entity.JobCompleted, Search: search, Percent: 100,
				Counts: entity.Counts{Saved: 1214}, Error: &entity.JobError{Class: "quota"},
			},
			"1,214 new · too much asked at once",
		},
		{
			entity.Job{Kind: entity.KindScrape, Status: entity.JobCancelled, Search: search, Error: &entity.JobError{Class: "cancelled"}},
			"",
		},
		{
			entity.Job{
				Kind: entity.KindEnrich, Status: entity.JobCompleted,
				Counts: entity.Counts{Total: 10, Enriched: 5, Partial: 1, NoWebsite: 2, Blocked: 1, Failed: 1},
			},
			"6 enriched · 3 could not be read · 1 failed",
		},
	} {
		if got := result(lead.Run{Job: c.job}); got != c.want {
			t.Errorf("%s %s gives %q, want %q", c.job.Kind, c.job.Status, got, c.want)
		}
	}
}

func TestWhatAJobDoes(t *testing.T) {
	for _, c := range []struct {
		job  entity.Job
		want string
	}{
		{entity.Job{Kind: entity.KindScrape, Search: &entity.Search{Query: "07728", Radius: 2.5}}, "Search: 07728 · 2.5 mi"},
		{entity.Job{Kind: entity.KindScrape}, "Search"},
		{entity.Job{Kind: entity.KindEnrich, Counts: entity.Counts{Total: 1}}, "Visits to 1 website"},
		{entity.Job{Kind: entity.KindEnrich, Counts: entity.Counts{Total: 40}}, "Visits to 40 websites"},
	} {
		if got := what(lead.Run{Job: c.job}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
