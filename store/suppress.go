package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
	"letip/store/event"
	"letip/store/normal"
)

const (
	selectSuppressions = `
SELECT s.id, s.kind, s.value, s.note, s.at, (SELECT count(*) FROM suppressed WHERE suppression_id = s.id)
FROM suppression s
ORDER BY s.at DESC, s.id DESC`
	insertSuppression = `
INSERT INTO suppression (kind, value, record, note, at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (kind, value) DO NOTHING`
	// Who has an address at a domain, on the web or in the mail.
	staleByDomain = `
INSERT INTO identity_stale (business_id)
SELECT id FROM business WHERE website LIKE '%' || ?1 || '%' OR email LIKE '%' || ?1
UNION SELECT business_id FROM contact WHERE kind = 'email' AND value LIKE '%' || ?1
ON CONFLICT DO NOTHING`
	staleByKey = `
INSERT INTO identity_stale (business_id)
SELECT business_id FROM identity_key WHERE key = ?
ON CONFLICT DO NOTHING`
	staleByKeys = `
INSERT INTO identity_stale (business_id)
SELECT DISTINCT k.business_id FROM json_each(?) j CROSS JOIN identity_key k ON k.key = j.value
WHERE true
ON CONFLICT DO NOTHING`
)

// Suppressions is the list of whom nobody may contact, the newest entry first.
func (db *DB) Suppressions(ctx context.Context) ([]entity.Suppression, error) {
	list := []entity.Suppression{}
	err := db.fastRead(ctx, func(conn *zombie.Conn) error {
		return each(conn, selectSuppressions, nil, func(row *zombie.Stmt) error {
			c := columns{row: row}
			list = append(list, entity.Suppression{
				ID: c.integer(), Kind: entity.SuppressionKind(c.text()), Value: c.text(), Note: c.text(), At: c.time(), Leads: int(c.integer()),
			})
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read whom nobody may contact: %w", err)
	}
	return list, nil
}

// Suppress puts an email, a domain or a phone on the list: whoever has it, now or later, is not contacted. It gives the
// step that takes it back, or 0 where it was on the list. Error: entity.FieldErrors with the kind's name.
func (db *DB) Suppress(ctx context.Context, kind entity.SuppressionKind, value, note string) (undo int64, err error) {
	value, key, err := suppressible(kind, value)
	if err != nil {
		return 0, err
	}
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		if known, err := listed(ctx, tx, kind, value); err != nil || known {
			return nil, err
		}
		label := fmt.Sprintf("Do not contact %s", value)
		undo, err = db.recorded(ctx, tx, entity.UndoSuppression, label, func(s session) error {
			if err := s.run(insertSuppression, string(kind), value, nil, cleanText(note), db.millis()); err != nil {
				return err
			}
			if kind == entity.SuppressDomain {
				return s.run(staleByDomain, value)
			}
			return s.run(staleByKey, key)
		})
		return []event.Event{event.StatsUpdated{}}, err
	})
	if err != nil {
		return 0, fmt.Errorf("suppress %s: %w", value, err)
	}
	return undo, nil
}

// SuppressBusiness puts a lead on the list: it is not contacted, and what is found or imported as the same business later
// isn't either, even after it was deleted for good. Error: ErrNotFound.
func (db *DB) SuppressBusiness(ctx context.Context, id entity.BusinessID, note string) (undo int64, err error) {
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		names, err := liveNames(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		var known bool
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM suppressed h JOIN suppression s ON s.id = h.suppression_id
			WHERE h.business_id = ? AND s.kind = 'business')`, id).Scan(&known)
		if err != nil || known {
			return nil, err
		}
		undo, err = db.recorded(ctx, tx, entity.UndoSuppression, "Do not contact "+names[id], func(s session) error {
			if err := suppressGone(s, []entity.BusinessID{id}, cleanText(note), db.millis()); err != nil {
				return err
			}
			return s.run("INSERT INTO identity_stale (business_id) VALUES (?) ON CONFLICT DO NOTHING", id)
		})
		return []event.Event{event.BusinessUpdated{IDs: []entity.BusinessID{id}}, event.StatsUpdated{}}, err
	})
	if err != nil {
		return 0, fmt.Errorf("suppress lead %d: %w", id, err)
	}
	return undo, nil
}

func listed(ctx context.Context, tx *sql.Tx, kind entity.SuppressionKind, value string) (known bool, err error) {
	err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM suppression WHERE kind = ? AND value = ?)", string(kind), value).Scan(&known)
	return known, err
}

// Unsuppress takes an entry from the list. Leads that it alone held back may be contacted again. Error: ErrNotFound.
func (db *DB) Unsuppress(ctx context.Context, entry int64) (undo int64, err error) {
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		var value string
		s := &sqlSession{ctx: ctx, tx: tx}
		defer s.close()
		found := false
		err := s.rows("SELECT value FROM suppression WHERE id = ?", []any{entry}, func(row scanner) error {
			found = true
			return row.Scan(&value)
		})
		if err == nil && !found {
			err = ErrNotFound
		}
		if err != nil {
			return nil, err
		}
		var free []entity.BusinessID
		undo, err = db.recorded(ctx, tx, entity.UndoSuppression, "Allowed to contact "+value, func(s session) error {
			if free, err = heldBy(s, entry); err != nil {
				return err
			}
			now, list := db.millis(), idList(free)
			for _, st := range []statement{
				{"DELETE FROM suppression_key WHERE suppression_id = ?", []any{entry}},
				{"DELETE FROM suppressed WHERE suppression_id = ?", []any{entry}},
				{"DELETE FROM suppression WHERE id = ?", []any{entry}},
				{"UPDATE business SET do_not_contact = 0, updated_at = ? WHERE id IN (SELECT value FROM json_each(?))", []any{now, list}},
				{`INSERT INTO timeline (business_id, at, kind, text)
					SELECT value, ?, 'do_not_contact', 'May be contacted again' FROM json_each(?)`, []any{now, list}},
			} {
				if err := s.run(st.sql, st.args...); err != nil {
					return err
				}
			}
			return nil
		})
		return []event.Event{event.BusinessUpdated{IDs: free}, event.StatsUpdated{}}, err
	})
	if err != nil {
		return 0, fmt.Errorf("take an entry from the list of whom nobody may contact: %w", err)
	}
	return undo, nil
}

// heldBy are the leads that one entry alone holds back, and no stage.
func heldBy(s session, entry int64) (ids []entity.BusinessID, err error) {
	err = s.rows(`SELECT h.business_id FROM suppressed h JOIN business b ON b.id = h.business_id
		WHERE h.suppression_id = ?1 AND b.do_not_contact = 1 AND b.stage <> 'Do not contact'
		AND NOT EXISTS (SELECT 1 FROM suppressed WHERE business_id = h.business_id AND suppression_id <> ?1)
		ORDER BY h.business_id`, []any{entry}, func(row scanner) error {
		var id entity.BusinessID
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// suppressible brings an entry to the form in which it is compared.
func suppressible(kind entity.SuppressionKind, value string) (comparable string, key int64, err error) {
	wrong := func(format string, args ...any) (string, int64, error) {
		return "", 0, entity.FieldErrors{string(kind): fmt.Sprintf(format, args...)}
	}
	value = cleanLine(value)
	switch kind {
	case entity.SuppressEmail:
		email, ok := normal.Email(value)
		if !ok {
			return wrong("%q is no email address.", value)
		}
		return email, emailKey(email), nil
	case entity.SuppressPhone:
		e164, _, ok := normal.Phone(value, "")
		if !ok {
			return wrong("This phone number can't be read: %q.", value)
		}
		return e164, phoneKey(e164), nil
	case entity.SuppressDomain:
		domain := normal.Domain(strings.TrimPrefix(value, "@"))
		if domain == "" {
			return wrong("%q is no domain.", value)
		}
		if normal.SharedHost(domain) || slices.Contains(mailHosts, domain) {
			return wrong("%s belongs to many: suppress the address or the business instead.", domain)
		}
		return domain, 0, nil
	}
	return wrong("There is nothing like %q to suppress.", kind)
}

// mailHosts give addresses to everybody: a domain that says nothing of whose it is.
var mailHosts = []string{
	"gmail.com", "googlemail.com", "yahoo.com", "ymail.com", "hotmail.com", "outlook.com", "live.com", "msn.com", "aol.com", "icloud.com",
	"me.com", "mac.com", "comcast.net", "verizon.net", "optonline.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net",
	"charter.net", "earthlink.net", "proton.me", "protonmail.com", "gmx.com", "mail.com", "zoho.com",
}
