// Package command is the program without a window: the first word of the arguments is a command, and its flags may stand
// anywhere.
//
// It needs a data directory and gives results on standard output and progress on standard error. What it promises is
// SPEC section 5: exactly one JSON document with --json, all fields always present, and the exit codes 0 (done), 1
// (failed), 2 (wrong usage), 3 (done with some items failed) and 130 (interrupted). Standard output never carries a
// colour code or a log line. Without a command it hands over to the desktop.
package command
