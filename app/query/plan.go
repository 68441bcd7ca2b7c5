package query

import (
	"context"
	"fmt"
	"reflect"
	"runtime/debug"
	"time"
)

// FetchContext tells a fetch what it is for.
type FetchContext struct {
	Path    Path
	Meta    Meta
	Attempt int   // 0, then one more for each retry
	Cause   Cause // shown in the developer tools
}

// Query is a value: how to get a T and how long it is good for. Share it between observers.
//
// All its functions run outside the cache's lock and may call the cache. A nil Fetch makes an observer that only
// watches what others put there.
type Query[T any] struct {
	Key         Key[T]
	Fetch       func(ctx context.Context, fc FetchContext) (T, error) // ctx ends when nobody needs the answer
	Options     Options
	Equal       func(old, new T) bool          // nil: T's Equal method, ==, else always new
	Poll        func(s State[T]) time.Duration // asked after every change; 0 stops
	Enabled     func(s State[T]) bool          // nil = true; asked on mount, on every change and before a refetch
	Initial     func() (data T, updatedAt time.Time, ok bool)
	Placeholder func(prev State[T]) (T, bool) // shown while there is nothing; prev is what this observer showed last
}

// KeepPrevious is the Placeholder that goes on showing the last key's data: page 1 until page 2 is there.
func KeepPrevious[T any](prev State[T]) (T, bool) { return prev.Data, prev.HasData }

// Every is the Poll with a fixed interval.
func Every[T any](d time.Duration) func(State[T]) time.Duration {
	return func(State[T]) time.Duration { return d }
}

// box holds a value of an entry.
type box[T any] struct{ v T }

func (b *box[T]) value() any       { return b.v }
func (b *box[T]) typeName() string { return reflect.TypeFor[T]().String() }

// alike compares by == where T has it. It asks for a comparison outside the lock where T has an Equal method.
func (b *box[T]) alike(other boxed) (same, asks bool) {
	o, ok := other.(*box[T])
	if !ok {
		return false, false
	}
	if b == o {
		return true, false
	}
	if _, has := any(&b.v).(interface{ Equal(T) bool }); has {
		return false, true
	}
	return equalOperator(&b.v, &o.v), false
}

// same compares with the type's own Equal. Call it outside the lock.
func (b *box[T]) same(other boxed) bool {
	o, ok := other.(*box[T])
	return ok && sameValue(&b.v, &o.v)
}

// equalOperator is false where == would panic: an interface field may hold what cannot be compared.
func equalOperator[T any](a, b *T) (same bool) {
	if !reflect.TypeFor[T]().Comparable() {
		return false
	}
	defer func() {
		if recover() != nil {
			same = false
		}
	}()
	return any(*a) == any(*b)
}

// plan is a Query with its options resolved, as entries and flights hold it.
type plan[T any] struct{ q Query[T] }

type planner interface {
	options() *Options
	typeName() string
	fetches() bool
	asksEqual() bool
	equal(old, now boxed) bool
	run(ctx context.Context, fc FetchContext) (boxed, error)
	initial() (boxed, time.Time, bool)
	// dynamic reports whether enabled or poll ask user code.
	dynamic() bool
	enabled(EntryInfo, boxed) bool
	poll(EntryInfo, boxed) time.Duration
}

func (p *plan[T]) options() *Options { return &p.q.Options }
func (p *plan[T]) typeName() string  { return reflect.TypeFor[T]().String() }
func (p *plan[T]) fetches() bool     { return p.q.Fetch != nil }
func (p *plan[T]) asksEqual() bool   { return p.q.Equal != nil }
func (p *plan[T]) dynamic() bool     { return p.q.Enabled != nil || p.q.Poll != nil }

// PanicError is a panic of user code, as the error of what it was part of.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// guard turns a panic into an error.
func guard(err *error) {
	if v := recover(); v != nil {
		*err = &PanicError{v, debug.Stack()}
	}
}

func (p *plan[T]) run(ctx context.Context, fc FetchContext) (b boxed, err error) {
	defer guard(&err)
	v, err := p.q.Fetch(ctx, fc)
	if err != nil {
		return nil, err
	}
	return &box[T]{v}, nil
}

func (p *plan[T]) equal(old, now boxed) bool {
	a, ok := old.(*box[T])
	b, ok2 := now.(*box[T])
	return ok && ok2 && p.q.Equal(a.v, b.v)
}

// sameValue is the equality of a type by itself. Call it outside the lock.
func sameValue[T any](a, b *T) bool {
	if e, ok := any(a).(interface{ Equal(T) bool }); ok {
		return e.Equal(*b)
	}
	return equalOperator(a, b)
}

func (p *plan[T]) initial() (boxed, time.Time, bool) {
	if p.q.Initial == nil {
		return nil, time.Time{}, false
	}
	v, at, ok := p.q.Initial()
	return &box[T]{v}, at, ok
}

func (p *plan[T]) enabled(i EntryInfo, b boxed) bool {
	return p.q.Fetch != nil && (p.q.Enabled == nil || p.q.Enabled(stateOf[T](i, b)))
}

func (p *plan[T]) poll(i EntryInfo, b boxed) time.Duration {
	if p.q.Poll == nil {
		return 0
	}
	return p.q.Poll(stateOf[T](i, b))
}

func stateOf[T any](i EntryInfo, b boxed) State[T] {
	s := State[T]{EntryInfo: i}
	if v, ok := b.(*box[T]); ok {
		s.Data = v.v
	} else {
		s.HasData = false
	}
	return s
}
