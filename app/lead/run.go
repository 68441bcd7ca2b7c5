package lead

import (
	"time"

	"letip/store/entity"
)

// logLines is how many lines of a job's log are read: what fits a screen many times over.
const logLines = 200

// Run is a job as a screen shows it: what the journal knows and how far the work has come.
type Run struct {
	entity.Job               // Percent is the live one: it never falls while the job runs
	Phase      string        // what it does now, one short sentence
	ETA        time.Duration // zero is unknown
	Seq        uint64        // of the progress it shows
	At         time.Time
	Log        []entity.LogLine // oldest first; empty in the list of jobs
}

// Live reports whether more will happen by itself.
func (r Run) Live() bool { return r.Status == entity.JobActive || r.Status == entity.JobQueued }

// withJob is r as the journal's newest word changes it. While the job runs, the counted work keeps what progress
// already showed, since the journal is written less often.
func (r Run) withJob(j entity.Job) Run {
	if r.ID != j.ID {
		return Run{Job: j}
	}
	old := r.Job
	r.Job = j
	switch {
	case j.Status.Ended():
		r.ETA, r.Phase = 0, ""
	case old.Status.Ended(): // somebody resumed it: its progress counts from one again
		r.Seq, r.ETA = 0, 0
	default:
		r.Percent, r.Counts = max(old.Percent, j.Percent), further(old.Counts, j.Counts)
	}
	return r
}

// withProgress is r moved on by p; ok is false where p is old news.
func (r Run) withProgress(p entity.Progress) (Run, bool) {
	if r.ID != p.JobID || p.Seq <= r.Seq && p.Seq != 0 || r.Status.Ended() && !p.Status.Ended() {
		return r, false
	}
	r.Seq, r.At, r.ETA = p.Seq, p.At, p.ETA
	r.Counts = p.Counts
	r.Percent = max(r.Percent, p.Percent)
	if p.Status != "" {
		r.Status = p.Status
	}
	if p.Phase != "" {
		r.Phase = p.Phase
	}
	return r, true
}

// further is the larger of two counts of the same work: counts only rise.
func further(a, b entity.Counts) entity.Counts {
	return entity.Counts{
		Found: max(a.Found, b.Found), Saved: max(a.Saved, b.Saved), Duplicate: max(a.Duplicate, b.Duplicate),
		Outside: max(a.Outside, b.Outside), OverLimit: max(a.OverLimit, b.OverLimit), Failed: max(a.Failed, b.Failed),
		Total: max(a.Total, b.Total), Enriched: max(a.Enriched, b.Enriched), Partial: max(a.Partial, b.Partial),
		NoWebsite: max(a.NoWebsite, b.NoWebsite), Blocked: max(a.Blocked, b.Blocked),
	}
}
