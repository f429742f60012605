package session

import (
	"context"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
)

// makesPictures reports whether the page hands over the pictures that it makes.
func (b *browser) makesPictures() bool { return b.dialect == protocol.Builtin }

// print has the page make a picture of a chart, or of all with handle 0. Real
// pages do not hand it over, which the error says. The push token is held.
func (b *browser) print(ctx context.Context, handle int, fileName, fileType string) ([]byte, error) {
	p := protocol.PrintWorkspaceParams{FileName: strings.TrimSuffix(fileName, "."+fileType), FileType: fileType}
	if handle != 0 {
		id, shown := b.chartID(handle)
		if !shown {
			return nil, &noteError{sentence: fmt.Sprintf("does not show chart %d", handle)}
		}
		p.ChartID = id
	}
	if !b.makesPictures() {
		if err := b.unlessUnknown(ctx, protocol.PrintWorkspace, p); err != nil {
			return nil, err
		}
		return nil, &noteError{done: true, sentence: "downloads the picture by itself, into its folder for downloads"}
	}
	var picture protocol.PrintWorkspaceResult
	if err := b.call(ctx, protocol.PrintWorkspace, p, &picture); err != nil {
		return nil, err
	}
	return picture.Data, nil
}
