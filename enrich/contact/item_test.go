package contact

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestDataOfAnotherOrganizationAreNotTheBusiness(t *testing.T) {
	const other = `{"@type":"Organization","name":"Chamber","email":"info@chamber-nj.org","telephone":"732-555-0109","sameAs":"https://facebook.com/chambernj",
		"address":{"@type":"PostalAddress","streetAddress":"1 Court St","addressLocality":"Trenton","addressRegion":"NJ","postalCode":"08608"}}`
	for name, data := range map[string]string{
		"a member's":   `{"@type":"LocalBusiness","name":"Joe's","memberOf":` + other + `}`,
		"a parent's":   `{"@type":"LocalBusiness","name":"Joe's","parentOrganization":` + other + `}`,
		"an author's":  `[{"@type":"BlogPosting","author":` + other + `},{"@type":"Store","name":"Joe's"}]`,
		"an event's":   `[{"@type":"MusicEvent","location":` + other + `,"organizer":` + other + `},{"@type":"Store","name":"Joe's"}]`,
		"a reviewer's": `[{"@type":"Review","author":` + other + `},{"@type":"Store","name":"Joe's"}]`,
	} {
		t.Run(name, func(t *testing.T) {
			got := on("http://shop.net/", `<script type="application/ld+json">`+data+`</script>`)
			if diff := cmp.Diff(Contacts{Name: "Joe's"}, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
