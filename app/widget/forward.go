package widget

import "fyne.io/fyne/v2"

// A focused widget gets every key and shortcut, and Fyne does not ask the window when the widget has no use for one.
// These hand it on, so that Ctrl+K, F5 or Esc work from wherever the focus is.

func forwardKey(from fyne.CanvasObject, e *fyne.KeyEvent) {
	if c := canvasOf(from); c != nil {
		if f := c.OnTypedKey(); f != nil {
			f(e)
		}
	}
}

func forwardRune(from fyne.CanvasObject, r rune) {
	if c := canvasOf(from); c != nil {
		if f := c.OnTypedRune(); f != nil {
			f(r)
		}
	}
}

// forwardShortcut gives a shortcut to what was registered with Canvas.AddShortcut.
func forwardShortcut(from fyne.CanvasObject, s fyne.Shortcut) {
	if c, ok := shortcutable(canvasOf(from)); ok {
		c.TypedShortcut(s)
	}
}

// shortcutable is a canvas as what takes shortcuts. A variable, as the canvas of tests hides that it can.
var shortcutable = func(c fyne.Canvas) (fyne.Shortcutable, bool) {
	s, ok := c.(fyne.Shortcutable)
	return s, ok
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(o)
}

// focus gives the keyboard to a widget that is on a canvas.
func focus[W interface {
	fyne.CanvasObject
	fyne.Focusable
}](w W) {
	if c := canvasOf(w); c != nil && c.Focused() != fyne.Focusable(w) {
		c.Focus(w)
	}
}
