package display

import (
	"bytes"
	"encoding/binary"
	"image/png"
	"io"
	"math"
)

// WritePNG writes the list as a PNG with scale pixels for each pixel of the page, which has 96 an inch.
func (l *List) WritePNG(w io.Writer, scale float64) error {
	img, err := l.Image(scale)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&b, img); err != nil {
		return err
	}
	const header = 8 + 25 // the signature and the chunk IHDR
	parts := [][]byte{b.Bytes()[:header], density(scale), nil, b.Bytes()[header:]}
	if l.Metadata != "" {
		parts[2] = pngChunk("iTXt", []byte(textHead+l.Metadata))
	}
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// density returns the chunk pHYs, which says how many pixels a metre has.
func density(scale float64) []byte {
	perMetre := uint32(math.Round(96 * scale / 0.0254))
	b := binary.BigEndian.AppendUint32(nil, perMetre)
	b = binary.BigEndian.AppendUint32(b, perMetre)
	return pngChunk("pHYs", append(b, 1))
}
