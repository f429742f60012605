package page

import (
	"context"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
)

// MakesPictures reports whether the page answers printWorkspace with the picture.
func (pg *Page) MakesPictures() bool { return pg.quirks.handsPictures }

// Print makes the page take a picture of a chart, or of all charts if handle is 0. If the
// page does not return pictures, the error is a Note.
func (pg *Page) Print(ctx context.Context, handle int, fileName, fileType string) ([]byte, error) {
	p := protocol.PrintWorkspaceParams{FileName: strings.TrimSuffix(fileName, "."+fileType), FileType: fileType}
	if handle != 0 {
		id, shown := pg.chartID(handle)
		if !shown {
			return nil, &Note{Sentence: fmt.Sprintf("does not show chart %d", handle)}
		}
		p.ChartID = id
	}
	if !pg.MakesPictures() {
		if err := pg.Push(ctx, protocol.PrintWorkspace, p); err != nil {
			return nil, err
		}
		return nil, &Note{Done: true, Sentence: "downloads the picture by itself, into its folder for downloads"}
	}
	var picture protocol.PrintWorkspaceResult
	if err := pg.call(ctx, protocol.PrintWorkspace, p, &picture); err != nil {
		return nil, err
	}
	return picture.Data, checkPicture(picture.Data, fileType)
}
