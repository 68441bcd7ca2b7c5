package exchange

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

// files are rows as the programs write them, with the whole line of headings.
var files = map[string]struct {
	text string
	want entity.Incoming
}{
	"google-maps-scraper": {
		`input_id,link,title,category,address,open_hours,popular_times,website,phone,plus_code,review_count,review_rating,reviews_per_rating,latitude,longitude,cid,status,descriptions,reviews_link,thumbnail,timezone,price_range,data_id,street_view_url,place_id,images,reservations,order_online,menu,owner,complete_address,credit_cards_accepted,about,user_reviews,user_reviews_extended,emails
x,https://maps.example/1,"Joe's ""Best"" Pizza",Pizza restaurant,"12 Main St, Freehold, NJ 07728, United States","{""Monday"":[""9 am–5 pm""],""Sunday"":[""Closed""]}",{},http://joes.com/,(732) 555-0100,7JQ2+XX,12,4.5,{},40.26,-74.2738,99,Permanently closed,,,,America/New_York,$,0x1:0x2,,ChIJ1,[],[],[],{},"{""id"":""1""}","{""borough"":"""",""street"":""12 Main St"",""city"":""Freehold"",""postal_code"":""07728"",""state"":""New Jersey"",""country"":""US""}",true,[],[],[],"info@joes.com, joe@joes.com"
`,
		entity.Incoming{Found: entity.Found{
			SourceID: "ChIJ1", URL: "https://maps.example/1", Name: `Joe's "Best" Pizza`, Category: "Pizza restaurant", Phone: "+17325550100",
			PhoneRaw: "(732) 555-0100", Email: "info@joes.com", Website: "http://joes.com", Address: "12 Main St", City: "Freehold",
			State: "NJ", ZIP: "07728", Country: "US", Hours: "Monday 9 am–5 pm; Sunday Closed", Location: &entity.Point{Lat: 40.26, Lon: -74.2738},
			Contacts: []entity.Contact{{Kind: "email", Value: "joe@joes.com", Confidence: importConfidence}},
		}, Remarks: []string{"it says: Permanently closed"}},
	},
	"Outscraper": {
		"query,name,site,subtypes,category,type,phone,full_address,borough,street,city,postal_code,state,us_state,country,country_code,latitude,longitude,place_id,google_id,working_hours,location_link,email_1,email_1_full_name,email_1_title,email_2,facebook,instagram,phone_1\n" +
			`pizza,Joe's Pizza,https://joes.com,"Pizza, Italian",restaurants,Pizza restaurant,+1 732-555-0100,"12 Main St, Freehold, NJ 07728",,12 Main St,Freehold,7728,New Jersey,New Jersey,United States of America,US,40.26,-74.27,ChIJ1,0x1,"{""Monday"": ""9AM-5PM""}",https://maps.example/1,info@joes.com,Joe Doe,Owner,joe@joes.com,https://www.facebook.com/joes/,,732-555-0199` + "\n",
		entity.Incoming{Found: entity.Found{
			SourceID: "ChIJ1", URL: "https://maps.example/1", Name: "Joe's Pizza", Category: "Pizza restaurant", Phone: "+17325550100",
			PhoneRaw: "+1 732-555-0100", Email: "info@joes.com", Website: "https://joes.com", Address: "12 Main St", City: "Freehold",
			State: "NJ", ZIP: "07728", Country: "US", Hours: "Monday 9AM-5PM", Location: &entity.Point{Lat: 40.26, Lon: -74.27},
			Socials: []entity.Social{{Network: "facebook", URL: "https://www.facebook.com/joes"}},
			Contacts: []entity.Contact{
				{Kind: "phone", Value: "+17325550199", Confidence: importConfidence},
				{Kind: "email", Value: "joe@joes.com", Confidence: importConfidence},
				{Kind: "person", Value: "Joe Doe", Title: "Owner", Confidence: importConfidence},
			},
		}},
	},
	"Apollo": {
		"First Name,Last Name,Title,Company,Company Name for Emails,Email,Email Status,Seniority,Departments,Work Direct Phone,Mobile Phone,Corporate Phone,# Employees,Industry,Keywords,Person Linkedin Url,Website,Company Linkedin Url,Facebook Url,Twitter Url,City,State,Country,Company Address,Company City,Company State,Company Country,Company Phone,Apollo Contact Id\n" +
			`Joe,Doe,Owner,Joe's Pizza Inc.,Joe's Pizza,joe@joes.com,Verified,owner,,,+1 732-555-0111,'+1 732-555-0100,12,restaurants,"pizza, pasta",http://www.linkedin.com/in/joe,http://www.joes.com,http://www.linkedin.com/company/joes,,,Miami,Florida,United States,"12 Main St, Freehold, New Jersey, United States, 07728",Freehold,New Jersey,United States,,5f1` + "\n",
		entity.Incoming{Found: entity.Found{
			SourceID: "5f1", Name: "Joe's Pizza Inc.", Category: "restaurants", Phone: "+17325550100", PhoneRaw: "+1 732-555-0100",
			Email: "joe@joes.com", Website: "http://www.joes.com", Address: "12 Main St, Freehold, New Jersey, United States, 07728",
			City: "Freehold", State: "NJ", Country: "US", Socials: []entity.Social{{Network: "linkedin", URL: "https://www.linkedin.com/company/joes"}},
			Contacts: []entity.Contact{
				{Kind: "phone", Value: "+17325550111", Confidence: importConfidence},
				{Kind: "person", Value: "Joe Doe", Title: "Owner", Confidence: importConfidence},
			},
		}},
	},
	"Google Contacts": {
		"First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Nickname,File As,Organization Name,Organization Title,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Website 1 - Label,Website 1 - Value\n" +
			"Joe,,Doe,,,,,Joe's Pizza,Owner,,\"Met at\nlunch\",,* myContacts ::: Chapter,* Work,joe@joes.com ::: info@joes.com,Mobile,732-555-0100,Work,,12 Main St,Freehold,,NJ,07728,US,,joes.com\n",
		entity.Incoming{Found: entity.Found{
			Name: "Joe's Pizza", Phone: "+17325550100", PhoneRaw: "732-555-0100", Email: "joe@joes.com", Website: "http://joes.com",
			Address: "12 Main St", City: "Freehold", State: "NJ", ZIP: "07728", Country: "US",
			Contacts: []entity.Contact{
				{Kind: "email", Value: "info@joes.com", Confidence: importConfidence},
				{Kind: "person", Value: "Joe Doe", Title: "Owner", Confidence: importConfidence},
			},
		}, Notes: "Met at\nlunch", Tags: []string{"Chapter"}},
	},
	"LeTip bot": {
		"ID,Name,Address,City,State,ZIP,Phone,Website,Industry,Business Type,Employee Count,Year Founded,Enrichment Status,Contacts Count\n" +
			"ckx1,Joe's Pizza,12 Main St,Freehold,NJ,7728,7325550100,joes.com,,Restaurant,12,1999,enriched,3\n",
		entity.Incoming{Found: entity.Found{
			SourceID: "ckx1", Name: "Joe's Pizza", Category: "Restaurant", Phone: "+17325550100", PhoneRaw: "7325550100",
			Website: "http://joes.com", Address: "12 Main St", City: "Freehold", State: "NJ", ZIP: "07728",
		}},
	},
}

