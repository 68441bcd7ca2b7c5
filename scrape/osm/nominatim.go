package osm

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"letip/scrape/fetch"
	"letip/store/entity"
	"letip/store/normal"
)

// candidates is how many hits are asked for: as many as a person chooses between.
const candidates = 5

// geocoderGap is the geocoder's own rule: at most one request a second (usage policy).
const geocoderGap = time.Second

// block is a refusal that holds for the session: who was blocked must stop asking. It holds for the server and the
// name under which it was asked.
type block struct {
	server, agent string
	err           *fetch.Error
}

// search asks Nominatim. No hit is no error.
func (s *Source) search(ctx context.Context, query string, refresh bool) ([]entity.Place, error) {
	query = strings.Join(strings.Fields(strings.ToValidUTF8(query, "")), " ")
	if query == "" {
		return nil, nil
	}
	base := s.servers.Load().nominatim
	u, e := endpoint(base)
	if e != nil {
		return nil, e
	}
	agent := s.client.UserAgent()
	if b := s.blocked.Load(); b != nil && b.server == base && b.agent == agent {
		return nil, b.err
	}
	u = u.JoinPath("search")
	q := u.Query() // a service with a key has it in its base URL
	q.Set("q", query)
	q.Set("format", "jsonv2")
	q.Set("limit", fmt.Sprint(candidates))
	q.Set("addressdetails", "1")
	q.Set("countrycodes", s.countryOf(query))
	u.RawQuery = q.Encode()
	key := *u
	q.Set("q", normal.Fold(query)) // one answer for every way to write it
	key.RawQuery = q.Encode()

	res, err := s.client.Do(ctx, fetch.Request{
		URL: u.String(), Kind: fetch.API, Source: s.name, Gap: geocoderGap,
		CacheFor: keep, CacheKey: "GET " + key.String(), Refresh: refresh, Check: checkHits,
	})
	if e := fetch.AsError(err); e != nil {
		if noHit(e) {
			return nil, nil
		}
		e = explainHits(e)
		if e.Class == fetch.ClassBlocked && e.Status != 0 {
			s.blocked.Store(&block{server: base, agent: agent, err: e})
		}
		return nil, e
	}
	hits, err := readHits(res.Body)
	if err != nil {
		return nil, fetch.NewError(fetch.ClassParse, res.URL, "", err)
	}
	return places(hits), nil
}

// countryOf is where to look: in the country that the question ends with, else in the usual ones. "Freehold" shall not
// offer England.
func (s *Source) countryOf(query string) string {
	if _, last, found := cutLast(query, ","); found {
		last = strings.TrimSpace(last)
		if code, ok := normal.Country(last); ok && len(last) > 2 { // two letters are a state: "CA", "DE"
			return strings.ToLower(code)
		}
	}
	return s.countries
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// checkHits judges an answer of status 200.
func checkHits(res *fetch.Response) *fetch.Error {
	host := hostOf(res.URL)
	if !looksLikeJSON(res.Body) {
		if isBlockPage(res.Body) {
			return fetch.NewError(fetch.ClassBlocked, res.URL, blockedSentence(host), nil)
		}
		return fetch.NewError(fetch.ClassNotExpectedType, res.URL,
			fmt.Sprintf("%s answered with something else than a list of places (%s). Check its address in Settings.", host, res.MediaType()), nil)
	}
	if _, err := readHits(res.Body); err != nil {
		return fetch.NewError(fetch.ClassParse, res.URL,
			fmt.Sprintf("The answer of %s broke off or is no list of places.", host), err)
	}
	if text, ok := refusal(res.Body); ok && !unknownPlace(text) {
		return fetch.NewError(fetch.ClassBadQuery, res.URL, fmt.Sprintf("%s did not accept the question: %s", host, sentence(text)), nil)
	}
	return nil
}

// explainHits puts what the geocoder said into the error's sentence.
func explainHits(e *fetch.Error) *fetch.Error {
	if e.Response == nil || e.Response.Status == http.StatusOK {
		return e
	}
	host, explained := hostOf(e.URL), *e
	text, said := refusal(e.Response.Body)
	switch {
	case isBlockPage(e.Response.Body) && e.Class != fetch.ClassRateLimited:
		explained.Class = fetch.ClassBlocked
		explained.Message = blockedSentence(host)
	case e.Class == fetch.ClassBlocked:
		explained.Message = blockedSentence(host)
	case said && e.Class == fetch.ClassBadQuery:
		explained.Message = fmt.Sprintf("%s did not accept the question: %s", host, sentence(text))
	default:
		return e
	}
	return &explained
}

func blockedSentence(host string) string {
	return fmt.Sprintf("%s has blocked this program for now, so it is not asked again until the next start. "+
		"Type a ZIP code or a town with its state, or choose another server in Settings.", host)
}

// isBlockPage knows the page that overuse is answered with.
func isBlockPage(body []byte) bool {
	text := strings.ToLower(string(body))
	return strings.Contains(text, "bandwidth limit exceeded") || strings.Contains(text, "temporarily blocked") ||
		strings.Contains(text, "access blocked")
}

// refusal reads {"error": "..."} and {"error": {"message": "..."}}.
func refusal(body []byte) (text string, ok bool) {
	var doc struct {
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(body, &doc) != nil || len(doc.Error) == 0 {
		return "", false
	}
	var detail struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(doc.Error, &text) == nil || json.Unmarshal(doc.Error, &detail) == nil {
		text = clean(or(text, detail.Message))
		return or(text, "no reason given"), true
	}
	return "no reason given", true
}

// unknownPlace tells "there is no such place" from a fault. Some services say it with status 404.
func unknownPlace(text string) bool {
	return strings.Contains(strings.ToLower(text), "unable to geocode")
}

func noHit(e *fetch.Error) bool {
	if e.Response == nil || e.Status != http.StatusNotFound {
		return false
	}
	text, ok := refusal(e.Response.Body)
	return ok && unknownPlace(text)
}
