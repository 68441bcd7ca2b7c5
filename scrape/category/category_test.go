package category

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPlaceIsNamedByItsTags(t *testing.T) {
	for _, c := range []struct {
		tags map[string]string
		want string
	}{
		{map[string]string{"craft": "plumber"}, "Plumber"},
		{map[string]string{"amenity": "dentist", "healthcare": "dentist"}, "Dentist"},
		{map[string]string{"office": "lawyer"}, "Lawyer"},
		{map[string]string{"shop": "skateboarding"}, "Sporting goods"},
		{map[string]string{"shop": "trade"}, "Trade supplies"},
		{map[string]string{"shop": "something_new"}, "Other shop"},
		{map[string]string{"office": "yes"}, "Other office"},
		{map[string]string{"craft": "yes"}, "Other trade"},
		{map[string]string{"healthcare": "yes", "amenity": "doctors"}, "Doctor"},
		{map[string]string{"healthcare": "yes"}, "Other health care"},
		{map[string]string{"amenity": "something_new"}, "Other service"},
		{map[string]string{"amenity": "clinic", "healthcare": "physiotherapist"}, "Physical therapist"},
		{map[string]string{"amenity": "fuel", "shop": "convenience"}, "Gas station"},
		{map[string]string{"shop": "florist;gift"}, "Florist"},
		{map[string]string{"shop": "something_new; florist"}, "Florist"},
		{map[string]string{"amenity": "place_of_worship", "shop": "books"}, "Books"},
		{map[string]string{"leisure": "golf_course"}, "Golf course"},
		{map[string]string{"tourism": "hotel"}, "Hotel"},
		{map[string]string{"leisure": "park"}, ""},
		{map[string]string{"leisure": "pitch"}, ""},
		{map[string]string{"tourism": "artwork"}, ""},
		{map[string]string{"shop": "no"}, ""},
		{map[string]string{"shop": "vacant"}, ""},
		{map[string]string{"building": "yes"}, ""},
		{map[string]string{}, ""},
		{nil, ""},
	} {
		got, ok := Builtin().Match(c.tags)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Match(%v) = %q, %v, want %q", c.tags, got, ok, c.want)
		}
	}
}

// Facts 1.1, with its question marks denied.
func TestTheDenyListOfTheFactsIsKept(t *testing.T) {
	for value := range strings.FieldsSeq(`parking parking_space parking_entrance bench toilets place_of_worship school
		university college library townhall police fire_station post_office prison grave_yard public_building fountain
		shelter charging_station`) {
		if name, ok := Builtin().Match(map[string]string{"amenity": value}); ok {
			t.Errorf("amenity=%s is a %s", value, name)
		}
	}
	for tag := range strings.FieldsSeq(`leisure=fitness_centre leisure=sports_centre leisure=golf_course
		leisure=bowling_alley leisure=dance leisure=marina leisure=amusement_arcade tourism=hotel tourism=motel
		tourism=guest_house tourism=museum tourism=gallery tourism=attraction tourism=camp_site`) {
		key, value, _ := strings.Cut(tag, "=")
		if _, ok := Builtin().Match(map[string]string{key: value}); !ok {
			t.Errorf("%s is not on the list", tag)
		}
	}
}

func TestTheBuiltInListIsSound(t *testing.T) {
	l := Builtin()
	for _, g := range l.Groups() {
		for _, c := range g.Categories {
			f, err := l.Resolve(c.Name)
			if err != nil || f.String() != c.Name {
				t.Errorf("Resolve(%q) is %q, %v", c.Name, f, err)
			}
			for _, s := range c.Tags {
				tag, err := parseTag(s)
				if err != nil {
					t.Fatal(err)
				}
				value := tag.value
				if tag.prefix {
					value += "anything_else"
				}
				if got, ok := l.Match(map[string]string{tag.key: value}); !ok || got != c.Name {
					t.Errorf("%s is %q, %v, want %q", s, got, ok, c.Name)
				}
			}
		}
	}
}

func TestWordsOfARep(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  string
	}{
		{nil, ""},
		{[]string{"", " "}, ""},
		{[]string{"Plumber"}, "Plumber"},
		{[]string{"plumbers"}, "Plumber"},
		{[]string{"PLUMBING"}, "Plumber"},
		{[]string{"attorney"}, "Lawyer"},
		{[]string{"bakeries"}, "Bakery"},
		{[]string{"lawyer", "Dentists"}, "Dentist, Lawyer"},
		{[]string{"shop=florist"}, "shop=florist"},
		{[]string{"cuisine=pizza"}, "cuisine=pizza"},
		{[]string{"shop=*"}, "shop=*"},
		{[]string{"other shop"}, "Other shop"},
		{[]string{"lodging"}, "Hotel, Motel, Bed and breakfast, Campground"},
		{[]string{"Lodging", "motel"}, "Hotel, Motel, Bed and breakfast, Campground"},
	} {
		f, err := Builtin().Resolve(c.words...)
		if err != nil || f.String() != c.want || f.All() != (c.want == "") {
			t.Errorf("Resolve(%q) is %q, %v, want %q", c.words, f, err, c.want)
		}
	}
}

