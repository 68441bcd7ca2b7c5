package lead

import (
	"context"
	"slices"

	"letip/app/query"
	"letip/store/entity"
)

// nothing is the answer of what has none, and the context of a mutation that hands nothing on.
type nothing = struct{}

// Mutator is a change that a screen can ask for.
type Mutator[V, R any] = query.Mutator[V, R, nothing]

// Mutations are all the changes a screen can ask for. `Do` waits for the answer, `Go` calls back on the goroutine that
// draws. What is patched at once is undone by itself when the store says no.
type Mutations struct {
	// What can be taken back answers the step that does it; zero where nothing was changed.
	Create  *Mutator[entity.Draft, Written]
	Edit    *Mutator[Edit, Written]
	EditAll *Mutator[EditAll, int64]
	Delete  *Mutator[[]entity.BusinessID, int64]
	Undo    *Mutator[int64, entity.Undone]       // a step's number; zero is the newest
	Redo    *Mutator[nothing, entity.Undone]     // what was undone last
	Restore *Mutator[[]entity.BusinessID, int64] // from the trash
	Purge   *Mutator[[]entity.BusinessID, int]   // from the trash, for good
	Empty   *Mutator[nothing, int]               // the trash, for good

	Merge      *Mutator[MergeOf, entity.Merged]
	NotTheSame *Mutator[Apart, int64]
	Split      *Mutator[SplitOff, Parted]
	Suppress   *Mutator[Suppression, int64]
	Unsuppress *Mutator[int64, int64] // an entry's number
	Choose     *Mutator[Choice, int64]

	Find   *Mutator[entity.Search, entity.JobID]
	Enrich *Mutator[Batch, Begun]
	Cancel *Mutator[entity.JobID, nothing]
	Pause  *Mutator[entity.JobID, nothing]
	Resume *Mutator[entity.JobID, nothing]

	OpenImport   *Mutator[string, ImportLook] // by the file's path
	ChangeImport *Mutator[ImportChange, ImportLook]
	RunImport    *Mutator[ImportRun, ImportOutcome]
	Export       *Mutator[Export, Exported]
	SaveSettings *Mutator[entity.Settings, nothing]
}

// Written is a lead as it was written, and the step that takes that back.
type Written struct {
	entity.Business
	Step int64
}

// Edit changes one lead.
type Edit struct {
	ID     entity.BusinessID
	Update entity.Update
}

// EditAll changes many leads the same way: stage, tags, do-not-contact.
type EditAll struct {
	IDs    []entity.BusinessID
	Update entity.Update
}

func newMutations(d *Desk) Mutations {
	return Mutations{
		Create: mutator(d, query.Mutation[entity.Draft, Written, nothing]{
			Key: query.P("create"),
			Run: func(ctx context.Context, draft entity.Draft) (w Written, err error) {
				w.Business, w.Step, err = d.deps.Store.Add(ctx, draft)
				return w, err
			},
			Affects: affects[entity.Draft](Businesses, Stats, Recent, Duplicates),
		}),
		Edit:    mutator(d, d.edit()),
		EditAll: mutator(d, d.editAll()),
		Delete:  mutator(d, d.delete()),
		Undo: mutator(d, query.Mutation[int64, entity.Undone, nothing]{
			Key:   query.P("undo"),
			Scope: func(int64) string { return "undo" },
			Run: func(ctx context.Context, step int64) (entity.Undone, error) {
				d.tellLocal()
				if step == 0 {
					return d.deps.Store.Undo(ctx)
				}
				return d.deps.Store.UndoStep(ctx, step)
			},
			Affects: affects[int64](Businesses, Stats, Recent, Duplicates, Suppressions, Trash),
		}),
		Redo: mutator(d, query.Mutation[nothing, entity.Undone, nothing]{
			Key:   query.P("redo"),
			Scope: func(nothing) string { return "undo" },
			Run: func(ctx context.Context, _ nothing) (entity.Undone, error) {
				d.tellLocal()
				return d.deps.Store.Redo(ctx)
			},
			Affects: affects[nothing](Businesses, Stats, Recent, Duplicates, Suppressions, Trash),
		}),
		Restore: mutator(d, d.restore()),
		Purge:   mutator(d, d.purge()),
		Empty:   mutator(d, d.emptyTrash()),

		Merge:      mutator(d, d.merge()),
		NotTheSame: mutator(d, d.apart()),
		Split:      mutator(d, d.splitOff()),
		Suppress:   mutator(d, d.suppress()),
		Unsuppress: mutator(d, d.unsuppress()),
		Choose:     mutator(d, d.chooseValue()),

		Find: mutator(d, query.Mutation[entity.Search, entity.JobID, nothing]{
			Key: query.P("find"), Run: d.deps.Jobs.Start, Affects: affects[entity.Search](Journal, Searches),
		}),
		Enrich:       mutator(d, d.enrich()),
		Cancel:       mutator(d, d.steer("cancel", d.deps.Jobs.Cancel)),
		Pause:        mutator(d, d.steer("pause", d.deps.Jobs.Pause)),
		Resume:       mutator(d, d.steer("resume", d.deps.Jobs.Resume)),
		OpenImport:   mutator(d, d.openImport()),
		ChangeImport: mutator(d, d.changeImport()),
		RunImport:    mutator(d, d.runImport()),
		Export: mutator(d, query.Mutation[Export, Exported, nothing]{
			Key: query.P("export"),
			Run: func(ctx context.Context, x Export) (Exported, error) { return d.deps.Exporter.Export(ctx, x) },
		}),
		SaveSettings: mutator(d, query.Mutation[entity.Settings, nothing, nothing]{
			Key:   query.P("settings"),
			Scope: func(entity.Settings) string { return "settings" },
			OnMutate: func(_ context.Context, tx *query.Tx, s entity.Settings) (nothing, error) {
				query.Patch(tx, KeySettings(), func(entity.Settings) entity.Settings { return s })
				return nothing{}, nil
			},
			Run: func(ctx context.Context, s entity.Settings) (nothing, error) {
				return nothing{}, d.deps.Store.SaveSettings(ctx, s)
			},
			Affects: affects[entity.Settings](Settings),
		}),
	}
}

