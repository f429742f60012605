package reply

import "github.com/epiviz/epivizgo/protocol"

// PictureTypes are the types of files that pictures are written as.
var PictureTypes = []string{"svg", "png", "pdf"}

// Picture says what a picture is of and how it is written. Zero values leave it to the page in use, or
// without one to what is usual.
type Picture struct {
	Type    string // one of PictureTypes
	Handles []int  // of the charts; none means all
	// At are the places side by side that it is of, as Resolve returns them; none means what the session shows.
	At    []Locus
	Width float64
	Theme protocol.Theme
	Scale float64 // pixels of a PNG for each of the page's; 0 is 2
}

// PictureFile is a picture as it is written. Width and Height are in pixels, 0 where they are not known.
type PictureFile struct {
	Data          []byte
	Width, Height int
}

// Bounds of pictures: of their width, and of the pixels for each of the page's.
const (
	NarrowestPicture = 300
	WidestPicture    = 20_000
	SharpestPicture  = 12.5
)

// PicturePage is a page of a PDF.
type PicturePage struct {
	Title string // of its bookmark
	At    Locus
}
