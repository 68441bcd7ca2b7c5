package store

import (
	"context"

	"letip/store/entity"
)

// Redo does again the step that was taken back last. A new step makes an end of it. Error: ErrNothingToRedo.
func (db *DB) Redo(context.Context) (entity.Undone, error) {
	return entity.Undone{}, ErrNothingToRedo
}

// RedoSteps gives the steps that can be done again, the next first.
func (db *DB) RedoSteps(context.Context) ([]entity.UndoStep, error) {
	return []entity.UndoStep{}, nil
}
