// Package gazetteer knows the towns and ZIP codes of the United States without a network: "Freehold, NJ", "freehold
// nj", "07728", "Freehold Township, New Jersey".
//
// It needs the packed file that assets embeds, and nothing else. It promises an answer within milliseconds and little
// memory: a look-up unpacks one block of the file. It answers only what it knows whole; a street, a county or a
// landmark gives no candidates, and the caller asks a geocoder.
package gazetteer
