package assets

import _ "embed"

// FontRegular and FontBold are LeTip Sans: Noto Sans with Hebrew, Arabic and a few signs in one file a weight, so
// that a right-to-left name shows on a machine that has no such font. font/build.py makes them, font/OFL.txt is
// their licence.
var (
	//go:embed font/LeTipSans-Regular.ttf
	FontRegular []byte
	//go:embed font/LeTipSans-Bold.ttf
	FontBold []byte
)
