package widget

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	shortcutable = func(c fyne.Canvas) (fyne.Shortcutable, bool) {
		s, ok := reflect.ValueOf(c).Elem().FieldByName("WindowlessCanvas").Interface().(fyne.Shortcutable)
		return s, ok
	}
	goleak.VerifyTestMain(m)
}

// app starts the test driver with our theme. No test here runs in parallel: Fyne's app is a global.
func app(t testing.TB, mode Mode) {
	t.Helper()
	a := test.NewApp()
	a.Settings().SetTheme(NewTheme(mode))
	t.Cleanup(func() { test.NewApp() })
}

// window shows a widget in a window of the test driver, without padding.
func window(t testing.TB, o fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := test.NewWindow(o)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	t.Cleanup(w.Close)
	return w
}

// textsOf lists the words that a widget draws now.
func textsOf(o fyne.CanvasObject) (words []string) {
	switch o := o.(type) {
	case *canvas.Text:
		if o.Visible() {
			words = append(words, o.Text)
		}
	case *fyne.Container:
		for _, c := range o.Objects {
			words = append(words, textsOf(c)...)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			words = append(words, textsOf(c)...)
		}
	}
	return words
}
