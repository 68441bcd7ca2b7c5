package lead

import (
	"maps"
	"slices"
	"time"

	"letip/app/query"
	"letip/store/entity"
)

// open starts reading a view: its first page and its ids at the same time.
func (l *List) open() {
	l.opened++
	l.snapshots++
	l.gen = l.snapshots
	l.blocks = map[int]*query.Observer[Block, Block]{}
	l.total = l.Len()
	l.fresh, l.hasIDs, l.next, l.more, l.newest, l.err = false, false, nil, 0, 0, nil
	l.busy, l.seen = true, [2]int{}
	opened := l.opened
	l.page = query.Observe(l.desk.cache, l.desk.Page(l.view, entity.Page{Number: 1, Limit: firstPage}),
		func(r query.Result[entity.BusinessPage]) {
			if !l.closed && l.opened == opened {
				l.takePage(r)
			}
		})
	l.order = query.Observe(l.desk.cache, l.desk.IDs(l.view), func(r query.Result[Ordered]) {
		if !l.closed && l.opened == opened {
			l.takeOrder(r)
		}
	})
	if l.hasIDs { // they were in the cache: the first page has nothing to add
		l.leavePage()
	}
}

// shut leaves a view. What its blocks held is let go: another view cuts other blocks.
func (l *List) shut() {
	l.opened++
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	l.leavePage()
	l.dropAhead()
	if l.order != nil {
		l.order.Close()
		l.order = nil
	}
	l.leaveBlocks()
}

func (l *List) leavePage() {
	if l.page != nil {
		l.page.Close()
		l.page = nil
	}
}

func (l *List) leaveBlocks() {
	for n, o := range l.blocks {
		o.Close()
		l.forget(n)
	}
	clear(l.blocks)
}

// forget takes a block out of the cache: a block belongs to one snapshot, nobody asks for it again.
func (l *List) forget(n int) {
	l.desk.cache.Remove(query.Filter{Prefix: KeyBlock(l.view, l.gen, n).Path, Exact: true})
}

// takePage shows the first page while nothing more is known.
func (l *List) takePage(r query.Result[entity.BusinessPage]) {
	if l.hasIDs {
		return
	}
	if r.Err != nil && !r.HasData {
		l.fail(r.Err)
		return
	}
	if !r.HasData {
		return
	}
	opened := l.freshen()
	l.total, l.err, l.busy = r.Data.Total, nil, false
	l.ids = make([]entity.BusinessID, len(r.Data.Data))
	for i := range r.Data.Data {
		l.ids[i] = r.Data.Data[i].ID
		l.rows[l.ids[i]] = &r.Data.Data[i]
	}
	l.opts.Changed(Change{Reordered: true, Opened: opened})
}

// freshen lets the last view's rows go when the first answer of this one is there, and reports whether it is.
func (l *List) freshen() (first bool) {
	if l.fresh {
		return false
	}
	l.fresh = true
	l.rows = map[entity.BusinessID]*entity.Business{}
	return true
}

// takeOrder shows a new snapshot at once, or lets it wait while a job runs.
func (l *List) takeOrder(r query.Result[Ordered]) {
	if r.Err != nil && !r.HasData {
		l.fail(r.Err)
		return
	}
	if !r.HasData {
		return
	}
	told := l.err
	l.err, l.busy = r.Err, false
	next := r.Data
	if l.hasIDs && (r.Changed&query.FieldData == 0 || l.next == nil && slices.Equal(l.ids, next.IDs)) {
		if (told == nil) != (l.err == nil) {
			l.opts.Changed(Change{})
		}
		return
	}
	l.dropAhead()
	l.snapshots++
	l.next, l.nextGen, l.more = &next, l.snapshots, 0
	for _, id := range next.IDs {
		if id > l.newest {
			l.more++
		}
	}
	switch {
	case !l.hasIDs, l.prompt, len(l.ids) == 0, len(next.IDs) < len(l.ids), !l.desk.live():
		l.apply()
	default:
		l.wait()
	}
}

func (l *List) fail(err error) {
	l.err, l.busy = err, false
	l.opts.Changed(Change{})
}

// wait lets the snapshot in once the last one has been read for a while.
func (l *List) wait() {
	l.opts.Changed(Change{}) // "3 new" stands in the status bar
	if l.timer != nil {
		return
	}
	opened := l.opened
	d := max(0, l.opts.Settle-time.Since(l.applied))
	l.timer = time.AfterFunc(d, func() { // owner: the list; shut stops it
		l.desk.deps.Schedule(func() {
			if l.closed || l.opened != opened {
				return
			}
			l.timer = nil
			if l.next != nil {
				l.apply()
			}
		})
	})
}

// apply shows the snapshot that waits, once the rows that will be seen of it are read: a row never comes before its name.
func (l *List) apply() {
	if l.hasIDs && l.readAhead() {
		return
	}
	next := l.next
	change := Change{Reordered: true, Opened: l.freshen()}
	if l.hasIDs && l.more <= BlockSize {
		for _, id := range next.IDs {
			if id > l.newest {
				change.Touched = append(change.Touched, id)
			}
		}
	}
	l.next, l.more, l.prompt, l.applied = nil, 0, false, time.Now()
	l.leaveBlocks()
	l.gen = l.nextGen
	l.ids, l.newest, l.hasIDs, l.total = next.IDs, max(l.newest, next.Newest), true, len(next.IDs)
	l.leavePage()
	l.opts.Changed(change)
	l.Prefetch(l.seen[0], l.seen[1])
	l.dropAhead() // its blocks are watched now
}

// watch reads a block and hears of its changes.
func (l *List) watch(n int) {
	from, to := n*BlockSize, min((n+1)*BlockSize, len(l.ids))
	if from >= to {
		return
	}
	gen := l.gen
	q := l.desk.block(l.view, gen, n, l.ids[from:to:to])
	var known *Block // the cache had it: what was read ahead comes while Observe runs
	watched := false
	o := query.Observe(l.desk.cache, q, func(r query.Result[Block]) {
		switch {
		case l.closed || l.gen != gen || !r.HasData:
		case watched:
			l.takeBlock(r.Data)
		default:
			known = &r.Data
		}
	})
	if l.paused {
		o.Pause()
	}
	l.blocks[n], watched = o, true
	if known != nil { // only now: who is told asks for its rows, and would have the same block watched without end
		l.takeBlock(*known)
	}
}

func (l *List) takeBlock(b Block) {
	var change Change
	for i := range b.Rows {
		now := &b.Rows[i]
		if old, ok := l.rows[now.ID]; ok && !old.UpdatedAt.Equal(now.UpdatedAt) {
			change.Touched = append(change.Touched, now.ID)
		}
		l.rows[now.ID] = now
	}
	if len(l.rows) > 16*BlockSize {
		l.tidy()
	}
	l.opts.Changed(change)
}

// tidy lets go of rows far from what is seen.
func (l *List) tidy() {
	from := max(0, l.seen[0]-2*BlockSize)
	to := min(len(l.ids), l.seen[1]+2*BlockSize)
	if from >= to {
		return
	}
	near := make(map[entity.BusinessID]struct{}, to-from)
	for _, id := range l.ids[from:to] {
		near[id] = struct{}{}
	}
	maps.DeleteFunc(l.rows, func(id entity.BusinessID, _ *entity.Business) bool {
		_, ok := near[id]
		return !ok
	})
}
