// Package widget holds what Fyne lacks for this program: the data grid, the theme and its tokens, buttons, chips,
// toasts, charts, and the one hop to the GUI thread with the gate before each view. It knows nothing of leads, of the
// database or of the query cache.
//
// What it needs: a running fyne.App; the colours come from the [Theme] that app uses, and fall back to the light
// palette under any other theme.
//
// What it promises: nothing here runs an endless animation, waits, reads a file or asks the network on the GUI thread;
// every widget keeps its state in itself, never in its renderer, for Fyne destroys a renderer that was not painted
// for a minute; and each follows a change of theme when it is refreshed.
//
// Everything but [Dispatcher], [Gate] and [Pump] belongs to the GUI thread.
//
// # Benchmarks
//
//	go test -run '^$' -bench . ./app/widget
//	xvfb-run -a -s '-screen 0 1440x900x24' go test -v -bench . ./app/widget/realwindow
//
// The first is the grid over 1,000,000 rows on the test driver: main-thread CPU per operation (ms-cpu-p50/op). The
// second opens a window and prints what 1,000 marks a second do to the GUI queue, and how long it is from an event to
// the painted frame.
package widget
