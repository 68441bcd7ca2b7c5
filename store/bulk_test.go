package store

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"letip/store/migration"
)

// bulkFile gives the directory of a database with n invented leads. It is made once (a million takes a few minutes) and
// lies in the system's directory for temporary files, under a name that holds the schema's hash, until somebody deletes it.
func bulkFile(tb testing.TB, n int) string {
	tb.Helper()
	dir := filepath.Join(os.TempDir(), "letip-bench", fmt.Sprintf("%s-%d", schemaHash(tb), n))
	if _, err := os.Stat(filepath.Join(dir, FileName)); err == nil {
		return dir
	} else if !errors.Is(err, fs.ErrNotExist) {
		tb.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		tb.Fatal(err)
	}
	making, err := os.MkdirTemp(filepath.Dir(dir), "making-") // of its own: another test run may be making the same
	if err != nil {
		tb.Fatal(err)
	}
	defer os.RemoveAll(making)
	db, err := Open(tb.Context(), Options{Dir: making})
	if err != nil {
		tb.Fatal(err)
	}
	err = fillBulk(tb, db, n)
	if err := errors.Join(err, db.Close()); err != nil {
		tb.Fatal(err)
	}
	if err := os.Rename(making, dir); err != nil && !errors.Is(err, fs.ErrExist) { // the other one was faster
		tb.Fatal(err)
	}
	return dir
}

func schemaHash(tb testing.TB) string {
	tb.Helper()
	steps, err := migration.Steps()
	if err != nil {
		tb.Fatal(err)
	}
	h := sha256.New()
	fmt.Fprint(h, steps, bulkInsert)
	return fmt.Sprintf("%x", h.Sum(nil)[:6])
}

// bulkInsert invents n leads from their numbers: 500 cities, of which one holds 12 %; statuses 6:3:1; 50 leads a batch, as
// scrapes bring them, over a year. Every figure of it is the same each time.
const bulkInsert = `
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1),
r AS (SELECT i, (i * 2654435761) % 4294967296 AS a, (i * 40503 + 12345) % 65536 AS b FROM n),
named AS (SELECT i, a, b,
	json_extract('["Joe''s","Main Street","Garden State","Freehold","Shore","Liberty","Family","Corner","First","Golden","Blue","Sunrise","Old Mill","Union","Royal","Atlantic"]', '$[' || (a % 16) || ']')
	|| ' ' || json_extract('["Pizza","Plumbing","Dental","Hardware","Florist","Deli","Motors","Bakery","Realty","Law","Fitness","Salon","Books","Optics","Roofing","Travel"]', '$[' || (b % 16) || ']')
	|| ' ' || (a / 16 % 9973) AS name,
	CASE WHEN a % 100 < 12 THEN 'Freehold' ELSE 'Town ' || (a / 7 % 499) END AS city,
	'Category ' || (b % 40) AS category
	FROM r)
INSERT INTO business (id, name, name_fold, category, category_fold, phone, phone_raw, email, website, address, city, city_fold,
	state, zip, country, lat, lon, distance_mi, hours, enrichment_status, stage, tags, notes, sources, created_at, updated_at)
SELECT i, name, lower(name), category, lower(category),
	CASE WHEN b % 10 < 8 THEN '+1732' || printf('%07d', a % 10000000) END,
	CASE WHEN b % 10 < 8 THEN '732-' || printf('%03d-%04d', a / 10000 % 1000, a % 10000) END,
	CASE WHEN b % 10 < 5 THEN 'info@lead' || i || '.com' END,
	CASE WHEN b % 10 < 7 THEN 'https://www.lead' || i || '.com' END,
	(a % 999 + 1) || ' ' || json_extract('["Main","Broad","South","Park","Throckmorton","Court","Elm","Manalapan"]', '$[' || (b / 16 % 8) || ']') || ' Street',
	city, lower(city), 'NJ', printf('%05d', 7000 + a / 11 % 1000), 'US',
	39.5 + (a % 100000) / 100000.0, -74.9 + (b % 65536) / 65536.0, (a % 5000) / 100.0,
	CASE WHEN b % 3 = 0 THEN 'Mo-Fr 09:00-17:00' END,
	json_extract('["pending","pending","pending","pending","pending","pending","enriched","enriched","enriched","failed"]', '$[' || (b / 3 % 10) || ']'),
	CASE WHEN a % 20 = 0 THEN 'Contacted' ELSE 'New' END,
	CASE WHEN a % 50 = 0 THEN '["warm"]' END, NULL, 'osm' || char(9) || 'node/' || i || char(9),
	1735689600000 + (i / 50) * (31536000000 / (?1 / 50 + 1)), 1735689600000 + (i / 50) * (31536000000 / (?1 / 50 + 1))
FROM named`

// bulkDerived is what the triggers would have kept.
var bulkDerived = []string{
	`UPDATE business SET status_group = enrichment_status WHERE enrichment_status <> 'pending'`,
	`INSERT INTO business_source (source, source_id, business_id, url, first_seen, last_seen)
		SELECT 'osm', 'node/' || id, id, '', created_at, created_at FROM business`,
	`INSERT INTO business_tag (tag, business_id) SELECT t.value, b.id FROM business b, json_each(b.tags) t WHERE tags IS NOT NULL`,
	`INSERT INTO business_area SELECT id, lat, lat, lon, lon FROM business`,
	`INSERT INTO counter (kind, name, n) SELECT kind, name, count(*) FROM business_count GROUP BY kind, name`,
	`INSERT INTO counter (kind, name, n) SELECT 'source', source, count(*) FROM business_source GROUP BY source`,
	`INSERT INTO counter (kind, name, n) SELECT 'tag', tag, count(*) FROM business_tag GROUP BY tag`,
}

// fillBulk writes the table first, then what hangs on it, then its indexes and triggers: five times as fast as through them.
func fillBulk(tb testing.TB, db *DB, n int) error {
	tb.Helper()
	ctx := tb.Context()
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	later, err := schemaToDelay(tb, conn)
	if err != nil {
		return err
	}
	statements := []string{"PRAGMA synchronous=OFF", "PRAGMA wal_autocheckpoint=10000", "PRAGMA foreign_keys=0", "BEGIN IMMEDIATE"}
	for _, s := range later {
		statements = append(statements, fmt.Sprintf("DROP %s %s", s.kind, s.name))
	}
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	if _, err := conn.ExecContext(ctx, bulkInsert, n); err != nil {
		return fmt.Errorf("insert: %w", err)
	}
	statements = append([]string{}, bulkDerived...)
	for _, s := range later {
		statements = append(statements, s.sql)
	}
	statements = append(statements,
		"INSERT INTO business_search (business_search, rank) VALUES ('hashsize', 268435456)",
		"INSERT INTO business_search (business_search) VALUES ('rebuild')",
		"INSERT INTO business_search (business_search, rank) VALUES ('hashsize', 1048576)",
		"COMMIT", "PRAGMA wal_checkpoint(TRUNCATE)")
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%.60s: %w", s, err)
		}
	}
	return nil
}

type schemaItem struct{ kind, name, sql string }

func schemaToDelay(tb testing.TB, conn *sql.Conn) (items []schemaItem, err error) {
	rows, err := conn.QueryContext(tb.Context(), `SELECT type, name, sql FROM sqlite_schema
		WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND name NOT LIKE 'job%' AND name NOT LIKE 'search_by%'`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s schemaItem
		if err := rows.Scan(&s.kind, &s.name, &s.sql); err != nil {
			return nil, err
		}
		items = append(items, s)
	}
	return items, rows.Err()
}
