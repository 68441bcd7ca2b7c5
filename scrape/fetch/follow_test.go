package fetch

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestARedirectIsFollowedByTheSameRules(t *testing.T) {
	var b *httptest.Server
	var seen []string
	note := func(r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = append(seen, strings.TrimSpace(strings.Join([]string{
			r.Method, r.URL.Path, string(body), r.Header.Get("X-Key"), r.Header.Get("Content-Type"), r.Header.Get("Accept"),
		}, " ")))
	}
	a := serve(t, func(w http.ResponseWriter, r *http.Request) {
		note(r)
		status := map[string]int{"/301": 301, "/302": 302, "/303": 303, "/307": 307, "/308": 308}[r.URL.Path]
		if status == 0 {
			return
		}
		to := "/same"
		if r.URL.RawQuery == "away" {
			to = b.URL + "/away#part"
		}
		w.Header().Set("Location", to)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.Repeat("moved ", 20_000))
	})
	b = serve(t, func(_ http.ResponseWriter, r *http.Request) { note(r) })
	c := fast(t, Config{})
	ask := func(method, path string) string {
		r := Request{
			URL: a.URL + path, Method: method, Kind: API, Accept: []string{"text/plain"},
			Header: map[string]string{"X-Key": "secret", "Content-Type": "text/x"},
		}
		if method == "POST" {
			r.Body = []byte("q")
		}
		res, err := c.Do(t.Context(), r)
		if err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
		return res.URL
	}
	if got := ask("GET", "/302"); got != a.URL+"/same" {
		t.Errorf("the answer came from %s; want the address after the redirect", got)
	}
	if got := ask("GET", "/301?away"); got != b.URL+"/away" {
		t.Errorf("the answer came from %s; want the other server", got)
	}
	for _, path := range []string{"/303", "/307", "/308?away"} {
		ask("POST", path)
	}
	want := []string{
		"GET /302  secret text/x text/plain", "GET /same  secret  text/plain",
		"GET /301  secret text/x text/plain", "GET /away    text/plain", // the key stays with the first host
		"POST /303 q secret text/x text/plain", "GET /same  secret  text/plain",
		"POST /307 q secret text/x text/plain", "POST /same q secret text/x text/plain",
		"POST /308 q secret text/x text/plain", "POST /away q  text/x text/plain",
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestFiveRedirectsAreFollowedAndNotSix(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n := len(r.URL.Query().Get("n")); n > 0 {
			http.Redirect(w, r, "/?n="+strings.Repeat("x", n-1), http.StatusFound)
		}
	})
	c := fast(t, Config{})
	if res, err := c.Do(t.Context(), Request{URL: s.URL + "/?n=xxxxx"}); err != nil || res.URL != s.URL+"/?n=" {
		t.Errorf("five: %v, %v", res, err)
	}
	failed(t, c, Request{URL: s.URL + "/?n=xxxxxx"}, ClassHTTP5xx)
}

func TestFromEncryptedToPlainOnlyAPageOfTheSameSiteGoes(t *testing.T) {
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "plain") })
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		to := plain.URL
		if r.URL.Path == "/other" {
			to = strings.Replace(to, "127.0.0.1", "127.0.0.2", 1)
		}
		http.Redirect(w, r, to, http.StatusFound)
	}))
	defer secure.Close()
	c := fast(t, Config{})
	c.transport.TLSClientConfig = secure.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	if res, err := c.Do(t.Context(), Request{URL: secure.URL + "/same"}); err != nil || string(res.Body) != "plain" {
		t.Errorf("a page of the same site: %v, %v", res, err)
	}
	failed(t, c, Request{URL: secure.URL + "/other"}, ClassTLS)
	failed(t, c, Request{URL: secure.URL + "/same", Kind: API}, ClassTLS)
	for _, pair := range [][2]string{{"www.a.example", "a.example"}, {"a.example", "www.a.example"}, {"a.example", "a.example"}} {
		if !sameSite(pair[0], pair[1]) {
			t.Errorf("%v are two sites", pair)
		}
	}
	if sameSite("a.example", "b.example") {
		t.Error("a.example and b.example are one site")
	}
}

func TestARedirectsNewHostHasItsOwnRobots(t *testing.T) {
	closed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: /private")
			return
		}
		if strings.HasPrefix(r.URL.Path, "/private") {
			t.Errorf("%s was read against its robots.txt", r.URL)
		}
	}))
	defer closed.Close()
	open := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, closed.URL+r.URL.Path, http.StatusFound)
	})
	c := fast(t, Config{})
	if _, err := c.Do(t.Context(), Request{URL: open.URL + "/public"}); err != nil {
		t.Error(err)
	}
	e := failed(t, c, Request{URL: open.URL + "/private/x"}, ClassRobots)
	if e.URL != closed.URL+"/private/x" {
		t.Errorf("the error names %s; want the address that may not be read", e.URL)
	}
}

func TestAddressesAreTidiedBeforeTheyAreAsked(t *testing.T) {
	for in, want := range map[string]string{
		"HTTP://Joe:Secret@A.Example.:80?x#y": "http://a.example:80/?x",
		"https://a.example/ü b":               "https://a.example/%C3%BC%20b",
		"http://[::1]":                        "http://[::1]/",
	} {
		p, err := newPlan(Request{URL: in})
		if err != nil || p.url.String() != want {
			t.Errorf("%s becomes %v, %v; want %s", in, p, err, want)
		}
	}
}

func TestTheLogHearsOfEveryRequestTwice(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/gone", http.StatusFound)
			return
		}
		http.Error(w, "gone", http.StatusGone)
	})
	type line struct {
		ID       uint64
		URL      string
		Over     bool
		Status   int
		Bytes    int64
		ErrClass Class
	}
	var got []line
	c := fast(t, Config{OnExchange: func(e Exchange) {
		l := line{ID: e.ID, URL: strings.TrimPrefix(e.URL, s.URL), Over: !e.End.IsZero(), Status: e.Status, Bytes: e.Bytes}
		if e.Err != nil {
			l.ErrClass = e.Err.Class
		}
		if l.Over && e.End.Sub(e.Start) > time.Minute || s.URL != "http://"+e.Host || e.Source != "web" || e.Method != "GET" {
			t.Errorf("%+v", e)
		}
		got = append(got, l)
	}})
	failed(t, c, Request{URL: s.URL, Source: "web"}, ClassHTTP4xx)
	want := []line{
		{1, "/robots.txt", false, 0, 0, ""},
		{1, "/robots.txt", true, 404, 19, ClassHTTP4xx},
		{2, "/", false, 0, 0, ""},
		{2, "/", true, 302, 28, ""},
		{3, "/gone", false, 0, 0, ""},
		{3, "/gone", true, 410, 5, ClassHTTP4xx},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the log (-want +got):\n%s", diff)
	}
}
