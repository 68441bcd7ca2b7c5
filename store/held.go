package store

import (
	"encoding/json"
	"slices"
	"strings"

	"letip/store/entity"
	"letip/store/identity"
	"letip/store/normal"
)

func emailKey(email string) int64 { return identity.Record{Emails: []string{email}}.Keys()[0].Hash() }

func phoneKey(e164 string) int64 { return identity.Record{Phones: []string{e164}}.Keys()[0].Hash() }

// goneRecord is what a suppressed business is known again by.
type goneRecord struct {
	Record  identity.Record    `json:"record"`
	Sources []entity.SourceRef `json:"sources"`
}

// suppressGone puts businesses on the list as what they are, so that they are known again when their rows are gone.
func suppressGone(s session, ids []entity.BusinessID, note string, now int64) error {
	members, err := loadRecords(s, ids)
	if err != nil {
		return err
	}
	for _, m := range members {
		var g goneRecord
		g.Record = m.Record
		err := s.rows("SELECT source, source_id, url FROM business_source WHERE business_id = ? ORDER BY source, source_id", []any{m.ID}, func(row scanner) error {
			var ref entity.SourceRef
			err := row.Scan(&ref.Source, &ref.SourceID, &ref.URL)
			g.Sources = append(g.Sources, ref)
			return err
		})
		if err != nil {
			return err
		}
		value := strings.Join(slices.DeleteFunc([]string{m.name, strings.TrimSpace(m.House + " " + m.Street), m.City, m.ZIP}, func(p string) bool { return p == "" }), ", ")
		if err := s.run(insertSuppression, string(entity.SuppressBusiness), value, mustJSON(g), note, now); err != nil {
			return err
		}
		keys := identity.Hashes(m.Keys())
		for _, ref := range g.Sources {
			keys = append(keys, sourceKey(ref.Source, ref.SourceID))
		}
		for _, key := range keys {
			err := s.run(`INSERT INTO suppression_key (key, suppression_id)
				SELECT ?, id FROM suppression WHERE kind = 'business' AND value = ?
				ON CONFLICT DO NOTHING`, key, value)
			if err != nil {
				return err
			}
		}
		// Leads that weren't merged with it may be it all the same.
		if err := s.run(staleByKeys, numberList(identity.Hashes(m.Probes()))); err != nil {
			return err
		}
	}
	return nil
}

func sourceKey(source, id string) int64 { return identity.Key("source:" + source + "|" + id).Hash() }

// held is an entry that holds back a business.
type held struct {
	id    entity.BusinessID
	entry int64
	why   string
}

// holdBack marks those of the businesses that are on the list of whom nobody may contact, and gives those it marked.
func holdBack(s session, members []*member, now int64) (marked []entity.BusinessID, err error) {
	some, err := exists(s, "SELECT 1 FROM suppression LIMIT 1")
	if err != nil || !some || len(members) == 0 {
		return nil, err
	}
	hits, err := valuesHeld(s, members)
	if err != nil {
		return nil, err
	}
	more, err := businessesHeld(s, members)
	if err != nil {
		return nil, err
	}
	for _, h := range append(hits, more...) {
		known, err := exists(s, "SELECT 1 FROM suppressed WHERE business_id = ? AND suppression_id = ?", h.id, h.entry)
		if err != nil {
			return nil, err
		}
		if known {
			continue
		}
		if err := s.run("INSERT INTO suppressed (business_id, suppression_id) VALUES (?, ?)", h.id, h.entry); err != nil {
			return nil, err
		}
		free, err := exists(s, "SELECT 1 FROM business WHERE id = ? AND do_not_contact = 0", h.id)
		if err != nil {
			return nil, err
		}
		if !free {
			continue
		}
		if err := s.run("UPDATE business SET do_not_contact = 1, updated_at = ? WHERE id = ?", now, h.id); err != nil {
			return nil, err
		}
		if err := s.run(insertTimeline, h.id, now, "do_not_contact", "Marked \"do not contact\": "+h.why+" is on the list", nil); err != nil {
			return nil, err
		}
		marked = append(marked, h.id)
	}
	return marked, nil
}

