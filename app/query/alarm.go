package query

import (
	"math"
	"time"
)

// never is the deadline that does not come.
const never = time.Duration(math.MaxInt64)

// alarm is one deadline in the client's only heap, served by its only timer.
type alarm struct {
	at    time.Duration // since the client's epoch
	pos   int           // in the heap, counted from 1; 0 is out of it
	owner ringer
}

// ringer is woken under the client's mutex, once for each alarm that came due.
type ringer interface{ ring() }

// ringFunc lets a plain function be woken.
type ringFunc func()

func (f ringFunc) ring() { f() }

// setAlarm moves an alarm to a deadline; never takes it out.
func (c *Client) setAlarm(a *alarm, at time.Duration) {
	if at == never {
		c.dropAlarm(a)
		return
	}
	if c.closed {
		return
	}
	a.at = at
	if a.pos == 0 {
		c.alarms = append(c.alarms, a)
		a.pos = len(c.alarms)
	}
	c.alarmUp(a.pos)
	c.alarmDown(a.pos)
}

func (c *Client) dropAlarm(a *alarm) {
	if a.pos == 0 {
		return
	}
	last := c.alarms[len(c.alarms)-1]
	c.alarms[len(c.alarms)-1] = nil
	c.alarms = c.alarms[:len(c.alarms)-1]
	pos := a.pos
	a.pos = 0
	if last == a {
		return
	}
	c.alarms[pos-1], last.pos = last, pos
	c.alarmUp(pos)
	c.alarmDown(last.pos)
}

func (c *Client) alarmUp(pos int) {
	for pos > 1 && c.alarms[pos-1].at < c.alarms[pos/2-1].at {
		c.alarmSwap(pos, pos/2)
		pos /= 2
	}
}

func (c *Client) alarmDown(pos int) {
	for {
		low := 2 * pos
		if low > len(c.alarms) {
			return
		}
		if low < len(c.alarms) && c.alarms[low].at < c.alarms[low-1].at {
			low++
		}
		if c.alarms[pos-1].at <= c.alarms[low-1].at {
			return
		}
		c.alarmSwap(pos, low)
		pos = low
	}
}

func (c *Client) alarmSwap(i, j int) {
	a, b := c.alarms[i-1], c.alarms[j-1]
	c.alarms[i-1], c.alarms[j-1] = b, a
	a.pos, b.pos = j, i
}

// wind sets the timer for the first alarm. A timer that is set too early is left alone: it finds nothing due.
func (c *Client) wind() {
	if len(c.alarms) == 0 || c.alarms[0].at >= c.timerAt || c.closed {
		return
	}
	c.timerAt = c.alarms[0].at
	wait := max(c.timerAt-c.t, 0)
	if c.timer == nil {
		c.timer = time.AfterFunc(wait, c.tick) // owner: the client; Close stops it and waits for a tick under way
	} else {
		c.timer.Reset(wait)
	}
}

func (c *Client) tick() {
	c.lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	c.calls.Add(1)
	defer c.calls.Done()
	c.timerAt = never
	for len(c.alarms) > 0 && c.alarms[0].at <= c.t {
		a := c.alarms[0]
		c.dropAlarm(a)
		a.owner.ring()
	}
	c.unlock()
}
