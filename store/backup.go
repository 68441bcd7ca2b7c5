package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// backupDir is where backups that nobody asked for by name lie, within the data directory.
const backupDir = "backups"

// backupBeside writes a checked copy into the backup directory and says where. Its name holds the time and the reason.
func (db *DB) backupBeside(ctx context.Context, reason string) (string, error) {
	dir := filepath.Join(db.dir, backupDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the backup directory: %w", err)
	}
	name := fmt.Sprintf("leads-%s-%s.db", db.now().UTC().Format("20060102T150405.000Z"), reason)
	path := filepath.Join(dir, name)
	return path, db.backup(ctx, path)
}

// backup copies a consistent state of the database to path. The copy counts only once it has been checked and is on the
// disk: until then it has another name.
func (db *DB) backup(ctx context.Context, path string) (err error) {
	if db.writer == nil {
		return ErrReadOnly
	}
	tmp := path + ".tmp"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("make the backup file: %w", err)
	}
	defer func() {
		if err != nil {
			err = cleanup(err, func() error { return os.Remove(tmp) })
		}
	}()
	if err := f.Close(); err != nil {
		return fmt.Errorf("make the backup file: %w", err)
	}
	// An empty file may be vacuumed into; so the copy has our mode and not the umask's.
	if _, err := db.writer.ExecContext(ctx, "VACUUM INTO ?", tmp); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if err := checkFile(ctx, tmp); err != nil {
		return fmt.Errorf("check the copy: %w", err)
	}
	// VACUUM INTO leaves it to us to bring the copy to the disk.
	if err := syncPath(tmp); err != nil {
		return fmt.Errorf("write the copy to the disk: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("name the copy: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// checkFile runs SQLite's whole check over a file that nobody else uses.
func checkFile(ctx context.Context, path string) error {
	copied, err := openReaders(path, 1)
	if err != nil {
		return err
	}
	defer copied.Close()
	var verdict string
	if err := copied.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return errors.New(verdict)
	}
	return nil
}

func syncPath(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncDir makes a rename last. Windows has no such thing and needs none.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// lastBackup is the path of the newest backup, or empty. Names begin with the time, so they sort by it.
func lastBackup(dir string) string {
	entries, err := os.ReadDir(filepath.Join(dir, backupDir))
	if err != nil {
		return ""
	}
	for _, entry := range slices.Backward(entries) {
		if strings.HasSuffix(entry.Name(), ".db") {
			return filepath.Join(dir, backupDir, entry.Name())
		}
	}
	return ""
}
