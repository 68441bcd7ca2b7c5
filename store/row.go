package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
)

// businessColumns are a business's own columns, in the order readBusiness takes them.
const businessColumns = `b.id, b.name, b.category, b.phone, b.phone_raw, b.fax, b.email, b.website, b.socials,
	b.address, b.city, b.state, b.zip, b.country, b.lat, b.lon, b.distance_mi, b.hours, b.enrichment_status, b.stage,
	b.tags, b.notes, b.next_action, b.next_action_due, b.do_not_contact, b.do_not_email, b.score, b.sources,
	b.created_at, b.updated_at, b.last_checked_at, b.deleted_at`

// The places of businessColumns.
const (
	atID = iota
	atName
	atCategory
	atPhone
	atPhoneRaw
	atFax
	atEmail
	atWebsite
	atSocials
	atAddress
	atCity
	atState
	atZIP
	atCountry
	atLat
	atLon
	atDistance
	atHours
	atStatus
	atStage
	atTags
	atNotes
	atNextAction
	atNextActionDue
	atDoNotContact
	atDoNotEmail
	atScore
	atSources
	atCreated
	atUpdated
	atChecked
	atDeleted
	businessWidth
)

// textColumns are the places where businessColumns hold text.
var textColumns = []int{
	atName, atCategory, atPhone, atPhoneRaw, atFax, atEmail, atWebsite, atSocials, atAddress, atCity, atState, atZIP, atCountry, atHours,
	atStatus, atStage, atTags, atNotes, atNextAction, atNextActionDue, atSources,
}

// readBusiness makes a business of a row of businessColumns. Its contacts are rows of their own.
func readBusiness(row *zombie.Stmt) (entity.Business, error) {
	var r leadReader
	var b entity.Business
	err := r.read(row, &b, &leadValues{})
	return b, err
}

// leadReader reads businesses one after the other. All the texts of one are parts of one string: 21 of their own would be
// most of what reading a million costs.
type leadReader struct {
	bytes []byte
	ends  [businessWidth]int // of each text within bytes
}

// leadValues are what a business points to. Who reads a list and keeps none of it has one for all.
type leadValues struct {
	point   entity.Point
	miles   entity.Miles
	score   int
	sources []entity.SourceRef
}

func (r *leadReader) read(row *zombie.Stmt, b *entity.Business, v *leadValues) error {
	r.bytes = r.bytes[:0]
	for _, at := range textColumns {
		r.bytes = appendColumn(r.bytes, row, at)
		r.ends[at] = len(r.bytes)
	}
	all, begin := string(r.bytes), 0
	var texts [businessWidth]string
	for _, at := range textColumns {
		texts[at] = all[begin:r.ends[at]]
		begin = r.ends[at]
	}
	*b = entity.Business{
		ID: entity.BusinessID(row.ColumnInt64(atID)), Name: texts[atName], Category: texts[atCategory], Phone: texts[atPhone],
		PhoneRaw: texts[atPhoneRaw], Fax: texts[atFax], Email: texts[atEmail], Website: texts[atWebsite], Address: texts[atAddress],
		City: texts[atCity], State: texts[atState], ZIP: texts[atZIP], Country: texts[atCountry], Hours: texts[atHours],
		Status: entity.EnrichmentStatus(texts[atStatus]), Stage: entity.Stage(texts[atStage]), Notes: texts[atNotes],
		NextAction: texts[atNextAction], NextActionDue: parseDay(texts[atNextActionDue]),
		DoNotContact: row.ColumnInt64(atDoNotContact) == 1, DoNotEmail: row.ColumnInt64(atDoNotEmail) == 1,
		CreatedAt: timeColumn(row, atCreated), UpdatedAt: timeColumn(row, atUpdated), CheckedAt: timeColumn(row, atChecked),
		DeletedAt: timeColumn(row, atDeleted),
	}
	if !row.ColumnIsNull(atLat) && !row.ColumnIsNull(atLon) {
		v.point = entity.Point{Lat: row.ColumnFloat(atLat), Lon: row.ColumnFloat(atLon)}
		b.Location = &v.point
	}
	if !row.ColumnIsNull(atDistance) {
		v.miles = entity.Miles(row.ColumnFloat(atDistance))
		b.Distance = &v.miles
	}
	if !row.ColumnIsNull(atScore) {
		v.score = row.ColumnInt(atScore)
		b.Score = &v.score
	}
	v.sources = appendSources(v.sources[:0], texts[atSources])
	if len(v.sources) > 0 {
		b.Sources = v.sources
	}
	return errors.Join(parseList(texts[atSocials], &b.Socials), parseList(texts[atTags], &b.Tags))
}

// appendColumn appends the bytes of a column; NULL has none.
func appendColumn(to []byte, row *zombie.Stmt, at int) []byte {
	const room = 256 // what most columns are well below: one question then, not two
	to = slices.Grow(to, room)
	n := row.ColumnBytes(at, to[len(to):cap(to)])
	if len(to)+n == cap(to) { // there may be more
		to = slices.Grow(to, row.ColumnLen(at))
		n = row.ColumnBytes(at, to[len(to):cap(to)])
	}
	return to[:len(to)+n]
}

func timeColumn(row *zombie.Stmt, at int) time.Time {
	if row.ColumnIsNull(at) {
		return time.Time{}
	}
	return fromMillis(row.ColumnInt64(at))
}

func parseList(text string, into any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}

// columns reads a row from left to right. Unknown values come out as zero.
type columns struct {
	row  *zombie.Stmt
	next int
	err  error
}

func (c *columns) skip() int {
	c.next++
	return c.next - 1
}

func (c *columns) null() bool     { return c.row.ColumnIsNull(c.next) }
func (c *columns) text() string   { return c.row.ColumnText(c.skip()) }
func (c *columns) integer() int64 { return c.row.ColumnInt64(c.skip()) }

func (c *columns) float() (float64, bool) {
	known := !c.null()
	return c.row.ColumnFloat(c.skip()), known
}

func (c *columns) time() time.Time {
	if c.null() {
		c.skip()
		return time.Time{}
	}
	return fromMillis(c.integer())
}

func (c *columns) json(into any) {
	text := c.text()
	if text == "" {
		return
	}
	if err := json.Unmarshal([]byte(text), into); err != nil && c.err == nil {
		c.err = err
	}
}

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// dayForm is how a local day is kept. Days compare as texts.
const dayForm = time.DateOnly

func parseDay(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	day, err := time.ParseInLocation(dayForm, s, time.Local)
	if err != nil {
		return time.Time{}
	}
	return day
}

// appendSources reads the column that the triggers of business_source write.
func appendSources(refs []entity.SourceRef, lines string) []entity.SourceRef {
	for lines != "" {
		var line string
		line, lines, _ = strings.Cut(lines, "\n")
		source, rest, _ := strings.Cut(line, "\t")
		id, url, _ := strings.Cut(rest, "\t")
		refs = append(refs, entity.SourceRef{Source: source, SourceID: id, URL: url})
	}
	return refs
}

// toJSON writes a value for a column, or nothing for an empty list. Letters stay as they are, so that a search finds them.
func toJSON[T any](list []T) any {
	if len(list) == 0 {
		return nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(list); err != nil {
		panic(err) // lists of strings and of structs of strings can always be written
	}
	return strings.TrimSuffix(buf.String(), "\n")
}
