package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"letip/store/entity"
)

// press types a key into the window.
func (w *twin) press(k fyne.KeyName) {
	w.draw(func() { w.d.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: k}) })
}

// toolWords are the texts of the developer tools' window.
func (w *twin) toolWords() (words []string) {
	w.draw(func() {
		if w.d.tools == nil {
			return
		}
		for _, o := range test.LaidOutObjects(w.d.toolsWindow.Content()) {
			if t, ok := o.(*canvas.Text); ok && t.Visible() {
				words = append(words, t.Text)
			}
		}
	})
	return words
}

func TestF12OpensTheDeveloperToolsOverTheRunningProgram(t *testing.T) {
	w := newTwin(t, "")
	if _, err := w.core.DB.Create(t.Context(), entity.Draft{Name: "Joe's Pizza"}); err != nil {
		t.Fatal(err)
	}
	w.press(fyne.KeyF12)
	eventually(t, "the queries, the event and the key it touched", func() bool {
		words := w.toolWords()
		return slices.Contains(words, "settings") && slices.Contains(words, "business:created #1") &&
			slices.ContainsFunc(words, func(s string) bool { return strings.HasPrefix(s, "businesses*, stats*") })
	})
	w.draw(func() {
		first := w.d.tools
		w.d.room.Tools()
		if w.d.tools != first {
			t.Error("a second F12 opened a second window")
		}
	})
}

func TestTheToolsWindowKeepsItsSizeAndEndsWithTheProgram(t *testing.T) {
	dir := t.TempDir()
	w := newTwin(t, dir)
	w.press(fyne.KeyF12)
	w.draw(func() {
		w.d.toolsWindow.Resize(fyne.NewSize(1100, 700))
		w.d.shutTools()
		if w.d.tools != nil {
			t.Error("the tools are still there after they were closed")
		}
	})
	w.press(fyne.KeyF12)
	w.close()

	again := newTwin(t, dir)
	again.press(fyne.KeyF12)
	again.draw(func() {
		if s := again.d.toolsWindow.Canvas().Size(); s != fyne.NewSize(1100, 700) {
			t.Errorf("the tools open %v large, were left 1100 by 700", s)
		}
	})
}

func TestSlowStatementsAreRememberedNewestFirst(t *testing.T) {
	var c Core
	for i := range keptSlow + 20 {
		c.slow.add("SELECT", time.Duration(i))
	}
	all := c.SlowSQL()
	if len(all) != keptSlow || all[0].Took != keptSlow+19 || all[keptSlow-1].Took != 20 {
		t.Errorf("%d are kept, from %v to %v", len(all), all[0].Took, all[len(all)-1].Took)
	}
}
