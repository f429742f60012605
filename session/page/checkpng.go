package page

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image/png"
	"io"
	"slices"
)

const (
	// mostPixels bounds the pixels of a picture.
	mostPixels = 1 << 28
	// mostBeside bounds the bytes of a PNG's chunks that are no pixels.
	mostBeside = 64 << 10
)

// pngChunks are the chunks of pictures that browsers make. None of them is text, and none makes it move.
var pngChunks = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "sRGB", "gAMA", "cHRM", "iCCP",
	"sBIT", "bKGD", "pHYs", "tIME", "eXIf", "iDOT"}

// checkPNG reads the size, the chunks up to the last, behind which there is nothing, and the pixels, which it does not keep.
func checkPNG(data []byte) error {
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if int64(config.Width)*int64(config.Height) > mostPixels {
		return fmt.Errorf("it has %d × %d pixels", config.Width, config.Height)
	}
	var header, pixels []byte
	beside := 0
	const signature, frame = 8, 12 // of a chunk: length, type, checksum
	for rest := data[signature:]; len(rest) >= frame; {
		length := int64(binary.BigEndian.Uint32(rest))
		if length > int64(len(rest)-frame) {
			break
		}
		chunk, sum := rest[4:8+length], rest[8+length:]
		if crc32.ChecksumIEEE(chunk) != binary.BigEndian.Uint32(sum) {
			return errors.New("a checksum is wrong")
		}
		rest = sum[4:]
		kind, body := string(chunk[:4]), chunk[4:]
		switch kind {
		case "IHDR":
			if header != nil {
				return errors.New("it has two headers")
			}
			header = body
		case "IDAT":
			pixels = append(pixels, body...)
		case "IEND":
			if len(rest) > 0 {
				return errors.New("there is more behind it")
			}
			return checkPixels(header, pixels)
		default:
			beside += len(body)
			if !slices.Contains(pngChunks, kind) {
				return fmt.Errorf("it has a chunk %q beside its pixels", kind)
			}
			if beside > mostBeside {
				return fmt.Errorf("it has %d bytes beside its pixels", beside)
			}
		}
	}
	return errors.New("it is cut off")
}

// checkPixels returns an error if the compressed pixels are not those of a header, which [png.DecodeConfig] has read.
func checkPixels(header, pixels []byte) error {
	const atWidth, atHeight, depth, color, interlace = 0, 4, 8, 9, 12
	if header[interlace] != 0 {
		return errors.New("it is interlaced")
	}
	samples := map[byte]int64{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[header[color]]
	width, height := int64(binary.BigEndian.Uint32(header[atWidth:])), int64(binary.BigEndian.Uint32(header[atHeight:]))
	line := 1 + (width*samples*int64(header[depth])+7)/8 // a byte says how it is filtered
	in := bytes.NewReader(pixels)
	z, err := zlib.NewReader(in)
	if err != nil {
		return fmt.Errorf("its pixels cannot be read: %w", err)
	}
	got, err := io.Copy(io.Discard, io.LimitReader(z, line*height+1))
	switch {
	case err != nil:
		return fmt.Errorf("its pixels cannot be read: %w", err)
	case got != line*height || in.Len() > 0:
		return errors.New("it has more or fewer bytes than its pixels need")
	}
	return nil
}
