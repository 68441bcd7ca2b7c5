package store

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"strings"

	spread "github.com/sourcegraph/conc/iter"

	"letip/store/entity"
	"letip/store/identity"
)

const (
	// crowd is how many businesses may share a key before it tells nothing any more: the phone of a call centre, a word
	// that half a city is named by. Whoever is the same as one of them shares a rarer key with it.
	crowd = 64
	// most is how many businesses a record is compared with, those first that share most keys with it.
	mostCompared = 100
)

// member is a business that was loaded to be compared with.
type member struct {
	identity.Record
	glimpse identity.Glimpse
	name    string
	trashed bool
}

// stranger is a record whose like is looked for.
type stranger struct {
	identity.Record
	glimpse identity.Glimpse
	probes  []probe
}

// probe is a key to look a record's like up by.
type probe struct {
	key  int64
	weak bool // who shares it is compared only where a glimpse says that it may be one
}

func strangerOf(r identity.Record) *stranger {
	s := &stranger{Record: r, glimpse: r.Glimpse()}
	keys := r.Probes()
	s.probes = make([]probe, 0, len(keys))
	for _, k := range keys {
		s.probes = append(s.probes, probe{k.Hash(), k.Weak()})
	}
	slices.SortFunc(s.probes, func(a, b probe) int { return cmp.Compare(a.key, b.key) })
	return s
}

// matcher finds who is who for a batch: it asks the database a fixed number of questions, however many records there are.
type matcher struct {
	s       session
	members map[entity.BusinessID]*member
	found   map[int64][]entity.BusinessID // key: who is found by it in the database
	fresh   map[int64][]entity.BusinessID // and in this batch
	apart   map[[2]entity.BusinessID]bool // pairs that a person has decided are not the same
	kept    *glimpses                     // from batch to batch; nil keeps nothing
}

func newMatcher(s session) *matcher {
	return &matcher{
		s: s, members: map[entity.BusinessID]*member{}, found: map[int64][]entity.BusinessID{},
		fresh: map[int64][]entity.BusinessID{}, apart: map[[2]entity.BusinessID]bool{},
	}
}

// selectCrowds gives, for each key, who shares it: one more than a crowd at most.
const selectCrowds = `
SELECT k.value, (
	SELECT group_concat(business_id, ' ')
	FROM (SELECT business_id FROM identity_key WHERE key = k.value LIMIT 65))
FROM json_each(?) k`

