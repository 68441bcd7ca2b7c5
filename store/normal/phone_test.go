package normal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPhoneReadsTheShapesOfRealPlaces(t *testing.T) {
	for _, c := range []struct{ raw, country, want string }{
		// Facts 1.1: the shapes of the Delaware extract.
		{"302-737-5771", "", "+13027375771"},
		{"+1-302-368-6262", "", "+13023686262"},
		{"+1 302 737 0105", "", "+13027370105"},
		{"+1 302-737-5771", "US", "+13027375771"},
		{"(302) 737-3434", "us", "+13027373434"},
		{"(302-737-3434", "", "+13027373434"},
		{"302-737-343-4545", "", ""},
		{"+1 302 7373434", "", "+13027373434"},
		{"3026595566", "", "+13026595566"},
		{"1 (302) 737-3434", "", "+13027373434"},
		{"302.737.3434", "", "+13027373434"},
		{"302/737-3434", "", "+13027373434"},
		{"+1 (302)737‑3434", "", "+13027373434"}, // a hyphen that doesn't break
		{"３０２-737-3434", "", "+13027373434"},     // full-width digits
		// SPEC F4.
		{"(732) 555-0100", "", "+17325550100"},
		{"+1 732-555-0100", "", "+17325550100"},
		// Facts 3.3: vanity.
		{"303.333.PAUL", "", "+13033337285"},
		{"(734) 668-TIME", "", "+17346688463"},
		{"1-866-MCCAIN1", "", "+18666222461"},
		{"1-800-FLOWERS", "", "+18003569377"},
		{"1-800-flowers", "", "+18003569377"},
		{"1-800-GOT-JUNK?", "", "+18004685865"},
		{"1-800-CONTACTS", "", "+18002668228"},
		{"302 call us now", "", ""},
		{"732 Main Street", "", ""},
		// Extensions, labels, links.
		{"302-737-5771 x12", "", "+13027375771"},
		{"302-737-5771x12", "", "+13027375771"},
		{"302-737-5771 ext. 1234", "", "+13027375771"},
		{"302-737-5771, ext 12", "", "+13027375771"},
		{"302-737-5771 #3", "", "+13027375771"},
		{"tel:+1-302-737-5771;ext=12", "", "+13027375771"},
		{"tel:(302)%20737-5771", "", "+13027375771"},
		{"Phone: 302-737-5771", "", "+13027375771"},
		{"302-737-5771 (main)", "", "+13027375771"},
		{"302-737-5771 (ask for line 2)", "", "+13027375771"},
		// Lists: the first that can exist.
		{"302-737-5771;302-737-0800", "", "+13027375771"},
		{"none; 302-737-0800", "", "+13027370800"},
		{"302-737-5771 or 302-737-0800", "", "+13027375771"},
		// Not numbers of the plan.
		{"411-737-5771", "", ""},
		{"911-737-5771", "", ""},
		{"302-911-5771", "", ""},
		{"800-411-5771", "", "+18004115771"},
		{"132-737-5771", "", ""},
		{"302-137-5771", "", ""},
		{"999-999-9999", "", ""},
		{"737-5771", "", ""},
		{"911", "", ""},
		{"", "", ""},
		{"n/a", "", ""},
		{"12345678901234567890", "", ""},
		// Abroad.
		{"+49 221 1411055", "", "+492211411055"},
		{"0221 1411055", "DE", "+492211411055"},
		{"011 49 221 1411055", "US", "+492211411055"},
		{"+44 20 7946 0958", "", "+442079460958"},
		{"+9 999 9999999", "", ""},
		{"(416) 967-1111", "CA", "+14169671111"},
		{"+1 302 737 5771", "DE", "+13027375771"},
	} {
		got, _, ok := Phone(c.raw, c.country)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Phone(%q, %q) = %q, %v, want %q", c.raw, c.country, got, ok, c.want)
		}
	}
}

func TestPhoneKindComesFromLabelOrPlan(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want PhoneKind
	}{
		{"302-737-5771", PhoneVoice},
		{"Fax: 302-737-5771", PhoneFax},
		{"fax:302-737-5771", PhoneFax},
		{"302-737-5771 (fax)", PhoneFax},
		{"Cell 302-737-5771", PhoneMobile},
		{"+49 1512 3456789", PhoneMobile},
	} {
		_, got, ok := Phone(c.raw, "US")
		if !ok || got != c.want {
			t.Errorf("Phone(%q): kind %q, %v, want %q", c.raw, got, ok, c.want)
		}
	}
}

func TestPhonesKeepsEachNumberOnceWithItsExtension(t *testing.T) {
	got := Phones("302-737-5771 ext 12; +1 302 737 5771, 302-737-0800 / Fax: 302-737-0801", "US")
	want := []Number{
		{E164: "+13027375771", Extension: "12", Kind: PhoneVoice, Raw: "302-737-5771 ext 12"},
		{E164: "+13027370800", Kind: PhoneVoice, Raw: "302-737-0800"},
		{E164: "+13027370801", Kind: PhoneFax, Raw: "Fax: 302-737-0801"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFictionalNumbersAreToldButKept(t *testing.T) {
	for number, want := range map[string]bool{
		"+17325550100": true, "+17325550199": true, "+17325550200": false, "+17325551234": false, "": false,
	} {
		if got := Fictional(number); got != want {
			t.Errorf("Fictional(%q) = %v", number, got)
		}
	}
}

func TestNationalPhone(t *testing.T) {
	for number, want := range map[string]string{
		"+17325550100":  "(732) 555-0100",
		"+492211411055": "0221 1411055",
		"":              "",
		"ring twice":    "ring twice",
		"+1":            "+1",
	} {
		if got := NationalPhone(number); got != want {
			t.Errorf("NationalPhone(%q) = %q, want %q", number, got, want)
		}
	}
}

func TestE164AndNationalFormsReadBackAsTheSameNumber(t *testing.T) {
	for _, raw := range []string{"(732) 555-0100", "1-800-FLOWERS", "+1 302 737 5771"} {
		e164, _, _ := Phone(raw, "US")
		for _, again := range []string{e164, NationalPhone(e164)} {
			if got, _, ok := Phone(again, "US"); !ok || got != e164 {
				t.Errorf("Phone(%q) = %q, want %q", again, got, e164)
			}
		}
	}
}

func FuzzPhone(f *testing.F) {
	for _, s := range []string{"(302-737-3434", "1-866-MCCAIN1", "tel:+1-302-737-5771;ext=12", "+49 221 1411055", "a;b x5", "((", "+"} {
		f.Add(s, "US")
		f.Add(s, "DE")
	}
	f.Fuzz(func(t *testing.T, raw, country string) {
		e164, kind, ok := Phone(raw, country)
		if !ok {
			if e164 != "" || kind != "" {
				t.Fatalf("not ok, but %q %q", e164, kind)
			}
			return
		}
		if !isE164(e164) {
			t.Fatalf("Phone(%q) = %q is not E.164", raw, e164)
		}
		if again, _, ok := Phone(e164, country); !ok || again != e164 {
			t.Fatalf("Phone(%q) = %q, read again %q, %v", raw, e164, again, ok)
		}
	})
}
