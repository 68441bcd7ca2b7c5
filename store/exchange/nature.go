package exchange

import (
	"bytes"
	"fmt"
)

// FormatError says that a file is none that leads can be read from.
type FormatError struct{ Message string }

func (e *FormatError) Error() string { return e.Message }

// natures are files that are mistaken for lists, by their first bytes.
var natures = []struct{ begins, is string }{
	{"PK\x03\x04", "a spreadsheet or an archive (.xlsx, .ods, .zip): open it in your spreadsheet program and save it as CSV"},
	{"\xd0\xcf\x11\xe0", "an Excel file of the old kind (.xls): open it in your spreadsheet program and save it as CSV"},
	{"%PDF", "a PDF, from which no list can be read"},
	{"\x1f\x8b", "a compressed file (.gz): unpack it first"},
	{databaseHeader, "a database: only text files can be imported"},
	{"\x89PNG", "a picture"},
	{"\xff\xd8\xff", "a picture"},
	{"<!DOCTYPE html", webPage},
	{"<!doctype html", webPage},
	{"<html", webPage},
}

const webPage = "a web page, maybe one that asks to sign in: download the list itself"

// checkNature refuses what is no text.
func checkNature(sample []byte) error {
	if len(sample) == 0 {
		return &FormatError{"The file is empty."}
	}
	for _, n := range natures {
		if bytes.HasPrefix(sample, []byte(n.begins)) {
			return &FormatError{fmt.Sprintf("This file is %s.", n.is)}
		}
	}
	if enc, _ := sniffEncoding(sample); enc.decoder() == nil && binary(sample) {
		return &FormatError{"This file is no text: it can't be read as a list of leads."}
	}
	return nil
}

// binary reports what no program writes into a text: zeros and other control characters, more than a few of them. A stray
// one is left out of its cell.
func binary(sample []byte) bool {
	controls := 0
	for _, c := range sample {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != 0x1b {
			controls++
		}
	}
	return controls > 2 && controls*12 > len(sample)
}
