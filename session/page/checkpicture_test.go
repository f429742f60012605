package page

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
)

func svgOf(inside string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9" role="img">` +
		inside + "</svg>\n"
}

func TestPicturesAreSVG(t *testing.T) {
	good := svgOf(`<title>a &lt;script&gt; &#34;x&#34;</title><defs><clipPath id="c1"><rect width="9" height="9"/></clipPath></defs>` +
		`<g clip-path="url(#c1)"><path d="M0 0L9 9" fill="#fff" stroke="rgb(1, 2, 3)" stroke-dasharray="2 2"/></g>` +
		`<text x="1" y="2" transform="rotate(90)" font-family="&quot;A b&quot;, sans-serif">onload=alert(1) url(http://x)</text>`)
	if err := checkPicture([]byte(good), "svg"); err != nil {
		t.Error(err)
	}
	for what, bad := range map[string]string{
		"nothing":                  "",
		"text":                     "svg of chart-1",
		"HTML":                     "<!doctype html><script>alert(1)</script>",
		"HTML with svg in it":      `<html><svg xmlns="http://www.w3.org/2000/svg"/></html>`,
		"no namespace":             "<svg></svg>",
		"a script":                 svgOf("<script>alert(1)</script>"),
		"a script in a group":      svgOf("<g><g><script href=\"http://x/y.js\"/></g></g>"),
		"a script with a prefix":   svgOf(`<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>`),
		"a script of HTML":         svgOf(`<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>`),
		"a prefix of nothing":      svgOf(`<h:script>alert(1)</h:script>`),
		"HTML inside":              svgOf(`<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>`),
		"a handler":                svgOf(`<rect onclick="alert(1)"/>`),
		"a handler of the root":    `<svg xmlns="http://www.w3.org/2000/svg" ONLOAD="alert(1)"/>`,
		"a handler, with a prefix": svgOf(`<rect xmlns:e="http://www.w3.org/2001/xml-events" e:onclick="x"/>`),
		"a link":                   svgOf(`<a href="javascript:alert(1)"><text>x</text></a>`),
		"a picture from elsewhere": svgOf(`<image href="http://x/y.png"/>`),
		"another drawing":          svgOf(`<use xlink:href="http://x/y.svg#z" xmlns:xlink="http://www.w3.org/1999/xlink"/>`),
		"a reference":              svgOf(`<rect xlink:href="#z" xmlns:xlink="http://www.w3.org/1999/xlink"/>`),
		"a fill from elsewhere":    svgOf(`<rect fill="url(http://x/y.svg#z)"/>`),
		"a fill beside its own":    svgOf(`<rect fill="url(#a) url(//x/y)"/>`),
		"a fill in other letters":  svgOf(`<rect fill="U&#82;L( //x/y )"/>`),
		"a fill in escapes":        svgOf(`<rect fill="\75rl(//x/y)"/>`),
		"a style":                  svgOf(`<rect style="fill:url(//x)"/>`),
		"a style sheet":            svgOf(`<style>@import url(//x)</style>`),
		"an animation":             svgOf(`<rect><set attributeName="onclick" to="alert(1)"/></rect>`),
		"an instruction":           `<?xml-stylesheet href="http://x/y.css"?>` + good[39:],
		"a document type":          "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + svgOf("<text>&x;</text>"),
		"an entity":                svgOf("<text>&x;</text>"),
		"more behind it":           good + "<script>alert(1)</script>",
		"text behind it":           good + "more",
		"no end":                   strings.TrimSuffix(good, "</svg>\n"),
		"another encoding":         `<?xml version="1.0" encoding="UTF-7"?>` + svgOf("")[38:],
		"bad text":                 svgOf("<text>\xff</text>"),
		"two pictures":             svgOf("") + `<svg xmlns="http://www.w3.org/2000/svg"></svg>`,
		"a part of a picture":      `<g xmlns="http://www.w3.org/2000/svg"></g>`,
		"a plain document type":    "<!DOCTYPE svg>" + svgOf("")[39:],
		"a source":                 svgOf(`<rect src="x.png"/>`),
		"a style of nothing":       svgOf(`<rect style="fill:red"/>`),
		"another base":             svgOf(`<rect xml:base="http://x/"/>`),
		"another way to fetch":     svgOf(`<rect fill="SRC('//x/y')"/>`),
		"a comment that is HTML":   svgOf(`<!--><script>alert(1)</script>-->`),
		"a comment behind it":      good + "<!--><script>alert(1)</script>-->",
		"text that is HTML":        svgOf(`<title><![CDATA[</title><script>alert(1)</script>]]></title>`),
		"an attribute twice":       svgOf(`<rect width="1" width="2"/>`),
		"groups without end":       svgOf(strings.Repeat("<g>", 10_000) + strings.Repeat("</g>", 10_000)),
	} {
		if err := checkPicture([]byte(bad), "svg"); err == nil {
			t.Errorf("%s passes: %.300s", what, bad)
		}
	}
}

