package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"letip/app"
	"letip/store/normal"
)

// The exit codes of SPEC section 5.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitSomeFailed  = 3
	exitInterrupted = 130
)

// Program is what commands write to, and what opens the desktop.
type Program struct {
	Stdout, Stderr io.Writer
	// Desktop opens the window and returns when it is closed.
	Desktop func(ctx context.Context, o app.CoreOptions) error

	opened func(*app.Core) // a test's own: mounts its servers
}

// spec is one command.
type spec struct {
	name, words string // the words are what the help shows behind the name
	least, most int    // how many words
	flags       []string
	help        string
	run         func(ctx context.Context, c *call) (exit int, err error)
}

// commands are all there are, in the order of the help.
func commands() []spec {
	return []spec{
		{"find", "", 0, 0, []string{"place", "radius", "max", "category", "source", "refresh"}, "find the businesses around a place and keep them", find},
		{"enrich", "[ID...]", 0, maxWords, []string{"batch", "all", "retry-failed"}, "read the leads' own websites (default: the 10 oldest pending)", enrichLeads},
		{"jobs", "[resume ID | cancel ID]", 0, 2, []string{"failed", "limit"}, "what was searched for, newest first; resume or cancel one", jobs},
		{"list", "", 0, 0, slices.Concat(filterFlags, []string{"limit", "page", "after"}), "a page of leads", list},
		{"show", "ID", 1, 1, nil, "one lead with all that is known of it", show},
		{"stats", "", 0, 0, nil, "the dashboard's figures", stats},
		{"import", "FILE", 1, 1, []string{"source-name", "map", "dry-run"}, "take in leads from a CSV or vCard file", importFile},
		{"export", "FILE|-", 1, 1, slices.Concat(filterFlags, []string{"columns", "format", "preset", "provenance", "every-email"}), "write leads to a CSV, vCard or XLSX file; - is standard output", export},
		{"duplicates", "", 0, 0, []string{"min-confidence"}, "pairs that may be one business and wait for your decision", duplicates},
		{"extract", "FILE|URL", 1, 1, []string{"url"}, "what enriching reads from one page; stores nothing", extract},
		{"doctor", "", 0, 0, nil, "check the data directory; asks nobody on the network", doctor},
	}
}

// call is one command at work.
type call struct {
	line
	options app.CoreOptions
	json    bool
	out     io.Writer // the result
	err     io.Writer // progress and messages
	opened  func(*app.Core)
	printed bool // the document is out: what goes wrong after it is a message
}

// Main runs what the arguments ask for and returns the exit code. Once ctx ends, by a signal, a job becomes interrupted
// and the code is 130.
func (p Program) Main(ctx context.Context, args []string) int {
	l, err := parse(args)
	c := &call{line: l, json: l.on("json"), out: p.Stdout, err: p.Stderr, opened: p.opened}
	if err == nil && (l.on("help") || l.command == "help") {
		return c.printHelp()
	}
	var todo spec
	if err == nil {
		todo, err = l.choose()
	}
	if err == nil {
		c.options, err = l.coreOptions()
	}
	if err != nil {
		return c.fail(ctx, err)
	}
	if todo.run == nil {
		if err := p.Desktop(ctx, c.options); err != nil {
			return c.fail(ctx, err)
		}
		return exitDone
	}
	exit, err := todo.run(ctx, c)
	if err != nil {
		return c.fail(ctx, err)
	}
	return exit
}

// choose finds the command and checks that its words and flags are its own. No command is the desktop.
func (l line) choose() (spec, error) {
	all := commands()
	if l.command == "" {
		for name := range l.flags {
			if !slices.Contains(globalFlags, name) || name == "json" {
				return spec{}, misuse("--%s needs a command: %s.", name, names(all))
			}
		}
		return spec{}, nil
	}
	i := slices.IndexFunc(all, func(s spec) bool { return s.name == l.command })
	if i < 0 {
		return spec{}, misuse("There is no command %q; there are %s.", l.command, names(all))
	}
	s := all[i]
	for name := range l.flags {
		if !slices.Contains(globalFlags, name) && !slices.Contains(s.flags, name) {
			return spec{}, misuse("%s has no flag --%s.", s.name, name)
		}
	}
	if len(l.words) < s.least || len(l.words) > s.most {
		return spec{}, misuse("Use it as: %s", strings.TrimSpace(s.name+" "+s.words))
	}
	return s, nil
}

func names(all []spec) string {
	list := make([]string, 0, len(all))
	for _, s := range all {
		list = append(list, s.name)
	}
	return strings.Join(list, ", ")
}

// coreOptions reads the flags that every command has.
func (l line) coreOptions() (app.CoreOptions, error) {
	o := app.CoreOptions{
		Data: l.text("data"), AllowPrivate: l.on("allow-private"),
		Nominatim: l.text("nominatim"), Overpass: l.text("overpass"), Contact: l.text("user-agent-contact"),
	}
	if c := o.Contact; c != "" && !app.IsEndpoint(c) {
		if _, ok := normal.Email(c); !ok {
			return o, misuse("--user-agent-contact must be an email address or the address of a web page, not %q.", c)
		}
	}
	for _, name := range []string{"nominatim", "overpass"} {
		if err := checkEndpoint(name, l.text(name)); err != nil {
			return o, err
		}
	}
	if l.has("rate") {
		rate, err := l.decimal("rate", 0, 0, 1000)
		if err != nil {
			return o, err
		}
		if rate == 0 && !o.AllowPrivate {
			return o, misuse("--rate 0 is only allowed with --allow-private.")
		}
		o.Rate, o.HasRate = rate, true
	}
	return o, nil
}

func checkEndpoint(name, text string) error {
	if text == "" || app.IsEndpoint(text) {
		return nil
	}
	return misuse("--%s must be a whole URL like https://example.org/path, not %q.", name, text)
}

// open opens the data directory: for reading beside a running program, or as the one who writes.
func (c *call) open(ctx context.Context, readOnly bool) (*app.Core, error) {
	c.options.ReadOnly = readOnly
	known := app.HasData(c.options.Data)
	core, err := app.OpenCore(ctx, c.options)
	if err == nil && readOnly && !known { // a mistyped --data shows in the first line
		fmt.Fprintf(c.err, "%s held no leads yet; an empty list was made there.\n", core.Options.Data)
	}
	if err == nil && c.opened != nil {
		c.opened(core)
	}
	return core, err
}

// id reads a word that must be a whole number above zero.
func id[T ~int64](word, what string) (T, error) {
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil || n < 1 {
		return 0, misuse("%q is no number of a %s.", word, what)
	}
	return T(n), nil
}

// print writes the result: the document, or the text.
func (c *call) print(document any, text func(w io.Writer) error) error {
	var err error
	c.printed = true
	if c.json {
		err = printJSON(c.out, document)
	} else {
		err = text(c.out)
	}
	if err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}

// fail says what went wrong, in the one document or in a sentence, and gives the exit code.
func (c *call) fail(ctx context.Context, err error) int {
	problem := problemOf(err)
	exit := problem.exit
	if ctx.Err() != nil && !errors.As(err, new(*usageError)) {
		exit = exitInterrupted
	}
	if c.json && !c.printed {
		if err := printJSON(c.out, errorDocument{problem.body}); err == nil {
			return exit
		}
	}
	fmt.Fprintln(c.err, problem.body.Message)
	for _, p := range problem.body.Candidates {
		fmt.Fprintf(c.err, "  %s  (%.5f,%.5f)\n", p.Name, p.Lat, p.Lon)
	}
	return exit
}
