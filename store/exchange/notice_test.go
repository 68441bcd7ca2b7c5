package exchange

import (
	"bytes"
	"strings"
	"testing"

	"letip/store/entity"
)

func TestAnAddressThatIsNotForUnaskedMailIsLeftOutUnlessAskedFor(t *testing.T) {
	rows := func(fn func(*entity.Business) error) error {
		for _, b := range []entity.Business{{ID: 1, Name: "Open", Email: "a@open.net"}, {ID: 2, Name: "Noticed", Email: "b@noticed.net", DoNotEmail: true}} {
			if err := fn(&b); err != nil {
				return err
			}
		}
		return nil
	}
	columns, err := ColumnsByID("name", "email")
	if err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]Options{
		"\"Open\",\"a@open.net\"\r\n\"Noticed\",\r\n":                  {Columns: columns},
		"\"Open\",\"a@open.net\"\r\n\"Noticed\",\"b@noticed.net\"\r\n": {Columns: columns, EveryEmail: true},
	} {
		var out bytes.Buffer
		report, err := Write(t.Context(), &out, o, rows)
		if err != nil || report.Rows != 2 || report.Suppressed != 0 {
			t.Errorf("%+v, %v", report, err)
		}
		_, got, _ := strings.Cut(out.String(), "\r\n")
		if got = strings.ReplaceAll(got, `,""`, ","); got != want {
			t.Errorf("the file has %q, want %q", got, want)
		}
	}
}
