package exchange

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

func opened(t *testing.T, text string) *Reader {
	t.Helper()
	path := filepath.Join(t.TempDir(), "leads.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path, ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// An encoding belongs to a file, not to a row: one bad byte spoils its own cell and no other.
func TestAFileIsReadAsWhatItMostlyIs(t *testing.T) {
	many := strings.Repeat("Joe's Pizza,Freehold\n", 5000) // more than is looked at first
	for name, tt := range map[string]struct {
		text   string
		enc    Encoding
		names  []string // of the last rows
		spoilt int
	}{
		"one byte of Latin-1 among UTF-8":           {"name,city\nCafé Zoë,Freehold\nMüller,Wall\nBad\xe9 One,Howell\nÉcole,Wall\n", UTF8, []string{"Café Zoë", "Müller", "Bad\ufffd One", "École"}, 1},
		"a letter cut in two":                       {"name,city\nÉcole,Freehold\nCaf\xc3,Wall\n", UTF8, []string{"École", "Caf\ufffd"}, 1},
		"Latin-1 only":                              {"name,city\nCaf\xe9 Zo\xeb,Freehold\nM\xfcller,Wall\n", Windows1252, []string{"Café Zoë", "Müller"}, 0},
		"Latin-1 that once looks like UTF-8":        {"name,city\nCaf\xe9,Br\xfcck\nM\xfcller \xc3\xa9,Wall\n", Windows1252, []string{"Café", "Müller Ã©"}, 0},
		"ASCII, then UTF-8 with a bad byte":         {"name,city\n" + many + "Bad\xe9 One,Howell\nCafé,Wall\nÉcole,Wall\n", UTF8, []string{"Bad\ufffd One", "Café", "École"}, 1},
		"ASCII, then Latin-1":                       {"name,city\n" + many + "Caf\xe9,Wall\nM\xfcller,Wall\n", Windows1252, []string{"Café", "Müller"}, 0},
		"one letter of each":                        {"name,city\nCafé,Wall\nM\xfcller,Wall\n", UTF8, []string{"Café", "M\ufffdller"}, 1},
		"a letter at the edge of what is looked at": {"name,city\n" + strings.Repeat("x", sampleSize-11) + "é,Wall\nÉcole,Brick\n", UTF8, []string{"École"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := opened(t, tt.text)
			if r.Dialect.Encoding != tt.enc {
				t.Errorf("it is read as %s, want %s", r.Dialect.Encoding, tt.enc)
			}
			rows, spoilt := all(t, r), 0
			for _, row := range rows {
				for _, remark := range row.Remarks {
					if strings.Contains(remark, "letters that can't be read") {
						spoilt++
					}
				}
			}
			if spoilt != tt.spoilt {
				t.Errorf("%d rows are said to be spoilt, want %d", spoilt, tt.spoilt)
			}
			for i, want := range tt.names {
				if got := rows[len(rows)-len(tt.names)+i].Name; got != want {
					t.Errorf("a name is %q, want %q", got, want)
				}
			}
		})
	}
}

func TestUTF16WithoutAMarkIsTold(t *testing.T) {
	for text, want := range map[string][]string{
		"name,city\nAnna,Freehold\n":           {"Anna"},
		"name,city\nМосква,Владивосток\n":      {"Москва"},
		"name,city\n日本料理 東京,東京都\n渋谷区カフェ,東京都\n": {"日本料理 東京", "渋谷区カフェ"},
	} {
		for enc, order := range map[Encoding]unicode.Endianness{UTF16LE: unicode.LittleEndian, UTF16BE: unicode.BigEndian} {
			wide, err := unicode.UTF16(order, unicode.IgnoreBOM).NewEncoder().String(text)
			if err != nil {
				t.Fatal(err)
			}
			r := opened(t, wide)
			if r.Dialect.Encoding != enc {
				t.Errorf("%q is told as %s, want %s", text, r.Dialect.Encoding, enc)
			}
			for i, row := range all(t, r) {
				if row.Name != want[i] {
					t.Errorf("a name is %q, want %q", row.Name, want[i])
				}
			}
		}
	}
}

func TestCardsAreReadInUTF16Too(t *testing.T) {
	card := "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Café Zoë\r\nEND:VCARD\r\n"
	for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		for _, mark := range []unicode.BOMPolicy{unicode.IgnoreBOM, unicode.UseBOM} {
			wide, err := unicode.UTF16(order, mark).NewEncoder().String(card)
			if err != nil {
				t.Fatal(err)
			}
			if rows := all(t, opened(t, wide)); len(rows) != 1 || rows[0].Name != "Café Zoë" {
				t.Errorf("the cards are %+v", rows)
			}
		}
	}
}

func TestAZeroInACellIsLeftOutAndSaid(t *testing.T) {
	rows := all(t, opened(t, "na\x00me,city\nNul\x00 One,Freehold\nTwo,Wall\n"))
	if len(rows) != 2 || rows[0].Name != "Nul One" || len(rows[0].Remarks) != 1 || len(rows[1].Remarks) != 0 {
		t.Errorf("the rows are %+v", rows)
	}
	if _, err := NewReader(strings.NewReader("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00"), 0, ReadOptions{}); !errors.As(err, new(*FormatError)) {
		t.Errorf("a program is taken for a list: %v", err)
	}
}

func TestANameThatIsNoneIsRefused(t *testing.T) {
	for name, want := range map[string]error{
		"\u200b": errUnseen, "\u200b\u200d\u2060": errUnseen, "\u3164": errUnseen, "  ": errNameless, strings.Repeat("x", longestLine+1): errLongNamed,
		strings.Repeat("x", longestLine): nil, "A\u200b": nil,
	} {
		if rows := all(t, reader(t, "name,phone\n"+name+",732-555-0100\n", ReadOptions{})); !errors.Is(rows[0].Err, want) {
			t.Errorf("%.20q gives %v, want %v", name, rows[0].Err, want)
		}
	}
	rows := all(t, reader(t, "name,hours\nAnna,"+strings.Repeat("x", longestLine+1)+"\n", ReadOptions{}))
	if rows[0].Err != nil || len(rows[0].Remarks) != 1 {
		t.Errorf("long hours are %v, %q", rows[0].Err, rows[0].Remarks)
	}
}

func TestAPhoneThatASpreadsheetRoundedIsNoNumber(t *testing.T) {
	for typed, want := range map[string]string{
		"7.32555E+09": "", "7,32555E+09": "", "7.3255501E+9": "", "7.325550142E+09": "+17325550142", "7325550142.0": "+17325550142",
		"1.7325550142E+10": "+17325550142", "+1 732-555-0142 x22": "+17325550142", "call Bob": "",
	} {
		row := all(t, reader(t, "name;phone\nAnna;"+typed+"\n", ReadOptions{}))[0]
		if row.Phone != want || row.PhoneRaw != typed || (want == "") != (len(row.Remarks) == 1) {
			t.Errorf("%q is %q, kept as %q, with %q", typed, row.Phone, row.PhoneRaw, row.Remarks)
		}
	}
}

func TestWhatIsNoPlainFileIsSaidAndNotWaitedFor(t *testing.T) {
	for path, words := range map[string]string{t.TempDir(): "folder", filepath.Join(t.TempDir(), "none.csv"): "no such file", os.DevNull: "no plain file"} {
		_, err := Open(path, ReadOptions{})
		if e, ok := errors.AsType[*FileError](err); !ok || !strings.Contains(e.Message, words) {
			t.Errorf("%s gives %v, want something of %q", path, err, words)
		}
	}
}

// Files put one behind the other hold their headings twice: those are no lead, and are said to be none.
func TestHeadingsThatComeAgainAreNoLead(t *testing.T) {
	var names []string
	refused := 0
	for in, err := range opened(t, "name,phone\nA One,732-555-0100\nname,phone\nB Two,732-555-0101\n").Rows() {
		switch {
		case err != nil:
			t.Fatal(err)
		case in.Err != nil:
			refused++
		default:
			names = append(names, in.Name)
		}
	}
	if strings.Join(names, ",") != "A One,B Two" || refused != 1 {
		t.Errorf("leads %q, %d refused; want A One and B Two, 1 refused", names, refused)
	}
}
