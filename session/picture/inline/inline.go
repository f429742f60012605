// Package inline writes pixels as terminals take them for pictures among their text: by the protocol of kitty, as
// inline images of iTerm2, as sixels.
//
// What is written leaves the cursor at the beginning of the line behind the picture, in every terminal: they differ in
// where they leave it, so rows are made first and the cursor is brought back to their top and kept there.
package inline

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// Box is the cells that a picture takes.
type Box struct{ Columns, Rows int }

// in returns what draws a picture at the cursor, with rows made for it.
func (b Box) in(picture []byte) []byte {
	out := fmt.Appendf(nil, "%s\x1b[%dA\x1b7", strings.Repeat("\r\n", b.Rows), b.Rows)
	out = append(out, picture...)
	return fmt.Appendf(out, "\x1b8\x1b[%dB", b.Rows)
}

// chunk is how many bytes of base64 a command of kitty has at most.
const chunk = 4096

// Kitty returns a PNG by the protocol of kitty, which many terminals have. The terminal need not answer.
func Kitty(png []byte, b Box) []byte {
	data := base64.StdEncoding.EncodeToString(png)
	keys := fmt.Sprintf("a=T,f=100,q=2,C=1,c=%d,r=%d,", b.Columns, b.Rows)
	var out []byte
	for {
		n := min(len(data), chunk)
		more := 0
		if n < len(data) {
			more = 1
		}
		out = fmt.Appendf(out, "\x1b_G%sm=%d;%s\x1b\\", keys, more, data[:n])
		if data, keys = data[n:], ""; more == 0 {
			return b.in(out)
		}
	}
}

// ITerm returns a PNG as an inline image of iTerm2.
func ITerm(png []byte, b Box) []byte {
	return b.in(fmt.Appendf(nil, "\x1b]1337;File=inline=1;size=%d;width=%d;height=%d;preserveAspectRatio=0:%s\a",
		len(png), b.Columns, b.Rows, base64.StdEncoding.EncodeToString(png)))
}
