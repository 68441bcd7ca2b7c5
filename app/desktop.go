package app

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"letip/app/instance"
	"letip/app/widget"
	"letip/assets"
)

// AppID is what the system knows the program by; FyneApp.toml says the same.
const AppID = "com.letip.leads"

// Title is the window's.
const Title = "LeTip Lead System"

// readyVariable, where it is set, has READY written to standard error once the first screen has been painted: for
// whoever drives the program or times its start.
const readyVariable = "LETIP_READY"

// RunDesktop opens the window over the data directory and returns when it is closed, or once ctx has ended. Where
// another window has the directory, that one comes forward and there is nothing to do. Without a display it is
// ErrNoDisplay.
func RunDesktop(ctx context.Context, o CoreOptions) error {
	if !displayNamed() {
		return ErrNoDisplay
	}
	core, err := OpenOrRaise(ctx, o)
	if err != nil || core == nil {
		return err
	}
	return errors.Join(runWindow(ctx, core), core.Close())
}

// displayNamed reports whether there can be a display at all: without a name in the environment the toolkit would say so
// in five lines.
func displayNamed() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// runWindow is the life of the window. It must be called on the main goroutine.
func runWindow(ctx context.Context, core *Core) (err error) {
	started := false
	defer func() {
		p := recover()
		switch {
		case p == nil:
		case started:
			panic(p) // a fault of ours: the stack says whose
		default:
			err = fmt.Errorf("%w (%v)", ErrNoDisplay, p) // Fyne panics where it can't open one
		}
	}()
	dispatch := &gui{Dispatcher: widget.FyneDispatcher()}
	d, err := newDesktop(ctx, core, dispatch)
	if err != nil {
		return err
	}
	defer d.close()

	a := fyneapp.NewWithID(AppID)
	a.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	d.applyTheme(a)
	window := a.NewWindow(Title)
	d.build(a, window)

	owner, err := instance.Listen(core.Options.Data, func() { dispatch.Post(window.RequestFocus) })
	if err != nil {
		core.Log.Warn("a second start will not bring this window forward", "error", err)
	} else {
		defer owner.Close()
	}
	stop := context.AfterFunc(ctx, func() {
		dispatch.end() // Fyne hears the same signal: nothing of ours may come after its end
		dispatch.Dispatcher.Post(a.Quit)
	})
	defer stop()
	a.Lifecycle().SetOnStarted(func() {
		started = true
		d.started()
	})
	a.Lifecycle().SetOnEnteredForeground(func() { d.focus.set(true) })
	a.Lifecycle().SetOnExitedForeground(func() { d.focus.set(false) })
	window.SetCloseIntercept(func() {
		dispatch.end()
		window.Close()
	})
	window.SetMaster()
	window.Show()
	a.Run()
	dispatch.end()
	d.rememberWindow()
	return nil
}

// gui is the way to the GUI thread while there is one. Once the toolkit's loop has ended, Fyne would run what is posted
// on the goroutine that posts, so from the beginning of the end on nothing is.
type gui struct {
	widget.Dispatcher
	ended atomic.Bool
}

// Post implements widget.Dispatcher.
func (g *gui) Post(f func()) {
	if g.ended.Load() {
		return
	}
	g.Dispatcher.Post(func() {
		if !g.ended.Load() {
			f()
		}
	})
}

func (g *gui) end() { g.ended.Store(true) }

// started shows the first screen: nothing may be given the keyboard before the toolkit runs.
func (d *desktop) started() {
	d.frame.Open()
	if os.Getenv(readyVariable) != "" {
		d.sayReady()
	}
}

// sayReady writes READY once what the first screen shows has been read and painted.
func (d *desktop) sayReady() {
	if !d.frame.Settled() {
		time.AfterFunc(readyLooks, func() { d.dispatch.Post(d.sayReady) })
		return
	}
	d.window.SetContent(container.NewStack(d.frame.Content(), whenPainted(func() {
		d.dispatch.Post(func() { fmt.Fprintln(os.Stderr, "READY") })
	})))
}

// readyLooks is how often it is looked for the first screen's content.
const readyLooks = 2 * time.Millisecond

// whenPainted is an object that calls fn once, while it is painted for the first time. It can't be seen.
func whenPainted(fn func()) fyne.CanvasObject {
	once := sync.OnceFunc(fn)
	nothing := image.NewNRGBA(image.Rect(0, 0, 1, 1))
	return canvas.NewRaster(func(int, int) image.Image {
		once()
		return nothing
	})
}

// windowState is what is remembered of the window.
type windowState struct {
	Width  float32 `json:"width"`
	Height float32 `json:"height"`
}

const (
	keyWindow     = "window"
	defaultWidth  = 1280
	defaultHeight = 800
	leastWidth    = 640
	leastHeight   = 400
)

// windowSize is the size the window was left in.
func (d *desktop) windowSize() fyne.Size {
	s := windowState{Width: defaultWidth, Height: defaultHeight}
	d.memory.Recall(keyWindow, &s)
	return fyne.NewSize(max(s.Width, leastWidth), max(s.Height, leastHeight))
}

// rememberWindow keeps the window's size. It is called once the window is gone, however that came: a signal closes no
// window.
func (d *desktop) rememberWindow() {
	if d.window == nil {
		return
	}
	size := d.window.Canvas().Size()
	if size.Width >= leastWidth && size.Height >= leastHeight {
		d.memory.Keep(keyWindow, windowState{Width: size.Width, Height: size.Height})
	}
}
