package store

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"letip/store/entity"
	"letip/store/normal"
)

// counted is every figure by plain SQL over the leads that are not in the trash.
const counted = `
SELECT 'total', '', count(*) FROM business WHERE deleted_at IS NULL HAVING count(*) > 0
UNION ALL SELECT 'status', enrichment_status, count(*) FROM business WHERE deleted_at IS NULL GROUP BY 2
UNION ALL SELECT 'status group', status_group, count(*) FROM business WHERE deleted_at IS NULL GROUP BY 2
UNION ALL SELECT 'stage', stage, count(*) FROM business WHERE deleted_at IS NULL GROUP BY 2
UNION ALL SELECT 'city', city_fold, count(*) FROM business WHERE deleted_at IS NULL AND city IS NOT NULL GROUP BY 2
UNION ALL SELECT 'city spelling', city_fold || char(31) || city, count(*) FROM business WHERE deleted_at IS NULL AND city IS NOT NULL GROUP BY 2
UNION ALL SELECT 'category', category_fold, count(*) FROM business WHERE deleted_at IS NULL AND category IS NOT NULL GROUP BY 2
UNION ALL SELECT 'category spelling', category_fold || char(31) || category, count(*) FROM business WHERE deleted_at IS NULL AND category IS NOT NULL GROUP BY 2
UNION ALL SELECT 'slot', printf('%010d', created_at / 900000), count(*) FROM business WHERE deleted_at IS NULL GROUP BY 2
UNION ALL SELECT 'has', 'email', count(*) FROM business WHERE deleted_at IS NULL AND email IS NOT NULL HAVING count(*) > 0
UNION ALL SELECT 'has', 'phone', count(*) FROM business WHERE deleted_at IS NULL AND phone IS NOT NULL HAVING count(*) > 0
UNION ALL SELECT 'has', 'website', count(*) FROM business WHERE deleted_at IS NULL AND website IS NOT NULL HAVING count(*) > 0
UNION ALL SELECT 'source', s.source, count(DISTINCT b.id) FROM business_source s JOIN business b ON b.id = s.business_id WHERE deleted_at IS NULL GROUP BY 2
UNION ALL SELECT 'tag', t.value, count(*) FROM business b, json_each(b.tags) t WHERE deleted_at IS NULL GROUP BY 2`

const kept = `SELECT kind, name, n FROM counter WHERE kind <> 'revision' AND n <> 0`

func readCounts(t interface{ Fatal(...any) }, db *DB, query string) map[string]int {
	rows, err := db.reader().Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		var kind, name string
		var n int
		if err := rows.Scan(&kind, &name, &n); err != nil {
			t.Fatal(err)
		}
		counts[kind+" "+name] = n
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return counts
}

// firstWrong gives the first row that a query counts.
func firstWrong(db *DB, query string) string {
	var row string
	_ = db.reader().QueryRow(strings.Replace(query, "SELECT count(*)", "SELECT json_array(b.id, j.key, j.value)", 1) + " LIMIT 1").Scan(&row)
	return row
}

// checkSound is checkWhole with SQLite's own check of the file: for what a process that died left behind. It takes longer than
// everything else together, so no walk asks for it at every step.
func checkSound(t interface{ Fatal(...any) }, db *DB) {
	checkWhole(t, db)
	if wrong, err := db.checkIntegrity(context.Background()); wrong != nil || err != nil {
		t.Fatal("integrity: ", wrong, ", ", err)
	}
}

