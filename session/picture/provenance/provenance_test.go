package provenance

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/picture/display"
)

// pictureOf writes a picture of bars, whose heights are given, as a file.
func pictureOf(t testing.TB, r Record, heights ...float64) []byte {
	t.Helper()
	rec := display.NewRecorder()
	rec.FillRect(0, 0, 50, 10)
	rec.BeginPart()
	for i, h := range heights {
		rec.SetFill("#123456")
		rec.FillRect(float64(i)*10, 10, 8, h)
	}
	list := rec.List()
	list.Width, list.Height = 50, 40
	parts := list.Parts()
	r.Picture.Width = 50
	r.Charts = []Chart{
		{Title: Head, Marks: parts[0].Marks, Sum: parts[0].Sum},
		{Number: 3, Title: "bars", Top: 10, Height: 30, Marks: parts[1].Marks, Sum: parts[1].Sum},
	}
	text, err := r.Text()
	if err != nil {
		t.Fatal(err)
	}
	list.Metadata = text
	var b bytes.Buffer
	switch r.Picture.Type {
	case "svg":
		err = list.WriteSVG(&b)
	case "png":
		err = list.WritePNG(&b, 2)
	case "pdf":
		err = display.WritePDF(&b, list)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func record(kind string) Record {
	r := Record{Program: Program{Version: "v1"}, Commands: []string{"load <a>.bed"}}
	r.Picture = Picture{Type: kind, Width: 800, Theme: "light", Charts: []int{3}}
	if kind == "png" {
		r.Picture.Scale = 2
	}
	return r
}

func TestCompare(t *testing.T) {
	newer := func(kind string) Record {
		r := record(kind)
		r.Program.Version = "v2.0.0-longer"
		return r
	}
	for _, kind := range []string{"svg", "png", "pdf"} {
		was := pictureOf(t, record(kind), 5, 9)
		for name, tc := range map[string]struct {
			now        []byte
			same, says string
		}{
			"itself": {was, "byte by byte", ""},
			"a newer one": {pictureOf(t, newer(kind), 5, 9),
				"byte by byte but for its metadata", "version v1 () made it; this is v2.0.0-longer ()"},
			"another bar":    {pictureOf(t, record(kind), 5, 8), "", "chart 3, bars: has as many marks, 2, which are others"},
			"one more":       {pictureOf(t, record(kind), 5, 9, 1), "", "chart 3, bars: has 3 marks, had 2"},
			"newer and more": {pictureOf(t, newer(kind), 5, 9, 1), "", "version v1"},
		} {
			o, err := Compare(was, tc.now, nil)
			says := strings.Join(append(o.Differences, o.Remarks...), "\n")
			if err != nil || o.Same != tc.same || !strings.Contains(says, tc.says) || tc.says == "" && says != "" {
				t.Errorf("%s, %s: %q, %s, %v; want %q, %s", kind, name, o.Same, says, err, tc.same, tc.says)
			}
		}
	}
	o, err := Compare(pictureOf(t, record("png"), 5, 9), pictureOf(t, record("png"), 5, 9, 1), nil)
	if want := "32 of 8000 pixels differ: 32 in chart 3"; err != nil || !strings.Contains(strings.Join(o.Differences, "\n"), want) {
		t.Errorf("%v, %v; want %s", o.Differences, err, want)
	}
	edited := bytes.Replace(pictureOf(t, record("svg"), 5, 9), []byte("#123456"), []byte("#654321"), 1)
	o, err = Compare(edited, pictureOf(t, record("svg"), 5, 9), nil)
	says := strings.Join(o.Differences, "\n")
	if err != nil || !strings.Contains(says, "changed after it was made") || !strings.Contains(says, "1 of 9 lines differ, the first of them line 7") {
		t.Errorf("a picture that was edited: %s, %v", says, err)
	}
	if lines := bytes.Split(edited, []byte("\n")); !bytes.Contains(lines[6], []byte("#654321")) {
		t.Errorf("line 7 is %s", lines[6])
	}
}

// TestCompareAppended: what follows the metadata of a PDF can take the place of all that is drawn.
func TestCompareAppended(t *testing.T) {
	now := pictureOf(t, record("pdf"), 5)
	update := fmt.Appendf(nil, "4 0 obj\n<</Length 4>>\nstream\nf  f\nendstream\nendobj\nxref\n4 1\n%010d 00000 n \n"+
		"trailer\n<</Size 20/Root 1 0 R/Prev 1>>\nstartxref\n%d\n%%%%EOF\n", len(now), len(now)+50)
	within := bytes.Index(now, []byte("load"))
	for name, was := range map[string][]byte{
		"an update":        append(slices.Clip(now), update...),
		"an object":        bytes.Replace(now, []byte("/Type/Catalog"), []byte("/Type/Catalox"), 1),
		"a place":          bytes.Replace(now, []byte("0000000015 00000 n"), fmt.Appendf(nil, "%010d 00000 n", within), 1),
		"the table":        append(now[:len(now)-8:len(now)-8], "9\n%%EOF\n"...),
		"the length of it": bytes.Replace(now, []byte("/Subtype/XML/Length "), []byte("/Subtype/XML/Length 1"), 1),
	} {
		if bytes.Equal(was, now) {
			t.Fatalf("%s is the same", name)
		}
		if o, err := Compare(was, now, nil); err != nil || o.Same != "" || len(o.Differences) == 0 {
			t.Errorf("a PDF in which %s is another: %+v, %v", name, o, err)
		}
	}
}

// TestCompareBesidesPixels: a PNG with the same pixels can show others.
func TestCompareBesidesPixels(t *testing.T) {
	now := pictureOf(t, record("png"), 5)
	chunk := func(kind, data string) string {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		b = append(b, kind+data...)
		return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
	}
	before := func(kind, add string) string {
		at := bytes.Index(now, []byte(kind)) - 4
		return string(now[:at]) + add + string(now[at:])
	}
	for name, tc := range map[string]struct{ was, same, says string }{
		"an animation":   {before("IEND", chunk("acTL", "x")+chunk("fdAT", "x")), "", `"acTL fdAT"`},
		"an orientation": {before("pHYs", chunk("eXIf", "MM")), "", `"eXIf"`},
		"an escape":      {before("IEND", chunk("a\x1b[m", "")), "", `"a\x1b[m"`},
		"a comment":      {before("IEND", chunk("tEXt", "Comment\x00x")), "pixel by pixel", ""},
		"another size":   {before("IEND", chunk("pHYs", "000000001")), "pixel by pixel", "pixels an inch"},
		"more":           {string(now) + "more", "pixel by pixel", "4 bytes follow"},
	} {
		o, err := Compare([]byte(tc.was), now, nil)
		says := strings.Join(append(o.Differences, o.Remarks...), "\n")
		if err != nil || o.Same != tc.same || !strings.Contains(says, tc.says) || tc.says == "" && says != "" {
			t.Errorf("%s: %q, %s, %v; want %q, %s", name, o.Same, says, err, tc.same, tc.says)
		}
	}
}

// TestCompareHostile: a PNG whose size somebody else chose is not decoded.
func TestCompareHostile(t *testing.T) {
	was := pictureOf(t, record("png"), 5)
	huge := bytes.Replace(was, []byte{0, 0, 0, 100, 0, 0, 0, 80}, []byte{0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff}, 1)
	o, err := Compare(huge, was, nil)
	if err != nil || o.Same != "" || len(o.Differences) == 0 {
		t.Errorf("%+v, %v", o, err)
	}
	cut := bytes.Replace(was, []byte("IDAT"), []byte("IDAX"), 1)
	if o, err = Compare(cut, was, nil); err != nil || o.Same != "" || !strings.Contains(strings.Join(o.Differences, "\n"), "cannot be read") {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestDifferIn(t *testing.T) {
	a, b := image.NewRGBA(image.Rect(0, 0, 4, 1)), image.NewNRGBA(image.Rect(0, 0, 4, 1))
	b.Set(2, 0, color.White)
	if n := differIn(a, b, 0); n != 1 {
		t.Errorf("%d pixels differ, want 1", n)
	}
}

func TestParse(t *testing.T) {
	text, err := record("svg").Text()
	if err == nil {
		_, err = Parse(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, `\u003c`) {
		t.Errorf("< is escaped twice: %s", text)
	}
	with := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("%s has no %s", text, old)
		}
		return strings.Replace(text, old, new, 1)
	}
	many := strings.Repeat(`"x",`, mostLines)
	file := func(f string) string { return with(`"files":null`, `"files":[`+f+`]`) }
	for want, text := range map[string]string{
		"cannot be read":                  "{",
		"wanted the version":              "{}",
		"in version 2; wanted version 1":  with(`"epivizgo":1`, `"epivizgo":2`),
		"after top-level value":           text + "{}",
		"not UTF-8":                       text + "\xff",
		"names 10001 commands":            with(`"commands":[`, `"commands":[`+many),
		"not one line":                    with("<a>.bed", `a\nb`),
		"not one line of at most":         with("<a>.bed", strings.Repeat("x", mostLine)),
		"width is 0":                      with(`"width":800`, `"width":0`),
		"width is 1e+06":                  with(`"width":800`, `"width":1e6`),
		"scale is -1":                     with(`"width":800`, `"width":800,"scale":-1`),
		`theme is "\x1b[m"`:               with(`"theme":"light"`, `"theme":"\u001b[m"`),
		`it says of "a" "all well"`:       file(`{"name":"a","size":1,"problem":"all well"}`),
		"no name of a file":               file(`{"name":"","size":1}`),
		"the checksum of":                 file(`{"name":"a","size":-1}`),
		`the checksum of "b"`:             file(`{"name":"b","size":1,"sha256":"abc"}`),
		`the index "c" has an index`:      file(`{"name":"a","indexes":[{"name":"c","indexes":[{"name":"d"}]}]}`),
		"names 9 indexes":                 file(`{"name":"a","indexes":[` + strings.TrimSuffix(strings.Repeat(`{"name":"c"},`, 9), ",") + `]}`),
		"cannot unmarshal string into Go": with(`"width":800`, `"width":"800"`),
		"take more than 1048576 bytes":    strings.Repeat(" ", display.MostMetadata) + text,
		`wanted pdf`:                      with(`"charts":null}`, `"charts":null,"pages":["0123456789abcdef\tchr1:1-5\ta"]}`),
		"title \"":                        with(`"charts":[3]`, `"charts":[3],"title":"`+strings.Repeat("x", mostLine+1)+`"`),
		"the title \"a\\nb\" is not one":  with(`"charts":[3]`, `"charts":[3],"title":"a\nb"`),
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.100s: %v; want %s", text, err, want)
		}
	}
	r := record("svg")
	r.Commands = slices.Repeat([]string{strings.Repeat("x", mostLine)}, 20)
	if _, err := r.Text(); !errors.Is(err, ErrTooLong) {
		t.Errorf("a long record: %v", err)
	}
}

// documentOf is the record of a document.
func documentOf(pages ...Page) Record {
	r := record("pdf")
	r.Picture.Title, r.Pages = "a.bed", pages
	return r
}

func pageAt(i int) Page {
	sum := SumOf([]Chart{{Number: 1, Marks: i}})
	return Page{sum, genome.Interval{Seq: "HLA:A*01", Start: 1000 * i, End: 1000*i + 500}, fmt.Sprintf("peak%d <\t>", i)}
}

func TestParsePages(t *testing.T) {
	var pages []Page
	for i := range 1000 {
		pages = append(pages, pageAt(i))
	}
	text, err := documentOf(pages...).Text()
	if err != nil {
		t.Fatal(err)
	}
	r, err := Parse(text)
	if err != nil || !slices.Equal(r.Pages, pages) || r.Picture.Title != "a.bed" {
		t.Errorf("%+v, %v", r, err)
	}
	if n := display.MetadataSize(text); n > display.MostMetadata/8 {
		t.Errorf("1,000 pages take %d bytes", n)
	}
	if text, err = documentOf(pageAt(0)).Text(); err != nil {
		t.Fatal(err)
	}
	good := `"` + SumOf([]Chart{{Number: 1}}) + `\tHLA:A*01:1-500\tpeak0 <\t>"`
	if !strings.Contains(text, good) {
		t.Fatalf("%s lacks %s", text, good)
	}
	sum := SumOf(nil) + `\t`
	many := strings.Repeat(`"`+sum+`c:1-5\t",`, mostPages)
	for want, page := range map[string]string{
		"wanted a sum, a place and a title": `"` + sum + `c:1-5"`,
		"the sum ":                          `"\tc:1-5\ta"`,
		`the sum "0g`:                       `"0g23456789abcdef\tc:1-5\ta"`,
		`"c" is no place`:                   `"` + sum + `c\ta"`,
		`":1-5" is no place`:                `"` + sum + `:1-5\ta"`,
		`"c:1-" is no place`:                `"` + sum + `c:1-\ta"`,
		`"c:1-99999999999999999999" is no`:  `"` + sum + `c:1-99999999999999999999\ta"`,
		"positions are counted from 1":      `"` + sum + `c:0-5\ta"`,
		"end 4 lies before":                 `"` + sum + `c:5-4\ta"`,
		"1099511627777":                     `"` + sum + `c:5-1099511627777\ta"`,
		"is no name of a sequence":          `"` + sum + strings.Repeat("c", mostName+1) + `:1-5\ta"`,
		"no name of a sequence":             `"` + sum + `c\n:1-5\ta"`,
		"of a page is not one line":         `"` + sum + `c:1-5\ta\nb"`,
		"a page is not one line of at most": `"` + sum + `c:1-5\t` + strings.Repeat("x", mostLine+1) + `"`,
		"names 20001 pages":                 many + `"` + sum + `c:1-5\t"`,
		"cannot unmarshal number":           "7",
	} {
		if _, err := Parse(strings.Replace(text, good, page, 1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.100s: %v; want %s", page, err, want)
		}
	}
	bad := pageAt(1)
	bad.At.Seq = "a\tb"
	for _, p := range []Page{bad, {Sum: bad.Sum, At: pageAt(1).At, Title: "a\nb"}} {
		if text, err := documentOf(p).Text(); err == nil {
			t.Errorf("what cannot be read is written: %s", text)
		}
	}
}

func TestPagesDiffer(t *testing.T) {
	var was []Page
	for i := range 30 {
		was = append(was, pageAt(i))
	}
	was[3].Title = "HLA:A*01:3,001-3,500" // its place
	now := slices.Clone(was)
	if out := pagesDiffer(was, now, nil); out != nil {
		t.Errorf("the same: %q", out)
	}
	now[2].Sum, now[3].At.End, now[4].Title = pageAt(1).Sum, 3400, "other"
	now = slices.Delete(now, 5, 6)
	out := pagesDiffer(was, now, map[int]error{5: errors.New("it is gone")})
	want := []string{
		"page 3, peak2 <\t>, HLA:A*01:2001-2500, has other marks now",
		"page 4, HLA:A*01:3001-3500, is of HLA:A*01:3001-3400 now",
		"page 5, peak4 <\t>, HLA:A*01:4001-4500, is called \"other\" now",
		"page 6, peak5 <\t>, HLA:A*01:5001-5500, cannot be drawn again: it is gone",
		"4 of 30 pages differ",
	}
	if !slices.Equal(out, want) {
		t.Errorf("%q\nwant %q", out, want)
	}
	out = pagesDiffer(was, nil, nil)
	if !slices.Equal(out[mostDiffering:], []string{"and 10 more", "30 of 30 pages differ"}) {
		t.Errorf("%q", out)
	}
}

func TestPublicName(t *testing.T) {
	for link, want := range map[string]string{
		"https://me:secret@example.org:8080/a/b.bw?token=xyz#part": "https://example.org:8080/a/b.bw",
		"s3://key:secret@bucket/a.bw":                              "s3://bucket/a.bw",
		"https://example.org/a%20b.bw?":                            "https://example.org/a%20b.bw",
		"ftp://[bad/a?secret":                                      "ftp:",
		"https://example.org/a.bw":                                 "https://example.org/a.bw",
	} {
		if got := PublicName(link); got != want {
			t.Errorf("%s is %s, want %s", link, got, want)
		}
	}
}

func TestSums(t *testing.T) {
	dir := t.TempDir()
	small, large := filepath.Join(dir, "small.bam"), filepath.Join(dir, "large.bw")
	write := func(path string, data []byte) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(small, []byte("abc"))
	write(small+".bai", []byte("index"))
	data := make([]byte, mostWhole+1)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(data)
	write(large, data)
	var sums Sums
	describe := func(path string) File { return sums.Describe(t.Context(), filepath.Base(path), path, Stamp{}) }
	f := describe(small)
	whole := sha256.Sum256([]byte("abc"))
	if f.Size != 3 || f.SHA256 != hex.EncodeToString(whole[:]) || f.Of != "" || len(f.Indexes) != 1 ||
		f.Indexes[0].Name != "small.bam.bai" || f.Indexes[0].Size != 5 {
		t.Errorf("%+v", f)
	}
	was := describe(large)
	if was.Of != Blocks || was.Size != mostWhole+1 || len(was.SHA256) != 64 {
		t.Errorf("%+v", was)
	}
	for _, at := range []int{0, len(data) - 1, endBlock + 1, len(data) - endBlock - blocks} { // the last is in the last of the blocks
		data[at]++
		other := filepath.Join(dir, "other.bw")
		write(other, data)
		if now := new(Sums).Describe(t.Context(), "large.bw", other, Stamp{}); now.SHA256 == was.SHA256 {
			t.Errorf("a change of byte %d does not show", at)
		}
		data[at]--
	}
	info, err := os.Stat(large)
	if err != nil {
		t.Fatal(err)
	}
	if f := sums.Describe(t.Context(), "", large, Stamp{info.Size(), info.ModTime().Add(1)}); f.Problem != Changed {
		t.Errorf("of a file that has changed since it was read: %+v", f)
	}
	if f := describe(filepath.Join(dir, "none")); f.Problem != Missing {
		t.Errorf("%+v", f)
	}
	if f := describe(dir); f.Problem != NotFile {
		t.Errorf("%+v", f)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if f := new(Sums).Describe(ended, "", small, Stamp{}); f.Problem != NotReadTo {
		t.Errorf("after the end: %+v", f)
	}
}

// FuzzRead reads and compares pictures of anybody.
func FuzzRead(f *testing.F) {
	now := map[string][]byte{}
	for _, kind := range []string{"svg", "png", "pdf"} {
		now[kind] = pictureOf(f, record(kind), 5, 9)
		f.Add(now[kind], "")
		text, _, err := display.Metadata(now[kind])
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(nil), text)
	}
	document, err := documentOf(pageAt(0), pageAt(1)).Text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(nil), document)
	f.Fuzz(func(t *testing.T, picture []byte, text string) {
		if r, err := Parse(text); err == nil {
			if again, err := r.Text(); err == nil {
				if _, err := Parse(again); err != nil {
					t.Errorf("%s: %v", again, err)
				}
			}
		}
		r, _, err := Read(picture)
		if err != nil {
			return
		}
		if same := now[r.Picture.Type]; same != nil {
			if _, err := Compare(picture, same, nil); err != nil {
				t.Error(err)
			}
		}
	})
}
