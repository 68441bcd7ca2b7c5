package app

import (
	"slices"
	"sync"
	"time"
)

// keptSlow is how many slow statements are remembered.
const keptSlow = 100

// SlowStatement is an SQL statement that took long, without its arguments.
type SlowStatement struct {
	At    time.Time // when it ended
	Query string
	Took  time.Duration
}

// slowLog remembers the newest slow statements, for the developer tools.
type slowLog struct {
	mu  sync.Mutex // guards all
	all []SlowStatement
}

// add is called by whoever ran the statement.
func (l *slowLog) add(query string, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) == keptSlow {
		l.all = append(l.all[:0], l.all[1:]...)
	}
	l.all = append(l.all, SlowStatement{At: time.Now(), Query: query, Took: took})
}

// SlowSQL gives the slow statements that are remembered, the newest first.
func (c *Core) SlowSQL() []SlowStatement {
	c.slow.mu.Lock()
	defer c.slow.mu.Unlock()
	out := slices.Clone(c.slow.all)
	slices.Reverse(out)
	return out
}
