package assets

import _ "embed"

// Gazetteer is the packed file of the towns and ZIP codes of the United States, for scrape/gazetteer. Where its data
// comes from and how it is made stands in gazetteer.md.
//
//go:embed gazetteer.bin
var Gazetteer []byte
