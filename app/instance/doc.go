// Package instance lets a second start of the program bring the first one's window forward instead of opening another.
//
// It needs the data directory, which is the user's own (mode 0700), and puts a socket there, or, where the directory's
// path is too long for a socket's name, into a private directory of the system's temporary one. Who may listen is not
// decided here: the one who holds the lock of the data directory listens, all others ask. It promises that a socket left
// behind by a crash is in nobody's way. It knows nothing of windows and carries nothing but the one wish.
package instance
