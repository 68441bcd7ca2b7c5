package osm

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/scrape/category"
	"letip/scrape/fetch"
	"letip/store/entity"
)

const mainStreet = "overpass/delaware/newark_main_st_1mi.json"

func page(status int, text string) recording {
	return recording{status: status, contentType: "text/html; charset=utf-8", body: []byte(text)}
}

func document200(text string) recording {
	return recording{status: 200, contentType: "application/json", body: []byte(text)}
}

func TestTheQuestionToOverpass(t *testing.T) {
	w := onLoopback(t, recorded(t, mainStreet), Config{})
	if _, err := w.Find(t.Context(), around(1), 1); err != nil {
		t.Fatal(err)
	}
	asked := w.requests()
	if len(asked) != 1 || asked[0].method != http.MethodPost || asked[0].url != "/api/interpreter" {
		t.Fatalf("asked %+v", asked)
	}
	if !strings.HasPrefix(asked[0].agent, "LeTip") {
		t.Errorf("the program calls itself %q", asked[0].agent)
	}
	want := `[out:json][timeout:25][maxsize:67108864];
(
  nwr["name"]["shop"](around:1610,39.6837,-75.7497);
  nwr["name"]["office"](around:1610,39.6837,-75.7497);
  nwr["name"]["craft"](around:1610,39.6837,-75.7497);
  nwr["name"]["amenity"](around:1610,39.6837,-75.7497);
  nwr["name"]["healthcare"](around:1610,39.6837,-75.7497);
  nwr["name"]["tourism"](around:1610,39.6837,-75.7497);
  nwr["name"]["leisure"](around:1610,39.6837,-75.7497);
);
out tags center;
`
	if diff := cmp.Diff(want, asked[0].form); diff != "" {
		t.Error(diff)
	}
}

func TestCategoriesAskForWhatIsNeededAlone(t *testing.T) {
	w := onLoopback(t, recorded(t, mainStreet), Config{})
	got, err := w.Find(t.Context(), around(1, "Florist", "banks", "shop=car"), 1)
	if err != nil {
		t.Fatal(err)
	}
	want := `[out:json][timeout:25][maxsize:67108864];
(
  nwr["name"]["shop"~"(^|;) *(car|florist) *(;|$)"](around:1610,39.6837,-75.7497);
  nwr["name"]["office"~"(^|;) *(bank) *(;|$)"](around:1610,39.6837,-75.7497);
  nwr["name"]["amenity"~"(^|;) *(bank) *(;|$)"](around:1610,39.6837,-75.7497);
);
out tags center;
`
	if diff := cmp.Diff(want, w.requests()[0].form); diff != "" {
		t.Error(diff)
	}
	counts := map[string]int{}
	for _, f := range got.Found {
		counts[f.Category]++
	}
	if diff := cmp.Diff(map[string]int{"Florist": 1, "Bank": 3, "Car dealer": 4}, counts); diff != "" {
		t.Errorf("a server that sends more than was asked for: %s", diff)
	}
}

func TestNothingIsAskedForAWordThatNobodyKnows(t *testing.T) {
	w := onLoopback(t, recorded(t, mainStreet), Config{})
	for _, word := range []string{"Plummer", "amenity=parking"} {
		_, err := w.Find(t.Context(), around(1, word), 1)
		if e := fetch.AsError(err); e == nil || e.Class != fetch.ClassBadQuery || !strings.Contains(e.Message, word) {
			t.Errorf("%s: %v", word, err)
		}
	}
	nowhere := around(1)
	nowhere.Place = nil
	off := around(1)
	off.Place.Lat = math.NaN()
	for _, search := range []entity.Search{nowhere, off} {
		if _, err := w.Find(t.Context(), search, 1); err == nil {
			t.Errorf("%+v is searched for", search)
		}
	}
	if n := len(w.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestTheSameSearchComesFromTheCacheUntilRefreshed(t *testing.T) {
	w := onLoopback(t, recorded(t, mainStreet), Config{})
	search := around(1)
	for i, want := range []struct {
		refresh, fromCache bool
		requests           int
	}{{false, false, 1}, {false, true, 1}, {true, false, 2}, {false, true, 2}} {
		search.Refresh = want.refresh
		got, err := w.Find(t.Context(), search, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got.FromCache != want.fromCache || len(w.requests()) != want.requests || len(got.Found) != 40 {
			t.Errorf("search %d: from cache %v, %d requests, %d found", i, got.FromCache, len(w.requests()), len(got.Found))
		}
	}
}

func TestAnAnswerIsKeptForThirtyDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, stop := inProcess(recorded(t, mainStreet), Config{})
		defer stop()
		for i, wait := range []time.Duration{0, keep - time.Minute, 2 * time.Minute} {
			time.Sleep(wait)
			if _, err := w.Find(t.Context(), around(1), 1); err != nil {
				t.Fatal(err)
			}
			if want := []int{1, 1, 2}[i]; len(w.requests()) != want {
				t.Errorf("after %v: %d requests, want %d", wait, len(w.requests()), want)
			}
		}
	})
}

