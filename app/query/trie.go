package query

// node is one segment of the tree of keys: looking a prefix up costs its depth and its matches, however many entries
// there are beside them.
type node struct {
	seg    string // encoded; part of the entry's own path
	parent *node
	kids   []*node
	named  map[string]*node // of kids, once there are more than fewKids
	entry  *entry
	at     int // where the parent's kids hold it
}

const fewKids = 8

func (n *node) child(seg string) *node {
	if n.named != nil {
		return n.named[seg]
	}
	for _, k := range n.kids {
		if k.seg == seg {
			return k
		}
	}
	return nil
}

// insert gives the node of a path, making what is missing.
func (n *node) insert(enc string) *node {
	for enc != "" {
		var seg string
		seg, enc = cut(enc)
		k := n.child(seg)
		if k == nil {
			k = &node{seg: seg, parent: n, at: len(n.kids)}
			n.kids = append(n.kids, k)
			if n.named != nil {
				n.named[seg] = k
			} else if len(n.kids) > fewKids {
				n.named = make(map[string]*node, 2*fewKids)
				for _, k := range n.kids {
					n.named[k.seg] = k
				}
			}
		}
		n = k
	}
	return n
}

// prune takes nodes away that neither hold an entry nor lead to one.
func (n *node) prune() {
	for n.parent != nil && n.entry == nil && len(n.kids) == 0 {
		p := n.parent
		last := len(p.kids) - 1
		p.kids[n.at] = p.kids[last]
		p.kids[n.at].at = n.at
		p.kids[last] = nil
		p.kids = p.kids[:last]
		if p.named != nil {
			delete(p.named, n.seg)
		}
		n = p
	}
}

// visit calls fn for each entry whose path begins with the encoded prefix.
func (n *node) visit(prefix string, fn func(*entry)) {
	if prefix == "" {
		n.all(fn)
		return
	}
	seg, rest := cut(prefix)
	if seg[0] != kindParams && seg[0] != kindList {
		if k := n.child(seg); k != nil {
			k.visit(rest, fn)
		}
		return
	}
	for _, k := range n.kids {
		if covers(k.seg, seg) {
			k.visit(rest, fn)
		}
	}
}

func (n *node) all(fn func(*entry)) {
	if n.entry != nil {
		fn(n.entry)
	}
	for _, k := range n.kids {
		k.all(fn)
	}
}