// mutator binds a change to the cache; its failures are the caller's to word.
func mutator[V, R any](d *Desk, m query.Mutation[V, R, nothing]) *Mutator[V, R] {
	return query.NewMutator(d.cache, m)
}

// affects is the right-hand side of the user's invalidation table, by its own words.
func affects[V any](ts ...Target) func(V) []query.Filter {
	return func(V) []query.Filter { return filtersOf(subject{}, ts...) }
}

func filtersOf(s subject, ts ...Target) []query.Filter {
	var m targets
	m.add(ts, s)
	return m.filters()
}

func (d *Desk) edit() query.Mutation[Edit, Written, nothing] {
	return query.Mutation[Edit, Written, nothing]{
		Key:   query.P("update"),
		Scope: func(e Edit) string { return KeyBusiness(e.ID).String() }, // one lead's edits are written in order
		OnMutate: func(_ context.Context, tx *query.Tx, e Edit) (nothing, error) {
			d.patchRows(tx, []entity.BusinessID{e.ID}, func(b *entity.Business) { apply(b, e.Update) })
			return nothing{}, nil
		},
		Run: func(ctx context.Context, e Edit) (w Written, err error) {
			w.Business, w.Step, err = d.deps.Store.Edit(ctx, e.ID, e.Update)
			return w, err
		},
		Affects: func(e Edit) []query.Filter {
			return filtersOf(subject{ids: []entity.BusinessID{e.ID}}, Business, Lists, Stats, Recent)
		},
	}
}

func (d *Desk) editAll() query.Mutation[EditAll, int64, nothing] {
	return query.Mutation[EditAll, int64, nothing]{
		Key: query.P("update-all"),
		OnMutate: func(_ context.Context, tx *query.Tx, e EditAll) (nothing, error) {
			d.patchRows(tx, e.IDs, func(b *entity.Business) { apply(b, e.Update) })
			return nothing{}, nil
		},
		Run: func(ctx context.Context, e EditAll) (int64, error) {
			return d.deps.Store.EditAll(ctx, e.IDs, e.Update)
		},
		Affects: affects[EditAll](Businesses, Stats, Recent),
	}
}

// Tags gives tags as a lead has them, sorted and unique, without those to drop.
func Tags(tags, drop []string) []string {
	out := slices.DeleteFunc(slices.Clone(tags), func(s string) bool { return s == "" || slices.Contains(drop, s) })
	slices.Sort(out)
	return slices.Compact(out)
}

