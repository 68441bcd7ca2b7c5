package settings

import (
	"net/url"
	"strings"

	"letip/app/screen"
	"letip/store/normal"
)

// checkContact takes an email address, a web page, or nothing: without one public servers are not asked.
func checkContact(v string) string {
	if v == "" {
		return ""
	}
	if strings.Contains(v, "://") {
		if _, ok := address(v); ok {
			return ""
		}
	} else if _, ok := normal.Email(v); ok {
		return ""
	}
	return screen.L("Write an email address or the address of a web page.")
}

// checkNominatim takes the address to which /search is appended.
func checkNominatim(v string) string {
	u, ok := address(v)
	switch {
	case !ok:
		return screen.L("Write a whole address, as https://example.org/nominatim")
	case u.RawQuery != "" || u.Fragment != "":
		return screen.L("Leave out what follows ? or #.")
	case strings.HasSuffix(strings.TrimSuffix(u.Path, "/"), "/search"):
		return screen.L("Leave /search out: it is added by itself.")
	}
	return ""
}

// checkOverpass takes the whole address of an interpreter.
func checkOverpass(v string) string {
	u, ok := address(v)
	switch {
	case !ok:
		return screen.L("Write a whole address, as https://example.org/api/interpreter")
	case u.RawQuery != "" || u.Fragment != "":
		return screen.L("Leave out what follows ? or #.")
	case strings.Trim(u.Path, "/") == "":
		return screen.L("The path is missing: most servers have /api/interpreter")
	}
	return ""
}

// address reads a whole web address.
func address(v string) (*url.URL, bool) {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.ContainsAny(v, " \t") {
		return nil, false
	}
	return u, true
}