func TestAnUnknownWordIsAnsweredWithTheNearest(t *testing.T) {
	for word, want := range map[string]string{
		"Plummer": "Plumber", "dentst": "Dentist", "florsit": "Florist", "heating": "Heating and air conditioning",
		"helth": "Health", "qqqqqq": "",
	} {
		_, err := Builtin().Resolve("Lawyer", word)
		e, ok := errors.AsType[*UnknownError](err)
		if !ok || e.Word != word || want != "" && (len(e.Nearest) == 0 || e.Nearest[0] != want) || want == "" && len(e.Nearest) > 0 {
			t.Errorf("Resolve(%q): %v, want %q", word, err, want)
		}
	}
	_, err := Builtin().Resolve("amenity=parking_space")
	if e, ok := errors.AsType[*DeniedError](err); !ok || e.Tag != "amenity=parking_space" {
		t.Errorf("a denied tag: %v", err)
	}
}

func TestWhatIsAskedFor(t *testing.T) {
	keys := func(all []Selector) (names []string) {
		for _, s := range all {
			if len(s.Values) > 0 {
				t.Errorf("%s asks for %v alone", s.Key, s.Values)
			}
			names = append(names, s.Key)
		}
		return names
	}
	everything, _ := Builtin().Resolve()
	if diff := cmp.Diff(usual, keys(everything.Selectors())); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(usual, keys(Filter{}.Selectors())); diff != "" {
		t.Errorf("the zero filter: %s", diff)
	}
	for _, c := range []struct {
		words []string
		want  []Selector
	}{
		{[]string{"Plumber"}, []Selector{{"shop", []string{"plumber", "plumbing"}}, {"craft", []string{"plumber"}}}},
		{[]string{"shop=florist", "cuisine=pizza"}, []Selector{{"shop", []string{"florist"}}, {"cuisine", []string{"pizza"}}}},
		{[]string{"Other shop", "Florist"}, []Selector{{Key: "shop"}}},
		{[]string{"shop=car*"}, []Selector{{Key: "shop"}}},
	} {
		f, err := Builtin().Resolve(c.words...)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, f.Selectors()); diff != "" {
			t.Errorf("%q: %s", c.words, diff)
		}
	}
}

func TestAFilterKeepsWhatWasAskedFor(t *testing.T) {
	station := map[string]string{"amenity": "fuel", "shop": "convenience", "brand": "Shell"}
	for _, c := range []struct {
		words string
		tags  map[string]string
		want  bool
	}{
		{"", station, true},
		{"Gas station", station, true},
		{"Convenience store", station, true},
		{"Vehicles", station, true},
		{"shop=convenience", station, true},
		{"shop=con*", station, true},
		{"brand=Shell", station, true},
		{"Other shop", station, false},
		{"Plumber", station, false},
		{"shop=florist", map[string]string{"shop": "gift;florist"}, true},
		{"Florist", map[string]string{"shop": "gift;florist"}, true},
		{"Other shop", map[string]string{"shop": "something_new"}, true},
		{"Other shop", map[string]string{"shop": "florist"}, false},
	} {
		f, err := Builtin().Resolve(c.words)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Keep(c.tags); got != c.want {
			t.Errorf("%q keeps %v: %v", c.words, c.tags, got)
		}
	}
}

func TestAMistakeInAListIsNamedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		line int
		says string
	}{
		"a missing comma":    {"{\n\"groups\": [\n{\"name\": \"A\" \"categories\": []}\n]}", 3, "JSON"},
		"a missing bracket":  {"{\n\"groups\": [\n{\"name\": \"A\"", 3, "too early"},
		"nothing":            {"", 1, "too early"},
		"a wrong type":       {"{\"groups\": [\n{\"name\": 7}]}", 2, "name"},
		"an unknown word":    {"{\"groups\": [],\n\"grups\": []}", 2, "grups"},
		"no categories":      {"{\"groups\": []}", 0, "no categories"},
		"no tags":            {"{\"groups\": [{\"name\": \"A\", \"categories\": [\n{\"name\": \"B\"}]}]}", 2, "no tags"},
		"no tag":             {"{\"groups\": [{\"name\": \"A\", \"categories\": [\n{\"name\": \"B\", \"tags\": [\n\"shop\"]}]}]}", 3, "key=value"},
		"a star in between":  {"{\"groups\": [{\"name\": \"A\", \"categories\": [\n{\"name\": \"B\", \"tags\": [\"shop=a*b\"]}]}]}", 2, "*"},
		"a tag twice":        {"{\"groups\": [{\"name\": \"A\", \"categories\": [\n{\"name\": \"B\", \"tags\": [\"shop=a\",\n\"shop=a\"]}]}]}", 3, "two categories"},
		"a name twice":       {"{\"groups\": [{\"name\": \"A\", \"categories\": [\n{\"name\": \"B\", \"tags\": [\"shop=a\"]},\n{\"name\": \"Bs\", \"tags\": [\"shop=b\"]}]}]}", 3, "name of its own"},
		"a group as a name":  {"{\"groups\": [{\"name\": \"A\", \"categories\": [\n{\"name\": \"A\", \"tags\": [\"shop=a\"]}]}]}", 2, "name of its own"},
		"no name":            {"{\"groups\": [{\"name\": \"\", \"categories\": []}]}", 1, "name of its own"},
		"a wrong deny entry": {"{\"groups\": [{\"name\": \"A\", \"categories\": [{\"name\": \"B\", \"tags\": [\"shop=a\"]}]}],\n\"deny\": [\"park\"]}", 2, "key=value"},
		"more behind":        {"{\"groups\": [{\"name\": \"A\", \"categories\": [{\"name\": \"B\", \"tags\": [\"shop=a\"]}]}]}\n}", 2, "behind the end"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.file))
			e, ok := errors.AsType[*ParseError](err)
			if !ok || e.Line != c.line || !strings.Contains(e.Error(), c.says) {
				t.Errorf("got %v, want line %d and %q", err, c.line, c.says)
			}
		})
	}
}

func TestTheRepsOwnListIsUsedWhileItIsSound(t *testing.T) {
	dir := t.TempDir()
	if l, err := Load(dir); l != Builtin() || err != nil {
		t.Fatalf("without a file: %v", err)
	}
	path, err := Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	if about, err := os.Stat(path); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", about.Mode(), err)
	}
	if l, err := Load(dir); err != nil || len(l.flat) != len(Builtin().flat) || l == Builtin() {
		t.Fatalf("the list just written: %v", err)
	}
	mine := []byte("\xef\xbb\xbf" + `{"groups": [{"name": "Mine", "categories": [{"name": "Pizzeria", "tags": ["cuisine=pizza"]}]}]}`)
	if err := os.WriteFile(path, mine, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := l.Match(map[string]string{"amenity": "restaurant", "cuisine": "pizza"}); !ok || got != "Pizzeria" {
		t.Errorf("my own list says %q", got)
	}
	everything, _ := l.Resolve()
	if diff := cmp.Diff([]Selector{{Key: "cuisine"}}, everything.Selectors()); diff != "" {
		t.Error(diff)
	}
	if _, err := Write(dir); err != nil {
		t.Fatal(err)
	}
	if kept, _ := os.ReadFile(path); !slices.Equal(kept, mine) {
		t.Error("writing the list again overwrote the rep's own")
	}
	if err := os.WriteFile(path, mine[:40], 0o600); err != nil {
		t.Fatal(err)
	}
	l, err = Load(dir)
	if l != Builtin() || err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a broken list: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, FileName), 0o700); err != nil {
		t.Fatal(err)
	}
	if l, err := Load(dir); l != Builtin() || err == nil {
		t.Error("a directory in its place is no mistake")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"groups": [{"name": "A", "categories": [{"name": "B", "tags": ["shop=a*", "shop=b"], "also": ["c"]}]}], "deny": ["shop=x*"]}`))
	f.Add([]byte(`{"keys": ["shop"], "groups": []}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Parse(data)
		if err != nil {
			if _, ok := errors.AsType[*ParseError](err); !ok {
				t.Fatalf("%T", err)
			}
			return
		}
		l.Match(map[string]string{"shop": "a;b", "amenity": "x"})
		for _, g := range l.Groups() {
			if _, err := l.Resolve(g.Name); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzResolve(f *testing.F) {
	f.Add("Plumber")
	f.Add("shop=florist")
	f.Add(`a="b*`)
	f.Fuzz(func(t *testing.T, word string) {
		filter, err := Builtin().Resolve(word)
		if err == nil && !filter.All() && len(filter.Selectors()) == 0 {
			t.Fatalf("%q asks for nothing", word)
		}
	})
}
