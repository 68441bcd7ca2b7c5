package frame

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"letip/app/screen"
	"letip/app/widget"
)

// keys are the window's own; a screen adds its.
func (f *Frame) keys() []screen.Key {
	keys := []screen.Key{
		{Name: "Ctrl+K", Does: screen.L("search all leads"), Shortcut: screen.Ctrl(fyne.KeyK), Do: func() {
			f.room.Shell.Focus(f.header.search)
			f.header.search.TypedShortcut(&fyne.ShortcutSelectAll{})
		}},
		{Name: "Ctrl+Z", Does: screen.L("undo the last change"), Shortcut: &fyne.ShortcutUndo{}, Do: func() { f.room.Undo(0) }},
		{Name: "Ctrl+Y", Does: screen.L("do it again"), Shortcut: &fyne.ShortcutRedo{}, Do: f.room.Redo},
		{Name: "Ctrl+Shift+Z", Does: screen.L("do it again"), Shortcut: &desktop.CustomShortcut{
			KeyName: fyne.KeyZ, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift,
		}, Do: f.room.Redo},
		{Name: "F5", Does: screen.L("read everything again"), Press: fyne.KeyF5, Do: f.room.Desk.Refresh},
		{Name: "Esc", Does: screen.L("close what is open"), Press: fyne.KeyEscape, Do: f.escape},
		{Name: "F12", Does: screen.L("open the developer tools"), Press: fyne.KeyF12, Do: f.room.Tools},
		{Name: "?", Does: screen.L("show these keys"), Do: f.showKeys},
	}
	for i, e := range f.entries {
		if e.Under != "" {
			continue
		}
		keys = append(keys, screen.Key{
			Name: "Ctrl+" + strconv.Itoa(i+1), Does: screen.Lf("open {{.Screen}}", screen.With{"Screen": e.Title}),
			Shortcut: screen.Ctrl(fyne.KeyName(strconv.Itoa(i + 1))), Do: func() { f.Go(e.ID) },
		})
	}
	return keys
}

// screenKeys are those of the screen that is shown.
func (f *Frame) screenKeys() []screen.Key {
	if k, ok := f.screens[f.current].(screen.Keyed); ok {
		return k.Keys()
	}
	return nil
}

// Keys are all that do something now: the window's, then those of the screen that is shown.
func (f *Frame) Keys() []screen.Key { return append(f.keys(), f.screenKeys()...) }

// installKeys gives the window its keys. A screen's own are looked up when they are pressed.
func (f *Frame) installKeys() {
	c := f.room.Window.Canvas()
	for _, k := range f.keys() {
		if k.Shortcut != nil {
			c.AddShortcut(k.Shortcut, func(fyne.Shortcut) { f.unlessSheet(k.Do) })
		}
	}
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			f.escape()
			return
		}
		for _, k := range append(f.screenKeys(), f.keys()...) {
			if k.Press != "" && k.Press == e.Name && k.Do != nil {
				f.unlessSheet(k.Do)
				return
			}
		}
	})
	c.SetOnTypedRune(func(r rune) {
		if r == '?' {
			f.unlessSheet(f.showKeys)
		}
	})
}

// unlessSheet does something only while no question is open: keys go to the question then.
func (f *Frame) unlessSheet(do func()) {
	if do != nil && !f.room.SheetOpen() {
		do()
	}
}

// bindScreenKeys gives the window the shortcuts of the screen that is shown, and takes those of the last one away.
func (f *Frame) bindScreenKeys() {
	c := f.room.Window.Canvas()
	for _, s := range f.bound {
		c.RemoveShortcut(s)
	}
	f.bound = nil
	for _, k := range f.screenKeys() {
		if k.Shortcut != nil && k.Do != nil {
			c.AddShortcut(k.Shortcut, func(fyne.Shortcut) { f.unlessSheet(k.Do) })
			f.bound = append(f.bound, k.Shortcut)
		}
	}
}

// escape closes what is open, one thing at a time: a question, a toast, then what the screen has open.
func (f *Frame) escape() {
	switch {
	case f.room.CloseSheet(), f.toasts.Dismiss():
		return
	}
	for _, k := range f.screenKeys() {
		if k.Press == fyne.KeyEscape && k.Do != nil {
			k.Do()
			return
		}
	}
	if under := f.entry(f.current).Under; under != "" {
		f.Go(under)
	}
}

// showKeys lists every key that does something here.
func (f *Frame) showKeys() {
	if f.room.SheetOpen() {
		return
	}
	list := func(title string, keys []screen.Key) fyne.CanvasObject {
		rows := []fyne.CanvasObject{widget.NewText(title, widget.StyleLabel)}
		for _, k := range keys {
			rows = append(rows, screen.Row(0,
				screen.Sized(124, 0, widget.NewText(k.Name, widget.StyleStrong)), widget.NewText(k.Does, widget.StyleValue)))
		}
		return screen.Column(7, rows...)
	}
	body := []fyne.CanvasObject{list(screen.L("Everywhere"), f.keys())}
	if own := f.screenKeys(); len(own) > 0 {
		body = append(body, list(f.entry(f.current).Title, own))
	}
	var s *screen.Sheet
	closer := widget.NewButton(screen.L("Close"), widget.Primary, func() { s.Close() })
	s = f.room.OpenSheet(screen.L("Keys"), 760, screen.Shares(24, nil, body...), closer, closer)
}
