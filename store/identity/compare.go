package identity

import (
	"fmt"
	"math"
	"slices"

	"letip/store/entity"
	"letip/store/normal"
)

// Outcome is what becomes of a pair.
type Outcome string

// The three outcomes of SPEC F4.
const (
	Same      Outcome = "same"      // merged by itself
	Doubtful  Outcome = "doubtful"  // waits for a person
	Different Outcome = "different" // two businesses
)

// The confidences from which a pair is Same or Doubtful. They were set where the pairs of the restaurant guides
// Fodor's and Zagat's merge by themselves with a precision of at least 0.98.
const (
	SameFrom     = 0.98
	DoubtfulFrom = 0.5
)

// Verdict is what comparing two records says.
type Verdict struct {
	Outcome    Outcome
	Confidence float64  // 0 to 1 that they are one business
	Reasons    []string // for a person, the weightiest first
	Conflict   bool     // something contradicts: two house numbers, two websites, two places
}

// evidence adds up in log odds, as Fellegi and Sunter's record linkage does.
type evidence struct {
	odds    float64
	verdict Verdict
	beyond  bool // something beyond the name agrees
	apart   bool // they stand in two places: whatever they share, they are two
	moved   bool // their addresses name two places
	silent  bool // nobody reads the reasons
}

func (e *evidence) add(odds float64, reason string, args ...any) {
	e.odds += odds
	switch {
	case reason == "" || e.silent:
	case len(args) == 0:
		e.verdict.Reasons = append(e.verdict.Reasons, reason)
	default:
		e.verdict.Reasons = append(e.verdict.Reasons, fmt.Sprintf(reason, args...))
	}
}

// against is evidence that no agreement outweighs by itself.
func (e *evidence) against(odds float64, reason string, args ...any) {
	e.verdict.Conflict = true
	e.add(odds, reason, args...)
}

// prior is the log odds that two records that share a key are one business before anything is compared.
const prior = -5

// sameNameOdds is the most that two names can add.
const sameNameOdds = 4

// hopeless reports records that are Different whatever their names say: comparing those takes longest by far.
func hopeless(a, b Record) bool {
	e := evidence{odds: prior, silent: true}
	e.phone(a, b)
	e.address(a, b)
	e.town(a, b)
	e.website(a, b)
	e.place(a, b)
	return e.odds+sameNameOdds < 0 || !e.beyond
}

// Compare weighs two records. It is symmetric.
func Compare(a, b Record) Verdict {
	e := &evidence{odds: prior}
	e.phone(a, b)
	e.address(a, b)
	e.town(a, b)
	e.website(a, b)
	e.name(a, b)
	e.place(a, b)
	v := e.verdict
	v.Confidence = 1 / (1 + math.Exp(-e.odds))
	switch {
	case e.apart:
		v.Outcome, v.Confidence = Different, min(v.Confidence, 0.01)
	case v.Confidence >= SameFrom && !v.Conflict && e.beyond:
		v.Outcome = Same
	case v.Confidence >= DoubtfulFrom && e.beyond:
		v.Outcome = Doubtful
	default:
		v.Outcome = Different
	}
	return v
}

func (e *evidence) name(a, b Record) {
	s, parts := nameSimilarity(a, b)
	switch {
	case s >= 0.95:
		e.add(sameNameOdds, "same name")
	case s >= 0.75:
		e.add(3, "nearly the same name")
	case s >= 0.55:
		e.add(1.5, "similar name")
	case s >= 0.35:
		e.add(-0.5, "")
	default:
		e.add(-6, "different names") // a hotel and its restaurant share phone and door
	}
	switch {
	case parts && s < 0.35:
		e.against(-5, "two parts of one house")
	case parts:
		e.against(-1, "maybe two parts of one house")
	}
}

func (e *evidence) phone(a, b Record) {
	switch common := shared(a.Phones, b.Phones); {
	case len(a.Phones) == 0 || len(b.Phones) == 0:
	case common == "":
		e.add(-2, "different phones")
	case normal.TollFree(common):
		e.beyond = true
		e.add(3, "same toll-free phone") // one for all branches, most often
	default:
		e.beyond = true
		e.add(5, "same phone")
	}
	if shared(a.Emails, b.Emails) != "" {
		e.beyond = true
		e.add(3, "same email")
	}
}

