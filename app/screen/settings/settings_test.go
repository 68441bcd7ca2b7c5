package settings

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

func TestAContactAddressIsSavedOnceTypingHasSettled(t *testing.T) {
	open(t, nil, func(d *desk) {
		if !strings.Contains(d.words(), "address missing") {
			d.t.Error("nothing says that public servers can't be asked yet")
		}
		contact := d.text("Your contact")
		d.write(contact, "rep@letip.example")
		d.pass(settleTyping / 2)
		if d.db.writes.Load() != 0 {
			d.t.Error("it was saved while somebody typed")
		}
		d.pass(time.Second)
		if got := d.stored().Contact; got != "rep@letip.example" || d.db.writes.Load() != 1 {
			d.t.Errorf("stored %q in %d writes, want what was typed in one", got, d.db.writes.Load())
		}
		if w := d.words(); !strings.Contains(w, "address set") || !strings.Contains(w, "Saved at") {
			d.t.Errorf("the screen shows %q, want that the address is set and saved", w)
		}
	})
}

func TestWhatIsWrongStandsBesideItsFieldAndIsNotSaved(t *testing.T) {
	open(t, nil, func(d *desk) {
		for _, c := range []struct{ label, typed, want string }{
			{"Your contact", "rep@", "Write an email address"},
			{"Nominatim", "nominatim.example", "Write a whole address"},
			{"Overpass", "https://overpass.example", "The path is missing"},
		} {
			x := d.text(c.label)
			d.write(x, c.typed)
			d.pass(time.Second)
			var got string
			d.do(func() { got = x.field.Error() })
			if !strings.HasPrefix(got, c.want) {
				d.t.Errorf("%s: %q is answered with %q, want %q", c.label, c.typed, got, c.want)
			}
		}
		if diff := cmp.Diff(entity.DefaultSettings(), d.stored()); diff != "" || d.db.writes.Load() != 0 {
			d.t.Errorf("%d writes of what is wrong: %s", d.db.writes.Load(), diff)
		}
	})
}

func TestAServerGoesBackToTheStandardOne(t *testing.T) {
	open(t, nil, func(d *desk) {
		overpass := d.text("Overpass")
		d.write(overpass, "http://127.0.0.1:9/api/interpreter")
		d.pass(time.Second)
		if got := d.stored().OverpassURL; got != "http://127.0.0.1:9/api/interpreter" {
			d.t.Errorf("stored %q, want what was typed", got)
		}
		d.tap("use the standard one", 0)
		if got, want := d.stored().OverpassURL, entity.DefaultSettings().OverpassURL; got != want {
			d.t.Errorf("stored %q, want the standard %q", got, want)
		}
		if strings.Contains(d.words(), "use the standard one") {
			d.t.Error("the standard one is offered where it stands already")
		}
	})
}

func TestChoicesAreSavedAtOnceAndOneAfterTheOther(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.do(func() { // in one breath: the second must not undo the first
			d.screen.looks.chips[widget.ModeDark].OnTap()
			d.screen.looks.confirm.OnChanged(false)
			d.screen.sources.boxes["sample"].OnChanged(true)
			d.screen.readings.scripts.OnChanged(true)
		})
		d.pass(time.Second)
		want := entity.DefaultSettings()
		want.Theme, want.ConfirmDelete, want.Sources, want.ReadScripts = "dark", false, []string{"osm", "sample"}, true
		if diff := cmp.Diff(want, d.stored()); diff != "" {
			d.t.Errorf("stored (-want +got):\n%s", diff)
		}
		d.do(func() {
			if !d.screen.looks.chips[widget.ModeDark].On() || d.screen.looks.chips[widget.ModeSystem].On() {
				d.t.Error("the chips do not show the chosen theme")
			}
		})
	})
}

func TestTheLastSourceStaysOn(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.do(func() { d.screen.sources.boxes["osm"].OnChanged(false) })
		d.pass(time.Second)
		if got := d.stored().Sources; !slices.Equal(got, []string{"osm"}) || !strings.Contains(d.words(), "One has to stay on.") {
			d.t.Errorf("the sources are %q, want the last one to stay and the reason beside it", got)
		}
		d.do(func() {
			if !d.screen.sources.boxes["osm"].On() {
				d.t.Error("the box shows what is not so")
			}
		})
	})
}

func TestAChangeThatCouldNotBeSavedGoesBack(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.db.refuse.say("the disk is full")
		d.do(func() { d.screen.looks.chips[widget.ModeDark].OnTap() })
		contact := d.text("Your contact")
		d.write(contact, "rep@letip.example")
		d.pass(10 * time.Second)
		d.do(func() {
			if d.screen.looks.chips[widget.ModeDark].On() {
				d.t.Error("the theme stays chosen though it was not saved")
			}
			if got := contact.field.Error(); got != "the disk is full" || contact.entry.Text != "rep@letip.example" {
				d.t.Errorf("beside %q stands %q, want what was typed and why it was not saved", contact.entry.Text, got)
			}
		})
		if len(d.shell.toasts) != 1 || d.shell.toasts[0].Kind != widget.ToastError {
			d.t.Errorf("the toasts are %v, want one error for the theme", d.shell.toasts)
		}
		d.db.refuse.say("")
		d.do(func() { contact.entry.OnSubmitted("") })
		d.pass(time.Second)
		if got := d.stored(); got.Contact != "rep@letip.example" || got.Theme != "system" {
			d.t.Errorf("stored %+v, want the address and not the theme that was refused", got)
		}
	})
}