// prepare reads all that the records may be compared with.
func (m *matcher) prepare(records []*stranger) error {
	var ask []int64
	for _, r := range records {
		for _, p := range r.probes {
			if _, known := m.found[p.key]; !known && !m.kept.crowded(p.key) {
				m.found[p.key] = nil
				ask = append(ask, p.key)
			}
		}
	}
	slices.Sort(ask)
	err := m.s.rows(selectCrowds, []any{numberList(ask)}, func(row scanner) error {
		var key int64
		var list string
		if err := row.Scan(&key, orEmpty(&list)); err != nil || list == "" {
			return err
		}
		if ids := numbers(list); len(ids) <= crowd {
			m.found[key] = ids
		} else {
			m.kept.crowd(key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	wanted, err := m.worthComparing(records)
	if err != nil {
		return err
	}
	return m.load(wanted)
}

// load reads members that aren't loaded yet.
func (m *matcher) load(ids []entity.BusinessID) error {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id entity.BusinessID) bool { return m.members[id] != nil })
	if len(ids) == 0 {
		return nil
	}
	list, err := loadRecords(m.s, ids)
	if err != nil {
		return err
	}
	for _, l := range list {
		m.members[l.ID] = l
		m.kept.put(l.ID, l.glimpse)
	}
	return nil
}

// add makes a business of this batch known, by its keys, to the records that follow.
func (m *matcher) add(r identity.Record, keys []int64, name string) {
	l := &member{Record: r, glimpse: r.Glimpse(), name: name}
	m.members[r.ID] = l
	m.kept.put(r.ID, l.glimpse)
	for _, h := range keys {
		m.fresh[h] = append(m.fresh[h], r.ID)
	}
}

// absorb adds to a member what a record that turned out to be it knows.
func (m *matcher) absorb(id entity.BusinessID, r identity.Record) {
	known := m.members[id]
	if known == nil {
		return
	}
	before := identity.Hashes(known.Keys())
	known.Absorb(r)
	known.glimpse = known.Glimpse()
	m.kept.put(id, known.glimpse)
	for _, h := range identity.Hashes(known.Keys()) {
		if !slices.Contains(before, h) {
			m.fresh[h] = append(m.fresh[h], id)
		}
	}
}

// candidates are the members worth comparing with a record, in the order of their ids.
func (m *matcher) candidates(r *stranger) []*member {
	shares := map[entity.BusinessID]int{}
	for _, p := range r.probes {
		fresh, found := m.fresh[p.key], m.found[p.key]
		if len(fresh)+len(found) > crowd {
			continue
		}
		for _, list := range [2][]entity.BusinessID{found, fresh} {
			for _, id := range list {
				if l := m.members[id]; l != nil && (!p.weak || l.glimpse.MayBe(&r.glimpse)) {
					shares[id]++
				}
			}
		}
	}
	delete(shares, r.ID)
	ids := slices.Collect(maps.Keys(shares))
	if len(ids) > mostCompared {
		slices.SortFunc(ids, func(a, b entity.BusinessID) int { return cmp.Or(cmp.Compare(shares[b], shares[a]), cmp.Compare(a, b)) })
		ids = ids[:mostCompared]
	}
	slices.Sort(ids)
	list := make([]*member, len(ids))
	for i, id := range ids {
		list[i] = m.members[id]
	}
	return list
}

// verdict is one of the known that a record is or may be.
type verdict struct {
	*member
	identity.Verdict
}

// resolve says where a record belongs among the live ones, and which of those in the trash it is.
func (m *matcher) resolve(r *stranger) (same, doubtful []verdict, trashed *verdict) {
	var live, dead []*member
	for _, c := range m.candidates(r) {
		switch {
		case c.trashed:
			dead = append(dead, c)
		case !m.apart[pairOf(r.ID, c.ID)]:
			live = append(live, c)
		}
	}
	d := identity.Resolve(r.Record, recordsOf(live))
	for _, f := range d.Same {
		same = append(same, verdict{live[f.Index], f.Verdict})
	}
	for _, f := range d.Doubtful {
		doubtful = append(doubtful, verdict{live[f.Index], f.Verdict})
	}
	if len(same) == 0 {
		if d := identity.Resolve(r.Record, recordsOf(dead)); len(d.Same) > 0 {
			trashed = &verdict{dead[d.Same[0].Index], d.Same[0].Verdict}
		}
	}
	return same, doubtful, trashed
}

func recordsOf(list []*member) []identity.Record {
	records := make([]identity.Record, len(list))
	for i, l := range list {
		records[i] = l.Record
	}
	return records
}

func pairOf(a, b entity.BusinessID) [2]entity.BusinessID {
	return [2]entity.BusinessID{min(a, b), max(a, b)}
}

// What makes a record. Those that were merged into another have none: they are found by that one.
const selectRecords = `
SELECT b.id, b.name, b.phone, b.email, b.website, b.socials, b.address, b.city, b.state, b.zip, b.lat, b.lon,
	b.deleted_at IS NOT NULL,
	(SELECT group_concat(kind || ' ' || value, char(10)) FROM contact WHERE business_id = b.id AND kind IN ('phone', 'email'))
FROM json_each(?) wanted
CROSS JOIN business b ON b.id = wanted.value
WHERE NOT EXISTS (SELECT 1 FROM merge WHERE loser = b.id)`

func loadRecords(s session, ids []entity.BusinessID) (list []*member, err error) {
	var all []entity.Business
	err = s.rows(selectRecords, []any{idList(ids)}, func(row scanner) error {
		var b entity.Business
		var socials, contacts string
		var lat, lon any
		var trashed bool
		err := row.Scan(&b.ID, &b.Name, orEmpty(&b.Phone), orEmpty(&b.Email), orEmpty(&b.Website), orEmpty(&socials),
			orEmpty(&b.Address), orEmpty(&b.City), orEmpty(&b.State), orEmpty(&b.ZIP), &lat, &lon, &trashed, orEmpty(&contacts))
		if err != nil {
			return err
		}
		b.Socials = socialsOf(socials)
		b.Location = pointOf(lat, lon)
		for line := range strings.SplitSeq(contacts, "\n") {
			if kind, v, ok := strings.Cut(line, " "); ok {
				b.Contacts = append(b.Contacts, entity.Contact{Kind: entity.ContactKind(kind), Value: v})
			}
		}
		list, all = append(list, &member{name: b.Name, trashed: trashed}), append(all, b)
		return nil
	})
	each := spread.Iterator[*member]{MaxGoroutines: min(runtime.GOMAXPROCS(0), 1+len(list)/100)} // few aren't worth a goroutine
	each.ForEachIdx(list, func(i int, m **member) {
		r := identity.RecordOf(&all[i])
		(*m).Record, (*m).glimpse = r, r.Glimpse()
	})
	return list, err
}
