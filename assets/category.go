package assets

import _ "embed"

// Categories is the category list as scrape/category reads it: groups of categories with the OpenStreetMap tags that
// make a place one of them, and the deny-list. A rep may have a list of his own beside the database.
//
//go:embed categories.json
var Categories []byte
