package entity

// Place is a named point to search around.
type Place struct {
	Name    string // as it is shown: "Freehold, New Jersey"
	State   string // full name or two letters, as the geocoder gives it
	Country string
	Point
}

// Found is a business as a source describes it, before the store has seen it.
type Found struct {
	Source   string // osm, sample, ...
	SourceID string // the source's own id, e.g. "node/366753232"
	URL      string // where a person can see it at the source
	Method   string // how the values were read: osm, jsonld, ...

	Name, Category                            string
	Phone, PhoneRaw, Fax                      string // Phone and Fax are E.164
	Email, Website                            string
	Socials                                   []Social
	Address, City, State, ZIP, Country, Hours string
	Location                                  *Point
	Distance                                  *Miles    // from the place of the search
	Contacts                                  []Contact // further values: second phones, second emails
}
