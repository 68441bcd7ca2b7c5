package store

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"letip/store/entity"
	"letip/store/identity"
)

// importConfidence is how far a file of somebody is trusted, from 0 to 1.
const importConfidence = 0.7

// arrival is a row on its way into the database.
type arrival struct {
	in     entity.Incoming
	place  place
	record *stranger
	hashes []int64             // of the record's keys
	refs   []sighting          // what the row is called where it comes from, the row's own first
	other  sighting            // what it is called where another row has its name already
	out    entity.ImportedRow  // what became of it
	known  identity.Verdict    // why it is the lead that it tells
	target entity.BusinessID   // the known lead that it tells, once that is found out
	fresh  bool                // no source has named it before
	more   []entity.BusinessID // further leads that it is as well
}

// arrive reads a row. It runs on the goroutine that reads the file, row after row.
func (im *importing) arrive(in entity.Incoming) *arrival {
	a := &arrival{in: in, out: entity.ImportedRow{Row: in.Row}}
	switch {
	case in.Err != nil:
		a.out.Action, a.out.Err = entity.ImportError, in.Err
		return a
	case in.Blank:
		a.out.Action, a.out.Reasons = entity.ImportSkipped, []string{"nothing stands in it"}
		return a
	}
	a.place = readPlace(in.Found)
	a.place.trust = importConfidence
	if a.place.err != nil {
		a.out.Action, a.out.Err = entity.ImportError, a.place.err
		return a
	}
	a.record = strangerOf(recordOf(a.place))
	a.hashes = identity.Hashes(a.record.Keys())
	f := &a.place.found
	if in.Unnamed && thin(a.record.Record) {
		// Nothing but names: two such rows may be two businesses, and are told apart by how often the same was there.
		im.thin[f.SourceID]++
		if n := im.thin[f.SourceID]; n > 1 {
			f.SourceID += "-" + strconv.Itoa(n)
		}
	}
	a.refs = []sighting{{f.Source, f.SourceID}}
	a.other = sighting{f.Source, f.SourceID + " (" + strings.ToLower(f.Name) + ")"}
	if in.Own != nil {
		a.ownRefs()
	}
	return a
}

// ownRefs makes the sources that our own export names those of the row. The rep's own typing is no source that two
// databases share.
func (a *arrival) ownRefs() {
	var refs []sighting
	for _, ref := range a.in.Own.Sources {
		at := sighting{cleanLine(ref.Source), cleanLine(ref.SourceID)}
		if at.source != "" && at.id != "" && !slices.Contains(refs, at) {
			refs = append(refs, at)
		}
	}
	if len(refs) > 0 {
		a.refs, a.other = refs, sighting{}
	}
}

// thin reports a record that has nothing by which one could be told to be another.
func thin(r identity.Record) bool {
	return len(r.Phones)+len(r.Emails)+len(r.Sites)+len(r.Pages) == 0 && r.Street == "" && r.Where == nil
}

// decided reports a row of which nothing remains to be found out.
func (a *arrival) decided() bool { return a.out.Action != "" }

// isNamed reports whether a lead that goes by the row's own name at its source is what the row tells of. A number may be
// that of a line in a list, which tells of another lead in the next list; a name that says nothing against it will do. Where
// nobody said whose ids they are, any two files share them: nothing may contradict that the two are one.
func (a *arrival) isNamed(known identity.Record, by sighting) bool {
	v := identity.Compare(a.record.Record, known)
	trust := 20.0
	switch _, err := strconv.Atoi(by.id); {
	case (by.source == "csv" || by.source == "vcard") && v.Conflict:
		trust = 0
	case by.source == "csv" || by.source == "vcard":
		trust = 6
	case err == nil:
		trust = 8
	}
	c := min(max(v.Confidence, 1e-12), 1-1e-12)
	return math.Log(c/(1-c))+trust >= 0
}

// done lets go of what is needed no longer once the row is worked in.
func (a *arrival) done() {
	if a.out.Err == nil {
		a.in = entity.Incoming{Row: a.in.Row}
	}
	a.place, a.record, a.hashes, a.refs = place{}, nil, nil, nil
}

// keeps says that a lead that is known already keeps the row out.
func (a *arrival) keeps(out entity.BusinessID, match entity.BusinessID, why string) {
	a.out.Action, a.out.ID, a.out.Match, a.target = entity.ImportSkipped, out, match, 0
	a.out.Reasons = []string{why}
}

// tells makes the row one that tells a known lead what it lacks.
func (a *arrival) tells(id entity.BusinessID, v identity.Verdict) {
	a.target, a.out.ID, a.known = id, id, v
	a.out.Confidence, a.out.Reasons = new(v.Confidence), v.Reasons
}

// sameName is why a row is the lead that its source calls by the same name.
func (a *arrival) sameName() identity.Verdict {
	why := "same id at its source"
	if a.in.Unnamed {
		why = "the same row as before"
	}
	return identity.Verdict{Outcome: identity.Same, Confidence: 1, Reasons: []string{why}}
}