func TestFilesOfOtherProgramsAreRecognised(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f := files[name]
		t.Run(name, func(t *testing.T) {
			r := reader(t, f.text, ReadOptions{})
			if r.Mapping.Format != name {
				t.Errorf("it is recognised as %q", r.Mapping.Format)
			}
			row := all(t, r)[0]
			f.want.Row, f.want.Line, f.want.Source, f.want.Method = 1, 2, "csv", "csv"
			if f.want.SourceID == "" {
				f.want.SourceID, f.want.Unnamed = row.SourceID, true
			}
			if diff := cmp.Diff(f.want, row); diff != "" {
				t.Errorf("the lead differs (-want +got):\n%s", diff)
			}
		})
	}
	if all := reader(t, files["google-maps-scraper"].text, ReadOptions{}); len(all.Mapping.Columns) != 36 || all.Notice() == "" {
		t.Errorf("%d columns with the notice %q, want 36 and one", len(all.Mapping.Columns), all.Notice())
	}
}

func TestAWholeExportIsRecognisedColumnByColumn(t *testing.T) {
	raw, _ := write(t, choose(t), each(pizza()))
	r := reader(t, string(raw), ReadOptions{})
	for i, c := range r.Mapping.Columns {
		if take[c.Field] == nil && c.Heading != "attribution" && c.Heading != "score" { // those are told anew
			t.Errorf("column %d, %s, is not read", i+1, c.Heading)
		}
	}
	row := all(t, r)[0]
	if row.Own == nil || row.Own.ID != 7 || row.Own.Status != entity.Enriched || len(row.Own.Sources) != 3 ||
		row.Own.CreatedAt.IsZero() || *row.Distance != 0.4 || row.Phone != "+17325550100" {
		t.Errorf("the row is %+v with %+v", row, row.Own)
	}
}

