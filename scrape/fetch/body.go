package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A body has to come with at least 1 KiB a second over 10 s: who drips to keep us is dropped.
const (
	dripWindow = 10
	dripFloor  = dripWindow << 10
)

// The causes with which a try ends its own context.
var (
	errTooLate = errors.New("no time left for this try")
	errTooSlow = errors.New("less than 1 KiB a second for 10 s")
)

// read takes up to limit bytes of a body, decompressed by the transport, and says whether that was all. It never reads
// more than one byte beyond: a bomb costs what a page costs. The body stands in the buffer.
func read(answer *http.Response, limit int64, giveUp context.CancelCauseFunc) (buf *bytes.Buffer, whole bool, err error) {
	buf = bodies.Get().(*bytes.Buffer)
	if n := answer.ContentLength; n > 0 {
		buf.Grow(int(min(n, limit, 64<<10)) + bytes.MinRead) // the header may lie, so it earns no more than this
	}
	floor := watch(answer.Body, giveUp)
	defer floor.stop()
	_, err = buf.ReadFrom(io.LimitReader(floor, limit+1))
	if int64(buf.Len()) > limit {
		buf.Truncate(int(limit))
		return buf, false, nil
	}
	return buf, err == nil, err
}

// bodies are buffers that bodies are read into: growing anew for each page would be most of what a page costs.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKept is the largest buffer that is kept for the next body.
const maxKept = maxPageBytes + 64<<10

func putBack(buf *bytes.Buffer) {
	if buf.Cap() <= maxKept {
		buf.Reset()
		bodies.Put(buf)
	}
}

// Release hands the body's memory back for the next page; nothing of the body may be used from then on. Who reads many
// pages should: without it each page's memory waits for the garbage collector.
func (r *Response) Release() {
	if r.lent != nil {
		putBack(r.lent)
	}
	r.Body, r.lent = nil, nil
}

// floor counts the bytes of a body and gives up on one that drips.
type floor struct {
	body   io.Reader
	giveUp context.CancelCauseFunc
	came   atomic.Int64 // since the last tick

	mu      sync.Mutex // guards what follows
	timer   *time.Timer
	over    bool
	seconds [dripWindow]int64 // what came in each of the last seconds
	ticks   int
}

// watch starts to count. stop must be called.
func watch(body io.Reader, giveUp context.CancelCauseFunc) *floor {
	f := &floor{body: body, giveUp: giveUp}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.timer = time.AfterFunc(time.Second, f.tick)
	return f
}

func (f *floor) Read(b []byte) (int, error) {
	n, err := f.body.Read(b)
	f.came.Add(int64(n))
	return n, err
}

func (f *floor) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.over = true
	f.timer.Stop()
}

// tick looks at the last ten seconds once a second.
func (f *floor) tick() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over {
		return
	}
	f.seconds[f.ticks%dripWindow] = f.came.Swap(0)
	f.ticks++
	var sum int64
	for _, n := range f.seconds {
		sum += n
	}
	if f.ticks >= dripWindow && sum < dripFloor {
		f.giveUp(errTooSlow)
		return
	}
	f.timer.Reset(time.Second)
}

// size writes a number of bytes as a person reads it.
func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d KiB", n>>10)
}
