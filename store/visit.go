package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"letip/store/entity"
	"letip/store/event"
)

// website is the source of what a business's own pages say.
const website = "website"

const (
	// A person or a title that a later page names is added; what is known stays, in its own spelling. A surer sighting
	// brings its confidence, page and method together: how sure it is is never said of another page.
	visitContact = `
INSERT INTO contact (business_id, kind, value, person, title, confidence, source_url, method, first_seen, last_seen, do_not_email)
VALUES (?1, ?2, coalesce((SELECT value FROM contact WHERE business_id = ?1 AND kind = ?2 AND value = ?3 COLLATE NOCASE), ?3),
	?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10)
ON CONFLICT (business_id, kind, value) DO UPDATE SET
	last_seen = excluded.last_seen,
	do_not_email = max(do_not_email, excluded.do_not_email),
	person = CASE person WHEN '' THEN excluded.person ELSE person END,
	title = CASE title WHEN '' THEN excluded.title ELSE title END,
	source_url = CASE WHEN excluded.confidence > confidence THEN excluded.source_url ELSE source_url END,
	method = CASE WHEN excluded.confidence > confidence THEN excluded.method ELSE method END,
	confidence = max(confidence, excluded.confidence)`
	countContacts = `SELECT count(*) FROM contact WHERE business_id = ?`
	endVisit      = `UPDATE business SET enrichment_status = ?, status_before = NULL, last_checked_at = ?, updated_at = ? WHERE id = ?`
	startVisit    = `
UPDATE business SET status_before = enrichment_status, enrichment_status = 'running'
WHERE id = ? AND deleted_at IS NULL AND enrichment_status <> 'running'`
	// What a visit would have replaced is still true.
	abandonVisit = `
UPDATE business SET enrichment_status = coalesce(status_before, 'pending'), status_before = NULL
WHERE enrichment_status = 'running' AND id = ?`
	// The two halves are those of the index.
	abandonAll = `
UPDATE business SET enrichment_status = coalesce(status_before, 'pending'), status_before = NULL
WHERE enrichment_status = 'running' AND (deleted_at IS NULL OR deleted_at > 0)`
	// That DNS could not be asked takes back nothing that it said before.
	checkedEmail = `
UPDATE contact SET verdict = ?1, verdict_reasons = ?2, verdict_at = ?3
WHERE business_id = ?4 AND kind = 'email' AND value = ?5 COLLATE NOCASE
	AND (?1 <> 'unknown' OR verdict IN ('', 'unknown'))`
)

// StartVisit marks a business as being visited, and gives the status it had. One in the trash or gone is ErrNotFound.
func (db *DB) StartVisit(ctx context.Context, id entity.BusinessID) (was entity.EnrichmentStatus, err error) {
	err = db.write(ctx, scraped, func(tx *sql.Tx) ([]event.Event, error) {
		var live bool
		err := tx.QueryRowContext(ctx, "SELECT deleted_at IS NULL, coalesce(status_before, enrichment_status) FROM business WHERE id = ?", id).Scan(&live, &was)
		if errors.Is(err, sql.ErrNoRows) || err == nil && !live {
			return nil, ErrNotFound
		}
		if err != nil {
			return nil, err
		}
		_, err = tx.ExecContext(ctx, startVisit, id)
		// Who looks at the lead is told by the visit's own progress, which knows the job.
		return []event.Event{event.StatsUpdated{}}, err
	})
	if err != nil {
		return was, fmt.Errorf("start the visit of lead %d: %w", id, err)
	}
	return was, nil
}

// AbandonVisit takes back StartVisit, in the trash too: the business has the status again that it had.
func (db *DB) AbandonVisit(ctx context.Context, id entity.BusinessID) error {
	err := db.write(ctx, scraped, func(tx *sql.Tx) ([]event.Event, error) {
		result, err := tx.ExecContext(ctx, abandonVisit, id)
		if err != nil {
			return nil, err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return nil, err
		}
		return []event.Event{event.BusinessUpdated{IDs: []entity.BusinessID{id}}, event.StatsUpdated{}}, nil
	})
	if err != nil {
		return fmt.Errorf("take back the visit of lead %d: %w", id, err)
	}
	return nil
}

// abandonVisits takes back the visits that a process had begun when it died.
func (db *DB) abandonVisits(ctx context.Context) error {
	err := db.write(ctx, scraped, func(tx *sql.Tx) ([]event.Event, error) {
		_, err := tx.ExecContext(ctx, abandonAll)
		return nil, err
	})
	if err != nil {
		return fmt.Errorf("take back the visits that were cut short: %w", err)
	}
	return nil
}

// SaveVisit keeps what a business's own website says, in one transaction, and gives the business as it is then. Empty
// fields are filled; a field that another source gave changes only for a surer value of the business's own pages; what
// the rep wrote stays, and the other value is kept beside it. A second visit adds nothing twice. One in the trash keeps
// its trash: nothing is written. What an enrichment brings is one step that can be taken back. Error: ErrNotFound.
func (db *DB) SaveVisit(ctx context.Context, v entity.Visit) (entity.Business, error) {
	var b entity.Business
	var unread error
	err := db.writeThen(ctx, scraped, func(tx *sql.Tx) (events []event.Event, err error) {
		s := saver{tx: tx, ctx: ctx, now: v.At.UnixMilli()}
		defer func() { err = errors.Join(err, s.close()) }()
		before, err := s.current([]entity.BusinessID{v.Business})
		if err != nil {
			return nil, err
		}
		was := before[v.Business]
		if was == nil || was.trashed {
			return nil, ErrNotFound
		}
		// The visit is over: what it may be taken back to is how the business was before.
		if err := s.run(abandonVisit, was.id); err != nil {
			return nil, err
		}
		name, _ := was.columns["name"].(string)
		follow, err := db.part(s.road(), visiting(v.Job, name), func() (wrote, error) {
			return wrote{told: 1}, s.visit(v, was)
		})
		return append([]event.Event{event.StatsUpdated{}}, follow...), err
	}, func() []event.Event {
		if b, unread = db.Business(context.WithoutCancel(ctx), db.PartOf(ctx, v.Business)); unread != nil {
			return []event.Event{event.BusinessUpdated{IDs: []entity.BusinessID{v.Business}}}
		}
		return []event.Event{event.BusinessEnriched{Business: b}}
	})
	if err != nil {
		return entity.Business{}, fmt.Errorf("keep the visit of lead %d: %w", v.Business, err)
	}
	return b, unread
}

