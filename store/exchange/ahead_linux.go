package exchange

import (
	"os"

	"golang.org/x/sys/unix"
)

// writeAhead asks the system to begin to bring a part of a file to the disk, and doesn't wait: a file that is flushed only
// when it is whole keeps who waits for it as long again as it took to write.
func writeAhead(f *os.File, from, n int64) {
	_ = unix.SyncFileRange(int(f.Fd()), from, n, unix.SYNC_FILE_RANGE_WRITE) // a wish: what comes of it is Sync's to tell
}
