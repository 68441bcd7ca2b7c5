package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEachStatusHasItsClass(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var status int
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
		if r.URL.RawQuery == "challenge" {
			w.Header().Set("Cf-Mitigated", "challenge")
		}
		w.WriteHeader(status)
		if status != http.StatusNotModified {
			_, _ = io.WriteString(w, "why")
		}
	})
	tests := []struct {
		path      string
		page, api Class
	}{
		{"/400", ClassHTTP4xx, ClassBadQuery},
		{"/401", ClassBlocked, ClassBlocked},
		{"/403", ClassBlocked, ClassBlocked},
		{"/404", ClassHTTP4xx, ClassHTTP4xx},
		{"/406", ClassHTTP4xx, ClassHTTP4xx},
		{"/410", ClassHTTP4xx, ClassHTTP4xx},
		{"/429", ClassRateLimited, ClassRateLimited},
		{"/451", ClassBlocked, ClassBlocked},
		{"/499", ClassHTTP4xx, ClassHTTP4xx},
		{"/500", ClassHTTP5xx, ClassHTTP5xx},
		{"/503", ClassHTTP5xx, ClassHTTP5xx},
		{"/503?challenge", ClassBlocked, ClassBlocked},
		{"/504", ClassHTTP5xx, ClassBusy},
		{"/304", ClassNotExpectedType, ClassNotExpectedType},
		{"/300", ClassNotExpectedType, ClassNotExpectedType},
	}
	for _, test := range tests {
		for kind, class := range map[Kind]Class{Page: test.page, API: test.api} {
			c := fast(t, Config{})
			e := failed(t, c, Request{URL: s.URL + test.path, Kind: kind, Retry: Retry{Times: NoRetry}}, class)
			if got := fmt.Sprint("/", e.Status); !strings.HasPrefix(test.path, got) || e.URL != s.URL+test.path {
				t.Errorf("%s: status %d of %s", test.path, e.Status, e.URL)
			}
		}
	}
}

func TestEveryClassHasASentence(t *testing.T) {
	// SPEC section 5, to the letter.
	want := strings.Split("dns, tls, connect, timeout, blocked, robots, private-address, rate-limited, busy, quota, duplicate-query, "+
		"bad-query, http-4xx, http-5xx, too-large, not-expected-type, parse, cancelled, internal", ", ")
	var got []string
	for _, class := range want {
		if _, ok := traits[Class(class)]; ok {
			got = append(got, class)
		}
		sentence := Class(class).Sentence("joes.example")
		if !strings.Contains(sentence, "joes.example") || !strings.HasSuffix(sentence, ".") {
			t.Errorf("the sentence of %s is %q", class, sentence)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(traits) != len(want) {
		t.Errorf("%d classes, of SPEC's (-want +got):\n%s", len(traits), diff)
	}
	if got := Class("new").Sentence(""); got != "Something went wrong in this program while asking the source." {
		t.Errorf("an unknown class says %q", got)
	}
}

func TestAnyErrorFindsItsClass(t *testing.T) {
	mine := NewError(ClassQuota, "https://o.example/api", "", nil)
	cause := errors.New("cause")
	for _, test := range []struct {
		err  error
		want Class
	}{
		{fmt.Errorf("find: %w", mine), ClassQuota},
		{fmt.Errorf("find: %w", context.Canceled), ClassCancelled},
		{context.DeadlineExceeded, ClassTimeout},
		{cause, ClassInternal},
	} {
		if got := AsError(test.err); got.Class != test.want || got.Message == "" || !errors.Is(test.err, got.Err) && got != mine {
			t.Errorf("AsError(%v) = %v; want class %s", test.err, got, test.want)
		}
	}
	if AsError(nil) != nil {
		t.Error("no error became one")
	}
	e := NewError(ClassParse, "https://o.example/api", "", cause)
	if want := "parse: The answer of o.example could not be read. [https://o.example/api]: cause"; e.Error() != want || !errors.Is(e, cause) {
		t.Errorf("the log gets %q; want %q", e.Error(), want)
	}
	if !ClassDNS.Retryable() || ClassRobots.Retryable() || ClassHTTP4xx.Retryable() || !ClassRateLimited.Retryable() {
		t.Error("Retryable: want dns and rate-limited, not robots and http-4xx")
	}
}

func TestRetryAfterIsReadInBothForms(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		after, date string
		want        time.Duration
	}{
		{"30", "", 30 * s},
		{" 0 ", "", 0},
		{"", "", 0},
		{"-1", "", 0},
		{"1.5", "", 0},
		{"soon", "", 0},
		{"99999999999999999999", "", 0},
		{"Mon, 23 Nov 2026 12:00:45 GMT", "", 45 * s},
		{"Monday, 23-Nov-26 12:00:45 GMT", "", 45 * s},
		{"Mon, 23 Nov 2026 11:00:00 GMT", "", 0},
		{"Mon, 23 Nov 2026 12:00:45 GMT", "Mon, 23 Nov 2026 12:00:40 GMT", 5 * s}, // their clock is ahead of ours
	} {
		h := http.Header{"Retry-After": {test.after}, "Date": {test.date}}
		if got := retryAfter(h, now); got != test.want {
			t.Errorf("Retry-After %q, Date %q: %v; want %v", test.after, test.date, got, test.want)
		}
	}
}

func TestAMomentFarAwayHasItsDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for after, layout := range map[time.Duration]string{
			time.Minute: "15:04:05", 48 * time.Hour: "15:04 on January 2, 2006",
		} {
			at := time.Now().Add(after)
			if got, want := clock(at), at.Local().Format(layout); got != want {
				t.Errorf("a moment %v away is %q; want %q", after, got, want)
			}
		}
	})
}

func TestAnUntrustedCertificateIsOfClassTLS(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	c := fast(t, Config{})
	n := 0
	c.conf.OnExchange = func(e Exchange) {
		if e.End.IsZero() {
			n++
		}
	}
	failed(t, c, Request{URL: secure.URL, Kind: API}, ClassTLS)
	failed(t, c, Request{URL: strings.Replace(plain.URL, "http:", "https:", 1), Kind: API}, ClassTLS)
	if n != 2 {
		t.Errorf("%d requests; want no second try of a bad certificate", n)
	}
}
