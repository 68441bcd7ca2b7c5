package exchange

import (
	"strings"
	"testing"
)

func TestAnEndlessLineIsOneRefusedRow(t *testing.T) {
	for name, end := range map[string]string{"LF": "\n", "CRLF": "\r\n", "CR": "\r"} {
		for _, size := range []int{longestRecord + 200_000, 2*longestRecord - 7, 1<<21 - 12, 5 << 20} {
			for _, quote := range []string{"", `"`} {
				text := "name,city" + end + "Anna,Freehold" + end + quote + strings.Repeat("x", size) + quote + ",Howell" + end + "Bert,Wall" + end
				r := reader(t, text, ReadOptions{})
				var got []string
				for _, row := range all(t, r) {
					if row.Err != nil {
						got = append(got, "refused")
						continue
					}
					got = append(got, row.Name)
				}
				if s := strings.Join(got, " "); s != "Anna refused Bert" {
					t.Errorf("%s, %d bytes, quoted %q: %.80s", name, size, quote, s)
				}
			}
		}
	}
	r := reader(t, "name,city\n"+strings.Repeat("y", 3<<20), ReadOptions{})
	if rows := all(t, r); len(rows) != 1 || rows[0].Err == nil {
		t.Errorf("an endless line at the end gave %d rows", len(rows))
	}
}

func TestACardWithoutNHasItsPersonInFN(t *testing.T) {
	r := reader(t, "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bob Ray\r\nORG:Ray Sons\r\nTEL:732-555-0100\r\nEND:VCARD\r\n", ReadOptions{})
	row := all(t, r)[0]
	if row.Name != "Ray Sons" || len(row.Contacts) == 0 || row.Contacts[0].Value != "Bob Ray" {
		t.Errorf("the card is %q with %+v", row.Name, row.Contacts)
	}
}
