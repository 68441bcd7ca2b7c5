package store

import (
	"slices"

	"letip/store/entity"
)

// moved is what went over from one business to another in a merge.
type moved struct {
	Contacts   []int64     `json:"contact,omitempty"`
	Provenance []int64     `json:"provenance,omitempty"`
	Timeline   []int64     `json:"timeline,omitempty"`
	Sources    [][2]string `json:"source,omitempty"`
	Jobs       []int64     `json:"job,omitempty"`
	Pairs      []pairRow   `json:"pair,omitempty"`     // the loser's own, as they were
	Given      [][2]int64  `json:"given,omitempty"`    // pairs that the survivor got for them
	Silenced   []int64     `json:"silenced,omitempty"` // provenance that was shown and no longer is
	Held       []int64     `json:"held,omitempty"`     // suppressions that the survivor got
	Joined     int64       `json:"joined,omitempty"`   // provenance of what is made of both
}

type pairRow struct {
	A          int64   `json:"a"`
	B          int64   `json:"b"`
	Confidence float64 `json:"confidence"`
	Reasons    string  `json:"reasons"`
	Decided    bool    `json:"decided"`
}

// move brings over what hangs on the loser, and notes all of it.
func (m *moved) move(s session, keeps, gives mergeRow, fields []string) error {
	to, from := keeps.id, gives.id
	for _, part := range []struct {
		into        *[]int64
		list, query string
	}{
		{&m.Contacts, `SELECT id FROM contact c WHERE business_id = ?1 AND NOT EXISTS (
			SELECT 1 FROM contact WHERE business_id = ?2 AND kind = c.kind AND value = c.value) ORDER BY id`, "UPDATE contact SET business_id = ? WHERE id IN (SELECT value FROM json_each(?))"},
		{&m.Provenance, "SELECT id FROM provenance WHERE business_id = ?1 AND ?2 > 0 ORDER BY id", "UPDATE provenance SET business_id = ? WHERE id IN (SELECT value FROM json_each(?))"},
		{&m.Timeline, "SELECT id FROM timeline WHERE business_id = ?1 AND ?2 > 0 ORDER BY id", "UPDATE timeline SET business_id = ? WHERE id IN (SELECT value FROM json_each(?))"},
	} {
		ids, err := integers(s, part.list, from, to)
		if err != nil {
			return err
		}
		if *part.into = ids; len(ids) == 0 {
			continue
		}
		if part.into == &m.Provenance {
			if err := m.silence(s, keeps, gives, fields); err != nil {
				return err
			}
		}
		if err := s.run(part.query, to, numberList(ids)); err != nil {
			return err
		}
	}
	if err := m.moveSources(s, from, to); err != nil {
		return err
	}
	var err error
	if m.Jobs, err = integers(s, `SELECT job_id FROM job_business j WHERE business_id = ?1 AND NOT EXISTS (
		SELECT 1 FROM job_business WHERE business_id = ?2 AND job_id = j.job_id) ORDER BY job_id`, from, to); err != nil {
		return err
	}
	if len(m.Jobs) > 0 {
		err := s.run("UPDATE job_business SET business_id = ? WHERE business_id = ? AND job_id IN (SELECT value FROM json_each(?))", to, from, numberList(m.Jobs))
		if err != nil {
			return err
		}
	}
	if m.Held, err = integers(s, `SELECT suppression_id FROM suppressed h WHERE business_id = ?1 AND NOT EXISTS (
		SELECT 1 FROM suppressed WHERE business_id = ?2 AND suppression_id = h.suppression_id)`, from, to); err != nil {
		return err
	}
	for _, held := range m.Held {
		if err := s.run("INSERT INTO suppressed (business_id, suppression_id) VALUES (?, ?)", to, held); err != nil {
			return err
		}
	}
	return m.movePairs(s, from, to)
}

