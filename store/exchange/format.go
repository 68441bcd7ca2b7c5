package exchange

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Format is what kind of file an export is.
type Format string

// The formats of an export. The zero Format is CSV.
const (
	CSV   Format = "csv"
	VCard Format = "vcf"
	XLSX  Format = "xlsx"
)

// Formats lists them all, the usual one first.
var Formats = []Format{CSV, VCard, XLSX}

// UnknownFormatError names a format that doesn't exist, and all that do.
type UnknownFormatError struct{ Format string }

func (e *UnknownFormatError) Error() string {
	return fmt.Sprintf("there is no format %q; there are %s, %s and %s", e.Format, CSV, VCard, XLSX)
}

// ParseFormat reads a format's name. Error: *UnknownFormatError.
func ParseFormat(name string) (Format, error) {
	f := Format(strings.ToLower(strings.TrimPrefix(strings.TrimSpace(name), ".")))
	if !slices.Contains(Formats, f) {
		return "", &UnknownFormatError{name}
	}
	return f, nil
}

// FormatOf tells a file's format by its extension. Known is false where that says none of them: then it is CSV.
func FormatOf(path string) (f Format, known bool) {
	f, err := ParseFormat(filepath.Ext(path))
	if err != nil {
		return CSV, false
	}
	return f, true
}

// Extension is what a file of the format ends in.
func (f Format) Extension() string {
	if f == "" {
		return "." + string(CSV)
	}
	return "." + string(f)
}

// Table says whether the format has columns.
func (f Format) Table() bool { return f != VCard }
