package widget

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"
)

func TestAnEntryKeepsItsOwnShortcutsAndHandsOnTheRest(t *testing.T) {
	app(t, ModeLight)
	e := NewEntry("")
	w := window(t, container.NewVBox(e), 300, 100)
	var got []string
	note := func(name string) func(fyne.Shortcut) { return func(fyne.Shortcut) { got = append(got, name) } }
	w.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: ctrl}, note("Ctrl+K"))
	w.Canvas().AddShortcut(&fyne.ShortcutUndo{}, note("Ctrl+Z"))
	w.Canvas().AddShortcut(&fyne.ShortcutSelectAll{}, note("Ctrl+A"))
	w.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) { got = append(got, string(k.Name)) })
	w.Canvas().Focus(e)
	test.Type(e, "Joe")

	e.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: ctrl})
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF5})
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF12})
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	e.TypedShortcut(&fyne.ShortcutUndo{})
	e.TypedShortcut(&fyne.ShortcutSelectAll{})

	if diff := cmp.Diff([]string{"Ctrl+K", "F5", "F12", "Escape"}, got); diff != "" {
		t.Error(diff)
	}
	if e.Text != "Joe" {
		t.Errorf("Backspace, Ctrl+Z left %q, want the entry's own undo to bring back Joe", e.Text)
	}
	if e.SelectedText() != "Joe" {
		t.Errorf("Ctrl+A selected %q", e.SelectedText())
	}
}

func TestAClickInAnEntryPutsTheCursorWhereItWas(t *testing.T) {
	app(t, ModeLight)
	e := NewEntry("")
	e.SetText("iiiiiiiiii")
	window(t, container.NewVBox(e), 300, 100)
	letter := fyne.MeasureText("i", TextSize, fyne.TextStyle{}).Width
	start := float32(entryPad) + 6 // Fyne's own inner padding
	for column := range 10 {
		m := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
		m.Position = fyne.NewPos(start+letter*(float32(column)+0.2), 16)
		e.MouseDown(m)
		if e.CursorColumn != column {
			t.Errorf("a click on letter %d put the cursor at %d", column, e.CursorColumn)
		}
	}
}

func TestASearchStartsWhenTypingRestsFor300ms(t *testing.T) {
	inBubble(t, func(p *Pump) {
		var searched []string
		var s *SearchEntry
		p.Do(func() {
			app(t, ModeLight)
			s = NewSearchEntry(p, "Search", "Ctrl K", func(text string) { searched = append(searched, text) })
			window(t, s, 300, 40)
		})
		typed := func(text string) { p.Do(func() { test.Type(s, text) }) }
		typed("p")
		pass(200 * time.Millisecond)
		typed("i")
		pass(299 * time.Millisecond)
		p.Do(func() {
			if len(searched) != 0 {
				t.Errorf("searched for %v while typing", searched)
			}
		})
		pass(2 * time.Millisecond)
		typed("zza")
		p.Do(func() { s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) })
		pass(time.Second)
		p.Do(func() { s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) })
		pass(time.Second)
		p.Do(func() { s.Set("Freehold") })
		pass(time.Second)
		p.Do(func() {
			if diff := cmp.Diff([]string{"pi", "pizza", ""}, searched); diff != "" {
				t.Error(diff)
			}
		})
	})
}

func TestASliderStepsAndSnaps(t *testing.T) {
	app(t, ModeLight)
	var told []float64
	s := NewSlider(SliderOptions{
		Label: "Radius", Min: 0.5, Max: 50, Log: true,
		Steps:     []SliderStep{{Below: 5, Step: 0.5}, {Below: 50, Step: 1}},
		OnChanged: func(v float64) { told = append(told, v) },
	}, 1)
	window(t, s, 300, 60)
	key := func(names ...fyne.KeyName) {
		for _, n := range names {
			s.TypedKey(&fyne.KeyEvent{Name: n})
		}
	}
	key(fyne.KeyRight, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyEnd, fyne.KeyRight, fyne.KeyHome)
	s.SetValue(4.5)
	key(fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft, fyne.KeyLeft)
	if diff := cmp.Diff([]float64{1.5, 1, 0.5, 50, 0.5, 5, 6, 5, 4.5}, told); diff != "" {
		t.Error(diff)
	}
	for x := float32(0); x <= 300; x += 7 {
		s.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 28)}})
		if v := s.Value(); v < 0.5 || v > 50 || v*2 != float64(int(v*2)) {
			t.Errorf("dragged to %v it stands at %v, no step", x, v)
		}
	}
	if s.Value() != 50 {
		t.Errorf("dragged to the end it stands at %v", s.Value())
	}
	s.SetValue(1.3)
	if s.Value() != 1.3 {
		t.Errorf("a typed 1.3 became %v", s.Value())
	}
}

