package identity

import (
	"fmt"
	"math"

	"letip/store/entity"
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
}

func (e *evidence) add(odds float64, reason string, args ...any) {
	e.odds += odds
	if reason != "" {
		e.verdict.Reasons = append(e.verdict.Reasons, fmt.Sprintf(reason, args...))
	}
}

// prior is the log odds that two records that share a key are one business before anything is compared.
const prior = -5

// Compare weighs two records. It is symmetric.
func Compare(a, b Record) Verdict {
	e := &evidence{odds: prior}
	e.phone(a, b)
	e.address(a, b)
	e.website(a, b)
	e.name(a, b)
	e.place(a, b)
	v := e.verdict
	v.Confidence = 1 / (1 + math.Exp(-e.odds))
	switch {
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
	switch s := nameSimilarity(a, b); {
	case s >= 0.95:
		e.add(4, "same name")
	case s >= 0.75:
		e.add(3, "nearly the same name")
	case s >= 0.55:
		e.add(1.5, "similar name")
	case s >= 0.35:
		e.add(-0.5, "")
	default:
		e.add(-6, "different names") // a hotel and its restaurant share phone and door
	}
	if otherPart(a.Words, b.Words) {
		e.verdict.Conflict = true
		e.add(-1, "maybe two parts of one house")
	}
}

func (e *evidence) phone(a, b Record) {
	switch {
	case a.Phone == "" || b.Phone == "":
	case a.Phone == b.Phone:
		e.beyond = true
		e.add(5, "same phone")
	default:
		e.add(-2, "different phones")
	}
	if a.Email != "" && a.Email == b.Email {
		e.beyond = true
		e.add(2, "same email")
	}
}

func (e *evidence) website(a, b Record) {
	switch {
	case a.Domain == "" || b.Domain == "":
	case a.Domain == b.Domain:
		e.beyond = true
		e.add(4, "same website")
	default:
		e.verdict.Conflict = true
		e.add(-2, "different websites")
	}
}

func (e *evidence) address(a, b Record) {
	switch {
	case a.Street == "" || b.Street == "":
	case a.House != "" && b.House != "" && a.House == b.House && nearStreet(a.Street, b.Street) && !elsewhere(a, b):
		e.beyond = true
		e.add(5, "same address")
		if a.Unit != "" && b.Unit != "" && a.Unit != b.Unit {
			e.add(-1.5, "different units")
		}
	case a.House != "" && b.House != "" && a.House != b.House && nearStreet(a.Street, b.Street):
		e.verdict.Conflict = true
		e.add(-3, "different house numbers")
	case nearStreet(a.Street, b.Street):
		e.add(1, "same street")
	default:
		e.verdict.Conflict = e.verdict.Conflict || a.House != "" && b.House != "" && a.House != b.House
		e.add(-2, "different addresses")
	}
	switch {
	case a.ZIP != "" && b.ZIP != "" && a.ZIP == b.ZIP, a.City != "" && a.City == b.City:
		e.add(0.5, "")
	case a.State != "" && b.State != "" && a.State != b.State:
		e.verdict.Conflict = true
		e.add(-4, "different states")
	case a.ZIP != "" && b.ZIP != "" && a.City != "" && b.City != "":
		e.add(-1.5, "different towns")
	}
}

// elsewhere reports two towns that can't be one under two names: another ZIP code and another city, or state.
func elsewhere(a, b Record) bool {
	if a.State != "" && b.State != "" && a.State != b.State {
		return true
	}
	return a.ZIP != "" && b.ZIP != "" && a.ZIP != b.ZIP && a.City != "" && b.City != "" && a.City != b.City
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
		e.add(-2, "%.0f m apart", m)
	default:
		e.verdict.Conflict = true
		e.add(-4, "%.1f miles apart", m/1609.344)
	}
}

// meters is the great-circle distance by the haversine formula, with the mean radius of SPEC section 5.
func meters(a, b entity.Point) float64 {
	const rad = math.Pi / 180
	dlat, dlon := (b.Lat-a.Lat)*rad, (b.Lon-a.Lon)*rad
	h := math.Pow(math.Sin(dlat/2), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin(dlon/2), 2)
	return 2 * 6371008.8 * math.Asin(math.Sqrt(min(1, h)))
}
