// Package sample serves the sample territory: an invented town in New Jersey with invented businesses and their
// websites, so that the first run and the tests need no network.
//
// It needs nothing but its data in assets. Its server answers as Nominatim, as Overpass and as each business's own
// website, by the host's name under sample.test, on a listener inside the process: fetch maps the names to it, no port
// is opened and no name is resolved. The answers are the same on every run. It evaluates the queries it is sent (place
// words, around, key and value filters), so that whatever the osm package asks is answered as the real services would.
//
// It never pretends: the town's name, the attribution and the foot of each page say that this is a sample.
package sample
