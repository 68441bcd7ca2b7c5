package assets

import _ "embed"

// Icon is the program's icon, a PNG of 512 pixels drawn from icon.svg:
//
//	rsvg-convert -w 512 -h 512 assets/icon.svg -o assets/icon.png
//
//go:embed icon.png
var Icon []byte
