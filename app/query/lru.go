package query

// lru holds the entries that may be collected, the longest unused first.
type lru struct {
	head entry
	n    int
}

func (l *lru) init() { l.head.older, l.head.newer = &l.head, &l.head }

func (l *lru) remove(e *entry) {
	if e.older != nil {
		e.older.newer, e.newer.older = e.newer, e.older
		e.older, e.newer = nil, nil
		l.n--
	}
}

// use makes e the newest.
func (l *lru) use(e *entry) {
	l.remove(e)
	e.older, e.newer = l.head.older, &l.head
	e.older.newer, l.head.older = e, e
	l.n++
}

// evict takes unused entries away while there are more than MaxEntries; keep stays.
func (c *Client) evict(keep *entry) {
	for e := c.idle.head.newer; c.idle.n > c.cfg.MaxEntries && e != &c.idle.head; {
		next := e.newer
		if e != keep {
			c.settleWaiting(e, nil)
			e.unlink()
		}
		e = next
	}
}
