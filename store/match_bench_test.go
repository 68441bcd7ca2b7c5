package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
)

// keyedFile is bulkFile with the keys by which its leads are found as somebody's like.
func keyedFile(tb testing.TB, n int) string {
	tb.Helper()
	from := bulkFile(tb, n)
	dir := from + "-keyed"
	if _, err := os.Stat(filepath.Join(dir, FileName)); err == nil {
		return dir
	} else if !errors.Is(err, fs.ErrNotExist) {
		tb.Fatal(err)
	}
	making, err := os.MkdirTemp(filepath.Dir(dir), "making-")
	if err != nil {
		tb.Fatal(err)
	}
	defer os.RemoveAll(making)
	db, err := Open(tb.Context(), Options{Dir: from})
	if err == nil {
		_, err = db.writer.ExecContext(tb.Context(), "VACUUM INTO ?", filepath.Join(making, FileName))
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		tb.Fatal(err)
	}
	for _, statement := range []string{"INSERT INTO identity_stale (business_id) SELECT id FROM business", "ANALYZE"} {
		db, err := Open(tb.Context(), Options{Dir: making}) // what is stale is made new at the next start
		if err == nil {
			_, err = db.writer.ExecContext(tb.Context(), statement)
			err = errors.Join(err, db.Close())
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := os.Rename(making, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		tb.Fatal(err)
	}
	return dir
}

// newcomers are places that come to a million leads: every third is one of them, spelled otherwise.
func newcomers(tb testing.TB, db *DB, n int) []entity.Found {
	tb.Helper()
	list := make([]entity.Found, n)
	for i := range list {
		b, err := db.Business(tb.Context(), entity.BusinessID(1+i*997%1_000_000))
		if err != nil {
			tb.Fatal(err)
		}
		f := entity.Found{
			Source: "overture", SourceID: fmt.Sprint("new/", i), Name: b.Name + " LLC", Category: b.Category, Phone: b.Phone, PhoneRaw: b.PhoneRaw,
			Website: b.Website, Address: b.Address, City: b.City, State: b.State, ZIP: b.ZIP, Country: b.Country, Location: b.Location,
		}
		if i%3 > 0 { // its neighbour, which nobody knows
			f.Name = fmt.Sprintf("%s Corner %d", b.Name[:4], i)
			f.Phone = fmt.Sprintf("+1848%07d", i)
			f.PhoneRaw, f.Website = f.Phone, fmt.Sprintf("https://corner%d.com", i)
			f.Location = &entity.Point{Lat: b.Location.Lat + 0.0004, Lon: b.Location.Lon}
		}
		list[i] = f
	}
	return list
}

// BenchmarkMatch looks for the like of one business among a million. SPEC F4 asks for less than 2 ms.
func BenchmarkMatch(b *testing.B) {
	db, err := Open(b.Context(), Options{Dir: keyedFile(b, 1_000_000), ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	places := newcomers(b, db, 999)
	var took []time.Duration
	same, compared := 0, 0
	for i := 0; b.Loop(); i++ {
		r := strangerOf(recordOf(readPlace(places[i%len(places)])))
		begin := time.Now()
		err := db.fastRead(b.Context(), func(conn *zombie.Conn) error {
			m := newMatcher(&fastSession{conn})
			if err := m.prepare([]*stranger{r}); err != nil {
				return err
			}
			found, _, _ := m.resolve(r)
			same, compared = same+len(found), compared+len(m.members)
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	report(b, took)
	b.ReportMetric(float64(compared)/float64(len(took)), "loaded/op")
	b.ReportMetric(float64(same)/float64(len(took)), "same/op")
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "median-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
