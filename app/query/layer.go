package query

import (
	"fmt"
	"runtime/debug"
	"slices"
)

// layer is one patch of a mutation over every entry it covers. What readers see is the base with the open layers over
// it, in the order they were laid: lifting one does not lift those after it.
//
// When its mutation failed, a layer is lifted at once. When it succeeded, the layer is settled: over each entry it
// stays until a fetch that began afterwards has landed, so that nothing flickers; where no such fetch is to come, it is
// folded into the base.
type layer struct {
	filter  Filter
	hide    bool
	apply   func(Path, boxed) (boxed, bool) // user code; false: not of its type
	settled bool
	seq     uint64              // flights with a greater one began after the mutation succeeded
	over    map[*entry]struct{} // where it was laid
}

// covers reports whether an open layer belongs over a path.
func (l *layer) covers(p Path) bool {
	if l.filter.Exact {
		return p == l.filter.Prefix
	}
	return p.HasPrefix(l.filter.Prefix)
}

// layersOver gives the layers over an entry (nil: not made yet) for data that a flight brings (0: that is there).
func (c *Client) layersOver(p Path, e *entry, flight uint64) []*layer {
	var over []*layer
	for _, l := range c.layers {
		if l.settled {
			if _, laid := l.over[e]; !laid || flight > l.seq {
				continue
			}
		} else if !l.covers(p) {
			continue
		}
		over = append(over, l)
	}
	return over
}

// overWrite parts the layers over an entry for a write from outside. What settled came before the write: a function
// gets it as part of the old data, a fixed value replaces it. A deletion stays: late news brings no row back.
func (c *Client) overWrite(p Path, e *entry) (settled, over []*layer) {
	for _, l := range c.layersOver(p, e, 0) {
		if l.settled && !l.hide {
			settled = append(settled, l)
		} else {
			over = append(over, l)
		}
	}
	return settled, over
}

// outdate drops the settled patches over an entry that was written.
func (c *Client) outdate(e *entry) {
	if len(c.layers) == 0 {
		return
	}
	for _, l := range c.layers {
		if l.settled && !l.hide {
			delete(l.over, e)
		}
	}
	c.dropEmpty()
}

// project lays layers over a base. It runs user code.
func (c *Client) project(p Path, layers []*layer, base boxed) (view boxed, hidden bool) {
	view = base
	for _, l := range layers {
		if l.hide {
			hidden = true
		} else if view != nil {
			view = c.tryPatch(l, p, view)
		}
	}
	if hidden {
		view = nil
	}
	return view, hidden
}

// tryPatch leaves a patch out that is for another type, or that panics.
func (c *Client) tryPatch(l *layer, p Path, b boxed) (view boxed) {
	defer func() {
		if v := recover(); v != nil {
			c.report(fmt.Errorf("patch of %s: %w", p, &PanicError{v, debug.Stack()}))
			view = b
		}
	}()
	if next, ok := l.apply(p, b); ok {
		return next
	}
	return b
}

// patched counts the layers over an entry.
func (e *entry) patched() int {
	n := 0
	for _, l := range e.c.layers {
		if _, laid := l.over[e]; laid {
			n++
		}
	}
	return n
}

// reproject computes what readers see of an entry anew, after its layers changed.
func (c *Client) reproject(e *entry) {
	for {
		c.lock()
		if e.removed {
			c.unlock()
			return
		}
		layers, base, rev, layerRev := c.layersOver(e.path, e, 0), e.base, e.rev, c.layerRev
		c.unlock()
		view, hidden := c.project(e.path, layers, base)
		c.lock()
		if e.rev == rev && c.layerRev == layerRev && !e.removed {
			c.show(e, view, hidden, layers)
			c.unlock()
			return
		}
		c.unlock()
	}
}

// show commits a new view of the same base.
func (c *Client) show(e *entry, view boxed, hidden bool, layers []*layer) {
	laid(e, layers)
	if e.state.data == view && e.state.hidden == hidden {
		e.touch()
		return
	}
	e.rev++
	s := *e.state
	back := s.hidden && !hidden
	s.data, s.hidden = view, hidden
	c.set(e, s, Event{Kind: EventPatched})
	if back { // nothing was fetched while it was hidden
		for _, w := range e.watchers {
			w.mount(CauseMount)
		}
	}
}

// hide lets a new entry look gone if an open mutation says so.
func (c *Client) hide(e *entry) {
	for _, l := range c.layers {
		if l.hide && !l.settled && l.covers(e.path) {
			e.state.hidden = true
			l.over[e] = struct{}{}
		}
	}
}

