package instance

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/sourcegraph/conc"
)

// What is said over the socket: one line each way.
const (
	wish   = "show yourself\n"
	answer = "here I am\n"
)

// patience is how long either side waits for the other's line. A second start must be over within a second.
const patience = 800 * time.Millisecond

// longestName is what a socket's name may have on every system: 104 bytes on macOS, 108 on Linux, with the final zero.
const longestName = 100

// Owner is the instance that has the window. It listens until it is closed.
type Owner struct {
	listener net.Listener
	raise    func()
	running  conc.WaitGroup // accepts; Close waits for it
}

// Listen waits for others to ask for the window, and calls raise for each, one at a time, on a goroutine of its own. Only
// the holder of the data directory's lock may call it: what it finds under the socket's name is a leftover.
func Listen(dir string, raise func()) (*Owner, error) {
	path, err := socket(dir)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("make way for the socket: %w", err)
	}
	var config net.ListenConfig
	listener, err := config.Listen(context.Background(), "unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen for a second start: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	o := &Owner{listener: listener, raise: raise}
	o.running.Go(o.serve)
	return o, nil
}

// Close stops listening and waits until raise is no longer called.
func (o *Owner) Close() error {
	err := o.listener.Close()
	o.running.Wait()
	return err
}

func (o *Owner) serve() {
	for {
		conn, err := o.listener.Accept()
		if err != nil {
			return // closed
		}
		if asked(conn) {
			o.raise()
		}
		_ = conn.Close() // the asker has its answer or is gone
	}
}

// asked reads the wish and answers it.
func asked(conn net.Conn) bool {
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return false
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || line != wish {
		return false
	}
	_, err = conn.Write([]byte(answer))
	return err == nil
}

// ErrNobody is returned by Raise when no instance with a window answers: the directory is free, or a command without a
// window is at work there.
var ErrNobody = errors.New("no window is open for this data directory")

// Raise asks the instance that owns the directory to bring its window forward.
func Raise(ctx context.Context, dir string) error {
	path, err := socket(dir)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNobody, err)
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return err
		}
	}
	if _, err := conn.Write([]byte(wish)); err != nil {
		return fmt.Errorf("%w: %w", ErrNobody, err)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNobody, err)
	}
	if line != answer {
		return fmt.Errorf("%w: it answers %q", ErrNobody, line)
	}
	return nil
}

// socket names the socket of a data directory.
func socket(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("name the socket: %w", err)
	}
	path := filepath.Join(dir, "app.sock")
	if len(path) <= longestName {
		return path, nil
	}
	private := filepath.Join(os.TempDir(), fmt.Sprintf("letip-%d", os.Getuid()))
	if err := os.MkdirAll(private, 0o700); err != nil {
		return "", fmt.Errorf("name the socket: %w", err)
	}
	if info, err := os.Lstat(private); err != nil || !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("name the socket: %s is not a private directory", private)
	}
	sum := sha256.Sum256([]byte(dir))
	return filepath.Join(private, hex.EncodeToString(sum[:12])+".sock"), nil
}
