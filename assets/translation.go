package assets

import "embed"

// Translations holds one JSON file a language, in the format of Fyne's lang: plain words by themselves, and the forms of
// a noun under "count noun". English has only what a word alone can't say.
//
//go:embed translation/*.json
var Translations embed.FS

// TranslationDir is where they stand in Translations.
const TranslationDir = "translation"