// checkWhole holds everything that triggers keep against what it is made of.
func checkWhole(t interface{ Fatal(...any) }, db *DB) {
	if diff := cmp.Diff(readCounts(t, db, counted), readCounts(t, db, kept)); diff != "" {
		t.Fatal("the counters differ from the leads (-plain SQL +counters):\n", diff)
	}
	if _, err := db.writer.Exec("INSERT INTO business_search (business_search, rank) VALUES ('integrity-check', 1)"); err != nil {
		t.Fatal("the search index differs from the leads: ", err)
	}
	checkKeys(t, db)
	for name, query := range map[string]string{
		"foreign keys":   "SELECT count(*) FROM pragma_foreign_key_check",
		"folded names":   "SELECT count(*) FROM business WHERE (city IS NULL) <> (city_fold IS NULL) OR (category IS NULL) <> (category_fold IS NULL)",
		"areas":          "SELECT (SELECT count(*) FROM business WHERE lat IS NOT NULL) - (SELECT count(*) FROM business_area)",
		"area positions": "SELECT count(*) FROM business b JOIN business_area a USING (id) WHERE b.lat NOT BETWEEN min_lat - 1e-4 AND max_lat + 1e-4 OR b.lon NOT BETWEEN min_lon - 1e-4 AND max_lon + 1e-4",
		"work left over": "SELECT (SELECT count(*) FROM identity_stale) + (SELECT count(*) FROM deferral)",
		"status groups":  "SELECT count(*) FROM business WHERE status_group <> CASE WHEN enrichment_status IN ('enriched', 'partial') THEN 'enriched' WHEN enrichment_status IN ('pending', 'running') THEN 'pending' ELSE 'failed' END",
		"sources":        "SELECT count(*) FROM business b WHERE sources IS NOT (SELECT group_concat(l, char(10)) FROM (SELECT source || char(9) || source_id || char(9) || url l FROM business_source WHERE business_id = b.id ORDER BY source, source_id))",
		"shown values without a story": `SELECT count(*) FROM business b, json_each(json_object('name', name, 'category', category, 'phone', coalesce(phone, phone_raw),
			'fax', fax, 'email', email, 'website', website, 'socials', socials, 'address', address, 'city', city, 'state', state, 'zip', zip,
			'country', country, 'hours', hours)) j
			WHERE j.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM merge WHERE loser = b.id) AND NOT EXISTS (SELECT 1 FROM provenance
				WHERE business_id = b.id AND field = j.key AND chosen = 1 AND method <> '' AND at > 0 AND value IN (j.value, b.phone_raw))`,
		"stories of what is not shown": `SELECT count(*) FROM provenance p JOIN business b ON b.id = p.business_id
			WHERE chosen = 1 AND p.value <> '' AND NOT EXISTS (SELECT 1 FROM merge WHERE loser = b.id) AND NOT EXISTS (SELECT 1 FROM json_each(json_object('name', name, 'category', category, 'phone', coalesce(phone, phone_raw),
			'fax', fax, 'email', email, 'website', website, 'socials', socials, 'address', address, 'city', city, 'state', state, 'zip', zip,
			'country', country, 'hours', hours, 'lat', lat, 'lon', lon)) j WHERE j.key = p.field AND j.value IS NOT NULL)`,
		"one shown value": `SELECT count(*) FROM (SELECT 1 FROM provenance WHERE chosen = 1 GROUP BY business_id, field HAVING count(*) > 1)`,
	} {
		var wrong int
		if err := db.reader().QueryRow(query).Scan(&wrong); err != nil || wrong != 0 {
			t.Fatal(name, ": ", wrong, " wrong, ", err, firstWrong(db, query))
		}
	}
}

