package lead

import (
	"slices"
	"time"

	"letip/app/query"
	"letip/store/entity"
)

const (
	// firstPage is what is read before anything else of a view: more than any screen shows at once.
	firstPage = 100
	// settle is the least time between two insertions into what is read while a job runs.
	settle = 1500 * time.Millisecond
)

// Change is what happened to a list, beyond rows that look different.
type Change struct {
	Reordered bool                // rows may have moved: their number or their order changed
	Opened    bool                // the first answer of another view: read it from the top
	Touched   []entity.BusinessID // leads that came or changed since they were last seen here
}

// ListOptions make a list.
type ListOptions struct {
	View    View
	Changed func(Change)
	Settle  time.Duration // between two insertions while a job runs; zero is 1.5 s
}

// List is a view as a grid reads it: any row by its index, at once or not yet.
//
// The first page comes first, by its own key. Behind it come the ordered ids of the whole view, and blocks of rows
// around what is seen. Ids and blocks are entries of the cache, so that events and optimistic changes reach them.
// A generation number counts the snapshots shown: what an older one asked for is dropped. While a job runs, new
// leads wait (Waiting) and are let in at most every 1.5 s; the grid keeps the row that is read where it is.
//
// A List belongs to the goroutine that draws: it has no lock, and no method may be called elsewhere.
type List struct {
	desk *Desk
	opts ListOptions

	view   View
	opened uint64 // counts the views: an answer for an earlier one is dropped
	gen    uint64 // the snapshot that is shown: blocks are named by it
	fresh  bool   // something of this view is shown; until then the last one stays
	total  int    // while only the first page is known
	ids    []entity.BusinessID
	newest entity.BusinessID
	hasIDs bool
	next   *Ordered                        // what waits to be shown
	ahead  []*query.Observer[Block, Block] // read the rows that will be seen of it

	snapshots, nextGen, tried uint64 // how many there were; the one that waits; the last one whose rows were read ahead
	more                      int    // leads in it that came after the newest shown
	err                       error
	busy                      bool // a first answer is on its way

	rows   map[entity.BusinessID]*entity.Business
	page   *query.Observer[entity.BusinessPage, entity.BusinessPage]
	order  *query.Observer[Ordered, Ordered]
	blocks map[int]*query.Observer[Block, Block]
	seen   [2]int // the last range of rows asked for

	prompt  bool // the next snapshot is the rep's own doing
	applied time.Time
	timer   *time.Timer
	cancel  func()
	paused  bool
	closed  bool
}

// NewList opens a list. Close it.
func (d *Desk) NewList(o ListOptions) *List {
	if o.Changed == nil {
		o.Changed = func(Change) {}
	}
	if o.Settle == 0 {
		o.Settle = settle
	}
	l := &List{desk: d, opts: o, view: o.View}
	l.cancel = d.onLocal(func() { d.deps.Schedule(func() { l.prompt = true }) })
	l.open()
	return l
}

// View is what the list shows.
func (l *List) View() View { return l.view }

// SetView shows another view, from its first row. What was shown stays until the first answer.
func (l *List) SetView(v View) {
	if l.closed {
		return
	}
	l.shut()
	l.view = v
	l.open()
}

// Len is the number of rows shown.
func (l *List) Len() int {
	if l.hasIDs {
		return len(l.ids)
	}
	return l.total
}

// ID is the lead at a row; ok is false where it is not known yet.
func (l *List) ID(i int) (id entity.BusinessID, ok bool) {
	if i < 0 || i >= len(l.ids) {
		return 0, false
	}
	return l.ids[i], true
}

// IndexOf is the row of a lead, or -1.
func (l *List) IndexOf(id entity.BusinessID) int { return slices.Index(l.ids, id) }

// At is the lead at a row; ok is false where it is not read yet. It is read-only.
func (l *List) At(i int) (b *entity.Business, ok bool) {
	id, ok := l.ID(i)
	if !ok {
		return nil, false
	}
	b, ok = l.rows[id]
	return b, ok
}

// Lead is a lead the list holds, by its id.
func (l *List) Lead(id entity.BusinessID) (*entity.Business, bool) {
	b, ok := l.rows[id]
	return b, ok
}

// IDs is every lead shown, in order; read-only. Complete is false while only the first page is known.
func (l *List) IDs() (ids []entity.BusinessID, complete bool) { return l.ids, l.hasIDs }

// Loading reports whether the first answer is still on its way.
func (l *List) Loading() bool { return l.busy }

// Err is why the list could not be read; what is shown is older.
func (l *List) Err() error { return l.err }

// Waiting is how many new leads wait to be let in.
func (l *List) Waiting() int { return l.more }

// ShowNew lets in what waits, now.
func (l *List) ShowNew() {
	if l.next != nil {
		l.apply()
	}
}

// Prefetch says which rows are seen: their blocks and the ones beside them are read and watched, the others left.
func (l *List) Prefetch(first, last int) {
	l.seen = [2]int{first, last}
	if !l.hasIDs || l.closed || l.paused {
		return
	}
	from := max(first/BlockSize-1, 0)
	to := min(max(last, 0)/BlockSize+1, (len(l.ids)-1)/BlockSize)
	if near := first % BlockSize; near > BlockSize/4 && from < first/BlockSize {
		from++ // the block before is far: nobody scrolls up a hundred rows between two looks
	}
	for n, o := range l.blocks {
		if n < from-1 || n > to+1 {
			o.Close()
			delete(l.blocks, n)
			l.forget(n)
		}
	}
	for n := from; n <= to; n++ {
		if l.blocks[n] == nil {
			l.watch(n)
		}
	}
}

// Pause stops reading while nobody looks; Resume shows what happened meanwhile.
func (l *List) Pause() {
	if l.paused || l.closed {
		return
	}
	l.paused = true
	l.each((*query.Observer[Ordered, Ordered]).Pause, (*query.Observer[Block, Block]).Pause)
}

// Resume reads again what went stale while nobody looked.
func (l *List) Resume() {
	if !l.paused || l.closed {
		return
	}
	l.paused = false
	l.prompt = true
	l.each((*query.Observer[Ordered, Ordered]).Resume, (*query.Observer[Block, Block]).Resume)
}

func (l *List) each(order func(*query.Observer[Ordered, Ordered]), block func(*query.Observer[Block, Block])) {
	if l.order != nil {
		order(l.order)
	}
	for _, o := range l.blocks {
		block(o)
	}
}

// Close leaves the view.
func (l *List) Close() {
	if l.closed {
		return
	}
	l.closed = true
	l.cancel()
	l.shut()
}

// Refetch reads the whole view again, as F5 does.
func (l *List) Refetch() {
	l.prompt = true
	l.desk.cache.Invalidate(query.Filter{Prefix: KeyIDs(l.view).Path})
	l.desk.cache.Invalidate(query.Filter{Prefix: rowsOf(l.view)})
}
