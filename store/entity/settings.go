package entity

// Settings are what the rep may change. Load fills what was never set with DefaultSettings.
type Settings struct {
	Contact       string   `json:"contact"`       // the address in the User-Agent: an email or a URL
	NominatimURL  string   `json:"nominatim_url"` // base URL; /search is appended
	OverpassURL   string   `json:"overpass_url"`  // the whole interpreter URL
	Sources       []string `json:"sources"`       // sources that are switched on
	Theme         string   `json:"theme"`         // system, light or dark
	ConfirmDelete bool     `json:"confirm_delete"`
	ReadScripts   bool     `json:"read_scripts"` // enriching also joins the pieces that a page's scripts make addresses of
}

// DefaultSettings are those of a fresh installation.
func DefaultSettings() Settings {
	return Settings{
		NominatimURL:  "https://nominatim.openstreetmap.org",
		OverpassURL:   "https://overpass-api.de/api/interpreter",
		Sources:       []string{"osm"},
		Theme:         "system",
		ConfirmDelete: true,
	}
}