// silence makes one value of each field the shown one: the survivor's, or where that changes, the other's.
func (m *moved) silence(s session, keeps, gives mergeRow, fields []string) error {
	for field := range gives.chosen {
		if _, both := keeps.chosen[field]; !both && keeps.columns[field] == nil {
			continue
		}
		quiet := gives.id
		if slices.Contains(fields, field) {
			quiet = keeps.id
		}
		ids, err := integers(s, "SELECT id FROM provenance WHERE business_id = ? AND field = ? AND chosen = 1", quiet, field)
		if err != nil {
			return err
		}
		m.Silenced = append(m.Silenced, ids...)
	}
	slices.Sort(m.Silenced)
	return s.run("UPDATE provenance SET chosen = 0 WHERE id IN (SELECT value FROM json_each(?))", numberList(m.Silenced))
}

// joined is the source of a value that a merge made of those of both.
const joined = "merge"

// joinStories gives a value that is made of those of both a story of its own.
func (m *moved) joinStories(s session, id entity.BusinessID, field string, both any, now int64) error {
	const chosen = "SELECT id FROM provenance WHERE business_id = ? AND field = ? AND chosen = 1"
	sure := foundConfidence
	err := s.rows("SELECT confidence FROM provenance WHERE id = ("+chosen+" LIMIT 1)", []any{id, field}, func(row scanner) error { return row.Scan(&sure) })
	if err != nil {
		return err
	}
	parts, err := integers(s, chosen, id, field)
	if err != nil {
		return err
	}
	m.Silenced = append(m.Silenced, parts...)
	slices.Sort(m.Silenced)
	if err := s.run(replaceChosen, id, field); err != nil {
		return err
	}
	m.Joined, err = s.add(insertProvenance, id, field, both, joined, "", now, joined, sure, 1, nil)
	return err
}

func (m *moved) moveSources(s session, from, to entity.BusinessID) error {
	err := s.rows("SELECT source, source_id FROM business_source WHERE business_id = ? ORDER BY source, source_id", []any{from}, func(row scanner) error {
		var at [2]string
		err := row.Scan(&at[0], &at[1])
		m.Sources = append(m.Sources, at)
		return err
	})
	for _, at := range m.Sources {
		if err == nil {
			err = s.run("UPDATE business_source SET business_id = ? WHERE source = ? AND source_id = ?", to, at[0], at[1])
		}
	}
	return err
}

// movePairs lets what is decided and what waits hold for the survivor.
func (m *moved) movePairs(s session, from, to entity.BusinessID) error {
	err := s.rows(`SELECT a, b, confidence, reasons, decided FROM identity_pair WHERE a = ?1 OR b = ?1 ORDER BY a, b`, []any{from}, func(row scanner) error {
		var p pairRow
		err := row.Scan(&p.A, &p.B, &p.Confidence, &p.Reasons, &p.Decided)
		m.Pairs = append(m.Pairs, p)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range m.Pairs {
		if err := s.run("DELETE FROM identity_pair WHERE a = ? AND b = ?", p.A, p.B); err != nil {
			return err
		}
		other := entity.BusinessID(p.A+p.B) - from
		if other == to {
			continue
		}
		at := pairOf(other, to)
		if known, err := exists(s, "SELECT 1 FROM identity_pair WHERE a = ? AND b = ?", at[0], at[1]); err != nil || known {
			if err != nil {
				return err
			}
			continue
		}
		m.Given = append(m.Given, [2]int64{int64(at[0]), int64(at[1])})
		if err := s.run("INSERT INTO identity_pair (a, b, confidence, reasons, decided) VALUES (?, ?, ?, ?, ?)", at[0], at[1], p.Confidence, p.Reasons, boolean(p.Decided)); err != nil {
			return err
		}
	}
	return nil
}

func integers(s session, query string, args ...any) (list []int64, err error) {
	err = s.rows(query, args, func(row scanner) error {
		var n int64
		err := row.Scan(&n)
		list = append(list, n)
		return err
	})
	return list, err
}
