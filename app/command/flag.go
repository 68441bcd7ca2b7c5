package command

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// flagSpec is one flag. A flag without a value's name is a switch.
type flagSpec struct {
	name  string
	value string // what stands for the value in the help
	many  bool   // may be given several times
	help  string
}

// flags are all flags of all commands: a name means the same everywhere, so that flags may stand before the command.
var flags = []flagSpec{
	{"data", "DIR", false, "where database, backups and log live (default: your user data directory)"},
	{"json", "", false, "print one JSON document instead of a table"},
	{"allow-private", "", false, "reach loopback and private addresses, any port: for tests"},
	{"nominatim", "URL", false, "base URL of the geocoder; the offline gazetteer is then not asked"},
	{"overpass", "URL", false, "whole URL of the Overpass interpreter"},
	{"rate", "N", false, "requests a second to one host (0, with --allow-private: no gap)"},
	{"user-agent-contact", "ADDR", false, "email or URL that public services can reach you by"},
	{"help", "", false, "print this help"},

	{"place", "P", false, "town, ZIP code, address or LAT,LON"},
	{"radius", "MI", false, "miles around it, 0.5 to 50 (default 1)"},
	{"max", "N", false, "at most so many, the nearest, 1 to 500 (default 50)"},
	{"source", "S", true, "where to look: osm (default) or sample"},
	{"refresh", "", false, "ask again instead of using what was fetched before"},

	{"batch", "N", false, "so many of the oldest, 1 to 500 (default 10)"},
	{"all", "", false, "all that are pending"},
	{"retry-failed", "", false, "those that failed instead of the pending; with --all both"},
	{"url", "BASE", false, "the address that the page was got from"},

	{"city", "C", false, "only this city, by its whole name"},
	{"category", "C", true, "only this category; find takes a group, a name or an OSM key=value, several are OR"},
	{"status", "S", false, "pending, enriched or failed, as grouped on the dashboard"},
	{"exact-status", "S", false, "one of the seven statuses"},
	{"stage", "S", false, "only this stage, e.g. Contacted"},
	{"tag", "T", false, "only with this tag"},
	{"has", "email|phone|website", true, "only with one"},
	{"within", "MI", false, "at most so far from the place of their search"},
	{"since", "DATE", false, "added on or after this day (2026-11-23) or moment (RFC 3339)"},
	{"search", "T", false, "only where this text occurs"},
	{"sort", "FIELD", false, "by this field (default created_at, newest first)"},
	{"desc", "", false, "the other way round"},
	{"limit", "N", false, "at most so many, 1 to 500 (default 20)"},
	{"page", "N", false, "which page, from 1"},
	{"after", "CURSOR", false, "what follows a page, by its next"},
	{"columns", "a,b", false, "these columns in this order (default: all)"},
	{"format", "csv|vcf|xlsx", false, "format of the file (default: what its name ends in, else csv)"},
	{"preset", "NAME", false, "the columns that another program takes: hubspot, google or outlook"},
	{"provenance", "", false, "beside each column one that says where its value is from"},
	{"every-email", "", false, "addresses too whose site asks for no unasked mail"},
	{"min-confidence", "C", false, "only pairs that are one at least so likely, 0 to 1"},
	{"source-name", "N", false, "what the leads' source is called (default csv or vcard)"},
	{"map", "field=column", true, "which column is a field, by its heading or number: name=Company, phone=4"},
	{"dry-run", "", false, "write nothing, only say what would become of each row"},
	{"failed", "", false, "only what failed"},
}

var (
	globalFlags = []string{"data", "json", "allow-private", "nominatim", "overpass", "rate", "user-agent-contact", "help"}
	filterFlags = []string{"city", "category", "status", "exact-status", "stage", "tag", "has", "within", "since", "search", "sort", "desc"}
)

// usageError is a wrong use of the program: exit code 2.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

func misuse(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// line is what was asked for: the command, its other words and the flags.
type line struct {
	command string
	words   []string
	flags   map[string][]string
}

// parse takes the arguments apart. "--" ends the flags, "-" is a word. On an error what was read so far is returned too,
// so that --json is known.
func parse(args []string) (line, error) {
	l := line{flags: map[string][]string{}}
	var failed error
	words := []string{}
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			words = append(words, args[i+1:]...)
			break
		}
		name, isFlag := strings.CutPrefix(arg, "--")
		if arg == "-h" {
			name, isFlag = "help", true
		}
		if !isFlag {
			if len(arg) > 1 && arg[0] == '-' && failed == nil && !number(arg) {
				failed = misuse("There is no flag %s.", arg)
			}
			words = append(words, arg)
			continue
		}
		name, value, given := strings.Cut(name, "=")
		spec, known := lookUp(name)
		switch {
		case !known:
			failed = firstOf(failed, misuse("There is no flag --%s.", name))
			continue
		case spec.value == "" && !given:
			value = "true"
		case spec.value == "":
			if _, err := strconv.ParseBool(value); err != nil {
				failed = firstOf(failed, misuse("--%s is a switch and takes no value %q.", name, value))
			}
		case !given && i+1 < len(args):
			i++
			value = args[i]
		case !given:
			failed = firstOf(failed, misuse("--%s needs a value.", name))
			continue
		}
		if spec.value != "" && strings.TrimSpace(value) == "" { // a script's empty variable must not mean everything
			failed = firstOf(failed, misuse("--%s needs a value.", name))
		}
		if !spec.many && len(l.flags[name]) > 0 {
			failed = firstOf(failed, misuse("--%s is given twice.", name))
		}
		l.flags[name] = append(l.flags[name], value)
	}
	if len(words) > 0 {
		l.command, l.words = words[0], words[1:]
	}
	return l, failed
}

func number(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

func firstOf(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

func lookUp(name string) (flagSpec, bool) {
	i := slices.IndexFunc(flags, func(f flagSpec) bool { return f.name == name })
	if i < 0 {
		return flagSpec{}, false
	}
	return flags[i], true
}

func (l line) has(name string) bool { return len(l.flags[name]) > 0 }

func (l line) on(name string) bool {
	if !l.has(name) {
		return false
	}
	on, err := strconv.ParseBool(l.flags[name][0])
	return err == nil && on
}

func (l line) text(name string) string {
	if !l.has(name) {
		return ""
	}
	return l.flags[name][0]
}

// decimal reads a number within limits; what isn't given is the default.
func (l line) decimal(name string, standard, least, most float64) (float64, error) {
	if !l.has(name) {
		return standard, nil
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(l.text(name)), 64)
	if err != nil || math.IsNaN(n) || n < least || n > most {
		return 0, misuse("--%s must be a number from %g to %g, not %q.", name, least, most, l.text(name))
	}
	return n, nil
}

// count reads a whole number within limits; what isn't given is the default.
func (l line) count(name string, standard, least, most int) (int, error) {
	if !l.has(name) {
		return standard, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(l.text(name)))
	if err != nil || n < least || n > most {
		return 0, misuse("--%s must be a whole number from %d to %d, not %q.", name, least, most, l.text(name))
	}
	return n, nil
}

// moment reads a local day or a moment.
func (l line) moment(name string) (time.Time, error) {
	if !l.has(name) {
		return time.Time{}, nil
	}
	text := strings.TrimSpace(l.text(name))
	if t, err := time.ParseInLocation(time.DateOnly, text, time.Local); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, misuse("--%s must be a day like 2026-11-23 or a moment like 2026-11-23T09:30:00Z, not %q.", name, text)
	}
	return t, nil
}
