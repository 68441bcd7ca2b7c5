package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// importedColumns are those that an import writes of a new lead, in the order of their arguments.
var importedColumns = func() []string {
	names := []string{"id"}
	for _, column := range foundColumns {
		columns, _ := withFold(column, nil)
		names = append(names, columns...)
	}
	return append(names, "distance_mi", "enrichment_status", "status_group", "stage", "tags", "notes", "next_action", "next_action_due",
		"do_not_contact", "sources", "created_at", "updated_at", "last_checked_at")
}()

var insertImported = "INSERT INTO business (" + strings.Join(importedColumns, ", ") + ")\nVALUES (?" + strings.Repeat(", ?", len(importedColumns)-1) + ")"

const (
	insertTag  = "INSERT OR IGNORE INTO business_tag (tag, business_id) VALUES (?, ?)"
	insertArea = "INSERT INTO business_area VALUES (?1, ?2, ?2, ?3, ?3)"
	addCount   = `
INSERT INTO counter (kind, name, n) VALUES (?, ?, ?)
ON CONFLICT (kind, name) DO UPDATE SET n = n + excluded.n`
	addToSearch = `
INSERT INTO business_search (rowid, text)
SELECT t.id, t.text
FROM json_each(?) new
CROSS JOIN business_text t ON t.id = new.value`
	growBrought = "UPDATE undo_brought SET last_id = ?3 WHERE step = ?1 AND last_id = ?2 - 1"
	addBrought  = "INSERT INTO undo_brought (step, first_id, last_id) VALUES (?1, ?2, ?3)"
)

// foundBy is a key with the lead that is found by it.
type foundBy struct {
	key int64
	id  entity.BusinessID
}

// lead is a new lead as its row and the defaults of the schema have it.
type lead struct {
	id                        any // nil is the next one
	status, group             string
	stage                     string
	tags                      []string
	created, updated, checked any
	sources                   []entity.SourceRef
}

// statusGroup is the user's word for a status.
func statusGroup(s entity.EnrichmentStatus) string {
	for word, all := range entity.StatusGroups {
		if slices.Contains(all, s) {
			return string(word)
		}
	}
	return string(entity.Pending)
}

// leadOf says what the row's lead is to look like.
func (b *importedBatch) leadOf(a *arrival) lead {
	l := lead{status: string(entity.Pending), stage: string(cmp.Or(a.in.Stage, entity.StageNew)), created: b.now, updated: b.now}
	f := form{errs: entity.FieldErrors{}}
	for _, tag := range a.in.Tags {
		if tag = cleanLine(tag); len(tag) <= longestTag {
			l.tags = append(l.tags, tag)
		}
	}
	l.tags = f.tagList(l.tags)
	if own := a.in.Own; own != nil {
		if own.ID > 0 && int64(own.ID) > b.importing.highest && !b.own[own.ID] {
			l.id = int64(own.ID)
		}
		if own.Status != "" {
			l.status = string(own.Status)
		}
		if !own.CreatedAt.IsZero() {
			l.created = own.CreatedAt.UnixMilli()
		}
		if !own.UpdatedAt.IsZero() {
			l.updated = own.UpdatedAt.UnixMilli()
		}
		if !own.CheckedAt.IsZero() {
			l.checked = own.CheckedAt.UnixMilli()
		}
	}
	l.group = statusGroup(entity.EnrichmentStatus(l.status))
	return l
}

// longestTag is what a tag may have at most.
const longestTag = 100

// insert writes a lead that was not known.
func (b *importedBatch) insert(a *arrival) error {
	s, l, f := b.fast, b.leadOf(a), &a.place.found
	for _, ref := range a.refs {
		if ref.source == manual && a.in.Own != nil {
			continue // its id is the lead's own, which comes with it
		}
		if b.known[ref] != 0 { // another lead's: the row goes by its name besides
			if ref = a.other; ref.source == "" || b.known[ref] != 0 {
				continue
			}
			f.SourceID = ref.id
		}
		l.sources = append(l.sources, entity.SourceRef{Source: ref.source, SourceID: ref.id, URL: f.URL})
	}
	id, err := s.add(insertImported, b.arguments(a, l)...)
	if err != nil {
		return err
	}
	a.out.ID = entity.BusinessID(id)
	if slices.ContainsFunc(a.refs, func(r sighting) bool { return r.source == manual && a.in.Own != nil }) || len(l.sources) == 0 {
		l.sources = append(l.sources, entity.SourceRef{Source: manual, SourceID: fmt.Sprint(id)})
	}
	if err := b.insertSources(a, l); err != nil {
		return err
	}
	sv := saver{session: s, now: b.now}
	for _, fact := range a.place.facts {
		if err := sv.vouch(a.out.ID, a.place, fact, true); err != nil {
			return err
		}
	}
	contacts := a.place.contacts()
	for i, c := range contacts {
		if slices.ContainsFunc(contacts[:i], func(o entity.Contact) bool { return o.Kind == c.Kind && o.Value == c.Value }) {
			continue
		}
		if err := sv.contact(a.out.ID, c); err != nil {
			return err
		}
	}
	if err := s.run(insertTimeline, id, b.now, "created", "Imported from "+b.options.File, nil); err != nil {
		return err
	}
	for _, tag := range l.tags {
		if err := s.run(insertTag, tag, id); err != nil {
			return err
		}
	}
	if at := f.Location; at != nil {
		if err := s.run(insertArea, id, at.Lat, at.Lon); err != nil {
			return err
		}
	}
	for _, key := range a.hashes {
		b.keys = append(b.keys, foundBy{key, a.out.ID})
	}
	b.remember(a, l)
	return nil
}

