package display

import (
	"bytes"
	"errors"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// metadata is hostile to all three formats.
const metadata = `{"a":"<metadata>]]>&amp;</metadata> <epivizgo:provenance> é峰 \u0001 endstream \n"}`

// pictureOf writes a small list as a file.
func pictureOf(t testing.TB, kind, metadata string) []byte {
	t.Helper()
	r := NewRecorder()
	r.SetFont(`12px "Liberation Sans"`)
	r.FillRect(1, 2, 30, 4)
	r.BeginPart()
	r.FillText("</title><metadata>x</metadata><epivizgo:provenance>", 1, 20)
	r.BeginPart()
	r.BeginPath()
	r.Arc(20, 20, 5, 0, 3, false)
	r.Stroke()
	list := r.List()
	list.Title, list.Width, list.Height, list.Metadata = "a <metadata>", 60, 40, metadata
	var b bytes.Buffer
	var err error
	switch kind {
	case "svg":
		err = list.WriteSVG(&b)
	case "png":
		err = list.WritePNG(&b, 1)
	case "pdf":
		err = WritePDF(&b, list)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMetadata(t *testing.T) {
	for _, kind := range []string{"svg", "png", "pdf"} {
		with, without := pictureOf(t, kind, metadata), pictureOf(t, kind, "")
		text, rest, err := Metadata(with)
		if err != nil || text != metadata {
			t.Errorf("%s: %q, %v; want %q", kind, text, err, metadata)
		}
		if kind == "pdf" {
			_, other, err := Metadata(pictureOf(t, kind, "another"))
			if err != nil || !bytes.Equal(rest, other) || bytes.Contains(rest, []byte(metadata)) ||
				!bytes.Contains(rest, []byte("FontFile2")) || !bytes.Contains(rest, []byte("trailer")) {
				t.Errorf("of a PDF with other metadata, something else is left: %v", err)
			}
		} else if !bytes.Equal(rest, without) {
			t.Errorf("%s: what is left is not the picture without metadata", kind)
		}
		if _, _, err := Metadata(without); !errors.Is(err, ErrNoMetadata) {
			t.Errorf("%s without metadata: %v", kind, err)
		}
		for n := range with {
			_, _, _ = Metadata(with[:n]) // returns
		}
	}
	if _, err := png.Decode(bytes.NewReader(pictureOf(t, "png", metadata))); err != nil {
		t.Errorf("the PNG cannot be read: %v", err)
	}
	svg := string(pictureOf(t, "svg", "{}"))
	if !strings.Contains(svg, ">\n<metadata>{}</metadata>\n<title>") {
		t.Errorf("the element is not the first: %.400s", svg)
	}
}

func TestForeignMetadata(t *testing.T) {
	damaged := pictureOf(t, "png", "{}")
	damaged[bytes.Index(damaged, []byte("{}"))] = 'x'
	long := strings.Repeat("x", MostMetadata+1)
	for name, tc := range map[string]struct{ file, want string }{
		"empty":       {"", "no SVG, PNG or PDF"},
		"a text":      {"hello <svg", "no SVG, PNG or PDF"},
		"not first":   {"<svg><g/><metadata>{}</metadata></svg>", ErrNoMetadata.Error()},
		"of another":  {"<svg><metadata id=\"x\">{}</metadata></svg>", ErrNoMetadata.Error()},
		"cut off":     {"<svg><metadata>{}", "no end"},
		"elements":    {"<svg><metadata><a/></metadata>", "no text"},
		"an entity":   {"<svg><metadata>&lol;</metadata>", "no text"},
		"endless":     {"<svg><metadata>" + long + "</metadata></svg>", "no end"},
		"damaged":     {string(damaged), "damaged"},
		"a short PNG": {pngSignature + "\xff\xff\xff\xffiTXt........", "cut off"},
		"a long PNG":  {pngSignature + string(pngChunk("iTXt", []byte(textHead+long))), "at most"},
		"a PDF":       {"%PDF-1.7\n" + xmpBegins + "{}" + xmpEnds, ErrNoMetadata.Error()},
		"a long PDF":  {"%PDF-1.7\n" + pdfMetadataHead + xmpBegins + long + xmpEnds, "no end"},
	} {
		if text, _, err := Metadata([]byte(tc.file)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %q, %v; want an error with %q", name, text, err, tc.want)
		}
	}
}

// TestParts: what looks the same at the same place has the same sum.
func TestParts(t *testing.T) {
	draw := func(change func(r *Recorder)) []Part {
		r := NewRecorder()
		r.FillRect(0, 0, 9, 9)
		for range 2 {
			r.BeginPart()
			r.Save()
			r.BeginPath()
			r.Rect(0, 0, 50, 50)
			r.Clip()
			change(r)
			r.BeginPath()
			r.MoveTo(1, 1)
			r.LineTo(5, 7)
			r.Stroke()
			r.FillText("abc", 2, 3)
			r.Restore()
			change = func(*Recorder) {} // in the first alone
		}
		return r.List().Parts()
	}
	usual := draw(func(*Recorder) {})
	if len(usual) != 3 || usual[0].Marks != 1 || usual[1].Marks != 2 || usual[1] != usual[2] || usual[0].Sum == usual[1].Sum {
		t.Fatalf("%+v", usual)
	}
	for name, change := range map[string]func(*Recorder){
		"a colour":  func(r *Recorder) { r.SetFill("red") },
		"a line":    func(r *Recorder) { r.SetStroke("red") },
		"a width":   func(r *Recorder) { r.SetLineWidth(2) },
		"a dash":    func(r *Recorder) { r.SetDash([]float64{2}) },
		"an alpha":  func(r *Recorder) { r.SetAlpha(0.5) },
		"a font":    func(r *Recorder) { r.SetFont("bold 10px sans-serif") },
		"the place": func(r *Recorder) { r.Translate(0.01, 0) },
		"a clip":    func(r *Recorder) { r.BeginPath(); r.Rect(1, 1, 2, 2); r.Clip() },
	} {
		now := draw(change)
		if now[0] != usual[0] || now[1] == usual[1] || now[2] != usual[2] {
			t.Errorf("with %s of the first: %+v; was %+v", name, now, usual)
		}
	}
}

// TestMetadataForOthers has a program of poppler find the packet.
func TestMetadataForOthers(t *testing.T) {
	if _, err := exec.LookPath("pdfinfo"); err != nil {
		t.Skip("pdfinfo is not installed (package poppler-utils)")
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, pictureOf(t, "pdf", `{"epivizgo":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdfinfo", "-meta", file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), `<epivizgo:provenance>{&quot;epivizgo&quot;:1}</epivizgo:provenance>`) {
		t.Errorf("%v: %s", err, out)
	}
}

// FuzzMetadata reads pictures of anybody.
func FuzzMetadata(f *testing.F) {
	for _, kind := range []string{"svg", "png", "pdf"} {
		f.Add(pictureOf(f, kind, metadata))
		f.Add(pictureOf(f, kind, ""))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		text, rest, err := Metadata(file)
		if err == nil && (len(text) > MostMetadata || len(rest) >= len(file)) {
			t.Errorf("%d bytes, %d of %d are left", len(text), len(rest), len(file))
		}
		if err != nil && (text != "" && rest != nil) {
			t.Errorf("both: %v", err)
		}
	})
}
