package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"letip/assets"
)

// The words are there before anything asks for one: lang has no lock of its own, so a later moment would be a race.
func init() {
	if err := lang.AddTranslationsFS(assets.Translations, assets.TranslationDir); err != nil {
		fyne.LogError("The translations can't be read; everything stays in English", err)
	}
}