// Measured by the facts on the real server: 21 elements and a remark.
func TestAPartialAnswerIsKeptAsFarAsItCameAndNeverCached(t *testing.T) {
	whole := string(recorded(t, mainStreet).body)
	end := strings.LastIndex(whole, "]")
	partial := document200(whole[:end] + `], "remark": "runtime error: Query ran out of memory in \"query\" at line 3. It would need at least 6 MB of RAM to continue." }`)
	w := onLoopback(t, partial, Config{})
	for n := 1; n <= 2; n++ {
		got, err := w.Find(t.Context(), around(1), 1)
		if err != nil {
			t.Fatal(err)
		}
		if got.Partial == nil || got.Partial.Class != fetch.ClassQuota || !strings.Contains(got.Partial.Message, "memory") ||
			!strings.Contains(got.Partial.Message, "kept") {
			t.Errorf("partial: %v", got.Partial)
		}
		if len(got.Found) != 40 || got.FromCache || len(w.requests()) != n {
			t.Errorf("%d found, from cache %v, %d requests", len(got.Found), got.FromCache, len(w.requests()))
		}
		again, err := w.Parse(around(1), got.Raw)
		if diff := cmp.Diff(got.Found, again.Found); err != nil || diff != "" || again.Partial == nil {
			t.Errorf("read again: %v %s", err, diff)
		}
	}
}

