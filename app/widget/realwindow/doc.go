// Package realwindow measures the widgets in a window of the real driver, which the driver of tests cannot stand for:
// there fyne.Do runs at once, and nothing is painted. It holds tests alone, and they are skipped without a display:
//
//	xvfb-run -a -s '-screen 0 1440x900x24' go test -v -bench . ./app/widget/realwindow
package realwindow
