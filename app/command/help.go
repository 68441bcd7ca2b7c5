package command

import (
	"fmt"
	"slices"
	"strings"
)

// helpMore is what a command's help says beside its flags.
var helpMore = map[string]func() string{"export": columnHelp}

// printHelp says how the program, or one command of it, is used.
func (c *call) printHelp() int {
	topic := c.command
	if topic == "help" {
		topic = ""
		if len(c.words) > 0 {
			topic = c.words[0]
		}
	}
	all := commands()
	t := newTable(c.out)
	if i := slices.IndexFunc(all, func(s spec) bool { return s.name == topic }); i >= 0 {
		s := all[i]
		t.write(fmt.Sprintf("letip %s [flags]\n\n%s\n\n", strings.TrimSpace(s.name+" "+s.words), sentenceCase(s.help)))
		t.flags(s.flags)
		if more, ok := helpMore[s.name]; ok {
			t.write("\n" + more() + "\n")
		}
		t.write("\nEverywhere:\n")
		t.flags(globalFlags)
	} else {
		t.write("LeTip Lead System: finds the businesses around a place and keeps them as leads.\n\n" +
			"Without a command it opens its window. Commands:\n\n")
		for _, s := range all {
			t.write("  " + strings.TrimSpace(s.name+" "+s.words) + "\t" + s.help + "\n")
		}
		t.write("\nEverywhere:\n")
		t.flags(globalFlags)
		t.write("\nMore with: letip help COMMAND\n")
	}
	if err := t.flush(); err != nil {
		return exitFailed
	}
	return exitDone
}

func (t *table) flags(names []string) {
	for _, name := range names {
		f, _ := lookUp(name)
		t.write("  " + strings.TrimSpace("--"+f.name+" "+f.value) + "\t" + f.help + "\n")
	}
}

func sentenceCase(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }
