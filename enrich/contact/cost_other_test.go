//go:build !linux

package contact

import (
	"testing"
	"time"
)

var began = time.Now()

// spent stands for the processor's time where there is no getrusage.
func spent(testing.TB) time.Duration { return time.Since(began) }

// patienceFor is how long a test waits for half a second's work: neighbours and the race detector make it longer.
func patienceFor() time.Duration { return 5 * time.Second }
