// Package trash is the screen of the leads that were deleted: how long each can still be had back, the way back for one or
// many, and the end of what nobody wants back.
package trash
