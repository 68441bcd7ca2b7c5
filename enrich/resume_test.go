package enrich

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/scrape/fetch"
	"letip/store/entity"
)

// TestAResumeRepeatsNoVisitThatEnded interrupts a job while two of its six visits are still under way.
func TestAResumeRepeatsNoVisitThatEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(func(host string) time.Duration {
			if strings.HasPrefix(host, "slow") {
				return 5 * time.Second
			}
			return time.Millisecond
		})
		var mu sync.Mutex
		homes := map[string]int{}
		w.answer = func(url string) (*fetch.Response, error) {
			mu.Lock()
			homes[url]++
			mu.Unlock()
			switch {
			case strings.Contains(url, "gone"):
				return nil, fetch.NewError(fetch.ClassHTTP4xx, url, "", nil)
			case strings.Contains(url, "away"):
				return nil, fetch.NewError(fetch.ClassDNS, url, "", nil)
			case strings.Contains(url, "closed"):
				return nil, fetch.NewError(fetch.ClassRobots, url, "", nil)
			}
			return &fetch.Response{URL: url, Status: 200, Header: http.Header{}, Body: []byte(`<p>hello<a href="/contact">Contact</a>`)}, nil
		}
		d, settle := deskOn(t, w)
		defer settle()
		var ids []entity.BusinessID
		for _, host := range []string{"gone", "away", "closed", "good", "slow1", "slow2"} {
			ids = append(ids, d.add(t, host, fmt.Sprintf("http://%s.sample.test", host)))
		}
		id, err := d.Start(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Second)
		if err := d.runner.Interrupt(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		clear(homes)
		if err := d.runner.Resume(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		j, err := d.runner.Wait(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		want := entity.Counts{Total: 6, Enriched: 3, Blocked: 1, Failed: 2}
		if diff := cmp.Diff(want, j.Counts); diff != "" || j.Status != entity.JobCompleted || j.Error != nil {
			t.Errorf("the job is %s, %v, counts (-want +got):\n%s", j.Status, j.Error, diff)
		}
		for url := range homes {
			if !strings.Contains(url, "slow") {
				t.Errorf("%s was asked for again", url)
			}
		}
		failures, err := d.db.Failures(t.Context(), 10, id)
		if err != nil {
			t.Fatal(err)
		}
		classes := map[string]int{}
		for _, f := range failures {
			classes[f.Class]++
		}
		if diff := cmp.Diff(map[string]int{"http-4xx": 1, "dns": 1, "robots": 1}, classes); diff != "" {
			t.Errorf("failures (-want +got):\n%s", diff)
		}
		// Of these only the name that wasn't found may be there another time.
		retry, err := d.Retryable(t.Context())
		if diff := cmp.Diff(ids[1:2], retry); diff != "" || err != nil {
			t.Errorf("to be tried again (-want +got):\n%s%v", diff, err)
		}
	})
}
