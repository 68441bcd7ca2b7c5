package widget

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Role is what a colour means. Widgets take roles, never colours, so that both themes say the same.
type Role uint8

// The roles. RoleNone is "what is usual in this place".
const (
	RoleNone       Role = iota
	RoleText            // values
	RoleMuted           // labels, hints, sources
	RoleBackground      // the window
	RoleSurface         // panels
	RoleRaised          // headers and tracks
	RoleLine            // borders of 1
	RoleAccent          // primary action, links, selection, running
	RoleAccentSoft      // the accent's soft ground
	RoleOnAccent        // text on accent, ok, warn and error grounds
	RoleOK              // enriched
	RoleWarn            // partial, due, resting
	RoleError           // failed
	RoleIdle            // pending, no website
	RoleZebra           // every other row of a table
	RoleHover           // what the pointer is on
	RoleShadow          // under what floats
	roleCount
)

type palette [roleCount]color.NRGBA

func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xFF}
}

// The tokens of the look, and three that it draws without naming: zebra, hover and shadow.
var (
	lightPalette = palette{
		RoleNone: hex(0x1A1E26), RoleText: hex(0x1A1E26), RoleMuted: hex(0x596273),
		RoleBackground: hex(0xF5F6F8), RoleSurface: hex(0xFFFFFF), RoleRaised: hex(0xEEF0F4), RoleLine: hex(0xDFE3EA),
		RoleAccent: hex(0x2C56CC), RoleAccentSoft: hex(0xE4EAFA), RoleOnAccent: hex(0xFFFFFF),
		RoleOK: hex(0x186F42), RoleWarn: hex(0x8F5B00), RoleError: hex(0xB3261E), RoleIdle: hex(0x5E6676),
		RoleZebra: hex(0xFAFBFC), RoleHover: hex(0xF1F3F8), RoleShadow: {A: 0x30},
	}
	darkPalette = palette{
		RoleNone: hex(0xE8EBF1), RoleText: hex(0xE8EBF1), RoleMuted: hex(0x9BA5B5),
		RoleBackground: hex(0x13151A), RoleSurface: hex(0x1A1D24), RoleRaised: hex(0x22262F), RoleLine: hex(0x2E3440),
		RoleAccent: hex(0x86A4FF), RoleAccentSoft: hex(0x232F50), RoleOnAccent: hex(0x13151A),
		RoleOK: hex(0x5CCB92), RoleWarn: hex(0xE2B04A), RoleError: hex(0xFF8F86), RoleIdle: hex(0x8D97A8),
		RoleZebra: hex(0x1D2028), RoleHover: hex(0x242934), RoleShadow: {A: 0x80},
	}
)

// currentPalette is what the app's theme says now; a hot loop asks once and indexes.
func currentPalette() *palette {
	app := fyne.CurrentApp()
	if app == nil {
		return &lightPalette
	}
	settings := app.Settings()
	if th, ok := settings.Theme().(*Theme); ok {
		return th.palette(settings.ThemeVariant())
	}
	return &lightPalette
}

// Color gives a role's colour in the theme the app shows now.
func Color(r Role) color.Color {
	return currentPalette()[min(r, roleCount-1)]
}

// Dark tells whether the app shows the dark palette now.
func Dark() bool { return currentPalette() == &darkPalette }

// ColorName is the name under which a role is asked for through Fyne's theme.Color.
func (r Role) ColorName() fyne.ThemeColorName {
	return roleNames[min(r, roleCount-1)]
}

var roleNames = [roleCount]fyne.ThemeColorName{
	RoleNone: theme.ColorNameForeground, RoleText: theme.ColorNameForeground, RoleMuted: theme.ColorNamePlaceHolder,
	RoleBackground: theme.ColorNameBackground, RoleSurface: "letipSurface", RoleRaised: "letipRaised",
	RoleLine: theme.ColorNameSeparator, RoleAccent: theme.ColorNamePrimary, RoleAccentSoft: "letipAccentSoft",
	RoleOnAccent: theme.ColorNameForegroundOnPrimary, RoleOK: theme.ColorNameSuccess, RoleWarn: theme.ColorNameWarning,
	RoleError: theme.ColorNameError, RoleIdle: "letipIdle", RoleZebra: "letipZebra", RoleHover: "letipHover",
	RoleShadow: theme.ColorNameShadow,
}

// blend lays a part of over (0 to 1) on under.
func blend(under, over color.NRGBA, part float64) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*part)) }
	return color.NRGBA{R: mix(under.R, over.R), G: mix(under.G, over.G), B: mix(under.B, over.B), A: mix(under.A, over.A)}
}

// contrast is WCAG's ratio of two opaque colours, 1 to 21.
func contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
