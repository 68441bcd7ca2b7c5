package store

import (
	"bytes"
	"encoding/json"
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

// readBusiness makes a business of a row of businessColumns. Its contacts are rows of their own.
func readBusiness(row *zombie.Stmt) (entity.Business, error) {
	c := columns{row: row}
	b := entity.Business{
		ID:       entity.BusinessID(c.integer()),
		Name:     c.text(),
		Category: c.text(),
		Phone:    c.text(),
		PhoneRaw: c.text(),
		Fax:      c.text(),
		Email:    c.text(),
		Website:  c.text(),
	}
	c.json(&b.Socials)
	b.Address, b.City, b.State, b.ZIP, b.Country = c.text(), c.text(), c.text(), c.text(), c.text()
	lat, hasLat := c.float()
	lon, hasLon := c.float()
	if hasLat && hasLon {
		b.Location = &entity.Point{Lat: lat, Lon: lon}
	}
	if miles, ok := c.float(); ok {
		b.Distance = new(entity.Miles(miles))
	}
	b.Hours = c.text()
	b.Status, b.Stage = entity.EnrichmentStatus(c.text()), entity.Stage(c.text())
	c.json(&b.Tags)
	b.Notes, b.NextAction, b.NextActionDue = c.text(), c.text(), parseDay(c.text())
	b.DoNotContact, b.DoNotEmail = c.integer() == 1, c.integer() == 1
	if !c.null() {
		b.Score = new(int(c.integer()))
	} else {
		c.skip()
	}
	b.Sources = parseSources(c.text())
	b.CreatedAt, b.UpdatedAt, b.CheckedAt, b.DeletedAt = c.time(), c.time(), c.time(), c.time()
	return b, c.err
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
	day, err := time.ParseInLocation(dayForm, s, time.Local)
	if err != nil {
		return time.Time{}
	}
	return day
}

// parseSources reads the column that the triggers of business_source write.
func parseSources(lines string) []entity.SourceRef {
	if lines == "" {
		return nil
	}
	refs := make([]entity.SourceRef, 0, 1+strings.Count(lines, "\n"))
	for line := range strings.SplitSeq(lines, "\n") {
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
