package contact

import (
	"golang.org/x/net/html"
)

// walk reads a parsed page, and sees what the tokens of the same page show. It is for pages whose microdata refer to
// elements elsewhere, which takes a tree. Its depth is bounded by the parser's 512.
func (d *document) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		d.addText([]byte(n.Data))
		return
	case html.ElementNode:
		if d.limited {
			if *d.visits--; *d.visits < 0 {
				return
			}
		}
		var a attrs
		for i := range n.Attr {
			a.set([]byte(n.Attr[i].Key), []byte(n.Attr[i].Val))
		}
		d.open(n.DataAtom, "", &a)
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			d.walk(c)
		}
		d.close()
		return
	case html.CommentNode, html.DoctypeNode, html.ErrorNode, html.RawNode:
		return
	case html.DocumentNode:
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		d.walk(c)
	}
}
