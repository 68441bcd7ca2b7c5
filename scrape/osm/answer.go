package osm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"letip/scrape/fetch"
)

// document is an answer of Overpass.
type document struct {
	Elements []element `json:"elements"`
	Remark   string    `json:"remark"`
}

// element is a node with its place, or a way or relation with its center.
type element struct {
	Type   string            `json:"type"`
	ID     int64             `json:"id"`
	Lat    *float64          `json:"lat"`
	Lon    *float64          `json:"lon"`
	Center *center           `json:"center"`
	Tags   map[string]string `json:"tags"`
}

// center is empty where the server could not place a way.
type center struct {
	Lat *float64 `json:"lat"`
	Lon *float64 `json:"lon"`
}

// sourceID is "node/1"; empty for what is no map element (areas, counts).
func (e element) sourceID() string {
	switch e.Type {
	case "node", "way", "relation":
		return e.Type + "/" + strconv.FormatInt(e.ID, 10)
	}
	return ""
}

// readAnswer reads a document; one without a list of elements is not Overpass's.
func readAnswer(raw []byte) (document, error) {
	var doc document
	if err := json.Unmarshal(trimStart(raw), &doc); err != nil {
		return document{}, fmt.Errorf("read the answer of Overpass: %w", err)
	}
	if doc.Elements == nil {
		return document{}, errors.New("read the answer of Overpass: it has no list of elements")
	}
	doc.Remark = strings.TrimSpace(doc.Remark)
	return doc, nil
}

// looksLikeJSON tells a document from a page: Overpass answers with pages under status 200, too.
func looksLikeJSON(body []byte) bool {
	body = trimStart(body)
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}

// trimStart drops white space and a byte order mark.
func trimStart(body []byte) []byte { return bytes.TrimLeft(body, " \t\r\n\ufeff") }

// reading reads an answer once: when it is judged, or else, where it comes from the cache, when it is needed.
type reading struct {
	doc  document
	done bool
}

// check judges an answer of status 200.
func (r *reading) check(res *fetch.Response) *fetch.Error {
	r.done = false
	host := hostOf(res.URL)
	if !looksLikeJSON(res.Body) {
		if e := pageError(res.URL, res.Status, res.Body); e != nil {
			return e
		}
		if res.MediaType() == "application/json" {
			return fetch.NewError(fetch.ClassParse, res.URL, fmt.Sprintf("The answer of %s could not be read.", host), nil)
		}
		return fetch.NewError(fetch.ClassNotExpectedType, res.URL,
			fmt.Sprintf("%s answered with something else than map data (%s). Check its address in Settings.", host, res.MediaType()), nil)
	}
	doc, err := readAnswer(res.Body)
	if err != nil {
		return fetch.NewError(fetch.ClassParse, res.URL,
			fmt.Sprintf("The answer of %s broke off or is not map data, so nothing was taken from it.", host), err)
	}
	if doc.Remark != "" && len(doc.Elements) == 0 {
		return remarkError(res.URL, doc)
	}
	r.doc, r.done = doc, true
	return nil
}

// whole reports whether the answer just judged may be kept: not a partial one.
func (r *reading) whole(*fetch.Response) bool { return r.done && r.doc.Remark == "" }

// of gives the document of an answer.
func (r *reading) of(res *fetch.Response) (document, error) {
	if r.done {
		return r.doc, nil
	}
	return readAnswer(res.Body)
}

// remarkError is what a remark means: the server stopped before the end. With elements beside it the answer is partial,
// without them it is a failure and not "nothing there".
func remarkError(address string, doc document) *fetch.Error {
	why := "it ended the search with the words: " + doc.Remark
	switch low := strings.ToLower(doc.Remark); {
	case strings.Contains(low, "timed out"):
		why = "the search took longer than it allows"
	case strings.Contains(low, "out of memory"):
		why = "the search needed more memory than it allows"
	}
	kept := "Nothing was found before that."
	if n := len(doc.Elements); n > 0 {
		kept = "What came until then is kept, the rest is missing."
	}
	return fetch.NewError(fetch.ClassQuota, address, fmt.Sprintf("%s stopped before the end: %s. %s Try a smaller radius or fewer categories.",
		hostOf(address), strings.TrimSuffix(why, "."), kept), fmt.Errorf("remark: %s", doc.Remark))
}
