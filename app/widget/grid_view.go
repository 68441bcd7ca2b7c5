package widget

import "math"

// viewport is where a grid looks: whole rows and whole pixels of the first. Sums of a float32 height go wrong from row
// 9,000 on; a product in float64 is exact to 2^53.
type viewport struct {
	rows              int
	rowHeight, height float64
	first             int
	offset            float64 // how much of the first row is above the edge: 0 <= offset < rowHeight
}

// end is the highest position: the last row stands on the lower edge.
func (v *viewport) end() float64 {
	return max(0, float64(v.rows)*v.rowHeight-v.height)
}

func (v *viewport) position() float64 {
	return float64(v.first)*v.rowHeight + v.offset
}

// moveTo goes to a position and tells whether that is another than before.
func (v *viewport) moveTo(px float64) bool {
	px = math.Round(min(max(px, 0), v.end()))
	first := int(px / v.rowHeight)
	offset := px - float64(first)*v.rowHeight
	if first == v.first && offset == v.offset {
		return false
	}
	v.first, v.offset = first, offset
	return true
}

// reveal moves as little as possible until row i is whole in sight.
func (v *viewport) reveal(i int) bool {
	top := float64(i) * v.rowHeight
	switch at := v.position(); {
	case top < at:
		return v.moveTo(top)
	case top+v.rowHeight > at+v.height:
		return v.moveTo(top + v.rowHeight - v.height)
	}
	return false
}

// visible gives the rows seen in part or whole: first to last, not included.
func (v *viewport) visible() (first, last int) {
	last = v.first + int(math.Ceil((v.offset+v.height)/v.rowHeight))
	return v.first, min(last, v.rows)
}

// y is where row i stands, from the upper edge.
func (v *viewport) y(i int) float32 {
	return float32(float64(i-v.first)*v.rowHeight - v.offset)
}

// at is the row under y, -1 if there is none.
func (v *viewport) at(y float32) int {
	i := v.first + int(math.Floor((float64(y)+v.offset)/v.rowHeight))
	if y < 0 || float64(y) >= v.height || i >= v.rows {
		return -1
	}
	return i
}

// page is by how many rows PageDown goes.
func (v *viewport) page() int {
	return max(1, int(v.height/v.rowHeight)-1)
}
