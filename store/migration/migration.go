// Package migration holds the schema: numbered SQL files, each of which brings a database from the version before to its
// own. A file that has landed is never edited.
package migration

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed *.sql
var files embed.FS

// Step is one migration.
type Step struct {
	Version int // the user_version that a database has after it
	Name    string
	SQL     string
}

// Steps gives all migrations in order. Versions count from 1 without a gap.
func Steps() ([]Step, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	steps := make([]Step, 0, len(entries))
	for _, entry := range entries {
		number, _, _ := strings.Cut(entry.Name(), "_")
		version, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("migration %s: its name must begin with its number: %w", entry.Name(), err)
		}
		text, err := files.ReadFile(entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read migration %s: %w", entry.Name(), err)
		}
		steps = append(steps, Step{Version: version, Name: entry.Name(), SQL: string(text)})
	}
	slices.SortFunc(steps, func(a, b Step) int { return cmp.Compare(a.Version, b.Version) })
	for i, step := range steps {
		if step.Version != i+1 {
			return nil, fmt.Errorf("migration %s stands where number %d should", step.Name, i+1)
		}
	}
	return steps, nil
}
