package query

import (
	"iter"
	"time"
)

// holds reports whether an entry is of type T, or of none so far.
func holds[T any](e *entry) bool {
	if e.base != nil {
		_, ok := e.base.(*box[T])
		return ok
	}
	if e.plan != nil {
		_, ok := e.plan.(*plan[T])
		return ok
	}
	return true
}

// Get reads a key. It never fetches and never makes an entry. An entry that is read stays for its GCTime at least, and
// for twice that at most: a read leaves a mark and does not look at the clock, which would be half of what it costs.
func Get[T any](c *Client, k Key[T]) (v T, ok bool) {
	c.mu.Lock()
	e := c.index[k.enc]
	if e == nil {
		c.mu.Unlock()
		return v, false
	}
	e.use()
	b, ok := e.view.(*box[T])
	c.mu.Unlock()
	if !ok {
		return v, false
	}
	return b.v, true
}

// use notes that an entry was read.
func (e *entry) use() {
	e.read = true
	if e.older != nil {
		e.c.idle.use(e)
	}
}

// GetState reads a key with all that is known of it.
func GetState[T any](c *Client, k Key[T]) (State[T], bool) {
	c.lock()
	defer c.unlock()
	e := c.find(k.Path)
	if e == nil || !holds[T](e) {
		return State[T]{}, false
	}
	e.use()
	return stateOf[T](e.info(), e.state.data), true
}

// WriteOption qualifies a write.
type WriteOption func(*writeOpts)

type writeOpts struct {
	at      time.Time
	version uint64
	seq     uint64
	dated   bool
	compare bool
	newer   bool
}

// At dates the data: its age counts from t.
func At(t time.Time) WriteOption { return func(o *writeOpts) { o.at, o.dated = t, true } }

// IfVersion writes only if the entry's Version is still v.
func IfVersion(v uint64) WriteOption { return func(o *writeOpts) { o.version, o.compare = v, true } }

// IfNewer writes only if no write with this number or a greater one came before: late progress is dropped.
func IfNewer(seq uint64) WriteOption { return func(o *writeOpts) { o.seq, o.newer = seq, true } }

// Set writes a key, made if need be. A fetch under way goes on, but does not hide the value when it lands. The error
// is ErrType if the entry holds another type, ErrClosed after Close; a write that its options forbid is no error.
func Set[T any](c *Client, k Key[T], v T, opts ...WriteOption) error {
	_, err := c.change(k.Path, holds[T], change{fixed: &box[T]{v}, create: true}, opts)
	return err
}

// Update changes a key that has data, and reports whether it did. fn sees the data without the patches of open
// mutations, runs outside the lock, and runs again when another write comes between.
func Update[T any](c *Client, k Key[T], fn func(old T) (T, bool), opts ...WriteOption) bool {
	done, err := c.change(k.Path, holds[T], change{fn: func(old boxed) (boxed, bool) {
		b, ok := old.(*box[T])
		if !ok {
			return nil, false
		}
		v, ok := fn(b.v)
		return &box[T]{v}, ok
	}}, opts)
	return done && err == nil
}

// upsert is Update that also hears of missing data, and makes it.
func upsert[T any](c *Client, k Key[T], fn func(old T, ok bool) (T, bool), opts []WriteOption) (bool, error) {
	return c.change(k.Path, holds[T], change{create: true, fn: func(old boxed) (boxed, bool) {
		var v T
		b, had := old.(*box[T])
		if had {
			v = b.v
		}
		v, ok := fn(v, had)
		return &box[T]{v}, ok
	}}, opts)
}

// UpdateAll is Update for each entry of the filter that holds a T, in one batch; it gives their number.
func UpdateAll[T any](c *Client, f Filter, fn func(Path, T) (T, bool)) int {
	n := 0
	var keep []*entry
	c.locked(func() {
		for _, e := range c.match(f) {
			if _, ok := e.base.(*box[T]); ok {
				keep = append(keep, e)
			}
		}
	})
	c.Batch(func() {
		for _, e := range keep {
			if Update(c, Key[T]{e.path}, func(old T) (T, bool) { return fn(e.path, old) }) {
				n++
			}
		}
	})
	return n
}

// All walks over the entries of the filter that hold a T, as they were when it began.
func All[T any](c *Client, f Filter) iter.Seq2[Path, T] {
	return func(yield func(Path, T) bool) {
		var paths []Path
		var values []*box[T]
		c.locked(func() {
			for _, e := range c.match(f) {
				if b, ok := e.state.data.(*box[T]); ok {
					paths, values = append(paths, e.path), append(values, b)
				}
			}
		})
		for i, p := range paths {
			if !yield(p, values[i].v) {
				return
			}
		}
	}
}
