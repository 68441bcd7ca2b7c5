package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"letip/store/entity"
)

// keptTable is a table whose rows a step can put back.
type keptTable struct {
	name  string
	key   []string
	owner []string // the columns that name the businesses a row belongs to
	// derived are columns that triggers keep of others.
	derived []string
}

// keptTables are all that hold leads and what is decided of them. Names come from here and not from the file, which may be
// anybody's.
var keptTables = []keptTable{
	{name: "business", key: []string{"id"}, derived: []string{"sources", "status_group"}},
	{name: "business_source", key: []string{"source", "source_id"}, owner: []string{"business_id"}},
	{name: "contact", key: []string{"id"}, owner: []string{"business_id"}},
	{name: "provenance", key: []string{"id"}, owner: []string{"business_id"}},
	{name: "timeline", key: []string{"id"}, owner: []string{"business_id"}},
	{name: "job_business", key: []string{"job_id", "business_id"}, owner: []string{"business_id"}},
	{name: "identity_pair", key: []string{"a", "b"}, owner: []string{"a", "b"}},
	{name: "merge", key: []string{"loser"}, owner: []string{"loser", "survivor"}},
	{name: "suppression", key: []string{"id"}},
	{name: "suppression_key", key: []string{"key", "suppression_id"}},
	{name: "suppressed", key: []string{"business_id", "suppression_id"}, owner: []string{"business_id"}},
}

// everything is the bound of a recording that leaves out nothing.
const everything = 1 << 62

// recording says what images are made of.
type recording struct {
	step  int64
	bound int64 // rows of businesses with an id beyond it are left out: a step that brought those forgets them as a whole
	back  bool  // it is what taking the step back does
	rows  bool  // the leads' own columns are left out: undo_row has them
}

// record makes an image of every row that fn touches, so that the step can be taken back. Rows of businesses with an id
// beyond the bound are left out.
func record(s session, step int64, bound int64, fn func() error) error {
	return recording{step: step, bound: bound}.of(s, fn)
}

// of makes the images by triggers that only this connection has, while it is recording.
func (r recording) of(s session, fn func() error) (err error) {
	if err := r.start(s); err != nil {
		return fmt.Errorf("start recording: %w", err)
	}
	defer func() {
		if e := stopRecording(s); err == nil {
			err = e // else the transaction, and with it the triggers, goes anyway
		}
	}()
	return fn()
}

func (r recording) start(s session) error {
	statements := []string{
		"CREATE TEMP TABLE recording (step INTEGER, bound INTEGER, back INTEGER)",
		fmt.Sprintf("INSERT INTO recording VALUES (%d, %d, %d)", r.step, r.bound, boolean(r.back)),
	}
	for _, t := range keptTables {
		if r.rows && t.name == "business" {
			continue
		}
		columns, err := t.columns(s)
		if err != nil {
			return err
		}
		statements = append(statements, t.triggers(columns)...)
	}
	for _, sql := range statements {
		if err := s.once(sql); err != nil {
			return err
		}
	}
	return nil
}

func stopRecording(s session) error {
	var errs []error
	for _, t := range keptTables {
		for _, what := range []string{"insert", "update", "enter", "delete"} {
			errs = append(errs, s.once("DROP TRIGGER IF EXISTS temp.record_"+what+"_"+t.name))
		}
	}
	return errors.Join(append(errs, s.once("DROP TABLE temp.recording"))...)
}