func TestPicturesArePNG(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	good := b.Bytes()
	if err := checkPicture(good, "png"); err != nil {
		t.Error(err)
	}
	changed := func(at int, to byte) []byte {
		out := bytes.Clone(good)
		out[at] = to
		return out
	}
	// sized says that it has so many pixels, with a checksum that is right.
	sized := func(width, height uint32) []byte {
		out := bytes.Clone(good)
		binary.BigEndian.PutUint32(out[16:], width)
		binary.BigEndian.PutUint32(out[20:], height)
		binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
		return out
	}
	for _, tc := range []struct {
		width, height uint32
		tooMany       bool
	}{{1 << 14, 1 << 14, false}, {1 << 14, 1<<14 + 1, true}} { // which have other pixels
		if err := checkPicture(sized(tc.width, tc.height), "png"); err == nil || strings.Contains(err.Error(), "×") != tc.tooMany {
			t.Errorf("%d × %d pixels: %v", tc.width, tc.height, err)
		}
	}
	for what, bad := range map[string][]byte{
		"nothing": nil, "text": []byte("png of chart-1"), "SVG": []byte(svgOf("")), "the signature": good[:8], "the header": good[:33],
		"half": good[:len(good)-13], "no end": good[:len(good)-12], "more behind it": append(bytes.Clone(good), "<script>"...),
		"a checksum": changed(len(good)-20, good[len(good)-20]^1), "a length": changed(33, 0x7f), "a width": changed(16, 0x7f),
	} {
		if err := checkPicture(bad, "png"); err == nil || !strings.Contains(err.Error(), "no PNG that can be written") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// pngOf makes a PNG of two by two pixels with these chunks between its header and its end.
func pngOf(interlaced byte, chunks ...string) []byte {
	out := []byte("\x89PNG\r\n\x1a\n")
	for _, c := range slices.Concat([]string{"IHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x06\x00\x00" + string(interlaced)}, chunks, []string{"IEND"}) {
		out = binary.BigEndian.AppendUint32(out, uint32(len(c)-4))
		out = append(out, c...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(c)))
	}
	return out
}

func deflated(text string) string {
	var b strings.Builder
	w := zlib.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

// TestPicturesArePixels: what is called a PNG has the pixels that it says, and nothing else.
func TestPicturesArePixels(t *testing.T) {
	pixels := strings.Repeat("\x00", 2*(1+2*4))
	idat := "IDAT" + deflated(pixels)
	for what, good := range map[string][]byte{
		"pixels": pngOf(0, idat), "pixels in two chunks": pngOf(0, idat[:9], "IDAT"+idat[9:]),
		"what browsers add": pngOf(0, "sRGB\x00", "pHYs\x00\x00\x0b\x13\x00\x00\x0b\x13\x01", idat),
	} {
		if err := checkPicture(good, "png"); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, bad := range map[string][]byte{
		"no pixels":                     pngOf(0),
		"too few":                       pngOf(0, "IDAT"+deflated(pixels[1:])),
		"too many":                      pngOf(0, "IDAT"+deflated(pixels+"\x00")),
		"a bomb":                        pngOf(0, "IDAT"+deflated(strings.Repeat("\x00", 1<<20))),
		"more behind the pixels":        pngOf(0, idat+"<script>"),
		"interlaced":                    pngOf(1, idat),
		"text":                          pngOf(0, "tEXta\x00<script>", idat),
		"compressed text":               pngOf(0, "zTXta\x00\x00"+deflated(strings.Repeat("\x00", 1<<20)), idat),
		"an animation":                  pngOf(0, "acTL\x00\x00\x00\x01\x00\x00\x00\x00", idat),
		"a chunk that nobody knows":     pngOf(0, "abCdx", idat),
		"two headers":                   pngOf(0, "IHDR", idat),
		"a profile of a megabyte":       pngOf(0, "iCCP"+strings.Repeat("x", 1<<20), idat),
		"what is not compressed at all": pngOf(0, "IDAT"+pixels),
	} {
		if err := checkPicture(bad, "png"); err == nil || !strings.Contains(err.Error(), "no PNG that can be written") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
