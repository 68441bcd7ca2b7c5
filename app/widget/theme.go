package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"letip/assets"
)

// Mode is which palette a theme shows.
type Mode string

// The modes, by the words that settings keep.
const (
	ModeSystem Mode = "system" // as the desktop says
	ModeLight  Mode = "light"
	ModeDark   Mode = "dark"
)

// The sizes of the look. Heights and widths are in Fyne's units, text in points of the same.
const (
	TextSize    float32 = 13 // values
	LabelSize   float32 = 12
	HintSize    float32 = 11
	TitleSize   float32 = 14 // a panel's title
	HeadingSize float32 = 18 // a screen's title
	FigureSize  float32 = 24

	RailWidth       float32 = 188
	HeaderHeight    float32 = 56
	RowHeight       float32 = 31
	StatusBarHeight float32 = 34
	ButtonHeight    float32 = 30
	InputHeight     float32 = 32
	ChipHeight      float32 = 24
	Gap             float32 = 12 // between panels
	CardRadius      float32 = 8
	ButtonRadius    float32 = 6
)

// Theme is the program's look. Give it to fyne.Settings.SetTheme in Lifecycle.OnStarted; to change the mode, set a new
// one.
type Theme struct {
	mode Mode
}

var _ fyne.Theme = (*Theme)(nil)

// NewTheme makes the look in a mode; an unknown mode is the system's.
func NewTheme(mode Mode) *Theme {
	return &Theme{mode: mode}
}

// Mode is what NewTheme was given.
func (t *Theme) Mode() Mode { return t.mode }

func (t *Theme) palette(system fyne.ThemeVariant) *palette {
	switch {
	case t.mode == ModeDark, t.mode != ModeLight && system == theme.VariantDark:
		return &darkPalette
	default:
		return &lightPalette
	}
}

// Fyne's names and the role each has here. What is missing falls to Fyne's own theme.
var fyneColors = map[fyne.ThemeColorName]Role{
	theme.ColorNameBackground:                RoleBackground,
	theme.ColorNameButton:                    RoleRaised,
	theme.ColorNameDisabled:                  RoleMuted,
	theme.ColorNameDisabledButton:            RoleRaised,
	theme.ColorNameError:                     RoleError,
	theme.ColorNameForeground:                RoleText,
	theme.ColorNameForegroundOnError:         RoleOnAccent,
	theme.ColorNameForegroundOnPrimary:       RoleOnAccent,
	theme.ColorNameForegroundOnSuccess:       RoleOnAccent,
	theme.ColorNameForegroundOnWarning:       RoleOnAccent,
	theme.ColorNameHeaderBackground:          RoleRaised,
	theme.ColorNameHover:                     RoleHover,
	theme.ColorNameHyperlink:                 RoleAccent,
	theme.ColorNameInnerWindowBorder:         RoleSurface,
	theme.ColorNameInnerWindowBorderInactive: RoleSurface,
	theme.ColorNameInputBackground:           RoleBackground,
	theme.ColorNameInputBorder:               RoleLine,
	theme.ColorNameOverlayBackground:         RoleSurface,
	theme.ColorNamePlaceHolder:               RoleMuted,
	theme.ColorNamePressed:                   RoleAccentSoft,
	theme.ColorNamePrimary:                   RoleAccent,
	theme.ColorNameScrollBarBackground:       RoleSurface,
	theme.ColorNameSeparator:                 RoleLine,
	theme.ColorNameShadow:                    RoleShadow,
	theme.ColorNameSuccess:                   RoleOK,
	theme.ColorNameWarning:                   RoleWarn,
	"letipSurface":                           RoleSurface,
	"letipRaised":                            RoleRaised,
	"letipAccentSoft":                        RoleAccentSoft,
	"letipIdle":                              RoleIdle,
	"letipZebra":                             RoleZebra,
	"letipHover":                             RoleHover,
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	p := t.palette(variant)
	switch name {
	case theme.ColorNameFocus:
		return p[RoleAccentSoft]
	case theme.ColorNameMenuBackground: // in the dark no shadow parts a menu from the panel under it
		if p == &darkPalette {
			return p[RoleRaised]
		}
		return p[RoleSurface]
	case theme.ColorNameSelection: // stands on an entry's ground, where the soft ground alone is hardly seen
		return blend(p[RoleAccentSoft], p[RoleAccent], 0.18)
	case theme.ColorNameScrollBar:
		return blend(p[RoleSurface], p[RoleMuted], 0.5)
	}
	if role, ok := fyneColors[name]; ok {
		return p[role]
	}
	if p == &darkPalette {
		variant = theme.VariantDark
	} else {
		variant = theme.VariantLight
	}
	return theme.DefaultTheme().Color(name, variant)
}

var (
	fontRegular = fyne.NewStaticResource("LeTipSans-Regular.ttf", assets.FontRegular)
	fontBold    = fyne.NewStaticResource("LeTipSans-Bold.ttf", assets.FontBold)
)

// Font implements fyne.Theme. Slanted and monospaced text is Fyne's own Noto Sans and DejaVu Sans Mono.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace, style.Italic, style.Symbol:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return fontBold
	}
	return fontRegular
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

var fyneSizes = map[fyne.ThemeSizeName]float32{
	theme.SizeNameText:            TextSize,
	theme.SizeNameCaptionText:     HintSize,
	theme.SizeNameSubHeadingText:  TitleSize,
	theme.SizeNameHeadingText:     HeadingSize,
	theme.SizeNamePadding:         4,
	theme.SizeNameInnerPadding:    6,
	theme.SizeNameLineSpacing:     4,
	theme.SizeNameInlineIcon:      16,
	theme.SizeNameInputBorder:     1,
	theme.SizeNameInputRadius:     ButtonRadius,
	theme.SizeNameSelectionRadius: 4,
	theme.SizeNameScrollBar:       10,
	theme.SizeNameScrollBarSmall:  4,
	theme.SizeNameScrollBarRadius: 4,
	theme.SizeNameButtonRadius:    ButtonRadius,
	theme.SizeNameCardRadius:      CardRadius,
	theme.SizeNameDialogRadius:    CardRadius,
	theme.SizeNamePopupRadius:     CardRadius,
	theme.SizeNameMenuRadius:      ButtonRadius,
}

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if size, ok := fyneSizes[name]; ok {
		return size
	}
	return theme.DefaultTheme().Size(name)
}
