package command

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFlagsMayStandAnywhere(t *testing.T) {
	type read struct {
		Command string
		Words   []string
		Flags   map[string][]string
	}
	tests := []struct {
		name string
		args []string
		want read
	}{
		{"nothing", nil, read{Flags: map[string][]string{}}},
		{"behind the command", []string{"find", "--place", "Freehold, NJ", "--json"}, read{"find", []string{}, map[string][]string{"place": {"Freehold, NJ"}, "json": {"true"}}}},
		{"before the command", []string{"--json", "--place", "Freehold, NJ", "find"}, read{"find", []string{}, map[string][]string{"place": {"Freehold, NJ"}, "json": {"true"}}}},
		{"between its words", []string{"jobs", "--data", "d", "resume", "--json", "7"}, read{"jobs", []string{"resume", "7"}, map[string][]string{"data": {"d"}, "json": {"true"}}}},
		{"with an equals sign", []string{"--radius=2.5", "find", "--place=a=b"}, read{"find", []string{}, map[string][]string{"radius": {"2.5"}, "place": {"a=b"}}}},
		{"a value that looks like a flag", []string{"find", "--place", "-33.9,151.2"}, read{"find", []string{}, map[string][]string{"place": {"-33.9,151.2"}}}},
		{"given several times", []string{"find", "--category", "Food", "--category", "shop=florist"}, read{"find", []string{}, map[string][]string{"category": {"Food", "shop=florist"}}}},
		{"a dash is a word", []string{"export", "-"}, read{"export", []string{"-"}, map[string][]string{}}},
		{"two dashes end the flags", []string{"show", "--", "--json"}, read{"show", []string{"--json"}, map[string][]string{}}},
		{"a switch turned off", []string{"--json=false", "stats"}, read{"stats", []string{}, map[string][]string{"json": {"false"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := parse(tt.args)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, read{l.command, l.words, l.flags}); diff != "" {
				t.Errorf("%q is read differently (-want +got):\n%s", tt.args, diff)
			}
		})
	}
}

func TestWrongFlagsAreRefusedAndJSONIsStillKnown(t *testing.T) {
	for _, args := range [][]string{
		{"find", "--plaze", "x", "--json"},
		{"--json", "find", "-x"},
		{"--json", "find", "--radius", "1", "--radius", "2"},
		{"--json", "find", "--refresh=perhaps"},
		{"--json", "find", "--place"},
	} {
		if l, err := parse(args); err == nil || !l.on("json") {
			t.Errorf("%q: error %v and json %v, want an error and json", args, err, l.on("json"))
		}
	}
}

func TestEveryFlagOfACommandExistsAndEveryFlagBelongsSomewhere(t *testing.T) {
	used := map[string]bool{}
	for _, name := range globalFlags {
		used[name] = true
	}
	for _, s := range commands() {
		for _, name := range s.flags {
			used[name] = true
			if _, ok := lookUp(name); !ok {
				t.Errorf("%s takes --%s, which does not exist", s.name, name)
			}
		}
	}
	for _, f := range flags {
		if !used[f.name] {
			t.Errorf("--%s belongs to no command", f.name)
		}
	}
}