func (e *evidence) website(a, b Record) {
	switch {
	case shared(a.Sites, b.Sites) != "":
		e.beyond = true
		e.add(4, "same website")
	case len(a.Sites) > 0 && len(b.Sites) > 0:
		e.against(-2, "different websites")
	case shared(a.Pages, b.Pages) != "":
		e.beyond = true
		e.add(4, "same page on the web")
	}
}

// shared is the first thing that two lists have in common.
func shared(a, b []string) string {
	for _, s := range a {
		if slices.Contains(b, s) {
			return s
		}
	}
	return ""
}

func (e *evidence) address(a, b Record) {
	if a.Street == "" || b.Street == "" {
		return
	}
	houses, street, far := compareHouses(a.House, b.House), nearStreet(a.Street, b.Street), elsewhere(a, b)
	switch {
	case street && houses == sameHouse && !far:
		e.beyond = true
		e.add(5, "same address")
		if a.Unit != "" && b.Unit != "" && a.Unit != b.Unit {
			e.against(-2.5, "different units")
		}
	case street && houses == nearHouse && !far:
		e.beyond = true
		e.against(0.5, "nearly the same address")
	case street && houses == otherHouse:
		e.moved = true
		e.against(-3, "different house numbers")
	case street && !far && sameTown(a, b):
		e.beyond = true
		e.add(1.5, "same street")
	case street && !far:
		e.add(1, "same street")
	case houses == sameHouse && sameTown(a, b):
		e.beyond = true
		e.against(0.5, "same house number in another street of the town") // a corner has two addresses
	case houses == sameHouse:
		e.against(-1.5, "different streets")
	default:
		e.moved = true
		e.verdict.Conflict = e.verdict.Conflict || houses != unknownHouse
		e.add(-2, "different addresses")
	}
}

func (e *evidence) town(a, b Record) {
	sameZIP, sameCity := a.ZIP != "" && a.ZIP == b.ZIP, a.City != "" && a.City == b.City
	otherState := a.State != "" && b.State != "" && a.State != b.State
	switch {
	case otherState && sameZIP && sameCity:
		e.add(-0.5, "") // a slip: no ZIP code lies in two states
	case otherState:
		e.against(-4, "different states")
	case sameZIP, sameCity:
		e.add(0.5, "")
	case a.ZIP != "" && b.ZIP != "" && a.City != "" && b.City != "":
		e.add(-1.5, "different towns")
	}
}

func sameTown(a, b Record) bool {
	return a.ZIP != "" && a.ZIP == b.ZIP || a.City != "" && a.City == b.City
}

// elsewhere reports two towns that can't be one under two names: another ZIP code and another city, or state.
func elsewhere(a, b Record) bool {
	if sameTown(a, b) {
		return false
	}
	if a.State != "" && b.State != "" && a.State != b.State {
		return true
	}
	return a.ZIP != "" && b.ZIP != "" && a.City != "" && b.City != ""
}

func (e *evidence) place(a, b Record) {
	if a.Where == nil || b.Where == nil {
		return
	}
	switch m := meters(*a.Where, *b.Where); {
	case m <= 75:
		e.beyond = true
		e.add(1.5, "%.0f m apart", m)
	case m <= 400:
	case m <= 1600:
		e.against(-2, "%.0f m apart", m)
	default:
		e.against(-4, "%.1f miles apart", m/1609.344)
		e.apart = e.moved
	}
}

// meters is the great-circle distance by the haversine formula, with the mean radius of SPEC section 5.
func meters(a, b entity.Point) float64 {
	const rad = math.Pi / 180
	dlat, dlon := (b.Lat-a.Lat)*rad, (b.Lon-a.Lon)*rad
	h := math.Pow(math.Sin(dlat/2), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin(dlon/2), 2)
	return 2 * 6371008.8 * math.Asin(math.Sqrt(min(1, h)))
}
