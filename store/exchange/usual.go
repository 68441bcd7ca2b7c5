package exchange

import "strings"

// usual are the headings that files of any origin have, in the form that heading gives them.
var usual = words(map[Field]string{
	FieldName: `name businessname business company companyname organization organisation organizationname organisationname
		placename tradename storename restaurantname restaurant property hotel venue account accountname displayname fullname dba legalname listingname
		leadname customername customer client firm unternehmen firma nombre`,
	fieldOtherName: "label fileas nickname",
	FieldCategory: `category categories type businesstype industry sector classification maincategory primarycategory cuisine kind
		categoryname subtype trade kategorie branche`,
	FieldPhone: `phone phonenumber telephone tel telephonenumber businessphone workphone mainphone officephone phone1 phone2 phone3
		phoneno contactnumber contactphone companyphone phones primaryphone telefon telefono callnumber landline`,
	fieldMobile: "mobile mobilephone cell cellphone mobilenumber",
	FieldFax:    "fax faxnumber businessfax telefax",
	FieldEmail: `email emails emailaddress mail email1 email2 email3 contactemail businessemail workemail primaryemail companyemail
		correo`,
	FieldWebsite:   "website site url web homepage webaddress websiteurl webpage domain companywebsite webseite www link websites",
	FieldSocials:   "socials social socialmedia sociallinks",
	fieldFacebook:  "facebook facebookurl facebookpage fb facebookid",
	fieldInstagram: "instagram instagramurl ig",
	fieldLinkedIn:  "linkedin linkedinurl companylinkedin companylinkedinurl",
	fieldX:         "twitter twitterurl x twitterhandle",
	fieldYouTube:   "youtube youtubeurl",
	FieldAddress: `address addr street streetaddress address1 addressline1 addressline mailingaddress physicaladdress location
		businessaddress strasse direccion streetname addressstreet freeform`,
	FieldHouse:       "housenumber streetnumber housenr houseno addressnumber",
	FieldUnit:        "unit suite apt address2 addressline2 unitnumber",
	FieldFullAddress: "fulladdress formattedaddress completeaddress addressfull",
	FieldCity:        "city town suburb locality municipality village addresscity businesscity ort stadt ciudad mailingcity",
	FieldState:       "state province region st stateprovince statecode addressstate businessstate mailingstate provincia",
	FieldZIP:         "zip zipcode postalcode postcode zip5 postal plz addresszip mailingzip zippostalcode businesszip",
	FieldCountry:     "country countrycode nation countryregion land",
	FieldLat:         "lat latitude",
	FieldLon:         "lon lng long longitude",
	FieldHours:       "hours openinghours openhours workinghours businesshours",
	FieldFirstName:   "firstname givenname forename contactfirstname first",
	FieldLastName:    "lastname surname familyname contactlastname last",
	FieldPerson:      "person contactname contactperson contact ownername owner",
	FieldTitle:       "title jobtitle position role contacttitle",
	FieldStage:       "stage leadstage pipelinestage",
	FieldTags:        "tags tag labels groups keywords",
	FieldNotes:       "notes note comments comment remarks memo",
	FieldNextAction:  "nextaction nextstep todo",
	FieldNextDue:     "nextactiondue duedate due followup followupdate",
	FieldDNC:         "donotcontact dnc donotcall optout unsubscribed donotemail",
	FieldSourceID: `id sourceid recordid recid externalid placeid osmid gersid fsqid fsqplaceid uid guid uuid rowid key businessid
		companyid leadid customerid accountid listingid storeid`,
	FieldSourceURL: "sourceurl listingurl profileurl",
	FieldID:        "letipid",
})

// words turns a table of field and headings round.
func words(table map[Field]string) map[string]Field {
	m := map[string]Field{}
	for field, list := range table {
		for w := range strings.FieldsSeq(list) {
			m[w] = field
		}
	}
	return m
}
