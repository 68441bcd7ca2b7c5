package store

import (
	"slices"

	"letip/store/entity"
	"letip/store/identity"
)

// How much a long import remembers of the businesses that it met: about 5 MB of glimpses, and 1 MB of crowds.
const (
	mostGlimpses = 1 << 17
	mostCrowds   = 1 << 15
)

// glimpses are what an import keeps of businesses from batch to batch, so that nobody is read again to be passed over again.
// What is forgotten is read again. The nil value keeps nothing.
type glimpses struct {
	slots  []glimpsed
	crowds map[int64]struct{} // keys that crowds share: a crowd stays one while only leads come
}

// glimpsed is the glimpse of one business; those with the same lower bits of their ids share a slot.
type glimpsed struct {
	id entity.BusinessID
	identity.Glimpse
}

func newGlimpses() *glimpses {
	return &glimpses{slots: make([]glimpsed, mostGlimpses), crowds: map[int64]struct{}{}}
}

func (g *glimpses) slot(id entity.BusinessID) *glimpsed { return &g.slots[uint64(id)%mostGlimpses] }

func (g *glimpses) get(id entity.BusinessID) *identity.Glimpse {
	if g == nil {
		return nil
	}
	if s := g.slot(id); s.id == id {
		return &s.Glimpse
	}
	return nil
}

func (g *glimpses) put(id entity.BusinessID, glimpse identity.Glimpse) {
	if g != nil {
		*g.slot(id) = glimpsed{id, glimpse}
	}
}

// forget drops businesses that were changed.
func (g *glimpses) forget(ids []entity.BusinessID) {
	for _, id := range ids {
		if s := g.slot(id); s.id == id {
			*s = glimpsed{}
		}
	}
}

func (g *glimpses) forgetAll() {
	clear(g.slots)
	clear(g.crowds)
}

func (g *glimpses) crowded(key int64) bool {
	if g == nil {
		return false
	}
	_, is := g.crowds[key]
	return is
}

func (g *glimpses) crowd(key int64) {
	if g == nil {
		return
	}
	if len(g.crowds) >= mostCrowds {
		clear(g.crowds)
	}
	g.crowds[key] = struct{}{}
}

const selectPlaces = `
SELECT b.id, b.address, b.lat, b.lon
FROM json_each(?) wanted
CROSS JOIN business b ON b.id = wanted.value`

// worthComparing are those found in the database that share a strong key with one of the records, or a weak one and may be it
// by a glimpse. To read all the others would be most of the work.
func (m *matcher) worthComparing(records []*stranger) (wanted []entity.BusinessID, err error) {
	seen := map[entity.BusinessID]*identity.Glimpse{} // nil: not known yet
	for _, r := range records {
		for _, p := range r.probes {
			if !p.weak {
				wanted = append(wanted, m.found[p.key]...)
				continue
			}
			for _, id := range m.found[p.key] {
				if m.kept.get(id) == nil {
					seen[id] = nil
				}
			}
		}
	}
	if err := m.glimpse(seen); err != nil {
		return nil, err
	}
	for _, r := range records {
		for _, p := range r.probes {
			if !p.weak {
				continue
			}
			for _, id := range m.found[p.key] {
				g := m.kept.get(id)
				if g == nil {
					g = seen[id]
				}
				if g == nil || g.MayBe(&r.glimpse) { // nil has lost its slot to another: it is loaded at worst for nothing
					wanted = append(wanted, id)
				}
			}
		}
	}
	return wanted, nil
}

// glimpse fills in what is not known of businesses.
func (m *matcher) glimpse(seen map[entity.BusinessID]*identity.Glimpse) error {
	ids := make([]entity.BusinessID, 0, len(seen))
	for id := range seen {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	return m.s.rows(selectPlaces, []any{idList(ids)}, func(row scanner) error {
		var id entity.BusinessID
		var address string
		var lat, lon any
		if err := row.Scan(&id, orEmpty(&address), &lat, &lon); err != nil {
			return err
		}
		g := identity.GlimpseAt(address, pointOf(lat, lon))
		seen[id] = &g
		m.kept.put(id, g)
		return nil
	})
}
