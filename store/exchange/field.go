package exchange

import (
	"slices"
	"strings"

	"letip/store/normal"
)

// Field is what a column of a file can be: what --map names before its equals sign.
type Field string

// The fields that a person can choose for a column. Most are the JSON names of a lead's own fields.
const (
	FieldID          Field = "letip_id"
	FieldSourceID    Field = "source_id"
	FieldSourceURL   Field = "source_url"
	FieldName        Field = "name"
	FieldCategory    Field = "category"
	FieldPhone       Field = "phone"
	FieldFax         Field = "fax"
	FieldEmail       Field = "email"
	FieldWebsite     Field = "website"
	FieldSocials     Field = "socials"
	FieldAddress     Field = "address"
	FieldHouse       Field = "house_number"
	FieldUnit        Field = "unit"
	FieldFullAddress Field = "full_address"
	FieldCity        Field = "city"
	FieldState       Field = "state"
	FieldZIP         Field = "zip"
	FieldCountry     Field = "country"
	FieldLat         Field = "lat"
	FieldLon         Field = "lon"
	FieldHours       Field = "hours"
	FieldStage       Field = "stage"
	FieldTags        Field = "tags"
	FieldNotes       Field = "notes"
	FieldNextAction  Field = "next_action"
	FieldNextDue     Field = "next_action_due"
	FieldDNC         Field = "do_not_contact"
	FieldFirstName   Field = "first_name"
	FieldLastName    Field = "last_name"
	FieldPerson      Field = "person"
	FieldTitle       Field = "title"
)

// Those that only some programs' files have, and our own export's.
const (
	fieldMobile       Field = "mobile"
	fieldOtherName    Field = "other name"     // the name where no better one stands
	fieldSubcategory  Field = "other category" // likewise
	fieldPhoneRaw     Field = "phone_raw"
	fieldPhoneDigits  Field = "phone_e164"
	fieldFacebook     Field = "facebook"
	fieldInstagram    Field = "instagram"
	fieldLinkedIn     Field = "linkedin"
	fieldX            Field = "x"
	fieldYouTube      Field = "youtube"
	fieldPlaceJSON    Field = "address as JSON"
	fieldHoursJSON    Field = "hours as JSON"
	fieldOpenState    Field = "open or closed"
	fieldDistance     Field = "distance_mi"
	fieldStatus       Field = "enrichment_status"
	fieldSources      Field = "sources"
	fieldCreated      Field = "created_at"
	fieldUpdated      Field = "updated_at"
	fieldChecked      Field = "last_checked_at"
	fieldIgnored      Field = "" // known, and of no use here
	fieldPersonOfMail Field = "person of the email before"
	fieldTitleOfMail  Field = "title of the email before"
)

// Fields lists those a person can choose, in the order of a menu.
var Fields = []Field{
	FieldName, FieldCategory, FieldPhone, FieldFax, FieldEmail, FieldWebsite, FieldSocials, FieldAddress, FieldHouse, FieldUnit,
	FieldFullAddress, FieldCity, FieldState, FieldZIP, FieldCountry, FieldLat, FieldLon, FieldHours, FieldFirstName, FieldLastName,
	FieldPerson, FieldTitle, FieldStage, FieldTags, FieldNotes, FieldNextAction, FieldNextDue, FieldDNC, FieldSourceID,
	FieldSourceURL, FieldID,
}

// format is a program whose files are recognised by their headings.
type format struct {
	name    string
	marks   []string // headings that it has and no other: all of them have to be there
	notice  string   // what a person should know before such a file is imported
	columns map[string]Field
}

// heading brings a heading to the form in which the tables have it: letters and digits alone.
func heading(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127 {
			return r
		}
		return -1
	}, normal.Fold(s))
}

// knownHeading reports whether any of the tables has a heading.
func knownHeading(s string) bool {
	h := heading(s)
	if h == "" {
		return false
	}
	if _, ok := usual[h]; ok || guess(s) != "" {
		return true
	}
	return slices.ContainsFunc(formats, func(f format) bool { _, ok := f.columns[h]; return ok })
}

// googleNotice: Google's terms for places forbid to save names, addresses and reviews of its service.
const googleNotice = "This file comes from Google Maps, whose terms don't allow its entries to be saved in lists. Import it only if you may."