// valuesHeld finds businesses by an email, a phone or a domain.
func valuesHeld(s session, members []*member) (hits []held, err error) {
	var ask [][3]any
	for _, m := range members {
		domains := slices.Clone(m.Sites)
		for _, e := range m.Emails {
			ask = append(ask, [3]any{"email", e, m.ID})
			domains = append(domains, normal.Domain(e))
		}
		for _, p := range m.Phones {
			ask = append(ask, [3]any{"phone", p, m.ID})
		}
		for _, d := range domains {
			ask = append(ask, [3]any{"domain", d, m.ID})
		}
	}
	err = s.rows(`SELECT DISTINCT j.value ->> 2, s.id, s.kind, s.value FROM json_each(?) j
		CROSS JOIN suppression s ON s.kind = j.value ->> 0 AND s.value = j.value ->> 1
		ORDER BY 1, 2`, []any{mustJSON(ask)}, func(row scanner) error {
		var h held
		var kind, value string
		err := row.Scan(&h.id, &h.entry, &kind, &value)
		h.why = "the " + kind + " " + value
		hits = append(hits, h)
		return err
	})
	return hits, err
}

// businessesHeld finds those that are the same as a business on the list.
func businessesHeld(s session, members []*member) (hits []held, err error) {
	some, err := exists(s, "SELECT 1 FROM suppression_key LIMIT 1")
	if err != nil || !some {
		return nil, err
	}
	ids := make([]entity.BusinessID, len(members))
	at := map[entity.BusinessID]int{}
	for i, m := range members {
		ids[i], at[m.ID] = m.ID, i
	}
	refs := make([][]entity.SourceRef, len(members))
	err = s.rows("SELECT business_id, source, source_id FROM business_source WHERE business_id IN (SELECT value FROM json_each(?))", []any{idList(ids)}, func(row scanner) error {
		var id entity.BusinessID
		var ref entity.SourceRef
		err := row.Scan(&id, &ref.Source, &ref.SourceID)
		refs[at[id]] = append(refs[at[id]], ref)
		return err
	})
	if err != nil {
		return nil, err
	}
	return recordsHeld(s, members, refs)
}

// recordsHeld finds those that are the same as a business on the list, each by its record and what its sources call it.
func recordsHeld(s session, members []*member, called [][]entity.SourceRef) (hits []held, err error) {
	by := map[int64][]*member{}
	refs := map[int64]entity.SourceRef{}
	var keys []int64
	for i, m := range members {
		for _, k := range identity.Hashes(m.Probes()) {
			by[k] = append(by[k], m)
		}
		for _, ref := range called[i] {
			k := sourceKey(ref.Source, ref.SourceID)
			by[k], refs[k] = append(by[k], m), ref
		}
	}
	for k := range by {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	err = s.rows(`SELECT DISTINCT k.key, s.id, s.value, s.record FROM json_each(?) j
		CROSS JOIN suppression_key k ON k.key = j.value
		JOIN suppression s ON s.id = k.suppression_id
		ORDER BY s.id, k.key`, []any{numberList(keys)}, func(row scanner) error {
		var key, entry int64
		var value, record string
		if err := row.Scan(&key, &entry, &value, &record); err != nil {
			return err
		}
		var g goneRecord
		if err := json.Unmarshal([]byte(record), &g); err != nil {
			return err
		}
		for _, m := range by[key] {
			h := held{m.ID, entry, value}
			same := g.Record.ID == m.ID || refs[key].Source != "" && slices.ContainsFunc(g.Sources, func(r entity.SourceRef) bool {
				return r.Source == refs[key].Source && r.SourceID == refs[key].SourceID
			})
			if (same || identity.Compare(m.Record, g.Record).Outcome == identity.Same) && !slices.Contains(hits, h) {
				hits = append(hits, h)
			}
		}
		return nil
	})
	return hits, err
}
