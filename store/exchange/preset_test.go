package exchange

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

func reached() entity.Business {
	b := pizza()
	b.Fax = "+17325550199"
	b.Contacts = []entity.Contact{
		{Kind: entity.ContactEmail, Value: b.Email},
		{Kind: entity.ContactEmail, Value: "joe@joes.example"},
		{Kind: entity.ContactEmail, Value: "noticed@joes.example", DoNotEmail: true},
		{Kind: entity.ContactPhone, Value: b.Phone},
		{Kind: entity.ContactPhone, Value: "+17325550101"},
		{Kind: entity.ContactPerson, Value: "Joe van Dyke", Title: "Owner"},
		{Kind: entity.ContactPerson, Value: "Ann"},
	}
	return b
}

// fields are the cells of a preset's only row by their headings.
func fields(t *testing.T, preset string, b entity.Business) map[string]string {
	t.Helper()
	p, err := PresetByID(preset)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Columns: p.Columns, Plain: true}
	if !o.Extra().Contacts {
		t.Errorf("%s doesn't ask for the contacts", preset)
	}
	var out bytes.Buffer
	report, err := Write(t.Context(), &out, o, each(b))
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Attributions) > 0 {
		t.Errorf("%s says %v though its notes name them", preset, report.Attributions)
	}
	records, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(records) != 2 {
		t.Fatal(records, err)
	}
	m := map[string]string{}
	for i, heading := range records[0] {
		if _, twice := m[heading]; twice {
			t.Errorf("%s has the heading %q twice", preset, heading)
		}
		if records[1][i] != "" {
			m[heading] = records[1][i]
		}
	}
	return m
}