// remember makes the new lead known to the rows that follow, and counts it.
func (b *importedBatch) remember(a *arrival, l lead) {
	b.created = append(b.created, a.out.ID)
	if a.in.Own != nil {
		b.own[a.out.ID], b.ours[a.out.ID] = true, true
	}
	for _, ref := range l.sources {
		b.known[sighting{ref.Source, ref.SourceID}] = a.out.ID
	}
	r := a.record.Record
	r.ID = a.out.ID
	b.matcher.add(r, a.hashes, a.place.found.Name)
	b.tally.lead(a, l)
}

func (b *importedBatch) arguments(a *arrival, l lead) []any {
	args := make([]any, 0, len(importedColumns))
	args = append(args, l.id)
	for _, column := range foundColumns {
		value := a.place.value(column)
		if value == nil {
			args = append(args, nil)
			if folds[column] != "" {
				args = append(args, nil)
			}
			continue
		}
		_, values := withFold(column, value)
		args = append(args, values...)
	}
	in := &a.in
	var due any
	if !in.NextActionDue.IsZero() {
		due = in.NextActionDue.Format(dayForm)
	}
	dnc := in.DoNotContact || in.Stage == entity.StageDoNotContact
	return append(args, a.place.distance(), l.status, l.group, l.stage, toJSON(l.tags), unknownIfEmpty(longText(in.Notes)),
		unknownIfEmpty(cut(cleanLine(in.NextAction))), due, boolean(dnc), sourceLines(l.sources), l.created, l.updated, l.checked)
}

// longText keeps a longer text within its length.
func longText(s string) string {
	if s = cleanText(s); len(s) > longestText {
		s = strings.ToValidUTF8(s[:longestText], "")
	}
	return s
}

// sourceLines is the column that the triggers of business_source keep; nil where the lead's own id is needed for it.
func sourceLines(refs []entity.SourceRef) any {
	if len(refs) == 0 {
		return nil
	}
	sorted := slices.SortedFunc(slices.Values(refs), func(x, y entity.SourceRef) int {
		return cmp.Or(strings.Compare(x.Source, y.Source), strings.Compare(x.SourceID, y.SourceID))
	})
	lines := make([]string, len(sorted))
	for i, r := range sorted {
		lines[i] = r.Source + "\t" + r.SourceID + "\t" + r.URL
	}
	return strings.Join(lines, "\n")
}

func (b *importedBatch) insertSources(a *arrival, l lead) error {
	for _, ref := range l.sources {
		if err := b.fast.run(insertSource, ref.Source, ref.SourceID, a.out.ID, ref.URL, b.now, b.now); err != nil {
			return err
		}
	}
	if n := len(l.sources); l.sources[n-1].Source == manual {
		return b.fast.run("UPDATE business SET sources = ? WHERE id = ?", sourceLines(l.sources), a.out.ID)
	}
	return nil
}

// settleNew does at once what triggers do row by row, and writes down what the step has brought.
func (b *importedBatch) settleNew() error {
	if len(b.created) == 0 {
		return nil
	}
	slices.Sort(b.created)
	// In their own order, so that each page of the index is touched once.
	slices.SortFunc(b.keys, func(x, y foundBy) int { return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.id, y.id)) })
	for _, k := range b.keys {
		if err := b.fast.run(insertKey, k.key, k.id); err != nil {
			return err
		}
	}
	// In a dry run too: a later row may change the lead, and the index must know what to take out.
	if err := b.fast.run(addToSearch, idList(b.created)); err != nil {
		return err
	}
	if !b.options.DryRun {
		if err := b.brought(); err != nil {
			return err
		}
	}
	return b.tally.write(b.fast)
}

// brought notes the new leads in the step, run by run.
func (b *importedBatch) brought() error {
	for i := 0; i < len(b.created); {
		first, n := b.created[i], i+1
		for n < len(b.created) && b.created[n] == b.created[n-1]+1 {
			n++
		}
		last := b.created[n-1]
		if err := b.fast.run(growBrought, b.report.Step, first, last); err != nil {
			return err
		}
		if b.conn.Changes() == 0 {
			if err := b.fast.run(addBrought, b.report.Step, first, last); err != nil {
				return err
			}
		}
		i = n
	}
	return nil
}

// tally counts new leads as the triggers would.
type tally map[[2]string]int

func (t tally) add(kind, name string) { t[[2]string{kind, name}]++ }

func (t tally) lead(a *arrival, l lead) {
	text := func(column string) string { s, _ := a.place.value(column).(string); return s }
	t.add("revision", "")
	t.add("total", "")
	t.add("status", l.status)
	t.add("status group", l.group)
	t.add("stage", l.stage)
	for _, column := range []string{"city", "category"} {
		if v := text(column); v != "" {
			fold := normal.Fold(v)
			t.add(column, fold)
			t.add(column+" spelling", fold+"\x1f"+v)
		}
	}
	created, _ := l.created.(int64)
	t.add("slot", fmt.Sprintf("%010d", created/900_000))
	for _, column := range []string{"email", "phone", "website"} {
		if text(column) != "" {
			t.add("has", column)
		}
	}
	for i, ref := range l.sources {
		if !slices.ContainsFunc(l.sources[:i], func(o entity.SourceRef) bool { return o.Source == ref.Source }) {
			t.add("source", ref.Source)
		}
	}
}

func (t tally) write(s session) error {
	for key, n := range t {
		if err := s.run(addCount, key[0], key[1], n); err != nil {
			return err
		}
	}
	return nil
}