func TestWhatOverpassSaysUnderEachStatus(t *testing.T) {
	const frame = "<html><body>\n<p>The data included in this document is from www.openstreetmap.org.</p>\n" +
		"<p><strong style=\"color:#FF0000\">Error</strong>: %s </p>\n</body></html>"
	for name, c := range map[string]struct {
		answer   recording
		class    fetch.Class
		says     string
		requests int
	}{
		"duplicate query": {
			page(200, fmt.Sprintf(frame, "runtime error: open64: 0 Success /osm3s_osm_base Dispatcher_Client::request_read_and_idx::duplicate_query")),
			fetch.ClassDuplicateQuery, "still at work on the same search", 4,
		},
		"dispatcher off": {
			page(504, fmt.Sprintf(frame, "The dispatcher (i.e. the database management system) is turned off.")),
			fetch.ClassBusy, "switched off", 4,
		},
		"busy": {
			page(504, fmt.Sprintf(frame, "runtime error: open64: 0 Success /osm3s Dispatcher_Client::request_read_and_idx::timeout. The server is probably too busy to handle your request.")),
			fetch.ClassBusy, "too busy", 4,
		},
		"a gateway's own 504": {page(504, "<h1>Gateway Timeout</h1>"), fetch.ClassBusy, "too busy", 4},
		"busy under 200": {
			page(200, fmt.Sprintf(frame, "runtime error: open64: 0 Success /osm3s Dispatcher_Client::request_read_and_idx::timeout.")),
			fetch.ClassBusy, "too busy", 4,
		},
		"two errors": {
			page(400, "<p><strong>Error</strong>: line 1: parse error: Unknown type &quot;foo&quot; </p>\n<p><strong>Error</strong>: line 2: <b>static</b> error</p>"),
			fetch.ClassBadQuery, `line 1: parse error: Unknown type "foo" line 2: static error.`, 1,
		},
		"bad query, no reason": {page(400, "no"), fetch.ClassBadQuery, "did not understand", 1},
		"error under 200":      {page(200, fmt.Sprintf(frame, "line 1: static error: bad")), fetch.ClassBadQuery, "static error: bad.", 1},
		"no user agent":        {page(406, "Not Acceptable"), fetch.ClassHTTP4xx, "contact address", 1},
		"refused":              {page(403, "Forbidden"), fetch.ClassBlocked, "", 1},
		"broken":               {page(500, "oops"), fetch.ClassHTTP5xx, "", 4},
		"a login page":         {page(200, "<html>Sign in to the wireless network</html>"), fetch.ClassNotExpectedType, "something else than map data", 1},
		"empty":                {recording{status: 200, contentType: "text/html"}, fetch.ClassNotExpectedType, "something else", 1},
		"no JSON in JSON":      {document200("hello"), fetch.ClassParse, "could not be read", 1},
		"another document":     {document200(`{"error": "no"}`), fetch.ClassParse, "not map data", 1},
		"a list":               {document200(`[]`), fetch.ClassParse, "not map data", 1},
		"cut short":            {document200(`{"elements": [{"type": "node", "id": 1, "lat": 39`), fetch.ClassParse, "broke off", 1},
		"wrong types":          {document200(`{"elements": [{"type": 1}]}`), fetch.ClassParse, "broke off", 1},
		"remark alone":         {document200(`{"elements": [], "remark": "runtime error: Query ran out of memory"}`), fetch.ClassQuota, "more memory", 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, stop := inProcess(c.answer, Config{})
				defer stop()
				got, err := w.Find(t.Context(), around(1), 1)
				e := fetch.AsError(err)
				if e == nil || e.Class != c.class || !strings.Contains(e.Message, c.says) || !strings.HasSuffix(e.Message, ".") {
					t.Errorf("got %v, want %q and %q", e, c.class, c.says)
				}
				if len(w.requests()) != c.requests || len(got.Found) > 0 {
					t.Errorf("%d requests, %d found; want %d requests", len(w.requests()), len(got.Found), c.requests)
				}
			})
		})
	}
}

func TestAnAnswerWithALabelOfTextIsReadAllTheSame(t *testing.T) {
	answer := recorded(t, mainStreet)
	answer.contentType = "text/plain"
	answer.body = append([]byte("\ufeff\n"), answer.body...)
	w := onLoopback(t, answer, Config{})
	if got, err := w.Find(t.Context(), around(1), 1); err != nil || len(got.Found) != 40 {
		t.Errorf("%d found, %v", len(got.Found), err)
	}
}

func TestAnAnswerOfMoreThan32MiBIsRefused(t *testing.T) {
	w := onLoopback(t, http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(rw, `{"elements": [`)
		blank := strings.Repeat(" ", 1<<20)
		for range 33 {
			_, _ = io.WriteString(rw, blank)
		}
		_, _ = io.WriteString(rw, `]}`)
	}), Config{})
	_, err := w.Find(t.Context(), around(1), 1)
	if e := fetch.AsError(err); e == nil || e.Class != fetch.ClassTooLarge {
		t.Errorf("got %v", err)
	}
}

