package exchange

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emersion/go-vcard"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/store/entity"
)

func TestCardsSurviveExportAndImport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Custom(func(t *rapid.T) string {
			s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[,;:\\"n \n=]{0,5}[a-zé]{0,60}`)).Draw(t, "text")
			return strings.Join(strings.Fields(strings.Map(printable, s)), " ")
		})
		b := entity.Business{
			ID: 7, Name: "x" + text.Draw(t, "name"), Category: text.Draw(t, "category"), Address: "1" + text.Draw(t, "address"),
			City: text.Draw(t, "city"), Notes: strings.TrimSpace(text.Draw(t, "notes") + "\n" + text.Draw(t, "more")), ZIP: "07728", Country: "US",
			Phone: "+17325550100", Email: "info@joes.com", Website: "http://joes.com", Location: &entity.Point{Lat: 40.26, Lon: -74.5},
		}
		for range rapid.IntRange(0, 3).Draw(t, "tags") {
			if tag := text.Draw(t, "tag"); tag != "" {
				b.Tags = append(b.Tags, tag)
			}
		}
		var out bytes.Buffer
		if _, err := Write(t.Context(), &out, Options{Format: VCard}, each(b, b)); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(out.String(), "\r\n"), "\r\n") {
			if len(line) > 75 {
				t.Fatalf("a line of %d bytes: %q", len(line), line)
			}
		}
		r, err := NewReader(&out, 0, ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for row, err := range r.Rows() {
			n++
			if err != nil || row.Err != nil || row.Row != n {
				t.Fatal(err, row.Err, row.Row)
			}
			got := entity.Business{
				ID: row.Own.ID, Name: row.Name, Category: row.Category, Address: row.Address, City: row.City, Notes: row.Notes,
				ZIP: row.ZIP, Country: row.Country, Phone: row.Phone, Email: row.Email, Website: row.Website, Location: row.Location, Tags: row.Tags,
			}
			if diff := cmp.Diff(b, got); diff != "" {
				t.Fatalf("the lead differs (-written +read):\n%s", diff)
			}
		}
		if n != 2 {
			t.Fatalf("%d cards were read, want 2", n)
		}
	})
}

func TestCardsOfOtherProgramsAreRead(t *testing.T) {
	text := "\ufeffBEGIN:VCARD\r\nVERSION:2.1\r\nN:Doe;Joe\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6e's=\r\n Caf=C3=A9\r\n" +
		"TEL;CELL:+1 732 555 0111\r\nTEL;WORK;FAX:732-555-0112\r\nPHOTO;ENCODING=BASE64:" + strings.Repeat("A", 3<<20) + "\r\nEND:VCARD\r\n" +
		"\r\nBEGIN:VCARD\nVERSION:3.0\nFN:Joe Doe\nN:Doe;Joe;;;\nORG:Joe's Pizza;Kitchen\nTITLE:Owner\nitem1.EMAIL;type=INTERNET:joe@joes.com\n" +
		"item2.URL:https://www.facebook.com/joes\nURL;VALUE=\"a:b\":joes.com\nADR;TYPE=work:;Suite 2;12 Main\\, St;Freehold;NJ;7728;USA\n" +
		"CATEGORIES:a,b\\,c\nGEO:40.26;-74.27\nNOTE:one\\ntwo\nUID:urn:1\nEND:VCARD\nBEGIN:VCARD\nFN:Cut"
	rows := all(t, reader(t, text, ReadOptions{}))
	if len(rows) != 3 {
		t.Fatalf("%d cards, want 3: %+v", len(rows), rows)
	}
	if rows[0].Name != "Jöe's Café" || rows[0].Phone != "+17325550111" || rows[0].Fax != "+17325550112" || rows[0].Source != "vcard" {
		t.Errorf("the first is %+v", rows[0])
	}
	want := entity.Incoming{
		Row: 2, Line: rows[1].Line, Notes: "one\ntwo", Tags: []string{"a", "b,c"},
		Found: entity.Found{
			Source: "vcard", SourceID: "urn:1", Method: "vcard", Name: "Joe's Pizza", Email: "joe@joes.com", Website: "http://joes.com",
			Address: "12 Main, St, Suite 2", City: "Freehold", State: "NJ", ZIP: "07728", Country: "US", Location: &entity.Point{Lat: 40.26, Lon: -74.27},
			Socials:  []entity.Social{{Network: "facebook", URL: "https://www.facebook.com/joes"}},
			Contacts: []entity.Contact{{Kind: entity.ContactPerson, Value: "Joe Doe", Title: "Owner", Confidence: importConfidence}},
		},
	}
	if diff := cmp.Diff(want, rows[1]); diff != "" {
		t.Errorf("the second differs (-want +got):\n%s", diff)
	}
	if rows[2].Err == nil {
		t.Errorf("the card that is cut off is %+v", rows[2])
	}
}

func TestAnotherProgramReadsOurCards(t *testing.T) {
	b := reached()
	b.Notes = strings.Repeat("a long line, with; marks\\ and é ", 20) + "\nand another"
	var out bytes.Buffer
	if _, err := Write(t.Context(), &out, Options{Format: VCard}, each(b, entity.Business{ID: 8, Name: "Bare", PhoneRaw: "call, us"})); err != nil {
		t.Fatal(err)
	}
	dec := vcard.NewDecoder(&out)
	first, err := dec.Decode()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{
		"version": first.Value(vcard.FieldVersion), "kind": string(first.Kind()), "name": first.PreferredValue(vcard.FieldFormattedName),
		"organisation": first.Value(vcard.FieldOrganization), "phones": strings.Join(first.Values(vcard.FieldTelephone), " "),
		"emails": strings.Join(first.Values(vcard.FieldEmail), " "), "url": first.Value(vcard.FieldURL), "street": first.Address().StreetAddress,
		"city": first.Address().Locality, "zip": first.Address().PostalCode, "tags": first.Value(vcard.FieldCategories), "note": first.Value(vcard.FieldNote),
		"people": strings.Join(first.Values("RELATED"), "; "),
	}
	want := map[string]string{
		"version": "4.0", "kind": "org", "name": b.Name, "organisation": b.Name, "phones": "+17325550100 +17325550101 +17325550199",
		"emails": "info@joes.example joe@joes.example", "url": "https://joes.example", "street": "12 Main St", "city": "Freehold", "zip": "07728",
		"tags": "hot,lunch", "note": b.Notes, "people": "Joe van Dyke, Owner; Ann",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the card differs (-want +got):\n%s", diff)
	}
	second, err := dec.Decode()
	if err != nil || second.Value(vcard.FieldTelephone) != "call, us" {
		t.Errorf("the second is %v, %v", second, err)
	}
}

func TestACardHoldsNoAddressThatIsNotForUnaskedMail(t *testing.T) {
	b := reached()
	b.DoNotEmail = true
	for every, want := range map[bool]bool{false: false, true: true} {
		var out bytes.Buffer
		if _, err := Write(t.Context(), &out, Options{Format: VCard, EveryEmail: every}, each(b)); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "info@") && strings.Contains(out.String(), "noticed@"); got != want {
			t.Errorf("asked for every address %v, the card holds them: %v", every, got)
		}
	}
}
