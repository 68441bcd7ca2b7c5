package lead

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/store/event"
)

// documentTable is the user's table (SPEC section 2), by hand: an event, what it patches, removes and marks stale. What
// came since, duplicates, suppressions and trash, stands behind the document's own words.
const documentTable = `
business:created      | -                                                      | -             | businesses, stats, recent-businesses, duplicates, trash
business:updated      | -                                                      | -             | businesses id, businesses lists, recent-businesses, duplicates
business:deleted      | -                                                      | businesses id | businesses lists, stats, recent-businesses, duplicates, trash
business:enriched     | businesses id                                          | -             | businesses lists, stats, recent-businesses, duplicates
scraping:progress     | scrape-status job, jobs                                | -             | -
scraping:complete     | scrape-status job, jobs                                | -             | everything
scraping:failed       | scrape-status job, jobs                                | -             | failed-jobs, recent-searches
enrichment:progress   | businesses id, businesses lists, job-status job, jobs  | -             | job-status visits
enrichment:complete   | job-status job, jobs                                   | -             | businesses, stats, job-status visits, failed-jobs
enrichment:failed     | -                                                      | -             | businesses id, businesses lists, stats, job-status visits, failed-jobs
stats:updated         | -                                                      | -             | stats, suppressions
job:changed           | scrape-status job, job-status job, jobs                | -             | jobs, job-status visits, failed-jobs, recent-searches
settings:changed      | -                                                      | -             | settings
health:changed        | health                                                 | -             | -
import:progress       | import                                                 | -             | -
import:finished       | import                                                 | -             | businesses, stats, recent-businesses, duplicates
`

func words(targets []Target) string {
	if len(targets) == 0 {
		return "-"
	}
	out := make([]string, len(targets))
	for i, t := range targets {
		out[i] = string(t)
	}
	return strings.Join(out, ", ")
}

func TestTableIsTheDocuments(t *testing.T) {
	var want, got []string
	for line := range strings.Lines(strings.TrimSpace(documentTable)) {
		var cells []string
		for cell := range strings.SplitSeq(line, "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		want = append(want, strings.Join(cells, " | "))
	}
	for _, r := range Table {
		got = append(got, fmt.Sprintf("%s | %s | %s | %s", r.Event, words(r.Patch), words(r.Remove), words(r.Invalidate)))
	}
	t.Log("the table:\n" + strings.Join(got, "\n"))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the table is not the document's (-document +table):\n%s", diff)
	}
}

func TestEachEventOfTheCatalogueHasOneRow(t *testing.T) {
	var rows []event.Name
	for _, r := range Table {
		rows = append(rows, r.Event)
	}
	slices.Sort(rows)
	want := slices.Sorted(slices.Values(event.Catalogue))
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("events without a row, or rows without an event (-catalogue +table):\n%s", diff)
	}
}

func TestWhatTheTablePatchesIsPatched(t *testing.T) {
	for _, r := range Table {
		if (len(r.Patch) > 0) != (patches[r.Event] != nil) {
			t.Errorf("%s: the table patches %q, a patch exists: %v", r.Event, words(r.Patch), patches[r.Event] != nil)
		}
	}
}
