package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
	"letip/store/event"
	"letip/store/identity"
)

// Merge makes one lead of several. The survivor is the one named, or where that is 0, the one that the rep has worked on,
// else the oldest. It keeps its values and gets what it lacks; the rep's own values win over all others. Contacts, notes,
// tags, sources, the story of every value and the timeline come along. Split takes them apart again. Error: ErrNotFound.
func (db *DB) Merge(ctx context.Context, survivor entity.BusinessID, ids ...entity.BusinessID) (entity.Merged, error) {
	var m entity.Merged
	if survivor != 0 && !slices.Contains(ids, survivor) {
		ids = append(ids, survivor)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) < 2 {
		return m, fmt.Errorf("merge %s: %w", leads(len(ids)), badRequest("ids", "A merge takes two leads or more."))
	}
	err := db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		names, err := liveNames(ctx, tx, ids...)
		if err != nil {
			return nil, err
		}
		m.Step, err = db.recorded(ctx, tx, entity.UndoMerge, "Merged "+mergeLabel(names, ids), func(s session) error {
			if m.Survivor = survivor; survivor == 0 {
				m.Survivor = ids[0]
				for _, id := range ids[1:] {
					if m.Survivor, _, err = chooseSurvivor(s, m.Survivor, id); err != nil {
						return err
					}
				}
			}
			for _, id := range ids {
				if id == m.Survivor {
					continue
				}
				m.Gone = append(m.Gone, id)
				v := identity.Verdict{Confidence: 1, Reasons: []string{"merged by hand"}}
				if err := mergeInto(s, m.Survivor, id, v, db.millis()); err != nil {
					return err
				}
			}
			return nil
		})
		return []event.Event{
			event.BusinessUpdated{IDs: []entity.BusinessID{m.Survivor}}, event.BusinessDeleted{IDs: m.Gone}, event.StatsUpdated{},
		}, err
	})
	if err != nil {
		return entity.Merged{}, fmt.Errorf("merge %s: %w", leads(len(ids)), err)
	}
	return m, nil
}

// PartOf is the lead that another is part of by now: itself, unless it was merged.
func (db *DB) PartOf(ctx context.Context, id entity.BusinessID) entity.BusinessID {
	err := db.fastRead(context.WithoutCancel(ctx), func(conn *zombie.Conn) error {
		const query = `WITH RECURSIVE into_ (id, n) AS (
			SELECT ?, 0 UNION ALL SELECT m.survivor, n + 1 FROM into_ JOIN merge m ON m.loser = into_.id WHERE n < 1000)
			SELECT id FROM into_ ORDER BY n DESC LIMIT 1`
		_, err := one(conn, query, []any{id}, func(row *zombie.Stmt) { id = entity.BusinessID(row.ColumnInt64(0)) })
		return err
	})
	_ = err // what can't be asked is what it was: the caller reads it next, and hears of it there
	return id
}

func mergeLabel(names map[entity.BusinessID]string, ids []entity.BusinessID) string {
	if len(ids) == 2 {
		return names[ids[0]] + " and " + names[ids[1]]
	}
	return leads(len(ids))
}

// mergeColumns are a business's columns that a merge weighs, in groups that go together.
var mergeColumns = [][]string{
	{"name", "name_fold"},
	{"category", "category_fold"},
	{"phone", "phone_raw"},
	{"fax"},
	{"email"},
	{"website"},
	{"address"},
	{"city", "city_fold"},
	{"state"},
	{"zip"},
	{"country"},
	{"lat", "lon"},
	{"hours"},
	{"next_action", "next_action_due"},
	{"distance_mi"},
}

// mergeSpecial are those with rules of their own.
var mergeSpecial = []string{
	"socials", "notes", "tags", "stage", "do_not_contact", "enrichment_status", "last_checked_at", "created_at", "updated_at", "deleted_at",
}

// mergeRow is one side of a merge.
type mergeRow struct {
	id      entity.BusinessID
	columns map[string]any
	chosen  map[string]string // field: the source whose value is shown
}

