package store

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
	"letip/store/event"
)

func answer(body string, fetched time.Time, keep time.Duration) entity.CachedResponse {
	return entity.CachedResponse{
		URL: "https://overpass.example/api", Status: 200, Header: map[string][]string{"Content-Type": {"application/json"}},
		Body: []byte(body), FetchedAt: fetched, ExpiresAt: fetched.Add(keep),
	}
}

func TestCachedAnswerComesBackWhole(t *testing.T) {
	db, _ := journal(t)
	if _, ok, err := db.CacheGet(t.Context(), "k"); ok || err != nil {
		t.Fatalf("an answer out of nothing: %v %v", ok, err)
	}
	want := answer("first", noon, time.Hour)
	for _, body := range []string{"other", "first"} {
		want.Body = []byte(body)
		if err := db.CachePut(t.Context(), "k", want); err != nil {
			t.Fatal(err)
		}
	}
	got, ok, err := db.CacheGet(t.Context(), "k")
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCacheForgetsWhatHasExpired(t *testing.T) {
	db, _ := journal(t)
	day := 24 * time.Hour
	old := answer("expired", noon.Add(-31*day), 30*day)
	checked := old
	checked.ETag = `"v1"`
	ancient := answer("expired long ago", noon.Add(-61*day), 30*day)
	ancient.ETag = `"v0"`
	for key, r := range map[string]entity.CachedResponse{
		"old": old, "checked": checked, "ancient": ancient, "fresh": answer("fresh", noon.Add(-29*day), 30*day),
	} {
		if err := db.CachePut(t.Context(), key, r); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]bool{}
	for _, key := range []string{"old", "checked", "ancient", "fresh"} {
		_, ok, err := db.CacheGet(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		got[key] = ok
	}
	if diff := cmp.Diff(map[string]bool{"old": false, "checked": true, "ancient": false, "fresh": true}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCacheKeepsWhatExpiresLastWhenRoomIsShort(t *testing.T) {
	db, _ := journal(t)
	for i := range 10 {
		if err := db.CachePut(t.Context(), fmt.Sprint(i), answer("same size", noon, time.Duration(i+1)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	err := db.write(t.Context(), scraped, func(tx *sql.Tx) ([]event.Event, error) {
		var one int64
		if err := tx.QueryRowContext(t.Context(), "SELECT max(size) FROM fetch_cache").Scan(&one); err != nil {
			return nil, err
		}
		return nil, pruneCache(t.Context(), tx, noon, 3*one)
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if _, ok, err := db.CacheGet(t.Context(), fmt.Sprint(i)); err != nil || ok != (i >= 7) {
			t.Errorf("answer %d: kept %v (%v)", i, ok, err)
		}
	}
}

func TestCacheOfAReaderKeepsNothing(t *testing.T) {
	dir := t.TempDir()
	openIn(t, dir)
	reader := must[*DB](t)(Open(t.Context(), Options{Dir: dir, ReadOnly: true}))
	defer reader.Close()
	if err := reader.CachePut(t.Context(), "k", answer("x", noon, time.Hour)); err != nil {
		t.Errorf("put: %v", err)
	}
	if _, ok, err := reader.CacheGet(t.Context(), "k"); ok || err != nil {
		t.Errorf("get: %v %v", ok, err)
	}
}
