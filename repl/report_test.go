package repl_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/reply"
)

// interrupted is a session whose reports are interrupted, or whose disk is full when they are done.
type interrupted struct {
	repl.Session
	opt reply.RegionReport
	err error
}

func (s *interrupted) ReportRegions(ctx context.Context, opt reply.RegionReport, took func(int, []string, error) error) ([]byte, error) {
	s.opt = opt
	return nil, errors.Join(took(0, nil, nil), s.err)
}

// TestReportInterrupted leaves what was there, and nothing else.
func TestReportInterrupted(t *testing.T) {
	repltest.Folder(t, map[string]string{
		"r.html":   "before",
		"some.bed": "chr1\t5\t9\ta\t7\t+\t5\t9\t255,0,16\nchr1\t50\t90\tb\t.\t-\t50\t90\t0,0,0\n",
	})
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	s := &interrupted{Session: p.Env.Session, err: context.Canceled}
	p.Env.Session = s
	if err := p.Env.Script(t.Context(), "x", strings.NewReader("report ./some.bed chr1:1-2 r.html --flank 2kb")); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(".")
	if err != nil || len(entries) != 2 {
		t.Errorf("there are %v, %v", entries, err)
	}
	if text, err := os.ReadFile("r.html"); err != nil || string(text) != "before" {
		t.Errorf("%q, %v", text, err)
	}
	// What the report has of the regions: no folder, the columns of their file, and the file itself.
	opt := s.opt
	if opt.Title != "some.bed chr1:1-2" || opt.Command != "report some.bed chr1:1-2 --flank 2kb r.html" || len(opt.Files) != 1 {
		t.Errorf("%+v", opt)
	}
	if got := strings.Join(opt.Columns, " "); got != "strand score itemRgb" {
		t.Errorf("the columns are %s", got)
	}
	var rows []string
	for _, r := range opt.Regions {
		rows = append(rows, r.Name+":"+strings.Join(r.Cells, "|"))
	}
	if got := strings.Join(rows, " "); got != "a:+|7|255,0,16 b:-|.|0,0,0 :||" || opt.Regions[0].At.Flank.Bases != 2000 {
		t.Errorf("the rows are %s", got)
	}
}

// TestReportOntoRegions keeps the file that the regions are of, by whatever name it is called.
func TestReportOntoRegions(t *testing.T) {
	const rows = "chr1\t5\t9\ta\n"
	repltest.Folder(t, map[string]string{"r.html": rows})
	if err := os.Symlink("r.html", "l.html"); err != nil {
		t.Fatal(err)
	}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	p.Env.Session = &interrupted{Session: p.Env.Session}
	for _, line := range []string{"report r.html ./r.html", "report r.html l.html", "report l.html chr1:1-2 r.html"} {
		err := p.Env.Script(t.Context(), "x", strings.NewReader(line))
		if err == nil || !strings.HasSuffix(err.Error(), "has the regions and is not written over") {
			t.Errorf("%s: %v", line, err)
		}
		if text, err := os.ReadFile("r.html"); err != nil || string(text) != rows {
			t.Fatalf("%s: %q, %v", line, text, err)
		}
	}
}

// TestReportNotes has what was left out of the regions in the report, where nobody sees the prompt.
func TestReportNotes(t *testing.T) {
	repltest.Folder(t, map[string]string{"some.bed": "chr1\t5\t9\ta\nchr1\t9\t5\tb\nchr1\t7\t7\tc\n"})
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	s := &interrupted{Session: p.Env.Session}
	p.Env.Session = s
	want := "some.bed: 1 row left out: line 2: end 5 lies before start 9|some.bed: 1 row without width: each stands for the base after it"
	for range 2 {
		if err := p.Env.Script(t.Context(), "x", strings.NewReader("report '"+folder+"/some.bed' r.html")); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(s.opt.Notes, "|"); got != want {
			t.Errorf("the notes are %s", got)
		}
	}
}

// TestReportOfLoadedFile names no folder of data that are meant by their path.
func TestReportOfLoadedFile(t *testing.T) {
	repltest.Folder(t, map[string]string{"some.bed": "chr1\t5\t9\ta\n"})
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	s := &interrupted{Session: p.Env.Session, err: context.Canceled}
	p.Env.Session = s
	text := "load some.bed; report data:" + filepath.Join(dir, "some.bed") + " r.html"
	if err := p.Env.Script(t.Context(), "x", strings.NewReader(text)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if s.opt.Title != "some.bed" || s.opt.Command != "report some.bed r.html" {
		t.Errorf("title %s, command %s", s.opt.Title, s.opt.Command)
	}
}
