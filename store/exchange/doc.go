// Package exchange hands the list on and takes lists in: leads as CSV that a spreadsheet opens as it is meant and that no
// spreadsheet can run, as spreadsheets, as vCards, and under the headings that other programs know.
//
// It needs the leads one by one, in order, and never holds more than one: the cost in memory is the same for ten rows
// and for a million. It promises RFC 4180 with a byte order mark and CRLF, every text cell quoted and guarded, and a file
// that is either whole under its name or not there: it is written beside, flushed to the disk and renamed. Leads that must
// not be contacted are left out and counted. It never reads the database itself and never touches the network.
package exchange
