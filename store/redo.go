package store

import (
	"context"
	"fmt"

	"letip/store/entity"
)

// redoable is how many leads a step may have brought for it to be kept how to bring them again: beyond, an image of every
// row takes longer than the import did.
const redoable = 5_000

const selectUndone = `SELECT id, coalesce(deed, kind), label FROM undo_step
WHERE undone IS NOT NULL
ORDER BY undone DESC LIMIT 1`

// Redo does again the step that was taken back last. What was changed since stays as it is; a new step makes an end of what
// can be done again. Error: ErrNothingToRedo.
func (db *DB) Redo(ctx context.Context) (entity.Undone, error) {
	u, err := db.turn(ctx, stepQuery{selectUndone, nil, ErrNothingToRedo}, db.doAgain)
	if err != nil {
		return entity.Undone{}, fmt.Errorf("do again: %w", err)
	}
	return u, nil
}

// RedoSteps gives the steps that can be done again, the next first.
func (db *DB) RedoSteps(ctx context.Context) ([]entity.UndoStep, error) {
	return db.steps(ctx, selectSteps+"\nWHERE undone IS NOT NULL\nORDER BY undone DESC")
}

// doAgain takes back what taking a step back did, in the opposite order: its columns first, then the rows that have images.
func (db *DB) doAgain(s session, u *entity.Undone) error {
	now := db.millis()
	if columnKinds[u.Kind] {
		leaders, err := stepColumns(s, u.Step)
		if err != nil {
			return err
		}
		if u.Remark, err = changedSince(s, u.Step, forward, leaders); err != nil {
			return err
		}
		for _, st := range forward.columns(u.Step, now, leaders) {
			if err := s.once(st.sql, st.args...); err != nil {
				return err
			}
		}
	}
	if err := takeBackImages(s, u.Step, true, now); err != nil {
		return err
	}
	if err := s.run("DELETE FROM undo_image WHERE step = ? AND back = 1", u.Step); err != nil {
		return err
	}
	return s.run("UPDATE undo_step SET undone = NULL WHERE id = ?", u.Step)
}
