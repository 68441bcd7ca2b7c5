package screen

import (
	"letip/app/lead"
	"letip/store/entity"
)

// NeedAttention are the jobs that will not go on unless the rep says so: cut short or failed, and not run again since.
// The jobs come newest first, and leave in that order.
func NeedAttention(jobs []lead.Run) []lead.Run {
	type asked struct {
		kind   entity.JobKind
		query  string
		radius entity.Miles
	}
	since := map[asked]bool{} // what a newer job has run
	var out []lead.Run
	for _, j := range jobs {
		a := asked{kind: j.Kind}
		if j.Search != nil {
			a.query, a.radius = j.Search.Query, j.Search.Radius
		}
		if (j.Status == entity.JobInterrupted || j.Status == entity.JobFailed) && !since[a] {
			out = append(out, j)
		}
		since[a] = true
	}
	return out
}

// StatusCount is how many leads have just this status, which the figures' groups hide.
func StatusCount(s entity.Stats, status entity.EnrichmentStatus) int {
	for _, c := range s.ByStatus {
		if c.Name == string(status) {
			return c.Count
		}
	}
	return 0
}