func TestHeadingsOfAnyOrigin(t *testing.T) {
	tests := []struct {
		headings string
		want     []Field
	}{
		{"id,name,addr,city,phone,type", []Field{FieldSourceID, FieldName, FieldAddress, FieldCity, FieldPhone, FieldCategory}},
		{"rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, soc_sec_id", []Field{
			FieldSourceID, FieldFirstName, FieldLastName, FieldHouse, FieldAddress, FieldUnit, FieldCity, FieldZIP, FieldState, "", "",
		}},
		{"Title,Website", []Field{FieldName, FieldWebsite}},
		{"Company Name,Contact Name,Title,E-Mail Address,Zip/Postal Code", []Field{FieldName, FieldPerson, FieldTitle, FieldEmail, FieldZIP}},
		{"osm_id,business_name,lat,long,company", []Field{FieldSourceID, FieldName, FieldLat, FieldLon, fieldOtherName}},
		{"name,business,record id", []Field{FieldName, fieldOtherName, FieldSourceID}},
		{"DBA,Straße,Ort,PLZ,Telefon", []Field{FieldName, FieldAddress, FieldCity, FieldZIP, FieldPhone}},
	}
	for _, tt := range tests {
		t.Run(tt.headings, func(t *testing.T) {
			m, err := recognise(strings.Split(tt.headings, ","), nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []Field
			for _, c := range m.Columns {
				got = append(got, c.Field)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("the columns differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPersonsMappingStandsOverTheTables(t *testing.T) {
	r := reader(t, "firm,where,tel,name\nJoe's,Brick,7325550100,Joe\n", ReadOptions{Map: map[Field]string{FieldName: "FIRM", FieldCity: "2", FieldPerson: "name"}})
	row := all(t, r)[0]
	if row.Name != "Joe's" || row.City != "Brick" || row.Phone != "+17325550100" || len(row.Contacts) != 1 || row.Contacts[0].Value != "Joe" {
		t.Errorf("the row is %+v", row)
	}
}

func TestAMappingThatCannotBeIsASentence(t *testing.T) {
	for name, tt := range map[string]struct {
		text, says string
		chosen     map[Field]string
	}{
		"no name":           {"a,b\n1,2\n", "--map name=", nil},
		"an unknown field":  {"name\nx\n", `no field "nome"`, map[Field]string{"nome": "name"}},
		"an unknown column": {"name\nx\n", `no column "town"`, map[Field]string{FieldCity: "town"}},
		"one column twice":  {"name,x\nx,y\n", `"x" can't be both`, map[Field]string{FieldCity: "x", FieldState: "2"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewReader(strings.NewReader(tt.text), 0, ReadOptions{Map: tt.chosen})
			if _, ok := errors.AsType[*MappingError](err); !ok || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("it says %v, want something of %q", err, tt.says)
			}
		})
	}
}

// Each field that a heading can lead to is one that rows are made of.
func TestEveryFieldOfTheTablesIsRead(t *testing.T) {
	for word, field := range usual {
		if take[field] == nil {
			t.Errorf("nothing reads %q, which %q leads to", field, word)
		}
		if heading(word) != word {
			t.Errorf("%q never equals a heading", word)
		}
	}
	for _, f := range formats {
		for word, field := range f.columns {
			if field != fieldIgnored && take[field] == nil || heading(word) != word {
				t.Errorf("%s: %q leads to %q, which nothing reads", f.name, word, field)
			}
		}
		for _, mark := range f.marks {
			if _, ok := f.columns[mark]; !ok {
				t.Errorf("%s: its mark %q is none of its columns", f.name, mark)
			}
		}
	}
	for _, field := range Fields {
		if take[field] == nil {
			t.Errorf("nothing reads %q, which a person may choose", field)
		}
	}
}
