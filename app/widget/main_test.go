package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
