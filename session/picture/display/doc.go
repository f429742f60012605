// Package display keeps what was drawn as a list, and writes it: as SVG, as pixels, as PDF.
//
// A [Recorder] has the plain 2D calls of a canvas, as far as the page's charts use them, and
// appends what they draw to a [List]. A list is independent of what it is written as: all
// coordinates are in pixels of the page, transforms and clips are resolved. Texts are kept as
// texts and are measured with the fonts of this package, which the page has too.
//
//	r := display.NewRecorder()
//	r.SetFill("#0072b2")
//	r.FillRect(10, 10, 100, 20)
//	list := r.List()
//	list.Width, list.Height = 120, 40
//	err := list.WriteSVG(w)
package display
