package store

import (
	"strings"
	"testing"
)

// What screens and resumes ask of the journal goes through an index, however long the journal is.
func TestJournalIsReadByIndex(t *testing.T) {
	db, _ := journal(t)
	for name, c := range map[string]struct {
		query string
		args  []any
		index string
	}{
		"recent searches":          {recentSearches, []any{10}, "USING INDEX search_by_last_run"},
		"items of a job":           {selectItems, []any{1, 0, itemPage}, "USING PRIMARY KEY"},
		"answer of an item":        {"SELECT body FROM job_answer WHERE job_id = ? AND key = ?", []any{1, "a"}, "USING INDEX sqlite_autoindex_job_answer_1"},
		"failures of a job":        {"SELECT at FROM job_failure WHERE job_id IN (?) ORDER BY id DESC LIMIT ?", []any{1, 10}, "USING INDEX job_failure_by_job"},
		"log of a job":             {"SELECT at, text FROM job_log WHERE job_id = ? ORDER BY id DESC LIMIT ?", []any{1, 10}, "USING INDEX job_log_by_job"},
		"what a dead process left": {"SELECT id FROM job WHERE status IN ('active', 'queued')", nil, "job_by_status"},
		"what has expired":         {pruneExpired, []any{1, 1}, "USING INDEX fetch_cache_by_expiry"},
		"size of the cache":        {"SELECT coalesce(sum(size), 0) FROM fetch_cache", nil, "USING COVERING INDEX fetch_cache_by_expiry"},
	} {
		rows, err := db.writer.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+c.query, c.args...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, step)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
		if text := strings.Join(plan, "; "); !strings.Contains(text, c.index) {
			t.Errorf("%s is read by: %s", name, text)
		}
	}
}
