package assets

import "embed"

//go:embed glyph/*.svg
var glyphs embed.FS

// Glyph gives the SVG of a line drawing of 16 by 16, drawn in #000, by the name of its file without ".svg". Nil means
// that there is none.
func Glyph(name string) []byte {
	svg, err := glyphs.ReadFile("glyph/" + name + ".svg")
	if err != nil {
		return nil
	}
	return svg
}
