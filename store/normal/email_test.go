package normal

import (
	"strings"
	"testing"
)

func TestEmail(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{"mail@captainbluehen.com", "mail@captainbluehen.com"},
		{" Info@X.COM ", "info@x.com"},
		{"mailto:a@b.com?Subject=Web%20Inquiry", "a@b.com"},
		{"MAILTO:a%40b.com", "a@b.com"},
		{"Joe <joe@x.com>", "joe@x.com"},
		{"a@x.com; b@x.com", "a@x.com"},
		{"nobody, b@x.com", "b@x.com"},
		{"info@x.com.", "info@x.com"},
		{"o'neil+sales@x.co.uk", "o'neil+sales@x.co.uk"},
		{"info@joes.sample.test", "info@joes.sample.test"},
		{"info@café.com", "info@xn--caf-dma.com"},
		{"", ""},
		{"info", ""},
		{"@x.com", ""},
		{"a@b@c", ""},
		{"a..b@x.com", ""},
		{"a b@x.com", ""},
		{"info@localhost", ""},
		{"logo@2x.png", ""},
		{"shimport@0.0.11.js", ""},
		{"a@-x.com", ""},
		{"a@com", ""},
		{strings.Repeat("a", 65) + "@x.com", ""},
		{"a@" + strings.Repeat("a.", 130) + "com", ""},
	} {
		got, ok := Email(c.raw)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Email(%q) = %q, %v, want %q", c.raw, got, ok, c.want)
		}
	}
}

func FuzzEmail(f *testing.F) {
	for _, s := range []string{"a@b.com", "mailto:a%40b.com?x", "J <j@x.com>", "a@é.com", "%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		email, ok := Email(raw)
		if !ok {
			return
		}
		if again, ok := Email(email); !ok || again != email {
			t.Fatalf("Email(%q) = %q, read again %q, %v", raw, email, again, ok)
		}
	})
}
