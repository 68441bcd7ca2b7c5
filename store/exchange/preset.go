package exchange

import (
	"fmt"
	"slices"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// Preset is a choice of columns under the headings that another program knows by itself.
type Preset struct {
	ID      string // as --preset takes it
	Name    string // as a person knows the program
	Columns []Column
	Hint    string // what a person should know before importing the file there
}

// presets follow what the programs themselves document or write:
// HubSpot's labels of the default properties of companies and contacts, which it maps by name (knowledge.hubspot.com,
// "HubSpot's default company properties", "Set up your import files");
// the heading of Google Contacts' own export since 2024;
// the heading of Outlook's own export, which the web version and the desktop take alike.
var presets = []Preset{
	{
		ID: "hubspot", Name: "HubSpot",
		Hint: "Import it as companies and contacts in one file; HubSpot tells companies apart by their domain.",
		Columns: []Column{
			column("Company name", name), column("Company domain name", domain), column("Phone number", phone), column("Website URL", website),
			column("Street address", address), column("City", city), column("State/Region", state), column("Postal code", postal),
			column("Country/Region", country), column("Description", notes),
			person("First name", firstName), person("Last name", lastName), person("Job title", jobTitle), column("Email", (*entity.Business).OpenEmail),
		},
	},
	{
		ID: "google", Name: "Google Contacts",
		Hint: "Google Contacts takes at most 3,000 at a time.",
		Columns: []Column{
			person("First Name", firstName), person("Last Name", lastName), column("Organization Name", name), person("Organization Title", jobTitle),
			column("Notes", notes), column("Labels", labels),
			column("E-mail 1 - Label", given((*entity.Business).OpenEmail, "Work")), column("E-mail 1 - Value", (*entity.Business).OpenEmail),
			person("E-mail 2 - Label", given(second(entity.ContactEmail, 0), "Work")), person("E-mail 2 - Value", second(entity.ContactEmail, 0)),
			column("Phone 1 - Label", given(phone, "Work")), column("Phone 1 - Value", phone),
			person("Phone 2 - Label", given(second(entity.ContactPhone, 0), "Work")), person("Phone 2 - Value", second(entity.ContactPhone, 0)),
			column("Phone 3 - Label", given(fax, "Work Fax")), column("Phone 3 - Value", fax),
			column("Address 1 - Label", given(address, "Work")), column("Address 1 - Street", address), column("Address 1 - City", city),
			column("Address 1 - Region", state), column("Address 1 - Postal Code", postal), column("Address 1 - Country", country),
			column("Website 1 - Label", given(website, "Work")), column("Website 1 - Value", website),
		},
	},
	{
		ID: "outlook", Name: "Outlook",
		Hint: "In Outlook: File, Open & Export, Import; on the web: People, Manage contacts, Import.",
		Columns: []Column{
			person("First Name", firstName), person("Last Name", lastName), column("Company", name), person("Job Title", jobTitle),
			column("Business Street", address), column("Business City", city), column("Business State", state),
			column("Business Postal Code", postal), column("Business Country/Region", country),
			column("Business Phone", phone), person("Business Phone 2", second(entity.ContactPhone, 0)), column("Business Fax", fax),
			column("E-mail Address", (*entity.Business).OpenEmail), person("E-mail 2 Address", second(entity.ContactEmail, 0)),
			person("E-mail 3 Address", second(entity.ContactEmail, 1)),
			column("Web Page", website), column("Notes", notes), column("Categories", categories),
		},
	},
}

// Presets lists them all.
func Presets() []Preset { return slices.Clone(presets) }

// UnknownPresetError names a preset that doesn't exist, and all that do.
type UnknownPresetError struct{ ID string }

func (e *UnknownPresetError) Error() string {
	ids := make([]string, len(presets))
	for i, p := range presets {
		ids[i] = p.ID
	}
	return fmt.Sprintf("there is no preset %q; there are %s", e.ID, strings.Join(ids, ", "))
}

// PresetByID finds a preset. Error: *UnknownPresetError.
func PresetByID(id string) (Preset, error) {
	i := slices.IndexFunc(presets, func(p Preset) bool { return strings.EqualFold(p.ID, strings.TrimSpace(id)) })
	if i < 0 {
		return Preset{}, &UnknownPresetError{id}
	}
	return presets[i], nil
}

// column is a column of a preset, whose heading is its name.
func column(heading string, value func(*entity.Business) string) Column {
	c := word(heading, value)
	c.attributes = heading == "Notes" || heading == "Description"
	c.mail = heading == "Email" || strings.HasPrefix(heading, "E-mail")
	return c
}

// person is a column that reads the lead's contacts.
func person(heading string, value func(*entity.Business) string) Column {
	c := column(heading, value)
	c.contacts = true
	return c
}

func name(b *entity.Business) string    { return b.Name }
func website(b *entity.Business) string { return b.Website }
func address(b *entity.Business) string { return b.Address }
func city(b *entity.Business) string    { return b.City }
func state(b *entity.Business) string   { return b.State }
func postal(b *entity.Business) string  { return b.ZIP }
func country(b *entity.Business) string { return b.Country }
func fax(b *entity.Business) string     { return normal.NationalPhone(b.Fax) }

// domain is the business's own: none where many share one.
func domain(b *entity.Business) string {
	d := normal.Domain(b.Website)
	if normal.SharedHost(d) {
		return ""
	}
	return d
}

// notes are what the rep wrote, the trade, and whom the data's licence asks to name.
func notes(b *entity.Business) string {
	return string(lines(nil, b.Notes, b.Category, string(attribution(nil, b))))
}

// labels are groups as Google Contacts writes them.
func labels(b *entity.Business) string {
	return strings.Join(append(slices.Clone(b.Tags), "* myContacts"), " ::: ")
}

func categories(b *entity.Business) string { return strings.Join(b.Tags, ";") }

// given is a label that stands only beside a value.
func given(value func(*entity.Business) string, label string) func(*entity.Business) string {
	return func(b *entity.Business) string {
		if value(b) == "" {
			return ""
		}
		return label
	}
}

// whom is the person to ask for, the surest first.
func whom(b *entity.Business) entity.Contact {
	for _, c := range b.Contacts {
		if c.Kind == entity.ContactPerson {
			return c
		}
	}
	return entity.Contact{}
}

func firstName(b *entity.Business) string {
	whole := whom(b).Value
	if i := strings.LastIndexByte(whole, ' '); i > 0 {
		return whole[:i]
	}
	return whole
}

func lastName(b *entity.Business) string {
	whole := whom(b).Value
	if i := strings.LastIndexByte(whole, ' '); i > 0 {
		return whole[i+1:]
	}
	return ""
}

func jobTitle(b *entity.Business) string { return whom(b).Title }

// second gives a further way to reach a lead, beside the one that is its own.
func second(kind entity.ContactKind, at int) func(*entity.Business) string {
	return func(b *entity.Business) string {
		if list := further(b, kind, false); at < len(list) {
			if kind == entity.ContactEmail {
				return list[at]
			}
			return normal.NationalPhone(list[at])
		}
		return ""
	}
}

// further are the contacts of a kind that the lead doesn't show as its own. Addresses that are not for unasked mail are
// among them only where every one is asked for.
func further(b *entity.Business, kind entity.ContactKind, every bool) []string {
	var list []string
	for _, c := range b.Contacts {
		own := c.Value == b.Email || c.Value == b.Phone || c.Value == b.Fax
		if c.Kind == kind && !own && (every || !c.DoNotEmail) && !slices.Contains(list, c.Value) {
			list = append(list, c.Value)
		}
	}
	return list
}
