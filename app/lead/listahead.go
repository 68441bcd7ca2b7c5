package lead

import "letip/app/query"

// readAhead reads the rows that will be seen of the snapshot that waits, and reports whether it is worth waiting for
// them: they are not known, and were not asked for before. Once they are there the snapshot is shown.
func (l *List) readAhead() (wait bool) {
	next := *l.next
	// A list that is shorter than its window has room for more than was seen of it.
	first := min(max(l.seen[0], 0), len(next.IDs))
	last := min(max(l.seen[1], first+firstPage), len(next.IDs))
	known := true
	for _, id := range next.IDs[first:last] {
		if _, ok := l.rows[id]; !ok {
			known = false
			break
		}
	}
	if known || l.tried == l.nextGen || l.paused {
		return false
	}
	l.tried = l.nextGen
	opened, gen, left, waiting := l.opened, l.nextGen, 0, false
	for n := first / BlockSize; n <= (last-1)/BlockSize; n++ {
		left++
		from, to := n*BlockSize, min((n+1)*BlockSize, len(next.IDs))
		answered := false
		o := query.Observe(l.desk.cache, l.desk.block(l.view, gen, n, next.IDs[from:to:to]), func(r query.Result[Block]) {
			if answered || l.closed || l.opened != opened || l.nextGen != gen || !r.HasData && r.Err == nil {
				return
			}
			answered = true
			for i := range r.Data.Rows {
				l.rows[r.Data.Rows[i].ID] = &r.Data.Rows[i]
			}
			if left--; left == 0 && waiting {
				l.apply()
			}
		})
		l.ahead = append(l.ahead, o)
	}
	waiting = left > 0
	return waiting
}

// dropAhead leaves what was read ahead.
func (l *List) dropAhead() {
	for _, o := range l.ahead {
		o.Close()
	}
	l.ahead = nil
}