func TestWhatAnotherScreenSavesIsShownAndWhatIsTypedStays(t *testing.T) {
	open(t, nil, func(d *desk) {
		overpass := d.text("Overpass")
		d.write(overpass, "https://wrong")
		s := d.stored()
		s.Contact, s.ConfirmDelete = "rep@letip.example", false
		if err := d.db.SaveSettings(d.t.Context(), s); err != nil {
			d.t.Fatal(err)
		}
		d.pass(5 * time.Second)
		d.do(func() {
			if got := d.text("Your contact").entry.Text; got != "rep@letip.example" || d.screen.looks.confirm.On() {
				d.t.Errorf("the contact is %q, want what the other screen saved", got)
			}
			if got := overpass.entry.Text; got != "https://wrong" {
				d.t.Errorf("what was being typed became %q", got)
			}
		})
	})
}

func TestLeavingTheScreenSavesWhatWasTypedLast(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.write(d.text("Your contact"), "https://letip.example/about")
		d.do(d.screen.Hide)
		d.pass(time.Second)
		if got := d.stored().Contact; got != "https://letip.example/about" {
			d.t.Errorf("stored %q, want what was typed before the screen was left", got)
		}
		d.do(d.screen.Show)
	})
}

func TestTheCategoryListIsWrittenOutToEdit(t *testing.T) {
	open(t, nil, func(d *desk) {
		if w := d.words(); !strings.Contains(w, "The built-in list: 203 categories in 13 groups.") {
			d.t.Errorf("the screen shows %q, want which list is used", w)
		}
		d.tap("Write it out to edit", 0)
		if w := d.words(); d.list.times() != 1 || !strings.Contains(w, "/home/rep/letip/categories.json") || strings.Contains(w, "Write it out to edit") {
			d.t.Errorf("written %d times, the screen shows %q, want where the file is", d.list.times(), w)
		}
		d.tap("Open the file", 0)
		if want := []string{"file:///home/rep/letip/categories.json"}; !slices.Equal(d.shell.browsed, want) {
			d.t.Errorf("opened %q, want %q", d.shell.browsed, want)
		}
	})
}

func TestAListThatCouldNotBeWrittenIsSaid(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.list.refuse.say("the disk is full")
		d.tap("Write it out to edit", 0)
		if n := len(d.shell.toasts); n != 1 || d.shell.toasts[0].Text != "the disk is full" {
			d.t.Errorf("the toasts are %v, want one that says why", d.shell.toasts)
		}
		d.list.refuse.say("")
		d.tap("Write it out to edit", 0)
		if d.list.times() != 1 {
			d.t.Error("it can't be tried again")
		}
	})
}

func TestAMistakeInTheCategoryListIsSaidOnce(t *testing.T) {
	const problem = "your category list has a mistake: line 4"
	open(t, func(f *screen.Facts) { f.Warnings = []string{problem, "the last start ended badly"} }, func(d *desk) {
		d.list.edit(problem)
		d.do(d.screen.Hide)
		d.do(d.screen.Show) // the file is looked at again
		d.pass(time.Second)
		w := d.words()
		if n := strings.Count(w, "our category list has a mistake"); n != 1 {
			d.t.Errorf("the mistake is said %d times in %q", n, w)
		}
		if !strings.Contains(w, "The last start ended badly") {
			d.t.Errorf("the other warning is missing in %q", w)
		}
	})
}

func TestWhereTheDataLiesCanBeCopiedAndOpened(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.tap("Copy path", 0)
		d.tap("Copy path", 1)
		d.tap("Open", 0)
		if diff := cmp.Diff([]string{"/home/rep/letip", "/home/rep/letip/letip.log"}, d.shell.copied); diff != "" {
			d.t.Error(diff)
		}
		if diff := cmp.Diff([]string{"file:///home/rep/letip"}, d.shell.browsed); diff != "" {
			d.t.Error(diff)
		}
	})
}

func TestWhoseDataItIsLeadsToTheirLicence(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.tap("ODbL 1.0", 0)
		if diff := cmp.Diff([]string{screen.AttributionURL}, d.shell.browsed); diff != "" {
			d.t.Error(diff)
		}
	})
}

func TestChecks(t *testing.T) {
	for _, c := range []struct {
		name  string
		check func(string) string
		right []string
		wrong []string
	}{
		{
			"contact", checkContact,
			[]string{"", "rep@letip.example", "https://letip.example", "http://letip.example/contact"},
			[]string{"rep", "rep@", "ftp://letip.example", "https://", "rep letip.example"},
		},
		{
			"Nominatim", checkNominatim,
			[]string{"https://nominatim.openstreetmap.org", "http://127.0.0.1:8080", "https://osm.example/nominatim/"},
			[]string{"", "nominatim.example", "https://osm.example/search", "https://osm.example/?q=", "https:// osm.example", "https://osm.example#a"},
		},
		{
			"Overpass", checkOverpass,
			[]string{"https://overpass-api.de/api/interpreter", "http://[::1]:9/api/interpreter"},
			[]string{"", "https://overpass.example", "https://overpass.example/", "overpass.example/api/interpreter", "https://overpass.example/api/interpreter?data="},
		},
	} {
		for _, v := range c.right {
			if wrong := c.check(v); wrong != "" {
				t.Errorf("%s: %q is refused: %s", c.name, v, wrong)
			}
		}
		for _, v := range c.wrong {
			if c.check(v) == "" {
				t.Errorf("%s: %q is taken", c.name, v)
			}
		}
	}
}

func TestAPathAsAnAddress(t *testing.T) {
	for path, want := range map[string]string{
		"/home/rep/LeTip leads/a#b": "file:///home/rep/LeTip%20leads/a%23b",
		"C:/Users/rep":              "file:///C:/Users/rep",
	} {
		if got := fileURL(path); got != want {
			t.Errorf("%q is %q, want %q", path, got, want)
		}
	}
}
