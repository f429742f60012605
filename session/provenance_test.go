package session

import (
	"bytes"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// provenanceRig is a session with files of a folder whose path must not be told.
type provenanceRig struct {
	*Session
	t   *testing.T
	dir string
}

func newProvenanceRig(t *testing.T, files map[string]string) provenanceRig {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "secret-folder")
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Start(t.Context(), Options{Addr: "127.0.0.1:0", Script: repl.Script})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return provenanceRig{s, t, dir}
}

// show loads files and adds a chart of each of their measurements that is named.
func (r provenanceRig) show(files []string, charts ...[2]string) {
	r.t.Helper()
	for _, f := range files {
		if _, _, err := r.Load(r.t.Context(), filepath.Join(r.dir, f)); err != nil {
			r.t.Fatal(err)
		}
	}
	for _, c := range charts {
		if _, _, err := r.AddChart(r.t.Context(), c[0], []string{c[1]}); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r provenanceRig) draw(opt reply.Picture) (data []byte, made provenance.Record, notes string) {
	r.t.Helper()
	file, report, err := r.DrawPicture(r.t.Context(), opt)
	if err != nil {
		r.t.Fatal(err)
	}
	made, _, err = provenance.Read(file.Data)
	if err != nil {
		r.t.Fatal(err)
	}
	return file.Data, made, strings.Join(report.Notes, "; ")
}

func names(r provenance.Record) string {
	var out []string
	for _, f := range r.Files {
		out = append(out, strings.TrimSpace(f.Name+" "+f.Problem))
	}
	return strings.Join(out, ", ")
}

// TestProvenanceIsPublic: a picture tells neither folders, nor who made it, nor where, nor when.
func TestProvenanceIsPublic(t *testing.T) {
	r := newProvenanceRig(t, map[string]string{
		"a/peaks.bed": "chr1\t10\t20\tone\n", "b/peaks.bed": "chr1\t10\t30\ttwo\n", "genome.fa": ">chr1\n" + strings.Repeat("ACGT", 300) + "\n",
		"sheet.tsv": "name\tgroup\npeaks\tx\n", "tutorial:": "chr1\t1\t5\n",
	})
	ctx := t.Context()
	if _, err := r.SetGenome(ctx, filepath.Join(r.dir, "genome.fa")); err != nil {
		t.Fatal(err)
	}
	r.show([]string{"a/peaks.bed", "b/peaks.bed", "./tutorial:"}, [2]string{"Blocks Track", "peaks"})
	r.show(nil, [2]string{"Blocks Track", r.Measurements()[1].ID})
	if _, err := r.SetSamples(ctx, filepath.Join(r.dir, "sheet.tsv")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.SetTheme(ctx, "dark"); err != nil {
		t.Fatal(err)
	}
	secrets := []string{r.dir, "secret-folder", filepath.ToSlash(r.dir), time.Now().Format("2006")}
	if home, err := os.UserHomeDir(); err == nil {
		secrets = append(secrets, home)
	}
	if host, err := os.Hostname(); err == nil {
		secrets = append(secrets, host)
	}
	if u, err := user.Current(); err == nil && len(u.Username) > 3 {
		secrets = append(secrets, u.Username)
	}
	for _, typ := range reply.PictureTypes {
		data, made, notes := r.draw(reply.Picture{Type: typ})
		text, err := made.Text()
		if err != nil || notes != "" {
			t.Fatal(err, notes)
		}
		for _, secret := range secrets {
			if strings.Contains(text, secret) || bytes.Contains(data, []byte(secret)) {
				t.Errorf("the %s tells %q: %s", typ, secret, text)
			}
		}
		if got, want := names(made), "genome.fa, peaks.bed, 2/peaks.bed, sheet.tsv"; got != want {
			t.Errorf("files %s, want %s", got, want)
		}
		again, _, _ := r.draw(reply.Picture{Type: typ})
		if !bytes.Equal(again, data) {
			t.Errorf("a second %s is another", typ)
		}
	}
}

// TestProvenanceIsOfThePicture: what the picture does not show is not in it, but what decides how it looks is.
func TestProvenanceIsOfThePicture(t *testing.T) {
	r := newProvenanceRig(t, map[string]string{
		"a.bedGraph": "chr1\t0\t500\t1\n", "b.bedGraph": "chr1\t0\t500\t2\n",
		"c.bedGraph": "chr1\t0\t500\t900\n", "d.bedGraph": "chr1\t0\t900\t4\n",
	})
	ctx := t.Context()
	r.show([]string{"a.bedGraph", "b.bedGraph", "c.bedGraph", "d.bedGraph"},
		[2]string{"Line Track", "a"}, [2]string{"Line Track", "b"}, [2]string{"Line Track", "c"}, [2]string{"Line Track", "d"})
	if _, _, err := r.Compute(ctx, "twice", "2 * b"); err != nil {
		t.Fatal(err)
	}
	r.show(nil, [2]string{"Line Track", "twice"})
	for _, handle := range []int{1, 3} {
		if _, err := r.Set(ctx, handle, map[string]string{"yGroup": "x"}); err != nil {
			t.Fatal(err)
		}
	}
	at := func(start, end int) genome.Interval { return genome.Interval{Seq: "chr1", Start: start, End: end} }
	if _, _, err := r.AddRegions(ctx, []state.Region{
		{Interval: at(700, 800), Set: "first", Name: "unseen"}, {Interval: at(710, 820), Set: "first", Name: "unseen too"},
		{Interval: at(100, 200), Set: "second", Name: "seen", Note: "a private note"},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Navigate(ctx, at(0, 400)); err != nil {
		t.Fatal(err)
	}
	before := r.State()
	for _, tc := range []struct {
		handle       int
		files        string
		has, has_not []string
	}{
		{1, "a.bedGraph, c.bedGraph, d.bedGraph", []string{"--as 3", "unseen", "seen"},
			[]string{"unseen too", "private", "compute", "--as 2", "b.bedGraph"}},
		{2, "b.bedGraph, d.bedGraph", nil, []string{"compute"}}, // the end of chr1 is that of d
		{4, "d.bedGraph", nil, []string{"yGroup"}},
		{5, "b.bedGraph, d.bedGraph", []string{"compute twice = 2 * b"}, nil},
	} {
		data, made, _ := r.draw(reply.Picture{Type: "svg", Handles: []int{tc.handle}, Width: 700, Theme: "dark"})
		text := strings.Join(made.Commands, "\n")
		if names(made) != tc.files {
			t.Errorf("chart %d is of %s, want %s", tc.handle, names(made), tc.files)
		}
		for _, word := range tc.has {
			if !strings.Contains(text, word) {
				t.Errorf("chart %d: no %s in\n%s", tc.handle, word, text)
			}
		}
		for _, word := range tc.has_not {
			if strings.Contains(text, word) {
				t.Errorf("chart %d: %s in\n%s", tc.handle, word, text)
			}
		}
		if !slices.Equal(made.Picture.Charts, []int{tc.handle}) || made.Picture.Width != 700 || made.Picture.Theme != "dark" {
			t.Errorf("chart %d: %+v", tc.handle, made.Picture)
		}
		var want state.State
		for _, line := range made.Commands {
			events, err := want.Read(strings.Fields(strings.NewReplacer(`"`, "", "Line Track", "linetrack").Replace(line)))
			for _, e := range events {
				if e.Kind == state.EventLoaded {
					e.Path = filepath.Join(r.dir, e.Path)
				}
				if err := want.Apply(e); err != nil {
					t.Fatal(err)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		again, notes, err := r.DrawAgain(ctx, made, want)
		if err != nil || len(notes) > 0 || !bytes.Equal(again.Data, data) {
			o, _ := provenance.Compare(data, again.Data)
			t.Errorf("chart %d drawn again: %v, %v, %v", tc.handle, err, notes, o)
		}
	}
	if diff := state.Diff(before, r.State()); len(diff) > 0 {
		t.Errorf("the session has changed: %v", diff)
	}
}

// TestProvenanceOfChangedFiles: a checksum is of what was read, or there is none.
func TestProvenanceOfChangedFiles(t *testing.T) {
	r := newProvenanceRig(t, map[string]string{"a.bed": "chr1\t10\t20\tone\n", "b.bed": "chr1\t10\t20\tone\n"})
	r.show([]string{"a.bed", "b.bed"}, [2]string{"Blocks Track", "a"}, [2]string{"Blocks Track", "b"})
	path := filepath.Join(r.dir, "a.bed")
	if err := os.WriteFile(path, []byte("chr1\t10\t20\tone\nchr1\t30\t40\ttwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, made, notes := r.draw(reply.Picture{Type: "svg"})
	want := "a.bed changed since read, b.bed"
	if names(made) != want || made.Files[0].SHA256 != "" || !strings.Contains(notes, "no checksum of a.bed") {
		t.Errorf("files %s, notes %s; want %s", names(made), notes, want)
	}
	if _, err := r.Reload(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if _, made, notes = r.draw(reply.Picture{Type: "svg"}); names(made) != "a.bed, b.bed" || notes != "" {
		t.Errorf("after reload: %s, %s", names(made), notes)
	}
	if err := os.WriteFile(path, []byte("\x00\x01not a table"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Reload(t.Context(), "a"); err == nil {
		t.Fatal("a file that is no table was read")
	}
	if _, made, _ = r.draw(reply.Picture{Type: "svg"}); names(made) != "a.bed changed since read, b.bed" {
		t.Errorf("after a reload that failed: %s", names(made))
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, made, _ = r.draw(reply.Picture{Type: "svg"}); names(made) != "a.bed missing, b.bed" {
		t.Errorf("after it was removed: %s", names(made))
	}
}

// TestPublicNames: files of one name are told apart, and secrets of links are left out.
func TestPublicNames(t *testing.T) {
	st := state.State{Genome: "/a/hg.fa", Samples: state.Samples{Path: "/a/x.tsv"}, Files: []state.File{
		{Path: "/a/x.bed"}, {Path: "/b/x.bed"}, {Path: "/c/tutorial:"}, {Path: "tutorial:"},
		{Path: "https://me:pw@host.org/x.bw?key=1"}, {Path: "/a/x.tsv"},
	}}
	want := map[string]string{
		"/a/hg.fa": "hg.fa", "/a/x.tsv": "x.tsv", "/a/x.bed": "x.bed", "/b/x.bed": "2/x.bed",
		"/c/tutorial:": "./tutorial:", "tutorial:": "tutorial:",
		"https://me:pw@host.org/x.bw?key=1": "https://host.org/x.bw",
	}
	got := publicNames(st)
	for path, name := range want {
		if got[path] != name {
			t.Errorf("%s is %s, want %s", path, got[path], name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
}
