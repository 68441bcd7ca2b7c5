package widget

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"
)

// branches is a model of a small tree: a group with two leaves beneath it while it is open.
type branches struct{ open bool }

func (b *branches) Len() int {
	if b.open {
		return 3
	}
	return 1
}
func (b *branches) ID(i int) (int64, bool) { return int64(i + 1), i >= 0 && i < b.Len() }
func (b *branches) IndexOf(id int64) int   { return int(id) - 1 }
func (b *branches) Prefetch(int, int)      {}

func (b *branches) Row(i int) (RowView, bool) {
	id, ok := b.ID(i)
	if !ok {
		return RowView{}, false
	}
	if i > 0 {
		return RowView{ID: id, Cells: []Cell{{Text: fmt.Sprint(i), Badge: RoleOK}, {Text: "leaf", Indent: 1, Fold: FoldLeaf, Tail: "of the tree"}}}, true
	}
	fold := FoldClosed
	if b.open {
		fold = FoldOpen
	}
	return RowView{ID: id, Cells: []Cell{{}, {Text: "group", Fold: fold}}}, true
}

func tree(t *testing.T, o GridOptions) (*Grid, *branches, *[]string) {
	b, asked := &branches{}, &[]string{}
	o.Model, o.NoCheckboxes = b, true
	o.Columns = []Column{{ID: "n", Width: 40}, {ID: "name", Width: 200}}
	var g *Grid
	o.OnFold = func(id int64, open bool) {
		*asked = append(*asked, fmt.Sprint(id, open))
		b.open = open
		g.Reload()
	}
	g = grid(t, o)
	return g, b, asked
}

func TestAClickOnTheFoldMarkOpensAndClosesWithoutChoosing(t *testing.T) {
	g, _, asked := tree(t, GridOptions{})
	mark := fyne.NewPos(cellPad+40+cellPad+4, 10)
	g.clickAt(mark, 0)
	g.clickAt(mark, 0)
	if diff := cmp.Diff([]string{"1 true", "1 false"}, *asked); diff != "" {
		t.Error(diff)
	}
	if _, set := g.Cursor(); set {
		t.Error("the click on the mark made the row the current one")
	}
	g.clickAt(fyne.NewPos(cellPad+40+80, 10), 0)
	if id, set := g.Cursor(); !set || id != 1 || len(*asked) != 2 {
		t.Errorf("a click beside the mark: current row %d %t, asked %v; want row 1 and no fold", id, set, *asked)
	}
}

func TestWithFoldRowsAClickAnywhereChoosesAndFolds(t *testing.T) {
	g, _, asked := tree(t, GridOptions{FoldRows: true})
	g.clickAt(fyne.NewPos(200, 10), 0)
	if id, set := g.Cursor(); !set || id != 1 || len(*asked) != 1 {
		t.Errorf("current row %d %t, asked %v; want row 1 and one fold", id, set, *asked)
	}
	g.clickAt(fyne.NewPos(200, RowHeight+10), 0)
	if len(*asked) != 1 {
		t.Errorf("a click on a leaf asked for %v", *asked)
	}
}

func TestRightOpensAndLeftCloses(t *testing.T) {
	g, b, asked := tree(t, GridOptions{})
	g.press(fyne.KeyDown, fyne.KeyRight, fyne.KeyRight, fyne.KeyDown, fyne.KeyLeft, fyne.KeyUp, fyne.KeyUp)
	if !b.open || len(*asked) != 1 {
		t.Errorf("asked %v; want one opening: what is open is not opened, a leaf not closed", *asked)
	}
	g.press(fyne.KeyLeft)
	if b.open || len(*asked) != 2 {
		t.Errorf("asked %v, want it closed", *asked)
	}
}

func TestACellKeepsNothingOfTheTreeItShowedBefore(t *testing.T) {
	g, b, _ := tree(t, GridOptions{})
	b.open = true
	g.Reload()
	leaf := g.rows[1].cells
	if leaf[1].more.tail.Text != "of the tree" || leaf[0].text.Color != lightPalette[RoleOnAccent] {
		t.Fatalf("a leaf shows tail %q", leaf[1].more.tail.Text)
	}
	at := leaf[1].text.Position().X
	g.SetModel(&list{n: 5})
	g.Reload()
	if leaf[1].more.tail.Visible() || leaf[0].more.badge.Visible() {
		t.Error("tail or badge of the old row is still drawn")
	}
	if leaf[0].text.Color == lightPalette[RoleOnAccent] || leaf[0].text.TextSize != TextSize {
		t.Error("the words still look like a badge's")
	}
	if x := leaf[1].text.Position().X; x >= at {
		t.Errorf("the words stand at %v as under the tree, want to the left of %v", x, at)
	}
}

func TestAGridWithoutHeaderBeginsAtTheTopWithItsOwnRowHeight(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 100}, NoHeader: true, Plain: true, RowHeight: 26})
	if y := g.body.Position().Y; y != 0 {
		t.Errorf("the rows begin at %v, want 0", y)
	}
	if h := g.rows[1].box.Position().Y; h != 26 {
		t.Errorf("the second row stands at %v, want 26", h)
	}
	if g.header.Visible() {
		t.Error("the header is still there")
	}
}
