package store

import (
	"path/filepath"

	"github.com/gofrs/flock"
)

// dirLocked reports whether a process holds the data directory for writing. Asking takes the lock for a moment, shared.
func dirLocked(dir string) bool {
	lock := flock.New(filepath.Join(dir, "app.lock"), flock.SetPermissions(0o600))
	free, err := lock.TryRLock()
	if err != nil {
		return true // it can't be told: leave the journal's word
	}
	return lock.Close() != nil || !free
}
