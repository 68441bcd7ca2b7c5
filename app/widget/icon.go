package widget

import (
	"bytes"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"letip/assets"
)

type glyphKey struct {
	name  string
	color color.NRGBA
}

var glyphs = map[glyphKey]fyne.Resource{}

// glyph is a drawing of assets in a colour; nil if there is no such drawing. GUI thread only.
func glyph(name string, c color.NRGBA) fyne.Resource {
	key := glyphKey{name, c}
	if r, ok := glyphs[key]; ok {
		return r
	}
	svg := assets.Glyph(name)
	if svg == nil {
		return nil
	}
	rgb := fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	r := fyne.NewStaticResource(name+rgb+".svg", bytes.ReplaceAll(svg, []byte("#000"), []byte(rgb)))
	glyphs[key] = r
	return r
}

// Icon is a line drawing of assets/glyph in a role's colour.
type Icon struct {
	fynewidget.BaseWidget
	name string
	role Role
	size float32
}

// NewIcon makes an icon of size by size.
func NewIcon(name string, role Role, size float32) *Icon {
	i := &Icon{name: name, role: role, size: size}
	i.ExtendBaseWidget(i)
	return i
}

// Set changes drawing and role.
func (i *Icon) Set(name string, role Role) {
	if i.name != name || i.role != role {
		i.name, i.role = name, role
		i.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	img := newImage()
	return newRenderer(&renderer{
		owner: i, objects: []fyne.CanvasObject{img},
		restyle: func() { setGlyph(img, i.name, i.role) },
		layout: func(size fyne.Size) {
			place(img, (size.Width-i.size)/2, (size.Height-i.size)/2, i.size, i.size)
		},
		minSize: func() fyne.Size { return fyne.NewSquareSize(i.size) },
	})
}

func newImage() *canvas.Image {
	return &canvas.Image{FillMode: canvas.ImageFillContain}
}

// setGlyph changes an image's drawing.
func setGlyph(img *canvas.Image, name string, role Role) {
	setImage(img, glyph(name, currentPalette()[role]))
}

// setImage has an image painted afresh only if it is another; nil hides it.
func setImage(img *canvas.Image, r fyne.Resource) {
	setVisible(img, r != nil)
	if r != nil && img.Resource != r {
		img.Resource = r
		img.Refresh()
	}
}
