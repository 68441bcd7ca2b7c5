package assets

import "embed"

// Sample is the sample territory: sample/town.json, sample/businesses.txt and the pages' templates in sample/site.
//
//go:embed sample
var Sample embed.FS
