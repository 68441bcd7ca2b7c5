package query

// Tx is what a mutation changes before its answer is there: patches that are taken back one by one if it fails.
// It is good only inside OnMutate.
type Tx struct {
	c      *Client
	layers []*layer
}

// Patch changes what readers see of one key until the mutation has settled. The patch is a function: it is laid anew
// over whatever a fetch or another mutation brings, so it should do no harm when its change is already there.
func Patch[T any](tx *Tx, k Key[T], fn func(T) T) {
	PatchAll(tx, Filter{Prefix: k.Path, Exact: true}, func(_ Path, v T) T { return fn(v) })
}

// PatchAll changes every key under a prefix that holds a T, also one that is fetched later. Of the filter, Prefix and
// Exact count.
func PatchAll[T any](tx *Tx, f Filter, fn func(Path, T) T) {
	tx.add(&layer{filter: f, apply: func(p Path, b boxed) (boxed, bool) {
		v, ok := b.(*box[T])
		if !ok {
			return nil, false
		}
		return &box[T]{fn(p, v.v)}, true
	}})
}

// Hide lets a key look gone: no data, and ErrGone.
func (tx *Tx) Hide(k Path) {
	tx.add(&layer{filter: Filter{Prefix: k, Exact: true}, hide: true})
}

func (tx *Tx) add(l *layer) {
	tx.layers = append(tx.layers, l)
	tx.c.lay(l)
}
