package normal

import (
	"strings"
)

// states are the USPS codes of the states, the federal district and the territories, with their names.
var states = []struct{ code, name string }{
	{"AL", "Alabama"},
	{"AK", "Alaska"},
	{"AZ", "Arizona"},
	{"AR", "Arkansas"},
	{"CA", "California"},
	{"CO", "Colorado"},
	{"CT", "Connecticut"},
	{"DE", "Delaware"},
	{"DC", "District of Columbia"},
	{"FL", "Florida"},
	{"GA", "Georgia"},
	{"HI", "Hawaii"},
	{"ID", "Idaho"},
	{"IL", "Illinois"},
	{"IN", "Indiana"},
	{"IA", "Iowa"},
	{"KS", "Kansas"},
	{"KY", "Kentucky"},
	{"LA", "Louisiana"},
	{"ME", "Maine"},
	{"MD", "Maryland"},
	{"MA", "Massachusetts"},
	{"MI", "Michigan"},
	{"MN", "Minnesota"},
	{"MS", "Mississippi"},
	{"MO", "Missouri"},
	{"MT", "Montana"},
	{"NE", "Nebraska"},
	{"NV", "Nevada"},
	{"NH", "New Hampshire"},
	{"NJ", "New Jersey"},
	{"NM", "New Mexico"},
	{"NY", "New York"},
	{"NC", "North Carolina"},
	{"ND", "North Dakota"},
	{"OH", "Ohio"},
	{"OK", "Oklahoma"},
	{"OR", "Oregon"},
	{"PA", "Pennsylvania"},
	{"RI", "Rhode Island"},
	{"SC", "South Carolina"},
	{"SD", "South Dakota"},
	{"TN", "Tennessee"},
	{"TX", "Texas"},
	{"UT", "Utah"},
	{"VT", "Vermont"},
	{"VA", "Virginia"},
	{"WA", "Washington"},
	{"WV", "West Virginia"},
	{"WI", "Wisconsin"},
	{"WY", "Wyoming"},
	{"AS", "American Samoa"},
	{"GU", "Guam"},
	{"MP", "Northern Mariana Islands"},
	{"PR", "Puerto Rico"},
	{"VI", "Virgin Islands"},
}

var stateByWord, stateByCode = func() (map[string]string, map[string]string) {
	words, codes := make(map[string]string, 2*len(states)), make(map[string]string, len(states))
	for _, s := range states {
		words[Fold(s.code)], words[Fold(s.name)], codes[s.code] = s.code, s.code, s.name
	}
	words["us virgin islands"], words["washington dc"] = "VI", "DC"
	return words, codes
}()

// StateCode gives the two letters of a US state or territory from its code or name in any spelling: "NJ", "n.j.",
// "US-NJ", "New Jersey". Whatever is none of them is not ok.
func StateCode(s string) (code string, ok bool) {
	s = strings.ReplaceAll(Fold(s), ".", "")
	s = strings.TrimPrefix(s, "us-")
	code, ok = stateByWord[squeeze(s)]
	if !ok {
		code, ok = stateByWord[strings.ReplaceAll(s, " ", "")] // "N. J."
	}
	return code, ok
}

// StateName gives the name for a state's code, and the empty string for anything else.
func StateName(code string) string { return stateByCode[strings.ToUpper(strings.TrimSpace(code))] }