// columns are a table's own ones, without those that triggers keep.
func (t keptTable) columns(s session) (names []string, err error) {
	err = s.rows("SELECT name FROM pragma_table_info(?) ORDER BY cid", []any{t.name}, func(row scanner) error {
		var name string
		err := row.Scan(&name)
		if !slices.Contains(t.derived, name) {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

// triggers record what happens to a table's rows.
func (t keptTable) triggers(columns []string) []string {
	object := func(row string, names []string) string {
		parts := make([]string, len(names))
		for i, c := range names {
			parts[i] = fmt.Sprintf("'%s', %s.%s", c, row, c)
		}
		return "json_object(" + strings.Join(parts, ", ") + ")"
	}
	within := func(row string) string {
		switch {
		case t.name == "business":
			return "recording.bound >= " + row + ".id"
		case len(t.owner) > 0:
			return "recording.bound >= " + row + "." + t.owner[0]
		}
		return "true"
	}
	var differs []string
	for _, c := range columns {
		differs = append(differs, fmt.Sprintf("old.%[1]s IS NOT new.%[1]s", c))
	}
	const form = "CREATE TEMP TRIGGER record_%s_%s AFTER %s ON main.%s %s BEGIN\n" +
		"INSERT INTO undo_image (step, back, tbl, key, before, after) SELECT step, back, '%s', %s, %s, %s FROM recording WHERE %s;\nEND"
	list := []string{
		fmt.Sprintf(form, "insert", t.name, "INSERT", t.name, "", t.name, object("new", t.key), "NULL", object("new", columns), within("new")),
		fmt.Sprintf(form, "update", t.name, "UPDATE", t.name, "WHEN "+strings.Join(differs, " OR "), t.name,
			object("old", t.key), object("old", columns), object("new", columns), within("old")),
		fmt.Sprintf(form, "delete", t.name, "DELETE", t.name, "", t.name, object("old", t.key), object("old", columns), "NULL", within("old")),
	}
	if len(t.owner) > 0 {
		// What a merge moves to a business within the bound from one beyond it comes there as if it were new.
		list = append(list, fmt.Sprintf(form, "enter", t.name, "UPDATE", t.name, "", t.name, object("new", t.key), "NULL", object("new", columns),
			"NOT "+within("old")+" AND "+within("new")))
	}
	return list
}

// recorded opens a step of one of the kinds that do more than change columns, and runs what it does, to the last of what
// follows from it.
func (db *DB) recorded(ctx context.Context, tx *sql.Tx, kind entity.UndoKind, label string, fn func(s session) error) (step int64, err error) {
	s := &sqlSession{ctx: ctx, tx: tx}
	defer func() {
		if e := s.close(); err == nil {
			err = e
		}
	}()
	if step, err = openDeed(ctx, tx, db.millis(), kind, label); err != nil {
		return 0, err
	}
	return step, record(s, step, everything, func() error {
		if err := fn(s); err != nil {
			return err
		}
		_, err := settle(s, db.millis(), settleTyped)
		return err
	})
}

// openDeed opens a step that does more than change columns.
func openDeed(ctx context.Context, tx *sql.Tx, now int64, kind entity.UndoKind, label string) (int64, error) {
	step, err := openStep(ctx, tx, now, entity.UndoUpdate, label)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, "UPDATE undo_step SET deed = ? WHERE id = ?", string(kind), step)
	return step, err
}

// image is what a step did to one row.
type image struct {
	table         string
	key           map[string]any
	before, after map[string]any // nil: the row was not, or is no longer, there
}

const selectImages = `SELECT seq, tbl, key, before, after FROM undo_image WHERE step = ? AND back = ? AND seq < ? ORDER BY seq DESC LIMIT 1000`

// takeBackImages puts rows back as they were before the images were made, the last change first. What has changed again
// since stays.
func takeBackImages(s session, step int64, back bool, now int64) (err error) {
	tables, columns := map[string]keptTable{}, map[string][]string{}
	for _, t := range keptTables {
		tables[t.name] = t
		if columns[t.name], err = t.columns(s); err != nil {
			return err
		}
	}
	for last := int64(everything); ; {
		var images []image
		read := 0
		err := s.rows(selectImages, []any{step, boolean(back), last}, func(row scanner) error {
			var i image
			var key, before, after string
			read++
			if err := row.Scan(&last, &i.table, &key, orEmpty(&before), orEmpty(&after)); err != nil {
				return err
			}
			for _, part := range []struct {
				text string
				into *map[string]any
			}{{key, &i.key}, {before, &i.before}, {after, &i.after}} {
				if part.text == "" {
					continue
				}
				if *part.into, err = readImage(part.text); err != nil {
					return fmt.Errorf("image %d: %w", last, err)
				}
			}
			if before == after && before != "" {
				return nil
			}
			images = append(images, i)
			return nil
		})
		if err != nil || read == 0 {
			return err
		}
		for _, i := range images {
			t, known := tables[i.table]
			if !known {
				return fmt.Errorf("an image is of %q: %w", i.table, ErrDamaged)
			}
			for _, row := range []map[string]any{i.before, i.after} {
				maps.DeleteFunc(row, func(c string, _ any) bool { return !slices.Contains(columns[t.name], c) })
			}
			if err := t.takeBack(s, i, now); err != nil {
				return fmt.Errorf("put back a row of %s: %w", t.name, err)
			}
		}
	}
}

// owners are the businesses that a row belongs to.
func (t keptTable) owners(row map[string]any) (ids []entity.BusinessID) {
	columns := t.owner
	if t.name == "business" {
		columns = t.key
	}
	for _, c := range columns {
		if id, ok := row[c].(int64); ok {
			ids = append(ids, entity.BusinessID(id))
		}
	}
	return ids
}

// readImage reads a row's columns. Numbers come out as SQLite keeps them: whole ones and others.
func readImage(text string) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var row map[string]any
	if err := d.Decode(&row); err != nil {
		return nil, err
	}
	for column, v := range row {
		n, ok := v.(json.Number)
		if !ok {
			continue
		}
		if whole, err := n.Int64(); err == nil && !strings.ContainsAny(n.String(), ".eE") {
			row[column] = whole
			continue
		}
		f, err := n.Float64()
		if err != nil {
			return nil, err
		}
		row[column] = f
	}
	return row, nil
}

func (t keptTable) takeBack(s session, i image, now int64) error {
	where, key := t.where(i.key)
	switch {
	case i.before == nil && t.name == "business":
		// One that somebody has worked on since rests in the trash.
		changed := append(key, i.after["updated_at"])
		if err := s.run("UPDATE business SET deleted_at = ? WHERE deleted_at IS NULL AND id = ? AND updated_at IS NOT ?", append([]any{now}, changed...)...); err != nil {
			return err
		}
		return s.run("DELETE FROM business WHERE id = ? AND updated_at IS ?", changed...)
	case i.before == nil:
		for _, column := range slices.Sorted(maps.Keys(i.after)) {
			where, key = where+" AND "+column+" IS ?", append(key, i.after[column])
		}
		return s.run("DELETE FROM "+t.name+" WHERE "+where, key...)
	case i.after == nil:
		return t.putBack(s, i.before)
	}
	var set []string
	var args []any
	for _, column := range slices.Sorted(maps.Keys(i.before)) {
		was, is := i.before[column], i.after[column]
		if was == is {
			continue
		}
		to := "?"
		if t.name == "provenance" && column == "chosen" {
			to = "min(?, " + noneChosen("provenance.business_id", "provenance.field", "provenance.id") + ")"
		}
		set = append(set, fmt.Sprintf("%[1]s = iif(%[1]s IS ?, %[2]s, %[1]s)", column, to))
		args = append(args, is, was)
	}
	if len(set) == 0 {
		return nil
	}
	where, key = t.where(i.after) // the row may have been moved to another key
	return s.run("UPDATE OR IGNORE "+t.name+" SET "+strings.Join(set, ", ")+" WHERE "+where, append(args, key...)...)
}

func (t keptTable) where(key map[string]any) (terms string, args []any) {
	var parts []string
	for _, column := range t.key {
		parts = append(parts, column+" = ?")
		args = append(args, key[column])
	}
	return strings.Join(parts, " AND "), args
}

// noneChosen is 1 where a field shows no other value: what is newer stays the shown one.
func noneChosen(business, field, id string) string {
	return fmt.Sprintf("NOT EXISTS (SELECT 1 FROM provenance o WHERE o.business_id = %s AND o.field = %s AND o.chosen = 1 AND o.id <> %s)", business, field, id)
}

// putBack inserts a row that went, where its business is still there.
func (t keptTable) putBack(s session, row map[string]any) error {
	columns := slices.Sorted(maps.Keys(row))
	args, marks := make([]any, 0, len(columns)+5), make([]string, len(columns))
	for i, c := range columns {
		marks[i] = "?"
		args = append(args, row[c])
		if t.name == "provenance" && c == "chosen" {
			marks[i] = "min(?, " + noneChosen("?", "?", "?") + ")"
			args = append(args, row["business_id"], row["field"], row["id"])
		}
	}
	query := "INSERT INTO " + t.name + " (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(marks, ", ") + " WHERE true"
	for _, id := range t.owners(row) {
		if t.name != "business" {
			query += " AND EXISTS (SELECT 1 FROM business WHERE id = ?)"
			args = append(args, id)
		}
	}
	return s.run(query+" ON CONFLICT DO NOTHING", args...)
}
