package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// lockDir takes the data directory for this process. The lock dies with the process, so none is ever stale; who holds it
// stands in a file of its own, since a locked file can't be written on Windows.
//
// A reader that asks whether somebody holds it has it shared for a moment: that is waited out.
func lockDir(ctx context.Context, dir string) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, "app.lock"), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(ctx, 250*time.Millisecond)
	defer cancel()
	held, err := lock.TryLockContext(ctx, 20*time.Millisecond)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	holder := filepath.Join(dir, "app.pid")
	if !held {
		text, err := os.ReadFile(holder)
		if err != nil {
			text = nil // the lock counts; its holder's name is a courtesy
		}
		return nil, &LockedError{Dir: dir, Holder: strings.TrimSpace(string(text))}
	}
	if err := os.WriteFile(holder, fmt.Appendf(nil, "process %d\n", os.Getpid()), 0o600); err != nil {
		return nil, fmt.Errorf("say who holds %s: %w", dir, cleanup(err, lock.Close))
	}
	return lock, nil
}