func loadMergeRow(s session, id entity.BusinessID) (mergeRow, error) {
	names := slices.Concat(append(mergeColumns, mergeSpecial)...)
	row := mergeRow{id: id, columns: map[string]any{}, chosen: map[string]string{}}
	found := false
	err := s.rows("SELECT "+strings.Join(names, ", ")+" FROM business WHERE id = ?", []any{id}, func(r scanner) error {
		found = true
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		err := r.Scan(into...)
		for i, n := range names {
			row.columns[n] = values[i]
		}
		return err
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return row, err
	}
	return row, s.rows("SELECT field, iif(picked = 1, 'manual', source) FROM provenance WHERE business_id = ? AND chosen = 1", []any{id}, func(r scanner) error {
		var field, source string
		err := r.Scan(&field, &source)
		row.chosen[field] = source
		return err
	})
}

// touched reports that the rep has worked on a lead.
func (r mergeRow) touched() bool {
	for _, source := range r.chosen {
		if source == manual {
			return true
		}
	}
	return r.columns["notes"] != nil || r.columns["tags"] != nil || r.columns["next_action"] != nil || r.columns["stage"] != string(entity.StageNew)
}

// chooseSurvivor says which of two businesses the other goes into: the one that the rep has worked on, else the older.
func chooseSurvivor(s session, a, b entity.BusinessID) (survivor, loser entity.BusinessID, err error) {
	a, b = min(a, b), max(a, b)
	x, err := loadMergeRow(s, a)
	if err != nil {
		return 0, 0, err
	}
	y, err := loadMergeRow(s, b)
	if err != nil {
		return 0, 0, err
	}
	if y.touched() && !x.touched() {
		return b, a, nil
	}
	return a, b, nil
}

const insertMerge = `
INSERT INTO merge (loser, survivor, at, confidence, reasons, moved, before, after)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

// mergeInto makes one business part of another.
func mergeInto(s session, survivor, loser entity.BusinessID, v identity.Verdict, now int64) error {
	keeps, err := loadMergeRow(s, survivor)
	if err != nil {
		return err
	}
	gives, err := loadMergeRow(s, loser)
	if err != nil {
		return err
	}
	change, fields := keeps.mergedWith(gives)
	var m moved
	if err := m.move(s, keeps, gives, fields); err != nil {
		return err
	}
	if both := change["socials"]; both != nil && both != gives.columns["socials"] {
		if err := m.joinStories(s, survivor, "socials", both, now); err != nil {
			return err
		}
	}
	change["updated_at"] = now
	before := map[string]any{}
	for column := range change {
		before[column] = keeps.columns[column]
	}
	if err := setColumns(s, survivor, change); err != nil {
		return err
	}
	if err := s.run("UPDATE business SET deleted_at = ? WHERE id = ?", now, loser); err != nil {
		return err
	}
	err = s.run(insertMerge, loser, survivor, now, v.Confidence, sentences(v.Reasons), mustJSON(m), mustJSON(before), mustJSON(change))
	if err != nil {
		return err
	}
	name, _ := gives.columns["name"].(string)
	return s.run(insertTimeline, survivor, now, "merged", "Merged with "+name+": "+strings.Join(v.Reasons, ", "), nil)
}

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers can always be written
	}
	return string(text)
}

// setColumns writes columns of one business.
func setColumns(s session, id entity.BusinessID, change map[string]any) error {
	var set []string
	var args []any
	for _, column := range slices.Concat(append(mergeColumns, mergeSpecial)...) {
		if v, ok := change[column]; ok {
			set, args = append(set, column+" = ?"), append(args, v)
		}
	}
	if len(set) == 0 {
		return nil
	}
	return s.once("UPDATE business SET "+strings.Join(set, ", ")+" WHERE id = ?", append(args, id)...)
}

// mergedWith says which columns change in the survivor, and which fields show the other's value from now on.
func (r mergeRow) mergedWith(o mergeRow) (change map[string]any, fields []string) {
	change = map[string]any{}
	for _, group := range mergeColumns {
		field := group[0]
		empty := !slices.ContainsFunc(group, func(c string) bool { return r.columns[c] != nil })
		gives := slices.ContainsFunc(group, func(c string) bool { return o.columns[c] != nil })
		wins := o.chosen[field] == manual && r.chosen[field] != manual
		if !gives || !empty && !wins || r.chosen[field] == manual {
			continue
		}
		for _, c := range group {
			if r.columns[c] != o.columns[c] {
				change[c] = o.columns[c]
			}
			if factColumns[c] {
				fields = append(fields, c)
			}
		}
	}
	r.mergeSpecials(o, change)
	if both := change["socials"]; both != nil && both == o.columns["socials"] {
		fields = append(fields, "socials")
	}
	return change, fields
}

func (r mergeRow) mergeSpecials(o mergeRow, change map[string]any) {
	text := func(row mergeRow, column string) string { s, _ := row.columns[column].(string); return s }
	set := func(column string, v any) {
		if v != r.columns[column] {
			change[column] = v
		}
	}
	switch {
	case r.chosen["socials"] == manual:
	case o.chosen["socials"] == manual:
		set("socials", o.columns["socials"])
	default:
		if both := joinSocials(r.columns["socials"], socialsOf(text(o, "socials"))); both != "" {
			set("socials", both)
		}
	}
	if a, b := text(r, "notes"), text(o, "notes"); b != "" && !strings.Contains(a, b) {
		set("notes", strings.TrimSpace(a+"\n\n"+b))
	}
	if b := text(o, "tags"); b != "" {
		set("tags", unionTags(text(r, "tags"), b))
	}
	if a, b := stageRank(text(r, "stage")), stageRank(text(o, "stage")); b > a {
		set("stage", text(o, "stage"))
	}
	if o.columns["do_not_contact"] == int64(1) {
		set("do_not_contact", int64(1))
	}
	if a, b := text(r, "enrichment_status"), text(o, "enrichment_status"); statusRank[b] > statusRank[a] {
		set("enrichment_status", b)
	}
	later := func(column string, which func(a, b int64) int64) {
		a, okA := r.columns[column].(int64)
		b, okB := o.columns[column].(int64)
		switch {
		case okA && okB:
			set(column, which(a, b))
		case okB:
			set(column, b)
		}
	}
	later("last_checked_at", func(a, b int64) int64 { return max(a, b) })
	later("created_at", func(a, b int64) int64 { return min(a, b) })
}

// statusRank orders enrichment statuses by how much they tell.
var statusRank = map[string]int{
	string(entity.Pending): 0, string(entity.Running): 0, string(entity.NoWebsite): 1, string(entity.Failed): 2,
	string(entity.Blocked): 3, string(entity.Partial): 4, string(entity.Enriched): 5,
}

// stageRank is how far along the funnel a lead is.
func stageRank(stage string) int { return slices.Index(entity.Stages, entity.Stage(stage)) }

// unionTags joins two columns of tags, each tag once whatever its case.
func unionTags(a, b string) any {
	had, _ := fromJSON[[]string](a)
	more, _ := fromJSON[[]string](b)
	var f form
	return toJSON(f.tagList(slices.Concat(had, more)))
}
