package bbi

import (
	"errors"
	"fmt"

	"github.com/epiviz/epivizgo/session/source"
)

// errClosed is the error of queries after Close.
var errClosed = errors.New("the file was closed")

// damage is an error in a file, with its place. It is a source.ErrFormat.
type damage struct {
	file   string
	what   string // the part that was read: "header", "data block"
	offset uint64 // where the part begins in the file
	reason string // what was wanted and what was found
	cut    bool   // the part is beyond the end of the file
}

func (d *damage) Error() string {
	return fmt.Sprintf("%s: %s at offset %d: %s", d.file, d.what, d.offset, d.reason)
}

func (d *damage) Unwrap() error { return source.ErrFormat }

// Hint returns what to do about it.
func (d *damage) Hint() string {
	if d.cut {
		return "the file seems to be cut short: copy or download it again and compare its size"
	}
	return "the file seems to be damaged: copy or download it again"
}

// damaged returns a damage with a formatted reason.
func (f *file) damaged(what string, offset uint64, format string, args ...any) error {
	return &damage{file: f.name, what: what, offset: offset, reason: fmt.Sprintf(format, args...)}
}

// isDamage reports whether the file itself is at fault, rather than reading it or
// the caller's context.
func isDamage(err error) bool {
	var d *damage
	return errors.As(err, &d)
}
