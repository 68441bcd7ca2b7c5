// LeTip Lead System finds the businesses around a place and keeps them as leads. Without arguments it opens its window,
// with a command it is the same program without one.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"letip/app"
	"letip/app/command"
)

func main() { os.Exit(run()) }

// run returns the exit code, so that what is deferred happens before the end.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	program := command.Program{Stdout: os.Stdout, Stderr: os.Stderr, Desktop: app.RunDesktop}
	return program.Main(ctx, os.Args[1:])
}