func (d *Desk) delete() query.Mutation[[]entity.BusinessID, int64, nothing] {
	return query.Mutation[[]entity.BusinessID, int64, nothing]{
		Key: query.P("delete"),
		OnMutate: func(_ context.Context, tx *query.Tx, ids []entity.BusinessID) (nothing, error) {
			d.tellLocal()
			in := among(ids)
			query.PatchAll(tx, query.Filter{Prefix: query.P(wordBusinesses, wordIDs)}, func(_ query.Path, o Ordered) Ordered {
				kept := make([]entity.BusinessID, 0, len(o.IDs))
				for _, id := range o.IDs {
					if !in(id) {
						kept = append(kept, id)
					}
				}
				return Ordered{IDs: kept, Newest: o.Newest}
			})
			query.PatchAll(tx, query.Filter{Prefix: KeyBusinesses()}, func(_ query.Path, p entity.BusinessPage) entity.BusinessPage {
				rows, n := dropRows(p.Data, ids)
				p.Data, p.Total = rows, p.Total-n
				return p
			})
			query.PatchAll(tx, query.Filter{Prefix: query.P(wordRecent)}, func(_ query.Path, rows []entity.Business) []entity.Business {
				rows, _ = dropRows(rows, ids)
				return rows
			})
			return nothing{}, nil
		},
		Run: func(ctx context.Context, ids []entity.BusinessID) (int64, error) {
			return d.deps.Store.Delete(ctx, ids...)
		},
		Affects: affects[[]entity.BusinessID](Lists, Stats, Recent, Trash),
	}
}

// steer is a mutation of a job. Its answer comes with the job's own events.
func (d *Desk) steer(name string, run func(context.Context, entity.JobID) error) query.Mutation[entity.JobID, nothing, nothing] {
	return query.Mutation[entity.JobID, nothing, nothing]{
		Key:   query.P(name),
		Scope: func(id entity.JobID) string { return KeyScrapeStatus(id).String() },
		Run: func(ctx context.Context, id entity.JobID) (nothing, error) {
			return nothing{}, run(ctx, id)
		},
		Affects: func(id entity.JobID) []query.Filter {
			return filtersOf(subject{job: id}, Scrape, Enrichment, Journal)
		},
	}
}

// patchRows changes the leads of these ids wherever the cache holds them: as a single lead, in pages, in blocks, among
// those that came last.
func (d *Desk) patchRows(tx *query.Tx, ids []entity.BusinessID, fn func(*entity.Business)) {
	d.tellLocal()
	in := among(ids)
	lists := query.Filter{Prefix: KeyBusinesses()}
	query.PatchAll(tx, lists, func(_ query.Path, b entity.Business) entity.Business {
		if in(b.ID) {
			fn(&b)
		}
		return b
	})
	query.PatchAll(tx, query.Filter{Prefix: query.P(wordRecent)}, func(_ query.Path, rows []entity.Business) []entity.Business {
		rows, _ = changeRows(rows, ids, fn)
		return rows
	})
	query.PatchAll(tx, lists, func(_ query.Path, b Block) Block {
		b.Rows, _ = changeRows(b.Rows, ids, fn)
		return b
	})
	query.PatchAll(tx, lists, func(_ query.Path, p entity.BusinessPage) entity.BusinessPage {
		p.Data, _ = changeRows(p.Data, ids, fn)
		return p
	})
}

// apply writes an update into a lead as the store will, for the moment until the store has.
func apply(b *entity.Business, u entity.Update) {
	set := func(to *string, v *string) {
		if v != nil {
			*to = *v
		}
	}
	set(&b.Name, u.Name)
	set(&b.Category, u.Category)
	set(&b.Fax, u.Fax)
	set(&b.Email, u.Email)
	set(&b.Website, u.Website)
	set(&b.Address, u.Address)
	set(&b.City, u.City)
	set(&b.State, u.State)
	set(&b.ZIP, u.ZIP)
	set(&b.Country, u.Country)
	set(&b.Hours, u.Hours)
	set(&b.Notes, u.Notes)
	set(&b.NextAction, u.NextAction)
	if u.Phone != nil { // the store reads the number; until then it is what was typed
		b.Phone, b.PhoneRaw = "", *u.Phone
	}
	if u.NextActionDue != nil {
		b.NextActionDue = *u.NextActionDue
	}
	if u.Stage != nil {
		b.Stage = *u.Stage
	}
	if u.Tags != nil {
		b.Tags = *u.Tags
	}
	if len(u.AddTags) > 0 || len(u.RemoveTags) > 0 {
		b.Tags = Tags(slices.Concat(b.Tags, u.AddTags), u.RemoveTags)
	}
	if u.DoNotContact != nil {
		b.DoNotContact = *u.DoNotContact
	}
}
