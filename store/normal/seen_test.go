package normal

import "testing"

func TestWhatNobodySeesIsTold(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, " \t\r\n": false, "\u200b": false, "\u200b\u200d \u2060\ufeff": false, "\u00ad": false, "\u202e\u202c": false, "\u3164": false,
		"\u2800": false, "\u0301": false, "\x00\x07": false, "\U000e0020": false,
		"A": true, "\u200bA": true, "&": true, "7": true, "مطعم": true, "🍕": true, "한": true, "…": true,
	} {
		if got := CanBeSeen(s); got != want {
			t.Errorf("%q can be seen: %v, want %v", s, got, want)
		}
	}
}
