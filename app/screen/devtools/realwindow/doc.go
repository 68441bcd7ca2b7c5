// Package realwindow measures the developer tools in a window of the real driver: how long they take to open over 10,000
// queries, and what a click would wait meanwhile. It holds tests alone, and they are skipped without a display:
//
//	xvfb-run -a -s '-screen 0 1440x900x24' go test -v ./app/screen/devtools/realwindow
package realwindow
