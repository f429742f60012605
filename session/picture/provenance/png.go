package provenance

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// harmless are the kinds of chunks that do not change how the pixels of a PNG are shown, or that a reader of pixels minds.
var harmless = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "sRGB", "sBIT", "bKGD", "hIST", "tEXt", "zTXt", "iTXt", "tIME", "pHYs"}

// besidesPixels returns what a PNG has with which its pixels are shown as others, "" if nothing: animations have
// further pixels, colour profiles and orientations change them. Remarks are on what does not matter to the pixels.
func besidesPixels(was, now []byte) (difference string, remarks []string) {
	before, rest := chunks(was)
	after, _ := chunks(now)
	var others []string
	for _, kind := range slices.Sorted(maps.Keys(before)) {
		if !slices.Contains(harmless, kind) {
			others = append(others, kind)
		}
	}
	if len(others) > 0 {
		difference = fmt.Sprintf("its pixels are the same, but it has %q, with which others can be shown", strings.Join(others, " "))
	}
	if before["pHYs"] != after["pHYs"] {
		remarks = append(remarks, "it says something else of how many pixels an inch has")
	}
	if rest > 0 {
		remarks = append(remarks, fmt.Sprintf("%d bytes follow its end, which are not of the picture", rest))
	}
	return difference, remarks
}

// chunks returns the last chunk of each kind of a PNG whose pixels can be read, and how many bytes follow its end.
func chunks(file []byte) (last map[string]string, rest int) {
	last = map[string]string{}
	at := 8 // behind the signature
	for len(file)-at >= 12 {
		n := int64(binary.BigEndian.Uint32(file[at:]))
		if n > int64(len(file)-at-12) {
			break
		}
		kind := string(file[at+4 : at+8])
		last[kind] = string(file[at+8 : at+8+int(n)])
		at += 12 + int(n)
		if kind == "IEND" {
			return last, len(file) - at
		}
	}
	return last, 0
}
