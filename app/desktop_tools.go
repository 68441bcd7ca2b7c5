package app

import (
	"time"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/screen/devtools"
)

const (
	keyToolsWindow = "devtools.window"
	toolsWidth     = 1280
	toolsHeight    = 800
)

// openTools opens the developer tools in a window of their own, or brings that forward.
func (d *desktop) openTools(a fyne.App) {
	if d.tools != nil {
		d.toolsWindow.RequestFocus()
		return
	}
	d.toolsWindow = a.NewWindow(screen.L("Developer tools"))
	d.tools = devtools.New(devtools.Deps{
		Cache: d.desk.Cache(), Dispatch: d.dispatch, Memory: d.memory, Window: d.toolsWindow, Now: time.Now,
		Slow: d.slowSQL, ExportDir: d.room.Facts.ExportDir, Version: d.room.Facts.Version, OnClose: d.shutTools,
	})
	d.toolsWindow.SetContent(d.tools.Content())
	d.toolsWindow.SetPadded(false)
	size := windowState{Width: toolsWidth, Height: toolsHeight}
	d.memory.Recall(keyToolsWindow, &size)
	d.toolsWindow.Resize(fyne.NewSize(size.Width, size.Height))
	d.toolsWindow.SetCloseIntercept(d.shutTools)
	d.tools.Open()
	d.toolsWindow.Show()
}

// shutTools closes the developer tools' window.
func (d *desktop) shutTools() {
	if w := d.endTools(); w != nil {
		w.Close()
		d.window.RequestFocus()
	}
}

// endTools ends the tools and gives their window, which the toolkit may have closed already.
func (d *desktop) endTools() fyne.Window {
	if d.tools == nil {
		return nil
	}
	if size := d.toolsWindow.Canvas().Size(); size.Width >= leastWidth && size.Height >= leastHeight {
		d.memory.Keep(keyToolsWindow, windowState{Width: size.Width, Height: size.Height})
	}
	d.tools.Close()
	w := d.toolsWindow
	d.tools, d.toolsWindow = nil, nil
	return w
}

// slowSQL is what the tools show of the statements that were slow.
func (d *desktop) slowSQL() []devtools.Statement {
	slow := d.core.SlowSQL()
	out := make([]devtools.Statement, len(slow))
	for i, s := range slow {
		out[i] = devtools.Statement{At: s.At, SQL: s.Query, Took: s.Took}
	}
	return out
}
