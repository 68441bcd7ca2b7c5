package app_test

import (
	"os"
	"regexp"
	"testing"

	"letip/app"
)

// What the packager reads and what the program says of itself must be one.
func TestFyneAppTomlAgreesWithTheProgram(t *testing.T) {
	raw, err := os.ReadFile("../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"ID": app.AppID, "Version": app.Version, "Icon": "assets/icon.png"} {
		m := regexp.MustCompile(`(?m)^` + key + ` = "(.*)"$`).FindSubmatch(raw)
		if m == nil || string(m[1]) != want {
			t.Errorf("FyneApp.toml has %s = %q, the program %q", key, m, want)
		}
	}
}
