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

// Inline says what a picture in a terminal is of, and what the terminal can show.
type Inline struct {
	As         string // one of InlineTypes
	Handles    []int  // of the charts; none means all
	Columns    int
	Rows       int     // at most; 0 is any number
	CellWidth  float64 // in pixels
	CellHeight float64
	Theme      protocol.Theme // "" is that of the session, else of the terminal
	Dark       bool           // whether the terminal is
	Colors     Colors
}

// InlineTypes are the ways in which terminals show pictures. Every terminal has the last.
var InlineTypes = []string{"kitty", "iterm", "sixel", "braille"}

// Colors is which colours a terminal has for letters.
type Colors int

const (
	NoColors Colors = iota
	Colors16
	Colors256
	TrueColors
)

// InlinePicture is what a terminal shows as a picture. Left are the charts that had no room.
type InlinePicture struct {
	Data []byte
	Left []int
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
