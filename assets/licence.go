package assets

import _ "embed"

// FontLicence is the licence of LeTip Sans, which asks to go wherever the letters go.
//
//go:embed font/OFL.txt
var FontLicence string
