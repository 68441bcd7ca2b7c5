package gazetteer

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"letip/store/entity"
	"letip/store/normal"
)

// Gazetteer answers from a packed file. It is safe for use by several goroutines; its zero value knows nothing.
type Gazetteer struct {
	open func() (index, error)
}

// New makes a Gazetteer of a file that Write made. Nothing is read before the first question.
func New(file []byte) *Gazetteer {
	return &Gazetteer{open: sync.OnceValues(func() (index, error) { return readIndex(file) })}
}

const (
	// maxCandidates bounds a chooser: 24 states have a Springfield, and who means the eleventh can write its state.
	maxCandidates = 10
	// cityOnly: a state's name alone is a place only where the city of that name is this big: New York, not Nevada.
	cityOnly = 500_000
	// near is how far, in degrees, a ZIP code may lie from the town that is named with it.
	near = 0.4
)

// Find gives the places that a question names whole, the most populous first and at most ten; none where the gazetteer
// doesn't know the answer. Candidates of several states mean that the question leaves the state open. An error says
// that the file is damaged.
func (g *Gazetteer) Find(query string) ([]entity.Place, error) {
	if g == nil || g.open == nil {
		return nil, nil
	}
	ix, err := g.open()
	if err != nil {
		return nil, err
	}
	for _, q := range read(query) {
		found, err := q.answer(ix)
		if err != nil || len(found) > 0 {
			return found, err
		}
	}
	return nil, nil
}

func (q question) answer(ix index) ([]entity.Place, error) {
	if q.zip != "" {
		return q.answerZIP(ix)
	}
	records, err := q.towns(ix)
	if err != nil {
		return nil, err
	}
	if _, state := normal.StateCode(q.place); state && q.state == "" && (len(records) == 0 || records[0].Population < cityOnly) {
		return nil, nil
	}
	places := make([]entity.Place, 0, min(len(records), maxCandidates))
	for _, r := range records[:min(len(records), maxCandidates)] {
		places = append(places, r.Place())
	}
	return places, nil
}

// answerZIP finds a ZIP code; a town or state named with it must agree, or it is not a place that is known here.
func (q question) answerZIP(ix index) ([]entity.Place, error) {
	records, err := ix.find(q.zip)
	if err != nil || len(records) == 0 {
		return nil, err
	}
	r := records[0]
	if q.state != "" && q.state != r.State {
		return nil, nil
	}
	if q.place != "" && q.place != Key(r.Name) {
		towns, err := question{place: q.place, state: r.State}.towns(ix)
		if err != nil || !slices.ContainsFunc(towns, func(t Record) bool {
			return math.Abs(t.Lat-r.Lat) < near && math.Abs(t.Lon-r.Lon) < near
		}) {
			return nil, err
		}
	}
	return []entity.Place{r.Place()}, nil
}

// towns finds the records of a name, narrowed by state and county; without its "Township" where the whole name is
// unknown.
func (q question) towns(ix index) ([]Record, error) {
	name, again := q.place, true
	for again {
		records, err := ix.find(name)
		if err != nil {
			return nil, err
		}
		records = slices.DeleteFunc(records, func(r Record) bool {
			return q.state != "" && r.State != q.state || q.county != "" && normal.Fold(r.County) != q.county || r.isZIP()
		})
		if len(records) > 0 {
			slices.SortStableFunc(records, func(a, b Record) int { return cmp.Compare(b.Population, a.Population) })
			return records, nil
		}
		name, again = bare(name)
	}
	return nil, nil
}

func (r Record) isZIP() bool { return len(r.Key) == 5 && strings.Trim(r.Key, "0123456789") == "" }

// Place is the record as a place to search around: "Freehold, New Jersey", "07728 Freehold, New Jersey".
func (r Record) Place() entity.Place {
	state := normal.StateName(r.State)
	name := r.Name
	if r.isZIP() {
		name = strings.TrimSpace(r.Key + " " + r.Name)
	}
	return entity.Place{Name: fmt.Sprintf("%s, %s", name, state), State: state, Country: "United States", Point: r.Point}
}
