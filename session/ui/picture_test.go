package ui_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// pictured is a session with a chart of every type, and more of those that have several looks.
func pictured(t *testing.T) *session.Session {
	t.Helper()
	dir := galleryFiles(t)
	ctx := t.Context()
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", CallTimeout: 20 * time.Second, Script: repl.Script})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if _, _, err := s.Load(ctx, file); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Load(ctx, filepath.Join("testdata", "reads.bam")); err != nil {
		t.Fatal(err)
	}
	fasta := filepath.Join(t.TempDir(), "genome.fa")
	if err := os.WriteFile(fasta, []byte(">chr1\n"+strings.Repeat("GATTACACGT", 110_000)+"\n>chr2\n"+strings.Repeat("ACGGT", 220_000)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetGenome(ctx, fasta); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		typ, names, settings string
	}{
		{"Sequence Track", "sequence", ""},
		{"Line Track", "a", ""},
		{"Line Track", "a b", "style=bars;scale=symlog;yGroup=x"},
		{"Line Track", "b", "style=area;scale=log;title=<b>&\"kérning AVATAR→\"</b>"},
		{"Line Track", "c", "style=points;binValue=max;yGroup=x"},
		{"Stacked Track", "a b", ""},
		{"Blocks Track", "peaks", ""},
		{"Genes Track", "genes", ""},
		{"Transcript Track", "genes_transcripts", ""},
		{"Arcs Track", "loops", ""},
		{"Arcs Track", "loops", "arcHeight=value;direction=down;colorBy=strand"},
		{"Alignments Track", "reads", ""},
		{"Alignments Track", "reads", "colorBy=tag;groupBy=strand;sortBy=base;sortAt=chr1:124151;viewAsPairs=true;displayMode=collapsed;height=200"},
		{"Alignments Track", "reads", "colorBy=modification;groupBy=tag;displayMode=squished;height=120"},
		{"Variants Track", "calls", ""},
		{"Variants Track", "calls", "colorBy=filter;rowHeight=12;sampleOrder=cluster;samples=p1*;maxSamples=9"},
		{"Heatmap", "a b c", "cluster=both"},
		{"Scatter Plot", "a b", ""},
		{"Line Plot", "a b c", ""},
		{"Stacked Plot", "a b c", ""},
	} {
		handle, _, err := s.AddChart(ctx, c.typ, strings.Fields(c.names))
		if err != nil {
			t.Fatal(err)
		}
		set := map[string]string{}
		for _, word := range strings.FieldsFunc(c.settings, func(r rune) bool { return r == ';' }) {
			k, v, _ := strings.Cut(word, "=")
			set[k] = v
		}
		if len(set) > 0 {
			if _, err := s.Set(ctx, handle.Handle, set); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

// TestPictures compares what the program draws with what the page in Chromium saves: byte by byte, for
// every type of chart, light and dark, at four zooms, with a selection and regions of interest.
func TestPictures(t *testing.T) {
	s := pictured(t)
	ctx := t.Context()
	missing := map[string]bool{}
	for _, typ := range protocol.ChartTypes {
		missing[typ.ID] = typ.DrawnBy(protocol.Builtin)
	}
	for _, c := range s.Charts() {
		delete(missing, c.Type)
	}
	for id, drawn := range missing {
		if drawn {
			t.Errorf("no chart of %s is compared", id)
		}
	}
	mark(t, s)
	for _, theme := range protocol.Themes[1:] {
		if _, err := s.SetTheme(ctx, theme); err != nil {
			t.Fatal(err)
		}
		for _, at := range []genome.Interval{
			{Seq: "chr1", Start: 124_100, End: 124_220}, {Seq: "chr1", Start: 100_000, End: 106_000}, {Seq: "chr1", Start: 50_000, End: 400_000}, {Seq: "chr1", Start: 0, End: 1_000_000},
		} {
			t.Run(fmt.Sprintf("%s-%d", theme, at.Len()), func(t *testing.T) {
				if _, err := s.Navigate(ctx, at); err != nil {
					t.Fatal(err)
				}
				page := openPictured(t, s, fmt.Sprintf("%s.theme === %q", state, theme))
				defer page.Close()
				comparePictures(t, s, 0)
			})
		}
	}
}

// openPictured opens a page that shows all charts. What a page asks for at first is what the program asks for.
func openPictured(t *testing.T, s *session.Session, when string) *chromiumtest.Page {
	t.Helper()
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 1280, Height: 3400})
	page.Wait(fmt.Sprintf(`%s && %s.charts.length === %d && %[2]s.charts.every((c) => c.ready)`, when, state, len(s.Charts())))
	return page
}

// comparePictures compares the program's picture of a chart, of all with handle 0, with the page's, which it returns.
func comparePictures(t *testing.T, s *session.Session, handle int) (page []byte) {
	t.Helper()
	page, _, err := s.Print(t.Context(), handle, "page", "svg")
	if err != nil {
		t.Fatal(err)
	}
	opt := reply.Picture{Type: "svg"}
	if handle > 0 {
		opt.Handles = []int{handle}
	}
	program, report, err := s.DrawPicture(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Notes) > 0 {
		t.Errorf("notes: %s", strings.Join(report.Notes, "; "))
	}
	keep(t, "page.svg", page)
	keep(t, "program.svg", program.Data)
	compareLines(t, withoutMetadata(t, program.Data), page)
	return page
}

// withoutMetadata returns a picture without what it says of how it was made, which a page does not know.
func withoutMetadata(t *testing.T, picture []byte) []byte {
	t.Helper()
	_, rest, err := display.Metadata(picture)
	switch {
	case errors.Is(err, display.ErrNoMetadata): // of a session without a prompt
		return picture
	case err != nil:
		t.Fatal(err)
	}
	return rest
}

// compareLines tells of the first lines that differ.
func compareLines(t *testing.T, got, want []byte) {
	t.Helper()
	if bytes.Equal(got, want) {
		return
	}
	a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	told, differ := 0, 0
	for i := range min(len(a), len(b)) {
		if bytes.Equal(a[i], b[i]) {
			continue
		}
		if differ++; told < 5 {
			told++
			t.Errorf("line %d:\n the program has %.400s\n the page has    %.400s", i+1, a[i], b[i])
		}
	}
	t.Errorf("the program's picture has %d lines, the page's %d; %d differ", len(a), len(b), differ)
}
