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
	"letip/store/normal"
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
	name    string
	trashed bool
}

// matcher finds who is who for a batch: it asks the database a fixed number of questions, however many records there are.
type matcher struct {
	s       session
	members map[entity.BusinessID]*member
	found   map[int64][]entity.BusinessID // key: who is found by it in the database
	fresh   map[int64][]entity.BusinessID // and in this batch
	apart   map[[2]entity.BusinessID]bool // pairs that a person has decided are not the same
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
func (m *matcher) prepare(records []identity.Record) error {
	var ask []int64
	byName := map[int64][]int{} // who asks by a name alone
	for i, r := range records {
		for _, k := range r.Probes() {
			h := k.Hash()
			if k.ByName() {
				byName[h] = append(byName[h], i)
			}
			if _, known := m.found[h]; !known {
				m.found[h] = nil
				ask = append(ask, h)
			}
		}
	}
	slices.Sort(ask)
	var wanted []entity.BusinessID
	asked := map[entity.BusinessID][]int{}
	err := m.s.rows(selectCrowds, []any{numberList(ask)}, func(row scanner) error {
		var h int64
		var list string
		if err := row.Scan(&h, orEmpty(&list)); err != nil || list == "" {
			return err
		}
		ids := numbers(list)
		if len(ids) > crowd {
			return nil
		}
		m.found[h] = ids
		if who, weak := byName[h]; weak {
			for _, id := range ids {
				asked[id] = append(asked[id], who...)
			}
			return nil
		}
		wanted = append(wanted, ids...)
		return nil
	})
	if err != nil {
		return err
	}
	neighbours, err := m.neighbours(records, asked, wanted)
	if err != nil {
		return err
	}
	return m.load(append(wanted, neighbours...))
}

const selectAddresses = `
SELECT b.id, b.address
FROM json_each(?) wanted
CROSS JOIN business b ON b.id = wanted.value
WHERE b.address IS NOT NULL`

// neighbours are those of the businesses found by a name and a town alone that stand in a street of who asks. The others
// can't be the same, and to read them would be most of the work.
func (m *matcher) neighbours(records []identity.Record, asked map[entity.BusinessID][]int, wanted []entity.BusinessID) (near []entity.BusinessID, err error) {
	for _, id := range wanted {
		delete(asked, id)
	}
	if len(asked) == 0 {
		return nil, nil
	}
	roads := make(map[int][]string, len(records))
	ids := slices.Sorted(maps.Keys(asked))
	err = m.s.rows(selectAddresses, []any{idList(ids)}, func(row scanner) error {
		var id entity.BusinessID
		var address string
		if err := row.Scan(&id, &address); err != nil {
			return err
		}
		address = normal.Fold(address)
		for _, i := range asked[id] {
			if _, known := roads[i]; !known {
				roads[i] = records[i].Roads()
			}
			if slices.ContainsFunc(roads[i], func(w string) bool { return strings.Contains(address, w) }) {
				near = append(near, id)
				break
			}
		}
		return nil
	})
	return near, err
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
	}
	return nil
}

// add makes a business of this batch known to the records that follow.
func (m *matcher) add(r identity.Record, name string) {
	m.members[r.ID] = &member{Record: r, name: name}
	for _, h := range identity.Hashes(r.Keys()) {
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
	for _, h := range identity.Hashes(known.Keys()) {
		if !slices.Contains(before, h) {
			m.fresh[h] = append(m.fresh[h], id)
		}
	}
}

// candidates are the members worth comparing with a record, in the order of their ids.
func (m *matcher) candidates(r identity.Record) []*member {
	shares := map[entity.BusinessID]int{}
	for _, h := range identity.Hashes(r.Probes()) {
		fresh := m.fresh[h]
		if len(fresh)+len(m.found[h]) > crowd {
			continue
		}
		for _, id := range m.found[h] {
			shares[id]++
		}
		for _, id := range fresh {
			shares[id]++
		}
	}
	delete(shares, r.ID)
	ids := make([]entity.BusinessID, 0, len(shares))
	for id := range shares {
		if m.members[id] != nil {
			ids = append(ids, id)
		}
	}
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
func (m *matcher) resolve(r identity.Record) (same, doubtful []verdict, trashed *verdict) {
	var live, dead []*member
	for _, c := range m.candidates(r) {
		switch {
		case c.trashed:
			dead = append(dead, c)
		case !m.apart[pairOf(r.ID, c.ID)]:
			live = append(live, c)
		}
	}
	d := identity.Resolve(r, recordsOf(live))
	for _, f := range d.Same {
		same = append(same, verdict{live[f.Index], f.Verdict})
	}
	for _, f := range d.Doubtful {
		doubtful = append(doubtful, verdict{live[f.Index], f.Verdict})
	}
	if len(same) == 0 {
		if d := identity.Resolve(r, recordsOf(dead)); len(d.Same) > 0 {
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
	each.ForEachIdx(list, func(i int, m **member) { (*m).Record = identity.RecordOf(&all[i]) })
	return list, err
}