func TestAfterA429ItWaitsForTheSlotAndAsksOnceMore(t *testing.T) {
	limited, good := recorded(t, "overpass/delaware/err_429_rate_limited.html"), recorded(t, mainStreet)
	status := func(text string) recording {
		return recording{status: 200, contentType: "text/plain", body: []byte(text)}
	}
	later := limited
	later.header = map[string]string{"Retry-After": "90"}
	for name, c := range map[string]struct {
		answers []http.Handler
		waited  time.Duration
		class   fetch.Class
		asked   []string
	}{
		"a slot is free": {
			[]http.Handler{limited, recorded(t, "overpass/delaware/status_idle.txt"), good},
			31 * time.Second, "",
			[]string{"interpreter", "status", "interpreter"}, // 30 s, and the gap of 1 s to the status page
		},
		"all slots are at work": {
			[]http.Handler{limited, recorded(t, "overpass/delaware/status_busy.txt"), good},
			31 * time.Second, "",
			[]string{"interpreter", "status", "interpreter"},
		},
		"a slot comes free later": {
			[]http.Handler{limited, status("Rate limit: 2\nSlot available after: 2026-11-23T03:11:06Z, in 45 seconds.\nSlot available after: 2026-11-23T03:11:14Z, in 17 seconds.\n"), good},
			47 * time.Second, "",
			[]string{"interpreter", "status", "interpreter"},
		},
		"no status page": {
			[]http.Handler{limited, page(404, "no"), good},
			31 * time.Second, "",
			[]string{"interpreter", "status", "interpreter"},
		},
		"Retry-After": {
			[]http.Handler{later, status("2 slots available now.\n"), good},
			91 * time.Second, "",
			[]string{"interpreter", "status", "interpreter"},
		},
		"limited whatever is asked": {
			[]http.Handler{limited},
			32 * time.Second, fetch.ClassRateLimited,
			[]string{"interpreter", "status", "interpreter"},
		},
		"still limited": {
			[]http.Handler{limited, status("1 slots available now.\n"), limited},
			31 * time.Second, fetch.ClassRateLimited,
			[]string{"interpreter", "status", "interpreter"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, stop := inProcess(inTurn(c.answers...), Config{})
				defer stop()
				start := time.Now()
				got, err := w.Find(t.Context(), around(1), 1)
				if e := fetch.AsError(err); c.class == "" && e != nil || c.class != "" && (e == nil || e.Class != c.class) {
					t.Fatalf("got %v, want class %q", e, c.class)
				}
				if c.class == "" && len(got.Found) != 40 {
					t.Errorf("%d found", len(got.Found))
				}
				var asked []string
				for _, r := range w.requests() {
					asked = append(asked, strings.TrimPrefix(r.url, "/api/"))
				}
				if diff := cmp.Diff(c.asked, asked); diff != "" {
					t.Error(diff)
				}
				if waited := time.Since(start); waited < c.waited-time.Second || waited > c.waited+time.Second {
					t.Errorf("it took %v, want %v", waited, c.waited)
				}
				if last := w.requests()[len(asked)-1].at.Sub(w.requests()[0].at); last < afterLimit {
					t.Errorf("it asked again after %v", last)
				}
			})
		})
	}
}

func TestAPauseOfMoreThanTenMinutesIsLeftToTheJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limited := recorded(t, "overpass/delaware/err_429_rate_limited.html")
		limited.header = map[string]string{"Retry-After": "1200"}
		w, stop := inProcess(limited, Config{})
		defer stop()
		start := time.Now()
		_, err := w.Find(t.Context(), around(1), 1)
		e := fetch.AsError(err)
		if e == nil || e.Class != fetch.ClassRateLimited || e.RetryAfter != 20*time.Minute || !strings.Contains(e.Message, "may be asked again at") {
			t.Errorf("got %v", e)
		}
		if waited := time.Since(start); waited > time.Second || len(w.requests()) != 1 {
			t.Errorf("it waited %v and asked %d times", waited, len(w.requests()))
		}
	})
}

func TestACancelledWaitEndsAtOnce(t *testing.T) {
	for _, after := range []time.Duration{10 * time.Second, 40 * time.Second} { // the 30 s, and the status page's
		synctest.Test(t, func(t *testing.T) {
			w, stop := inProcess(inTurn(recorded(t, "overpass/delaware/err_429_rate_limited.html"),
				recording{status: 200, contentType: "text/plain", body: []byte("Slot available after: x, in 300 seconds.\n")}), Config{})
			defer stop()
			ctx, cancel := context.WithCancel(t.Context())
			start := time.Now()
			time.AfterFunc(after, cancel)
			_, err := w.Find(ctx, around(1), 1)
			if e := fetch.AsError(err); e == nil || e.Class != fetch.ClassCancelled {
				t.Errorf("got %v", err)
			}
			if late := time.Since(start) - after; late > 200*time.Millisecond {
				t.Errorf("it ended %v after the cancel", late)
			}
		})
	}
}

