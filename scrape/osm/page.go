package osm

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"

	"letip/scrape/fetch"
)

// Overpass answers what it can't do with a page for people: status 400, 429 or 504, and 200 for a double question.
var (
	paragraph = regexp.MustCompile(`(?s)<strong[^>]*>\s*Error\s*</strong>\s*:\s*(.*?)</p>`)
	markup    = regexp.MustCompile(`(?s)<[^>]*>`)
)

// said is what a page gives as the reasons, shortened: one sentence, or none.
func said(body []byte) string {
	var reasons []string
	for _, m := range paragraph.FindAllSubmatch(body, 5) {
		text := html.UnescapeString(string(markup.ReplaceAll(m[1], nil)))
		if text = strings.Join(strings.Fields(text), " "); text != "" {
			reasons = append(reasons, text)
		}
	}
	all := strings.Join(reasons, " ")
	if len(all) > 300 {
		all = strings.ToValidUTF8(all[:300], "") + "…"
	}
	return all
}

// pageError finds the class and the sentence for a page of Overpass; nil if it says nothing that is known.
func pageError(address string, status int, body []byte) *fetch.Error {
	host := hostOf(address)
	fail := func(class fetch.Class, format string, args ...any) *fetch.Error {
		e := fetch.NewError(class, address, fmt.Sprintf(format, args...), nil)
		e.Status = status
		return e
	}
	reason := said(body)
	contains := func(words string) bool { return bytes.Contains(body, []byte(words)) }
	switch {
	case contains("duplicate_query"):
		return fail(fetch.ClassDuplicateQuery, "%s is still at work on the same search from this address. Try again in a minute.", host)
	case status == http.StatusTooManyRequests, contains("rate_limited"):
		return fail(fetch.ClassRateLimited, "%s asks for a pause: too many searches came from this address.", host)
	case contains("dispatcher") && contains("turned off"):
		return fail(fetch.ClassBusy, "The database of %s is switched off at the moment. Try again later, or choose another server in Settings.", host)
	case contains("Dispatcher_Client::request_read_and_idx::timeout"), status == http.StatusGatewayTimeout:
		return fail(fetch.ClassBusy, "%s is too busy for this search. Try again in a few minutes, or with a smaller radius.", host)
	case status == http.StatusBadRequest:
		if reason == "" {
			return fail(fetch.ClassBadQuery, "%s did not understand the search.", host)
		}
		return fail(fetch.ClassBadQuery, "%s did not understand the search: %s", host, sentence(reason))
	case status == http.StatusNotAcceptable:
		return fail(fetch.ClassHTTP4xx, "%s refuses programs that do not say who they are. Set a contact address in Settings.", host)
	case reason != "" && status == http.StatusOK:
		return fail(fetch.ClassBadQuery, "%s could not do the search: %s", host, sentence(reason))
	}
	return nil
}

func sentence(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}