// Whatever is done, in any order, the counters, the search index, the map index and the folded names agree with the leads,
// and what was remembered of lists is never old.
func TestFiguresEqualTheirSQLAfterAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		clock := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		db, err := Open(context.Background(), Options{Dir: blankDir(t), Now: func() time.Time { return clock }})
		if err != nil {
			rt.Fatal(err)
		}
		defer func() {
			if err := db.Close(); err != nil {
				rt.Fatal(err)
			}
		}()
		ctx := context.Background()
		someID := func() entity.BusinessID {
			return entity.BusinessID(rapid.IntRange(1, 12).Draw(rt, "id"))
		}
		line := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(rt, name) }
		accept := func(err error, allowed ...error) {
			if err != nil && !slices.ContainsFunc(allowed, func(a error) bool { return isA(err, a) }) {
				rt.Fatal(err)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"create": func(*rapid.T) {
				_, err := db.Create(ctx, entity.Draft{
					Name: line("name", "Joe's", "Zoo"), City: line("city", "", "Howell", "HOWELL"), Email: line("email", "", "a@x.com"),
					Category: line("category", "", "Café", "cafe"), Tags: []string{line("tag", "", "warm", "Warm")},
				})
				accept(err)
			},
			"found": func(*rapid.T) {
				f := pizza(rapid.IntRange(1, 6).Draw(rt, "place"))
				f.City, f.Category, f.Phone = line("city", "Howell", "Brick", ""), line("category", "Deli", "DELI"), line("phone", "", "+17325550101")
				f.Source = line("source", "osm", "sample")
				if rapid.Bool().Draw(rt, "nowhere") {
					f.Location = nil
				}
				_, err := db.SaveFound(ctx, entity.JobID(rapid.IntRange(0, 2).Draw(rt, "job")), "i", []entity.Found{f})
				accept(err)
			},
			"update": func(*rapid.T) {
				_, err := db.Update(ctx, someID(), entity.Update{
					City: new(line("city", "", "Howell", "Élan")), Email: new(line("email", "", "b@x.com")),
					Phone: new(line("phone", "", "732 555 0102", "call")), Stage: new(rapid.SampledFrom(entity.Stages).Draw(rt, "stage")),
				})
				accept(err, ErrNotFound)
			},
			"update all": func(*rapid.T) {
				accept(db.UpdateAll(ctx, []entity.BusinessID{someID(), someID(), someID()}, entity.Update{
					AddTags: []string{line("add", "warm", "new")}, RemoveTags: []string{line("remove", "WARM", "new", "")}, DoNotContact: new(rapid.Bool().Draw(rt, "dnc")),
				}))
			},
			"visit": func(*rapid.T) {
				id := someID()
				if _, err := db.StartVisit(ctx, id); err != nil {
					accept(err, ErrNotFound)
					return
				}
				if rapid.Bool().Draw(rt, "gave up") {
					accept(db.AbandonVisit(ctx, id))
					return
				}
				_, err := db.SaveVisit(ctx, entity.Visit{
					Business: id, Job: entity.JobID(rapid.IntRange(0, 1).Draw(rt, "job")), At: clock,
					Status: rapid.SampledFrom([]entity.EnrichmentStatus{entity.Enriched, entity.Partial, entity.Failed, entity.Blocked}).Draw(rt, "status"),
					Fields: []entity.FieldValue{
						{Field: "phone", Value: line("phone", "+17325550101", "+17325550103"), Confidence: 0.9},
						{Field: "website", Value: line("website", "http://pizza1.com", "http://pizza2.com"), Confidence: 0.9},
					},
					Contacts: []entity.Contact{{Kind: entity.ContactEmail, Value: line("contact", "a@x.com", "c@y.com"), Confidence: 0.8}},
				})
				accept(err, ErrNotFound)
			},
			"merge": func(*rapid.T) {
				a, b := someID(), someID()
				if a != b {
					_, err := db.Merge(ctx, 0, a, b)
					accept(err, ErrNotFound)
				}
			},
			"split": func(*rapid.T) {
				id := someID()
				parts, err := db.MergedParts(ctx, id)
				accept(err, ErrNotFound)
				if len(parts) > 0 {
					_, _, err := db.Split(ctx, id, rapid.SampledFrom(parts).Draw(rt, "part"))
					accept(err, ErrNotFound)
				}
			},
			"keep apart": func(*rapid.T) {
				_, err := db.NotTheSame(ctx, someID(), someID())
				accept(err, ErrNotFound, ErrBadRequest)
			},
			"suppress": func(*rapid.T) {
				_, err := db.Suppress(ctx, entity.SuppressDomain, line("domain", "pizza1.com", "y.com"), "")
				accept(err)
			},
			"suppress a lead": func(*rapid.T) {
				_, err := db.SuppressBusiness(ctx, someID(), "")
				accept(err, ErrNotFound)
			},
			"allow": func(*rapid.T) {
				list, err := db.Suppressions(ctx)
				accept(err)
				if len(list) > 0 {
					_, err := db.Unsuppress(ctx, rapid.SampledFrom(list).Draw(rt, "entry").ID)
					accept(err)
				}
			},
			"choose": func(*rapid.T) {
				id := someID()
				story, err := db.Provenance(ctx, id)
				accept(err, ErrNotFound)
				if len(story) > 0 {
					_, err := db.ChooseValue(ctx, id, rapid.SampledFrom(story).Draw(rt, "value").ID)
					accept(err, ErrNotFound, ErrBadRequest)
				}
			},
			"redo":    func(*rapid.T) { _, err := db.Redo(ctx); accept(err, ErrNothingToRedo) },
			"purge":   func(*rapid.T) { _, err := db.Purge(ctx, someID(), someID()); accept(err) },
			"delete":  func(*rapid.T) { _, err := db.Delete(ctx, someID(), someID()); accept(err, ErrNotFound) },
			"restore": func(*rapid.T) { accept(db.Restore(ctx, someID())) },
			"undo":    func(*rapid.T) { _, err := db.Undo(ctx); accept(err, ErrNothingToUndo) },
			"undo a step": func(*rapid.T) {
				_, err := db.UndoStep(ctx, int64(rapid.IntRange(1, 30).Draw(rt, "step")))
				accept(err, ErrNothingToUndo)
			},
			"weeks pass": func(*rapid.T) {
				clock = clock.Add(16 * 24 * time.Hour)
				accept(db.purgeOld(ctx))
			},
			"": func(rt *rapid.T) {
				checkWhole(rt, db)
				f := entity.Filter{City: "howell", HasEmail: true}
				page, err := db.Businesses(ctx, f, entity.Sort{}, entity.Page{})
				var n int
				query := "SELECT count(*) FROM business WHERE deleted_at IS NULL AND city_fold = 'howell' AND email IS NOT NULL"
				if e := db.reader().QueryRow(query).Scan(&n); e != nil || err != nil || page.Total != n || len(page.Data) != min(n, defaultLimit) {
					rt.Fatal("a list of ", n, " has total ", page.Total, " and ", len(page.Data), " leads: ", err, e)
				}
			},
		})
	})
}