// laid notes over which entry open layers lie.
func laid(e *entry, layers []*layer) {
	for _, l := range layers {
		if !l.settled {
			l.over[e] = struct{}{}
		}
	}
}

// lay adds a layer and shows it.
func (c *Client) lay(l *layer) {
	l.over = map[*entry]struct{}{}
	c.lock()
	if c.closed {
		c.unlock()
		return
	}
	c.layers = append(c.layers, l)
	c.layerRev++
	found := c.match(Filter{Prefix: l.filter.Prefix, Exact: l.filter.Exact})
	c.unlock()
	c.Batch(func() {
		for _, e := range found {
			c.reproject(e)
		}
	})
}

// lift takes the layers of a failed mutation away.
func (c *Client) lift(layers []*layer) {
	c.lock()
	var found []*entry
	for _, l := range layers {
		c.layers = slices.DeleteFunc(c.layers, func(x *layer) bool { return x == l })
		for e := range l.over {
			found = append(found, e)
		}
	}
	c.layerRev++
	c.unlock()
	c.Batch(func() {
		for _, e := range found {
			c.reproject(e)
		}
	})
}

// settle notes that a mutation succeeded: what is fetched from now on has its change.
func (c *Client) settle(layers []*layer) {
	if len(layers) == 0 {
		return
	}
	c.lock()
	defer c.unlock()
	c.seq++
	for _, l := range layers {
		l.settled, l.seq = true, c.seq
		c.each(Filter{Prefix: l.filter.Prefix, Exact: l.filter.Exact}, func(e *entry) {
			if e.flight != nil { // a first fetch under way may have read before the change
				l.over[e] = struct{}{}
			}
		})
	}
	c.layerRev++
}

// foldSettled folds the settled layers wherever no fetch is going to bring their change.
func (c *Client) foldSettled(layers []*layer) {
	c.lock()
	defer c.unlock()
	for _, l := range layers {
		for e := range l.over {
			c.askFold(e)
		}
	}
	c.dropEmpty()
}

// askFold has an entry's settled layers folded, if no fetch is under way or planned.
func (c *Client) askFold(e *entry) {
	if len(c.layers) == 0 || e.flight != nil || e.refetchAt != never || e.removed {
		return
	}
	for _, l := range c.layers {
		if _, laid := l.over[e]; laid && l.settled {
			c.ask(e)
			return
		}
	}
}

// fold makes the settled layers over an entry part of its base.
func (c *Client) fold(e *entry) {
	for {
		c.lock()
		var settled, open []*layer
		if len(c.layers) > 0 && e.flight == nil && e.refetchAt == never && !e.removed {
			for _, l := range c.layersOver(e.path, e, 0) {
				if l.settled {
					settled = append(settled, l)
				} else {
					open = append(open, l)
				}
			}
		}
		if len(settled) == 0 {
			c.unlock()
			return
		}
		base, rev, layerRev := e.base, e.rev, c.layerRev
		c.unlock()
		base, gone := c.project(e.path, settled, base)
		view, hidden := c.project(e.path, open, base)
		c.lock()
		if e.rev != rev || c.layerRev != layerRev || e.flight != nil || e.removed {
			c.unlock()
			continue
		}
		for _, l := range settled {
			delete(l.over, e)
		}
		c.dropEmpty()
		if gone {
			c.remove(e)
		} else {
			e.base = base
			e.rev++
			c.show(e, view, hidden, open)
		}
		c.unlock()
		return
	}
}

// releaseLayers drops the settled layers over an entry whose change a landed fetch has brought, and notes the open
// ones that were laid over its answer.
func (c *Client) releaseLayers(e *entry, flight uint64) {
	if len(c.layers) == 0 {
		return
	}
	for _, l := range c.layers {
		if l.settled && flight > l.seq {
			delete(l.over, e)
		} else if !l.settled && l.covers(e.path) {
			l.over[e] = struct{}{}
		}
	}
	c.dropEmpty()
}

// forgetLayers is for an entry that leaves the cache.
func (c *Client) forgetLayers(e *entry) {
	for _, l := range c.layers {
		delete(l.over, e)
	}
	c.dropEmpty()
}

func (c *Client) dropEmpty() {
	c.layers = slices.DeleteFunc(c.layers, func(l *layer) bool { return l.settled && len(l.over) == 0 })
}