func TestAServersAddressThatIsNoneIsNamed(t *testing.T) {
	w := onLoopback(t, recorded(t, mainStreet), Config{})
	for _, address := range []string{"overpass", "ftp://x.test/api", "http://", "::"} {
		w.SetServers(address, address)
		_, findErr := w.Find(t.Context(), around(1), 1)
		_, geocodeErr := w.Geocode(t.Context(), "Route 9", false)
		for _, err := range []error{findErr, geocodeErr} {
			if e := fetch.AsError(err); e == nil || e.Class != fetch.ClassBadQuery || !strings.Contains(e.Message, address) {
				t.Errorf("%q: %v", address, err)
			}
		}
	}
}

func TestTheStatusPage(t *testing.T) {
	for _, c := range []struct {
		page string
		wait time.Duration
		ok   bool
	}{
		{string(recorded(t, "overpass/delaware/status_idle.txt").body), 0, true},
		{string(recorded(t, "overpass/delaware/status_busy.txt").body), 0, false},
		{"Rate limit: 0\n", 0, true},
		{"Rate limit: 2\n2 slots available now.\n", 0, true},
		{"Rate limit: 2\n1 slots available now.\nSlot available after: 2026-11-23T03:11:06Z, in 45 seconds.\n", 0, true},
		{"Rate limit: 2\nSlot available after: 2026-11-23T03:11:06Z, in 45 seconds.\nSlot available after: 2026-11-23T03:11:06Z, in 9 seconds.\n", 9 * time.Second, true},
		{"Slot available after: 2026-11-23T03:11:06Z, in 99999999999999999999 seconds.\n", 0, false},
		{"<html>", 0, false},
		{"", 0, false},
	} {
		if wait, ok := slotWait(c.page); wait != c.wait || ok != c.ok {
			t.Errorf("slotWait(%q) = %v, %v", c.page, wait, ok)
		}
	}
}

func TestNumbersAreWrittenWithADotAndWithoutAnExponent(t *testing.T) {
	for x, want := range map[float64]string{
		39.6837: "39.6837", -75.7497: "-75.7497", 0: "0", math.Copysign(0, -1): "0", 1e-7: "0.0000001", 1e-9: "0", -1e-9: "0",
		40: "40", 100: "100", 12.12345678: "12.1234568", 1.0 / 3: "0.3333333",
	} {
		if got := degrees(x); got != want {
			t.Errorf("degrees(%v) = %q, want %q", x, got, want)
		}
	}
	if q, err := overpassQuery(newark.Point, 0.5, []category.Selector{{Key: "shop"}}); err != nil || !strings.Contains(q, "(around:805,39.6837,-75.7497)") {
		t.Errorf("half a mile: %q, %v", q, err)
	}
	for _, ring := range []float64{0, -1, math.NaN(), math.Inf(1), 1e6} {
		if q, err := overpassQuery(newark.Point, entity.Miles(ring), []category.Selector{{Key: "shop"}}); err == nil {
			t.Errorf("%v miles are asked for: %s", ring, q)
		}
	}
	if _, err := overpassQuery(newark.Point, 1, nil); err == nil {
		t.Error("nothing is asked for")
	}
}

// FuzzQuery: no word of a rep's leaves its string, so none can change the question.
func FuzzQuery(f *testing.F) {
	f.Add("shop", `a"b\`)
	f.Add(`na"me`, "x](around:1,0,0);out;")
	f.Fuzz(func(t *testing.T, key, value string) {
		q, err := overpassQuery(newark.Point, 1, []category.Selector{{Key: key, Values: []string{value}}})
		if err != nil {
			t.Fatal(err)
		}
		var bare strings.Builder
		in, escaped := false, false
		for i := range len(q) {
			switch c := q[i]; {
			case escaped:
				escaped = false
			case in && c == '\\':
				escaped = true
			case c == '"':
				in = !in
			case !in:
				bare.WriteByte(c)
			}
		}
		want := "[out:json][timeout:25][maxsize:67108864];\n(\n  nwr[][~](around:1610,39.6837,-75.7497);\n);\nout tags center;\n"
		if in || bare.String() != want {
			t.Fatalf("%q and %q make %s", key, value, q)
		}
	})
}