func TestPresetsGiveOtherProgramsTheirOwnHeadings(t *testing.T) {
	said := "line one\nline two\nrestaurant\n© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright"
	name := `Joe's "Famous" Pizza, Café`
	for preset, want := range map[string]map[string]string{
		"hubspot": {
			"Company name": name, "Company domain name": "joes.example", "Phone number": "(732) 555-0100", "Website URL": "https://joes.example",
			"Street address": "12 Main St", "City": "Freehold", "State/Region": "NJ", "Postal code": "07728", "Country/Region": "US",
			"Description": said, "First name": "Joe van", "Last name": "Dyke", "Job title": "Owner", "Email": "info@joes.example",
		},
		"google": {
			"First Name": "Joe van", "Last Name": "Dyke", "Organization Name": name, "Organization Title": "Owner", "Notes": said,
			"Labels": "hot ::: lunch ::: * myContacts", "E-mail 1 - Label": "Work", "E-mail 1 - Value": "info@joes.example",
			"E-mail 2 - Label": "Work", "E-mail 2 - Value": "joe@joes.example", "Phone 1 - Label": "Work", "Phone 1 - Value": "(732) 555-0100",
			"Phone 2 - Label": "Work", "Phone 2 - Value": "(732) 555-0101", "Phone 3 - Label": "Work Fax", "Phone 3 - Value": "(732) 555-0199",
			"Address 1 - Label": "Work", "Address 1 - Street": "12 Main St", "Address 1 - City": "Freehold", "Address 1 - Region": "NJ",
			"Address 1 - Postal Code": "07728", "Address 1 - Country": "US", "Website 1 - Label": "Work", "Website 1 - Value": "https://joes.example",
		},
		"Outlook": {
			"First Name": "Joe van", "Last Name": "Dyke", "Company": name, "Job Title": "Owner", "Business Street": "12 Main St",
			"Business City": "Freehold", "Business State": "NJ", "Business Postal Code": "07728", "Business Country/Region": "US",
			"Business Phone": "(732) 555-0100", "Business Phone 2": "(732) 555-0101", "Business Fax": "(732) 555-0199",
			"E-mail Address": "info@joes.example", "E-mail 2 Address": "joe@joes.example", "Web Page": "https://joes.example",
			"Notes": said, "Categories": "hot;lunch",
		},
	} {
		t.Run(preset, func(t *testing.T) {
			if diff := cmp.Diff(want, fields(t, preset, reached())); diff != "" {
				t.Errorf("the row differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPresetGivesADomainOnlyWhereItIsTheBusinesssOwn(t *testing.T) {
	b := pizza()
	b.Website = "https://www.facebook.com/joes"
	if got := fields(t, "hubspot", b)["Company domain name"]; got != "" {
		t.Errorf("the domain is %q, want none", got)
	}
}

func TestAPresetIsReadBackByOurImport(t *testing.T) {
	for _, p := range Presets() {
		t.Run(p.ID, func(t *testing.T) {
			var out bytes.Buffer
			if _, err := Write(t.Context(), &out, Options{Columns: p.Columns, Plain: true}, each(reached())); err != nil {
				t.Fatal(err)
			}
			rows := all(t, reader(t, out.String(), ReadOptions{}))
			if len(rows) != 1 || rows[0].Name != pizza().Name || rows[0].Phone != "+17325550100" || rows[0].Email != "info@joes.example" || rows[0].ZIP != "07728" {
				t.Errorf("%+v came back", rows)
			}
		})
	}
}

func TestAnUnknownPresetIsRefusedWithThoseThatExist(t *testing.T) {
	_, err := PresetByID("salesforce")
	if err == nil || !strings.Contains(err.Error(), "hubspot, google, outlook") {
		t.Errorf("the error is %v, want one that names them all", err)
	}
}

func TestProvenanceStandsBesideEachValueAndAnImportLeavesItAside(t *testing.T) {
	b := pizza()
	b.Provenance = []entity.Provenance{
		{Field: "phone", Source: "website", URL: "https://joes.example/a;b", At: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), Method: "tel", Confidence: 0.9, Chosen: true},
		{Field: "phone", Source: "csv", Chosen: false},
		{Field: "name", Source: "osm", Method: "osm", Confidence: 1, Chosen: true},
	}
	o := Options{Columns: choose(t, "id", "name", "phone"), Provenance: true}
	if !o.Extra().Provenance {
		t.Error("the provenance isn't asked for")
	}
	var out bytes.Buffer
	if _, err := Write(t.Context(), &out, o, each(b)); err != nil {
		t.Fatal(err)
	}
	want := byteOrderMark + `"letip_id","name","name_from","phone","phone_from"` + "\r\n" +
		`7,"Joe's ""Famous"" Pizza, Café","osm; ; ; osm; 1","(732) 555-0100","website; ""https://joes.example/a;b""; 2026-11-20T09:00:00Z; tel; 0.9"` + "\r\n"
	if diff := cmp.Diff(strings.ReplaceAll(want, `""https://joes.example/a;b""`, `""https://joes.example/a;b""`), out.String()); diff != "" {
		t.Errorf("the file differs (-want +got):\n%s", diff)
	}
	rows := all(t, reader(t, out.String(), ReadOptions{}))
	if len(rows) != 1 || rows[0].Err != nil || rows[0].Own == nil || rows[0].Own.ID != 7 || rows[0].Phone != "+17325550100" || len(rows[0].Remarks) > 0 {
		t.Errorf("%+v came back", rows)
	}
}

func TestAFileWithoutTheAttributionSaysWhomToName(t *testing.T) {
	for name, tt := range map[string]struct {
		o    Options
		want int
	}{
		"whole":          {Options{}, 0},
		"chosen columns": {Options{Columns: choose(t, "name")}, 1},
		"with it":        {Options{Columns: choose(t, "name", "attribution")}, 0},
		"cards":          {Options{Format: VCard}, 0},
	} {
		report, err := Write(t.Context(), &bytes.Buffer{}, tt.o, each(pizza()))
		if err != nil || len(report.Attributions) != tt.want {
			t.Errorf("%s: %v, %v, want %d to name", name, report.Attributions, err, tt.want)
		}
	}
}

func TestAFormatIsToldByTheExtension(t *testing.T) {
	for path, want := range map[string]Format{"a.csv": CSV, "A.VCF": VCard, "x/y.xlsx": XLSX, "a.txt": "", "leads": "", "a.csv.gz": ""} {
		f, known := FormatOf(path)
		if want != "" && (!known || f != want) || want == "" && (known || f != CSV) {
			t.Errorf("%s is %s, %v", path, f, known)
		}
	}
	if _, err := ParseFormat("pdf"); err == nil || !strings.Contains(err.Error(), "csv, vcf and xlsx") {
		t.Errorf("pdf: %v", err)
	}
}