func TestAButtonAtWorkIsOffAndSaysSo(t *testing.T) {
	app(t, ModeLight)
	taps := 0
	b := NewButton("Create", Primary, func() { taps++ })
	window(t, b, 120, 40)
	b.SetBusy("Creating…")
	test.Tap(b)
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if taps != 0 || b.Label() != "Creating…" || !b.Disabled() {
		t.Errorf("busy: %d taps, says %q", taps, b.Label())
	}
	b.SetBusy("")
	test.Tap(b)
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.Disable()
	test.Tap(b)
	if taps != 2 || b.Label() != "Create" {
		t.Errorf("idle again: %d taps, says %q", taps, b.Label())
	}
}

func TestAChipsCrossRemovesAndItsWordsTap(t *testing.T) {
	app(t, ModeLight)
	var got []string
	c := NewChip("City: Freehold", true, func() { got = append(got, "tap") }, func() { got = append(got, "remove") })
	window(t, container.NewHBox(c), 300, 40)
	test.TapAt(c, fyne.NewPos(20, 12))
	test.TapAt(c, fyne.NewPos(c.Size().Width-8, 12))
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if diff := cmp.Diff([]string{"tap", "remove", "remove"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnErrorStandsBesideTheLabelAndMovesNothing(t *testing.T) {
	app(t, ModeLight)
	e := NewEntry("")
	f := NewField("Place", e)
	window(t, container.NewVBox(f), 300, 100)
	size, at := f.MinSize(), e.Position()
	f.SetError("Say where to look: a town, an address or a ZIP code. This is a rather long sentence.")
	if f.MinSize() != size || e.Position() != at || !e.wrong {
		t.Error("the error moved the input, or did not mark it")
	}
	f.SetError("")
	if e.wrong || f.Error() != "" {
		t.Error("the error stays")
	}
}

func TestASelectTellsEachChoiceOnce(t *testing.T) {
	app(t, ModeLight)
	var told []string
	s := NewSelect([]string{"New", "Contacted", "Member"}, "", func(c string) { told = append(told, c) })
	w := window(t, container.NewVBox(s), 300, 300)
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	s.SetChosen("Member")
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if diff := cmp.Diff([]string{"New", "Contacted"}, told); diff != "" {
		t.Error(diff)
	}
	test.Tap(s)
	if w.Canvas().Overlays().Top() == nil {
		t.Error("a tap opens no menu")
	}
}

func TestASplitKeepsItsSideWhenTheWindowGrows(t *testing.T) {
	app(t, ModeLight)
	var told []float32
	side := NewText("side", StyleValue)
	s := NewSplit(NewText("main", StyleValue.Cutting()), side, 300, 400, 200)
	s.OnResized = func(w float32) { told = append(told, w) }
	window(t, s, 1000, 200)
	drag := func(by float32) {
		from := fyne.NewPos(6+by, 50)
		s.handle.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: from}, Dragged: fyne.NewDelta(by, 0)})
		s.handle.DragEnd()
	}
	drag(-100)
	drag(1000)
	drag(-2000)
	if diff := cmp.Diff([]float32{400, 200, 588}, told); diff != "" {
		t.Error(diff)
	}
	s.SetSideWidth(300)
	s.Resize(fyne.NewSize(1200, 200))
	if got := side.Size().Width; got != 300 {
		t.Errorf("in a wider window the side is %v, want 300", got)
	}
	s.Resize(fyne.NewSize(650, 200))
	if got := side.Size().Width; got != 238 || s.SideWidth() != 300 {
		t.Errorf("in a narrow window the side is %v, remembered %v", got, s.SideWidth())
	}
	s.SetOpen(false)
	if side.Visible() || s.main.Size().Width != 650 {
		t.Error("closed, the side still takes room")
	}
}

func TestACheckboxTicksByTapAndSpace(t *testing.T) {
	app(t, ModeLight)
	var told []bool
	c := NewCheckbox("OpenStreetMap", true, func(on bool) { told = append(told, on) })
	window(t, c, 200, 40)
	test.Tap(c)
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	c.SetOn(false)
	c.SetDisabled(true)
	test.Tap(c)
	if diff := cmp.Diff([]bool{false, true}, told); diff != "" || c.On() {
		t.Error(diff)
	}
}