func (s *saver) visit(v entity.Visit, was *former) error {
	var had, has int
	if err := s.tx.QueryRowContext(s.ctx, countContacts, was.id).Scan(&had); err != nil {
		return err
	}
	taken, err := s.weighVisit(v, was)
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		if err := s.take(was, taken); err != nil {
			return err
		}
	}
	for _, c := range v.Contacts {
		if value := cut(cleanLine(c.Value)); value != "" && contactKinds[c.Kind] {
			if err := s.run(visitContact, was.id, string(c.Kind), value, cut(cleanLine(c.Person)), cut(cleanLine(c.Title)),
				min(max(c.Confidence, 0), 1), c.SourceURL, firstKnown(c.Method, website), s.now,
				boolean(v.DoNotEmail && c.Kind == entity.ContactEmail)); err != nil {
				return err
			}
		}
	}
	for _, e := range v.Checked {
		if err := s.run(checkedEmail, string(e.Verdict), toJSON(e.Reasons), s.now, was.id, e.Address); err != nil {
			return err
		}
	}
	if err := s.tx.QueryRowContext(s.ctx, countContacts, was.id).Scan(&has); err != nil {
		return err
	}
	if err := s.run(endVisit, string(v.Status), s.now, s.now, was.id); err != nil {
		return err
	}
	return s.run(insertTimeline, was.id, s.now, "enriched", visitText(v, has-had, taken), nil)
}

// weighVisit decides field by field, best value first. A value that another source gave and that the pages name as well
// stays: a second number of the pages isn't surer than one that two sources give.
func (s *saver) weighVisit(v entity.Visit, was *former) (taken []fact, err error) {
	confirmed := map[string]bool{}
	for _, f := range v.Fields {
		confirmed[f.Field] = confirmed[f.Field] || f.Value == was.columns[f.Field]
	}
	fields := v.Fields
	if socials := joinSocials(was.columns["socials"], v.Socials); socials != "" {
		fields = append(fields, entity.FieldValue{Field: "socials", Value: socials, URL: firstKnown(v.Pages...), Method: website, Confidence: 0.9})
	}
	first := map[string]bool{}
	for _, f := range fields {
		f.Value, f.Method = cut(cleanLine(f.Value)), firstKnown(f.Method, website)
		if !factColumns[f.Field] || f.Value == "" || f.Value == was.columns[f.Field] {
			continue
		}
		shown, empty := was.chosen[f.Field], was.columns[f.Field] == nil
		better := empty || shown == website || f.Field == "socials" || f.Confidence > foundConfidence
		if !first[f.Field] && !confirmed[f.Field] && shown != manual && better {
			first[f.Field] = true
			if err := s.run(replaceChosen, was.id, f.Field); err != nil {
				return nil, err
			}
			if err := s.run(insertProvenance, was.id, f.Field, f.Value, website, f.URL, s.now, f.Method, f.Confidence, 1, nil); err != nil {
				return nil, err
			}
			was.chosen[f.Field] = website
			taken = append(taken, fact{f.Field, f.Value, f.Value})
			if f.Field == "phone" {
				taken = append(taken, fact{"phone_raw", f.Value, ""})
			}
			continue
		}
		first[f.Field] = true
		if err := s.run(turnDown, was.id, f.Field, f.Value, website, f.URL, s.now, f.Method, f.Confidence); err != nil {
			return nil, err
		}
	}
	return taken, nil
}

// joinSocials adds profiles to those a business has; empty means that there is nothing new.
func joinSocials(had any, found []entity.Social) string {
	var all []entity.Social
	if s, ok := had.(string); ok && json.Unmarshal([]byte(s), &all) != nil {
		return "" // what can't be read isn't overwritten
	}
	known := len(all)
	for _, s := range found {
		s.Network, s.URL = cleanLine(s.Network), cut(cleanLine(s.URL))
		same := func(o entity.Social) bool {
			return strings.EqualFold(strings.TrimRight(o.URL, "/"), strings.TrimRight(s.URL, "/"))
		}
		if s.URL != "" && !slices.ContainsFunc(all, same) {
			all = append(all, s)
		}
	}
	if len(all) == known {
		return ""
	}
	text, _ := toJSON(all).(string)
	return text
}

// visitText is the line of the timeline.
func visitText(v entity.Visit, contacts int, taken []fact) string {
	switch v.Status {
	case entity.NoWebsite:
		if v.Error != nil {
			return "Has no website of its own: " + v.Error.Message
		}
		return "Has no website of its own"
	case entity.Blocked, entity.Failed:
		if v.Error != nil {
			return "Website not read: " + v.Error.Message
		}
		return "Website not read"
	}
	values := contacts
	for _, f := range taken {
		if _, ok := contactColumns[f.column]; !ok && f.column != "phone_raw" {
			values++
		}
	}
	text := fmt.Sprintf("Enriched: %s, %s", count(len(v.Pages), "page"), count(values, "new value"))
	if v.Status == entity.Partial && v.Error != nil {
		text += ". Not all was read: " + v.Error.Message
	}
	return text
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
