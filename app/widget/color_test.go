package widget

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2/theme"
)

// Each pair is one that some widget draws: words on the ground they stand on. Idle on the accent's ground is a dot only.
var drawnPairs = []struct {
	words, ground Role
}{
	{RoleText, RoleBackground},
	{RoleText, RoleSurface},
	{RoleText, RoleRaised},
	{RoleText, RoleAccentSoft},
	{RoleText, RoleZebra},
	{RoleText, RoleHover},
	{RoleMuted, RoleBackground},
	{RoleMuted, RoleSurface},
	{RoleMuted, RoleRaised},
	{RoleMuted, RoleAccentSoft},
	{RoleMuted, RoleZebra},
	{RoleMuted, RoleHover},
	{RoleAccent, RoleBackground},
	{RoleAccent, RoleSurface},
	{RoleAccent, RoleAccentSoft},
	{RoleAccent, RoleHover},
	{RoleOnAccent, RoleAccent},
	{RoleOnAccent, RoleOK},
	{RoleOnAccent, RoleWarn},
	{RoleOnAccent, RoleError},
	{RoleOnAccent, RoleIdle},
	{RoleOK, RoleSurface},
	{RoleOK, RoleZebra},
	{RoleOK, RoleAccentSoft},
	{RoleWarn, RoleSurface},
	{RoleWarn, RoleZebra},
	{RoleWarn, RoleAccentSoft},
	{RoleError, RoleSurface},
	{RoleError, RoleZebra},
	{RoleError, RoleAccentSoft},
	{RoleIdle, RoleSurface},
	{RoleIdle, RoleZebra},
}

func TestWordsHaveAContrastOfAtLeastFourAndAHalf(t *testing.T) {
	for name, p := range map[string]*palette{"light": &lightPalette, "dark": &darkPalette} {
		for _, pair := range drawnPairs {
			if got := contrast(p[pair.words], p[pair.ground]); got < 4.5 {
				t.Errorf("%s: role %d on role %d has a contrast of %.2f, want at least 4.5", name, pair.words, pair.ground, got)
			}
		}
	}
}

func TestHoveredAndPressedButtonsKeepTheirContrast(t *testing.T) {
	for name, p := range map[string]*palette{"light": &lightPalette, "dark": &darkPalette} {
		for _, kind := range []ButtonKind{Secondary, Primary, Danger, Quiet} {
			for _, b := range []*Button{{kind: kind}, {kind: kind, hovered: true}, {kind: kind, pressed: true}, {kind: kind, disabled: true}} {
				ground, _, words := b.colors(p)
				if ground.A == 0 {
					ground = p[RoleSurface]
				}
				if got := contrast(words, ground); got < 4.5 {
					t.Errorf("%s: button of kind %d (%+v) has a contrast of %.2f", name, kind, b.hovered, got)
				}
			}
		}
	}
}

func TestContrastIsWCAGs(t *testing.T) {
	black, white := hex(0), hex(0xFFFFFF)
	if got := contrast(black, white); got != 21 {
		t.Errorf("black on white: %v, want 21", got)
	}
	if got := contrast(white, white); got != 1 {
		t.Errorf("white on white: %v, want 1", got)
	}
}

func TestModeChoosesThePalette(t *testing.T) {
	for _, c := range []struct {
		mode   Mode
		system bool // dark
		want   *palette
	}{
		{ModeLight, true, &lightPalette},
		{ModeDark, false, &darkPalette},
		{ModeSystem, false, &lightPalette},
		{ModeSystem, true, &darkPalette},
		{"", true, &darkPalette},
	} {
		variant := theme.VariantLight
		if c.system {
			variant = theme.VariantDark
		}
		if got := NewTheme(c.mode).palette(variant); got != c.want {
			t.Errorf("mode %q under a dark system = %v: wrong palette", c.mode, c.system)
		}
	}
}

func TestAWidgetOutsideOurThemeFallsBackToLight(t *testing.T) {
	app(t, ModeDark)
	if !Dark() || Color(RoleText) != darkPalette[RoleText] {
		t.Error("the dark theme is set, and Color does not follow")
	}
}

func TestEachRoleIsFoundUnderItsNameInFynesTheme(t *testing.T) {
	for mode, p := range map[Mode]*palette{ModeLight: &lightPalette, ModeDark: &darkPalette} {
		th := NewTheme(mode)
		for r := RoleNone; r < roleCount; r++ {
			if got := th.Color(r.ColorName(), theme.VariantLight); got != p[r] {
				t.Errorf("%s: role %d is %v under the name %s, want %v", mode, r, got, r.ColorName(), p[r])
			}
		}
	}
}

func TestSelectedTextInAnEntryKeepsItsContrast(t *testing.T) {
	for mode, p := range map[Mode]*palette{ModeLight: &lightPalette, ModeDark: &darkPalette} {
		ground, ok := NewTheme(mode).Color(theme.ColorNameSelection, theme.VariantLight).(color.NRGBA)
		if got := contrast(p[RoleText], ground); !ok || got < 4.5 {
			t.Errorf("%s: selected text has a contrast of %.2f", mode, got)
		}
	}
}
