package contact

import (
	"syscall"
	"testing"
	"time"
)

// spent is the processor's time that this process has used.
func spent(tb testing.TB) time.Duration {
	tb.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// patienceFor is how long a test waits for half a second's work: neighbours and the race detector make it longer.
func patienceFor() time.Duration { return 5 * time.Second }
