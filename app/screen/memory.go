package screen

import (
	"context"
	"encoding/json"
	"maps"
	"sync"
	"time"

	"github.com/sourcegraph/conc"
)

// Keeper stores how screens were left.
type Keeper interface {
	UIState(ctx context.Context, key string, into any) (bool, error)
	SaveUIState(ctx context.Context, key string, v any) error
}

// settleMemory is how long a change may wait for the next one before it is written: dragging a column is one write.
const settleMemory = 500 * time.Millisecond

// Memory remembers how screens were left: columns, filters, sizes. It is read whole before the window opens, answers
// from there at once, and writes on a goroutine of its own. All methods may be called from any goroutine.
type Memory struct {
	keeper  Keeper
	onError func(error)

	mu     sync.Mutex // guards what follows
	known  map[string]json.RawMessage
	dirty  bool // known holds more than the keeper
	closed bool
	wake   chan struct{}
	owner  conc.WaitGroup
}

// memoryKey is the one row in which everything is kept: it is small, and read with one query.
const memoryKey = "desktop"

// OpenMemory reads what was remembered. Close it before the keeper. onError may be nil.
func OpenMemory(ctx context.Context, k Keeper, onError func(error)) (*Memory, error) {
	m := &Memory{
		keeper: k, onError: onError, known: map[string]json.RawMessage{}, wake: make(chan struct{}, 1),
	}
	if _, err := k.UIState(ctx, memoryKey, &m.known); err != nil {
		return nil, err
	}
	if m.known == nil {
		m.known = map[string]json.RawMessage{}
	}
	m.owner.Go(m.run)
	return m, nil
}

// Recall reads into what into points to; false leaves it as it is.
func (m *Memory) Recall(key string, into any) bool {
	m.mu.Lock()
	v, ok := m.known[key]
	m.mu.Unlock()
	return ok && json.Unmarshal(v, into) == nil
}

// Keep remembers v under key, soon.
func (m *Memory) Keep(key string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		m.report(err)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed || string(m.known[key]) == string(b) {
		return
	}
	m.known[key] = b
	m.dirty = true
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Close writes what waits and ends the goroutine.
func (m *Memory) Close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	close(m.wake)
	m.owner.Wait()
}

func (m *Memory) run() {
	for range m.wake {
		timer := time.NewTimer(settleMemory)
	settling:
		for {
			select {
			case _, ok := <-m.wake:
				if !ok {
					break settling
				}
			case <-timer.C:
				break settling
			}
		}
		timer.Stop()
		m.write()
	}
	m.write()
}

func (m *Memory) write() {
	m.mu.Lock()
	dirty, all := m.dirty, maps.Clone(m.known)
	m.dirty = false
	m.mu.Unlock()
	if !dirty {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second) // at the end of the program too
	defer cancel()
	if err := m.keeper.SaveUIState(ctx, memoryKey, all); err != nil {
		m.report(err)
	}
}

func (m *Memory) report(err error) {
	if m.onError != nil {
		m.onError(err)
	}
}