func TestStatsAreTheDashboardsFigures(t *testing.T) {
	local := time.Local
	t.Cleanup(func() { time.Local = local })
	// 10:15 in Nepal: a zone of quarters of an hour, where a day begins at 18:15 UTC.
	time.Local = time.FixedZone("NPT", 5*3600+45*60)
	clock := time.Date(2026, 11, 20, 4, 30, 0, 0, time.UTC)
	db := openWith(t, Options{Dir: t.TempDir(), Now: func() time.Time { return clock }})
	at := func(hours float64, n int, city, category string) {
		now := clock
		clock = clock.Add(time.Duration(hours * float64(time.Hour)))
		f := pizza(n)
		f.City, f.Category = city, category
		save(t, db, 1, f)
		clock = now
	}
	at(0, 1, "Freehold", "Deli")
	at(-10, 2, "FREEHOLD", "deli") // 18:30 UTC the day before: already today in Nepal
	at(-10.5, 3, "Howell", "Deli") // 18:00 UTC: still yesterday
	at(-24*29, 4, "freehold", "")  // the first of the 30 days
	at(-24*30, 5, "Élan", "Bank")  // the day before it
	ctx := t.Context()
	if _, err := db.Create(ctx, entity.Draft{Name: "By hand"}); err != nil {
		t.Fatal(err)
	}
	set(t, db, 2, "enrichment_status", "partial")
	set(t, db, 3, "enrichment_status", "no_website")
	due := func(id entity.BusinessID, days int) {
		_, err := db.Update(ctx, id, entity.Update{NextActionDue: new(clock.In(time.Local).AddDate(0, 0, days)), Stage: new(entity.StageContacted)})
		if err != nil {
			t.Fatal(err)
		}
	}
	due(1, 0)
	due(2, -3)
	due(3, 1)
	if _, err := db.Delete(ctx, 5); err != nil {
		t.Fatal(err)
	}

	got, err := db.Stats(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := entity.Stats{
		Total: 5, Enriched: 1, Pending: 3, Failed: 1, WithEmail: 4, WithPhone: 4, DueToday: 2,
		ByStatus:   []entity.NameCount{{Name: "pending", Count: 3}, {Name: "no_website", Count: 1}, {Name: "partial", Count: 1}, {Name: "blocked"}, {Name: "enriched"}, {Name: "failed"}, {Name: "running"}},
		ByCity:     []entity.NameCount{{Name: "FREEHOLD", Count: 3}, {Name: "Howell", Count: 1}},
		ByCategory: []entity.NameCount{{Name: "Deli", Count: 3}},
		BySource:   []entity.NameCount{{Name: "osm", Count: 4}, {Name: "manual", Count: 1}},
		ByStage:    []entity.NameCount{{Name: "Contacted", Count: 3}, {Name: "New", Count: 2}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(entity.Stats{}, "AddedPerDay")); diff != "" {
		t.Error(diff)
	}
	if len(got.AddedPerDay) != 30 {
		t.Fatalf("%d days", len(got.AddedPerDay))
	}
	days := map[string]int{}
	for _, d := range got.AddedPerDay {
		if d.Count > 0 {
			days[d.Date] = d.Count
		}
	}
	if diff := cmp.Diff(map[string]int{"2026-10-22": 1, "2026-11-19": 1, "2026-11-20": 3}, days); diff != "" {
		t.Error(diff)
	}
	if last := got.AddedPerDay[29].Date; last != "2026-11-20" {
		t.Errorf("the last day is %s", last)
	}
	checkWhole(t, db)
}

func totalsEqualBars(t *testing.T, db *DB) {
	ctx := t.Context()
	s, err := db.Stats(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for name, bars := range map[string]struct {
		bars   []entity.NameCount
		filter func(string) entity.Filter
	}{
		"status":   {s.ByStatus, func(n string) entity.Filter { return entity.Filter{ExactStatus: entity.EnrichmentStatus(n)} }},
		"city":     {s.ByCity, func(n string) entity.Filter { return entity.Filter{City: n} }},
		"category": {s.ByCategory, func(n string) entity.Filter { return entity.Filter{Category: n} }},
		"source":   {s.BySource, func(n string) entity.Filter { return entity.Filter{Source: n} }},
		"stage":    {s.ByStage, func(n string) entity.Filter { return entity.Filter{Stage: entity.Stage(n)} }},
		"three": {
			[]entity.NameCount{{Name: "enriched", Count: s.Enriched}, {Name: "pending", Count: s.Pending}, {Name: "failed", Count: s.Failed}},
			func(n string) entity.Filter { return entity.Filter{Status: entity.EnrichmentStatus(n)} },
		},
	} {
		for _, bar := range bars.bars {
			ids, err := db.IDs(ctx, bars.filter(bar.Name), entity.Sort{})
			if err != nil || len(ids) != bar.Count {
				t.Errorf("%s %q: the bar says %d, the list has %d: %v", name, bar.Name, bar.Count, len(ids), err)
			}
		}
	}
	if s.Enriched+s.Pending+s.Failed != s.Total {
		t.Errorf("%d + %d + %d is not %d", s.Enriched, s.Pending, s.Failed, s.Total)
	}
	cities, err := db.Cities(ctx)
	if err != nil || !slices.Equal(cities[:len(s.ByCity)], s.ByCity) {
		t.Errorf("the filter's cities %v are not the dashboard's %v: %v", cities, s.ByCity, err)
	}
	for _, c := range cities {
		if normal.Fold(c.Name) == "" {
			t.Error("a city without a name")
		}
	}
}
