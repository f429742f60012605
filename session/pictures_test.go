package session

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// TestDrawPicture draws without any page, and as a page has it.
func TestDrawPicture(t *testing.T) {
	file := filepath.Join(t.TempDir(), "peaks.bed")
	if err := os.WriteFile(file, []byte("chr1\t100\t200\t<b>峰\nchr1\t400\t700\ttwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Start(t.Context(), Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, _, err := s.DrawPicture(t.Context(), reply.Picture{Type: "svg"}); err == nil || !strings.Contains(err.Error(), "no place yet") {
		t.Errorf("without a place: %v", err)
	}
	if _, _, err := s.Load(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, _, err := s.AddChart(t.Context(), "Blocks Track", []string{"peaks"}); err != nil {
			t.Fatal(err)
		}
	}
	draw := func(opt reply.Picture) (reply.PictureFile, string) {
		t.Helper()
		made, report, err := s.DrawPicture(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		return made, strings.Join(report.Notes, "; ")
	}
	both, _ := draw(reply.Picture{Type: "svg"})
	one, notes := draw(reply.Picture{Type: "svg", Handles: []int{2}, Width: 640, Theme: "dark"})
	if both.Width != 1000 || one.Width != 640 || one.Height >= both.Height || notes != "" {
		t.Errorf("%d × %d, of one chart %d × %d; notes %q", both.Width, both.Height, one.Width, one.Height, notes)
	}
	for _, want := range []string{`width="640"`, `fill="#151b23"`, ">peaks<", "&lt;b&gt;峰"} {
		if !bytes.Contains(one.Data, []byte(want)) {
			t.Errorf("the SVG lacks %s", want)
		}
	}
	pixels, notes := draw(reply.Picture{Type: "png", Scale: 1.5})
	if c, err := png.DecodeConfig(bytes.NewReader(pixels.Data)); err != nil || c.Width != 1500 || c.Width != pixels.Width || c.Height != pixels.Height {
		t.Errorf("%+v of %d × %d: %v", c, pixels.Width, pixels.Height, err)
	}
	if !strings.Contains(notes, `lacks "峰"`) {
		t.Errorf("notes: %q", notes)
	}
	if pdf, _ := draw(reply.Picture{Type: "pdf"}); !bytes.HasPrefix(pdf.Data, []byte("%PDF-")) {
		t.Errorf("a PDF begins with %.10q", pdf.Data)
	}
	for want, opt := range map[string]reply.Picture{
		"wanted svg, png, pdf": {Type: "gif"}, "no chart 9": {Type: "svg", Handles: []int{9}}, "at least 284": {Type: "svg", Width: 100},
	} {
		if _, _, err := s.DrawPicture(t.Context(), opt); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestLayout: a page in use says how wide and how high pictures are, and one that does not is told of.
func TestLayout(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		page := r.join(builtinPage)
		made, report, err := r.DrawPicture(r.ctx, reply.Picture{Type: "svg"})
		if err != nil || made.Width != 1200 || len(report.Notes) > 0 {
			t.Errorf("%d wide, want 1200 as the page is: %v, %v", made.Width, report.Notes, err)
		}
		page.Refuse(protocol.GetLayout, "no window")
		made, report, err = r.DrawPicture(r.ctx, reply.Picture{Type: "svg"})
		if err != nil || made.Width != 1000 || !strings.Contains(strings.Join(report.Notes, "; "), "does not say how wide it is") {
			t.Errorf("%d wide, want 1000: %v, %v", made.Width, report.Notes, err)
		}
	})
}

// TestDrawPictureOfPlaces draws places side by side, the whole genome and a flipped axis.
func TestDrawPictureOfPlaces(t *testing.T) {
	file := filepath.Join(t.TempDir(), "peaks.bed")
	if err := os.WriteFile(file, []byte("chr1\t100\t200\tone\nchr2\t400\t700\ttwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Start(t.Context(), Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, _, err := s.Load(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddSeqInfos(t.Context(), []genome.Sequence{{Name: "chr1", Length: 1000}, {Name: "chr2", Length: 2000}}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddChart(t.Context(), "Blocks Track", []string{"peaks"}); err != nil {
		t.Fatal(err)
	}
	draw := func(words ...string) []byte {
		t.Helper()
		made, report, err := s.DrawPicture(t.Context(), reply.Picture{Type: "svg"})
		if err != nil || len(report.Notes) > 0 {
			t.Fatal(err, report.Notes)
		}
		for _, want := range words {
			if !bytes.Contains(made.Data, []byte(want)) {
				t.Errorf("the SVG lacks %s", want)
			}
		}
		return made.Data
	}
	at := func(seq string, start, end int) reply.Locus {
		return reply.Locus{Interval: genome.Interval{Seq: seq, Start: start, End: end}}
	}
	if _, err := s.Show(t.Context(), at("chr1", 0, 300), at("chr2", 300, 800)); err != nil {
		t.Fatal(err)
	}
	draw("peaks at chr1:1-300, chr2:301-800", ">one<", ">two<")
	elsewhere, report, err := s.DrawPicture(t.Context(), reply.Picture{Type: "svg", At: []reply.Locus{at("CHR2", 500, 9000)}})
	if err != nil || !bytes.Contains(elsewhere.Data, []byte("peaks at chr2:501-2,000<")) || strings.Join(report.Notes, ";") != "chr2 ends at 2000" ||
		report.Location.Start != 501 {
		t.Errorf("of another place: %v, %+v: %v", report.Notes, report.Location, err)
	}
	if _, _, err := s.DrawPicture(t.Context(), reply.Picture{Type: "svg", At: []reply.Locus{at("chr9", 0, 300)}}); err == nil ||
		!strings.Contains(err.Error(), "chr9") {
		t.Errorf("of a sequence that there is not: %v", err)
	}
	draw("peaks at chr1:1-300, chr2:301-800") // which is what the session shows still
	if _, err := s.ShowGenome(t.Context()); err != nil {
		t.Fatal(err)
	}
	draw("peaks at the whole genome", ">one<", ">two<")
	if _, err := s.Show(t.Context(), at("chr2", 0, 2000)); err != nil {
		t.Fatal(err)
	}
	usual := draw(">two<")
	if _, err := s.SetFlip(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(draw(">two<"), usual) {
		t.Error("a picture with a flipped axis is as it was")
	}
}

// TestPicturesOfPagesAreChecked has a page send pictures. What the program draws is one.
func TestPicturesOfPagesAreChecked(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("", "py_column")
		page := r.join(builtinPage)
		page.Draw([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`))
		data, _, err := r.Print(r.ctx, 0, "a.svg", "svg")
		wantError(t, err, "browser 1 (built-in page): what it sent is no SVG that can be written: it has an element <script>")
		if data != nil {
			t.Errorf("%q is handed on", data)
		}
		_, _, err = r.Print(r.ctx, 0, "a.png", "png")
		wantError(t, err, "no PNG that can be written")
		for _, kind := range []string{"svg", "png"} {
			file, _, err := r.DrawPicture(r.ctx, reply.Picture{Type: kind, Width: 600})
			if err != nil {
				t.Fatal(err)
			}
			page.Draw(file.Data)
			if data, _, err := r.Print(r.ctx, 0, "a."+kind, kind); err != nil || !bytes.Equal(data, file.Data) {
				t.Errorf("a picture of the program: %v", err)
			}
		}
	})
}

// TestSceneIsOfOneState: what a picture shows and what it says of how it was made are of one state, whatever is done meanwhile.
func TestSceneIsOfOneState(t *testing.T) {
	s := peaksSession(t)
	ended := make(chan struct{})
	done := make(chan error)
	go func() {
		var err error
		for i := 0; err == nil; i++ {
			select {
			case <-ended:
				done <- nil
				return
			default:
			}
			_, err = s.SetTheme(context.Background(), []protocol.Theme{"light", "dark"}[i%2])
		}
		done <- err
	}()
	for range 3000 {
		d, err := s.drawing(t.Context(), reply.Picture{Type: "svg", Width: 500, Theme: "light"})
		if err != nil {
			t.Fatal(err)
		}
		if d.scene.state.Theme != d.state.Theme {
			t.Errorf("the picture is %q, of a state that is %q", d.scene.state.Theme, d.state.Theme)
			break
		}
	}
	close(ended)
	if err := <-done; err != nil {
		t.Error(err)
	}
}
