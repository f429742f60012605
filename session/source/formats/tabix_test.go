package formats

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// TestAgainstTabix reads files by indexes as people make them with tabix, and compares narrow and wide views with
// what tabix prints of them. Where the index counts from 1 and the file does not, tabix is off by one,
// and the rows are compared with those of the whole file.
func TestAgainstTabix(t *testing.T) {
	for _, tool := range []string{"bgzip", "tabix"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	defer func(size int64) { indexedFrom = size }(indexedFrom)
	indexedFrom = 1
	for _, c := range []struct {
		name, file, header string
		columns            string // fmt of the columns after the end
		args               []string
		off                bool   // tabix counts from 1
		whole              string // why the file is read whole
	}{
		{"BED", "a.bed", "", "\tname%d\t%d\t+", []string{"-p", "bed"}, false, ""},
		{"csi", "b.bed", "", "\tname%d\t%d\t-", []string{"-C", "-p", "bed"}, false, ""},
		{"csi of small bins", "c.bed", "", "\tname%d\t%d\t+", []string{"-C", "-m", "12", "-p", "bed"}, false, ""},
		{"csi of smallest bins", "d.bed", "", "\tname%d\t%d\t+", []string{"-C", "-m", "8", "-p", "bed"}, false, ""},
		{"columns, from 0", "e.bed", "", "\tname%d\t%d", []string{"-s", "1", "-b", "2", "-e", "3", "-0"}, false, ""},
		{"columns, from 1", "f.bed", "", "\tname%d\t%d", []string{"-s", "1", "-b", "2", "-e", "3"}, true, ""},
		{"start only", "g.bed", "", "\tname%d\t%d\t.", []string{"-s", "1", "-b", "2", "-e", "2", "-0"}, true,
			"is of columns 1, 2 and 2; wanted 1, 2 and 3"},
		{"comments", "h.bed", "# made by hand\n#chrom\tstart\tend\tname\tscore\n", "\tname%d\t%d", []string{"-p", "bed"}, false, ""},
		{"lines left out", "i.bed", "track name=x\nbrowser position c1\n", "\tname%d\t%d",
			[]string{"-0", "-s1", "-b2", "-e3", "-S", "2"}, false, ""},
		{"bedGraph", "j.bedGraph", "", "\t%d.%d", []string{"-p", "bed"}, false, ""},
		{"narrowPeak", "k.narrowPeak", "", "\tname%d\t%d\t.\t1.5\t2\t3\t4", []string{"-C", "-m", "14", "-p", "bed"}, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(4, 2))
			path := filepath.Join(t.TempDir(), c.file)
			var text bytes.Buffer
			text.WriteString(c.header)
			type row struct {
				seq        string
				start, end int
			}
			var rows []row
			for _, seq := range []string{"c1", "c10", "c2", "cM"} {
				at := rnd.IntN(2000)
				for i := range 2000 {
					at += rnd.IntN(500)
					r := row{seq, at, at + 1 + rnd.IntN(300)}
					if i%97 == 0 {
						r.end += rnd.IntN(200_000) // in a large bin
					}
					rows = append(rows, r)
					fmt.Fprintf(&text, "%s\t%d\t%d"+c.columns+"\n", r.seq, r.start, r.end, i, 1+i%900)
				}
			}
			if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			path += ".gz"
			for _, command := range [][]string{{"bgzip", strings.TrimSuffix(path, ".gz")}, append(append([]string{"tabix"}, c.args...), path)} {
				if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", command, err, out)
				}
			}
			src, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = src.Close() }()
			notes := strings.Join(src.Info().Notes, "; ")
			if want := cmp.Or(c.whole, "through the file's index"); !strings.Contains(notes, want) || strings.Contains(notes, "damaged") {
				t.Fatalf("notes %q; want %s", notes, want)
			}
			for i := range 60 {
				r := rows[rnd.IntN(len(rows))]
				iv := genome.Interval{Seq: r.seq, Start: max(r.start-rnd.IntN(3000), 0)}
				iv.End = iv.Start + 1 + rnd.IntN(20_000)
				if i%20 == 0 {
					iv.End += 900_000
				}
				var want []row
				for _, r := range rows {
					if r.seq == iv.Seq && r.start < iv.End && r.end > iv.Start {
						want = append(want, r)
					}
				}
				if !c.off {
					out, err := exec.Command("tabix", path, fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End)).Output()
					if n := bytes.Count(out, []byte("\n")); err != nil || n != len(want) {
						t.Fatalf("tabix prints %d rows of %v, %v; there are %d", n, iv, err, len(want))
					}
				}
				for _, unnumbered := range []bool{true, i > 40} { // numbers make the whole sequence be read
					got, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: unnumbered})
					if err != nil {
						t.Fatal(err)
					}
					var found []row
					for k := range got.Len() {
						found = append(found, row{iv.Seq, got.Start[k], got.End[k]})
					}
					order := func(a, b row) int { return slices.Compare([]int{a.start, a.end}, []int{b.start, b.end}) }
					slices.SortFunc(found, order)
					slices.SortFunc(want, order)
					if !slices.Equal(found, want) {
						t.Fatalf("%v: %d rows, want %d", iv, len(found), len(want))
					}
				}
			}
		})
	}
}