// formats are the programs, the surest told first. Headings are in the form that heading gives them.
var formats = []format{
	{
		name:    "LeTip Lead System",
		marks:   []string{"letipid"},
		columns: merge(ownColumns(), map[string]Field{"attribution": fieldIgnored, "score": fieldIgnored}),
	},
	{
		name:   "google-maps-scraper",
		marks:  []string{"link", "title", "category", "placeid"},
		notice: googleNotice,
		columns: map[string]Field{
			"inputid": fieldIgnored, "link": FieldSourceURL, "title": FieldName, "category": FieldCategory, "address": FieldFullAddress,
			"openhours": fieldHoursJSON, "populartimes": fieldIgnored, "website": FieldWebsite, "phone": FieldPhone,
			"pluscode": fieldIgnored, "reviewcount": fieldIgnored, "reviewrating": fieldIgnored, "reviewsperrating": fieldIgnored,
			"latitude": FieldLat, "longitude": FieldLon, "cid": fieldIgnored, "status": fieldOpenState, "descriptions": fieldIgnored,
			"reviewslink": fieldIgnored, "thumbnail": fieldIgnored, "timezone": fieldIgnored, "pricerange": fieldIgnored,
			"dataid": fieldIgnored, "streetviewurl": fieldIgnored, "placeid": FieldSourceID, "images": fieldIgnored,
			"reservations": fieldIgnored, "orderonline": fieldIgnored, "menu": fieldIgnored, "owner": fieldIgnored,
			"completeaddress": fieldPlaceJSON, "creditcardsaccepted": fieldIgnored, "about": fieldIgnored, "userreviews": fieldIgnored,
			"userreviewsextended": fieldIgnored, "emails": FieldEmail,
		},
	},
	{
		name:   "Outscraper",
		marks:  []string{"name", "placeid", "googleid"},
		notice: googleNotice,
		columns: map[string]Field{
			"query": fieldIgnored, "name": FieldName, "nameforemails": fieldIgnored, "site": FieldWebsite, "website": FieldWebsite,
			"subtypes": fieldIgnored, "category": fieldSubcategory, "type": FieldCategory, "phone": FieldPhone, "fulladdress": FieldFullAddress,
			"address": FieldFullAddress, "borough": fieldIgnored, "street": FieldAddress, "city": FieldCity, "county": fieldIgnored,
			"postalcode": FieldZIP, "state": FieldState, "usstate": FieldState, "statecode": FieldState, "country": FieldCountry,
			"countrycode": FieldCountry, "latitude": FieldLat, "longitude": FieldLon, "timezone": fieldIgnored, "placeid": FieldSourceID,
			"googleid": fieldIgnored, "cid": fieldIgnored, "kgmid": fieldIgnored, "reviewsid": fieldIgnored, "workinghours": fieldHoursJSON,
			"businessstatus": fieldOpenState, "locationlink": FieldSourceURL, "description": fieldIgnored, "about": fieldIgnored,
			"ownertitle": fieldIgnored, "ownerlink": fieldIgnored, "email1": FieldEmail, "email1fullname": fieldPersonOfMail, "email1title": fieldTitleOfMail,
			"email2": FieldEmail, "email2fullname": fieldPersonOfMail, "email2title": fieldTitleOfMail,
			"email3": FieldEmail, "email3fullname": fieldPersonOfMail, "email3title": fieldTitleOfMail,
			"phone1": FieldPhone, "phone2": FieldPhone, "phone3": FieldPhone, "facebook": fieldFacebook, "instagram": fieldInstagram,
			"linkedin": fieldLinkedIn, "twitter": fieldX, "x": fieldX, "youtube": fieldYouTube,
		},
	},
	{
		name:  "Apollo",
		marks: []string{"companynameforemails"},
		columns: map[string]Field{
			"firstname": FieldFirstName, "lastname": FieldLastName, "title": FieldTitle, "company": FieldName, "companyname": FieldName,
			"companynameforemails": fieldOtherName, "email": FieldEmail, "primaryemail": FieldEmail, "secondaryemail": FieldEmail,
			"tertiaryemail": FieldEmail, "emailstatus": fieldIgnored, "seniority": fieldIgnored, "departments": fieldIgnored,
			"contactowner": fieldIgnored, "accountowner": fieldIgnored, "stage": fieldIgnored, "lists": fieldIgnored,
			"companyphone": FieldPhone, "corporatephone": FieldPhone, "workdirectphone": FieldPhone, "firstphone": FieldPhone,
			"otherphone": FieldPhone, "mobilephone": fieldMobile, "homephone": fieldIgnored, "employees": fieldIgnored,
			"industry": FieldCategory, "keywords": fieldIgnored, "personlinkedinurl": fieldIgnored, "website": FieldWebsite,
			"companylinkedinurl": fieldLinkedIn, "facebookurl": fieldFacebook, "twitterurl": fieldX,
			"city": fieldIgnored, "state": fieldIgnored, "country": fieldIgnored, // where the person lives
			"companyaddress": FieldFullAddress, "companystreet": FieldAddress, "companycity": FieldCity, "companystate": FieldState,
			"companypostalcode": FieldZIP, "companycountry": FieldCountry, "technologies": fieldIgnored, "annualrevenue": fieldIgnored,
			"totalfunding": fieldIgnored, "shortdescription": fieldIgnored, "foundedyear": fieldIgnored,
			"apollocontactid": FieldSourceID, "apolloaccountid": fieldIgnored, "apollorecordid": FieldSourceID,
		},
	},
	{
		name:  "Google Contacts",
		marks: []string{"email1value"},
		columns: map[string]Field{
			"name": fieldOtherName, "firstname": FieldFirstName, "givenname": FieldFirstName, "middlename": fieldIgnored,
			"additionalname": fieldIgnored, "lastname": FieldLastName, "familyname": FieldLastName, "nickname": fieldIgnored,
			"fileas": fieldOtherName, "organizationname": FieldName, "organization1name": FieldName, "organizationtitle": FieldTitle,
			"organization1title": FieldTitle, "organizationdepartment": fieldIgnored, "birthday": fieldIgnored, "notes": FieldNotes,
			"photo": fieldIgnored, "labels": FieldTags, "groupmembership": FieldTags,
			"email1value": FieldEmail, "email2value": FieldEmail, "email3value": FieldEmail,
			"phone1value": FieldPhone, "phone2value": FieldPhone, "phone3value": FieldPhone, "phone4value": FieldPhone,
			"address1formatted": FieldFullAddress, "address1street": FieldAddress, "address1city": FieldCity, "address1pobox": fieldIgnored,
			"address1region": FieldState, "address1postalcode": FieldZIP, "address1country": FieldCountry,
			"address1extendedaddress": FieldUnit, "website1value": FieldWebsite, "website2value": FieldWebsite,
		},
	},
	{
		name:  "Outlook",
		marks: []string{"emailaddress", "businessstreet"},
		columns: map[string]Field{
			"firstname": FieldFirstName, "lastname": FieldLastName, "company": FieldName, "jobtitle": FieldTitle, "title": fieldIgnored,
			"businessstreet": FieldAddress, "businesscity": FieldCity, "businessstate": FieldState, "businesspostalcode": FieldZIP,
			"businesscountryregion": FieldCountry, "businesscountry": FieldCountry, "businessphone": FieldPhone, "businessphone2": FieldPhone,
			"companymainphone": FieldPhone, "mobilephone": fieldMobile, "businessfax": FieldFax, "emailaddress": FieldEmail,
			"email2address": FieldEmail, "email3address": FieldEmail, "webpage": FieldWebsite, "businesswebpage": FieldWebsite, "notes": FieldNotes,
			"categories": FieldTags, "homestreet": fieldIgnored, "homecity": fieldIgnored, "homephone": fieldIgnored,
		},
	},
	{
		name:  "LeTip bot",
		marks: []string{"id", "name", "businesstype", "employeecount", "enrichmentstatus"},
		columns: map[string]Field{
			"id": FieldSourceID, "name": FieldName, "address": FieldAddress, "city": FieldCity, "state": FieldState, "zip": FieldZIP,
			"phone": FieldPhone, "website": FieldWebsite, "industry": FieldCategory, "businesstype": fieldSubcategory,
			"employeecount": fieldIgnored, "yearfounded": fieldIgnored,
			"enrichmentstatus": fieldIgnored, "contactscount": fieldIgnored, // they tell of its own visits, not of ours
		},
	},
}

// ownColumns are the headings of our own export.
func ownColumns() map[string]Field {
	m := map[string]Field{}
	for _, c := range columns {
		m[heading(c.Heading)] = Field(c.Heading)
	}
	return m
}

func merge(a, b map[string]Field) map[string]Field {
	for k, v := range b {
		a[k] = v
	}
	return a
}
