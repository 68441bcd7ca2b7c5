package exchange

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeadingsThatNoTableHasAreTakenByTheirPlainWord(t *testing.T) {
	for headings, want := range map[string][]Field{
		"hotel_id,hotel_name,Hotel Address,hotelPhone": {FieldSourceID, FieldName, FieldAddress, FieldPhone},
		"Property,Street":                          {FieldName, FieldAddress},
		"org_name,hq_address,hq_city,hq_state":     {FieldName, FieldAddress, FieldCity, FieldState},
		"Business Name (DBA),Phone (main)":         {FieldName, FieldPhone},
		"Name of business,city_name,zip_2":         {FieldName, FieldCity, FieldZIP},
		"ltable_name,ltable_addr":                  {FieldName, FieldAddress},
		"name,owner_name,image_url,parent_address": {FieldName, FieldPerson, "", ""},
		"name,hotel_name,address,hq_address":       {FieldName, "", FieldAddress, ""},
		"first_name,last_name,city":                {FieldFirstName, FieldLastName, FieldCity},
	} {
		r := reader(t, headings+"\n"+strings.Repeat("a,", strings.Count(headings, ","))+"a\n", ReadOptions{})
		var got []Field
		for _, c := range r.Mapping.Columns {
			got = append(got, c.Field)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", headings, diff)
		}
	}
}
