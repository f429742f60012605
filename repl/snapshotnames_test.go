package repl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state"
)

// named is a region of a name.
func named(name, seq string, start, end int) placed {
	return placed{Region: state.Region{Name: name, Interval: genome.Interval{Seq: seq, Start: start, End: end}}}
}

// TestFileNames names the files of regions, hostile ones too.
func TestFileNames(t *testing.T) {
	long := strings.Repeat("é", 300)
	for _, tc := range []struct {
		pattern string
		regions []placed
		want    string
		changed int
		again   int
	}{
		{usualNaming, []placed{named("peak_1", "chr1", 99, 200), named("", "chr1", 0, 9), named("chr2:1-5", "chr2", 0, 5)},
			"peak_1_chr1_100-200 chr1_1-9 chr2_1-5", 0, 0},
		{usualNaming, []placed{named("a", "chr1", 0, 9), named("A", "chr1", 0, 9), named("a", "chr1", 0, 9), named("a_chr1_1-9", "_", 1, 2)},
			"a_chr1_1-9 A_chr1_1-9_2 a_chr1_1-9_3 a_chr1_1-9_2-2", 1, 2},
		{"{name}", []placed{named("x", "chr1", 0, 9), named("", "chr1", 0, 9), named("x_2", "chr1", 0, 9), named("x", "chr1", 0, 9)},
			"x chr1_1-9 x_2 x_3", 0, 1},
		{"{n}.{seqname}.{start}.{end}", []placed{named("a", "chrX", 4, 9)}, "1.chrX.5.9", 0, 0},
		{"{n}", make([]placed, 11), "01 02 03 04 05 06 07 08 09 10 11", 0, 0},
		{"{name}", []placed{named("../../etc/passwd", "c", 0, 1), named("/", "c", 0, 1), named("..", "c", 1, 2), named("-rf", "c", 0, 1)},
			"etc_passwd c_1-1 c_2-2 rf", 4, 0},
		{"{name}", []placed{named("CON", "c", 0, 1), named("lpt1.x", "c", 0, 1), named("com10", "c", 0, 1), named("nul_", "c", 0, 1)},
			"_CON _lpt1.x com10 _nul", 3, 0},
		{"{name}", []placed{named("a\x1b[2Jb\r\n<i>$(x)`;", "c", 0, 1), named("峰 Größe", "c", 0, 1), named("bad\xff", "c", 0, 1), named("HLA-A*01:01", "c", 0, 1)},
			"a_2Jb_i_x 峰_Größe bad HLA-A_01_01", 4, 0},
		{"{name}", []placed{named("{locus}", "c", 0, 1), named("trailing. ", "c", 0, 1), named("a  b", "c", 0, 1), named("a/b", "c", 0, 1)},
			"locus trailing a_b a_b_2", 4, 1},
		{"x{name}", []placed{named(long, "c", 0, 1), named(long, "c", 0, 1)}, "x" + long[:178] + " x" + long[:178] + "_2", 2, 1},
		{usualNaming, []placed{named(long, "c", 0, 1), named(long, "c", 1, 2)}, long[:174] + "_c_1-1 " + long[:174] + "_c_2-2", 2, 0},
		{"{name}_{name}{n}", []placed{named(long, "c", 0, 1)}, long[:88] + "_" + long[:88] + "1", 1, 0},
	} {
		n, err := newNaming(tc.pattern, ".svg", len(tc.regions))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i, r := range tc.regions {
			name := n.file(i, r)
			if len(name) > 255-20 { // room for the name while it is written
				t.Errorf("%s has %d bytes", name, len(name))
			}
			got = append(got, strings.TrimSuffix(name, ".svg"))
		}
		if strings.Join(got, " ") != tc.want || n.changed != tc.changed || n.numbered != tc.again {
			t.Errorf("%s: %s; %d changed, %d again\nwant %s; %d, %d", tc.pattern, strings.Join(got, " "), n.changed, n.numbered, tc.want, tc.changed, tc.again)
		}
	}
	for pattern, want := range map[string]string{
		"{nam}": "{nam}", "{": "{", "a}": "}", "../{name}": `'/'`, "{name}:": `':'`, "a b": `' '`, "{name": "has {",
	} {
		if _, err := newNaming(pattern, ".svg", 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", pattern, err, want)
		}
	}
}

// FuzzFileNames: whatever a region is called, its file is in the folder and no other region's.
func FuzzFileNames(f *testing.F) {
	f.Add("../a", "chr1", "a", "{name}")
	f.Add("con", "..", "CON.", "{name}_{locus}")
	f.Fuzz(func(t *testing.T, name, seq, other, pattern string) {
		n, err := newNaming(pattern, ".svg", 3)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for i, r := range []placed{named(name, seq, 0, 5), named(other, seq, 0, 5), named(name, seq, 0, 5)} {
			got := n.file(i, r)
			if seen[strings.ToLower(got)] || strings.ContainsAny(got, "/\\:*?\"<>| \x00") || strings.HasPrefix(got, ".") || strings.HasPrefix(got, "-") ||
				len(got) > 200 || len(got) < len("a.svg") {
				t.Errorf("%q, %q, %q by %q: %q", name, other, seq, pattern, got)
			}
			seen[strings.ToLower(got)] = true
		}
	})
}

// TestPublicTitle: the title of a PDF tells neither folders nor secrets of links.
func TestPublicTitle(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "sites.bed")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	words := []string{
		file, "data:" + file, "./sites.bed", "data:/gone/peaks.bed", "chr1:1-900", "TP53", "set:a/b", "https://me:pw@host.org/x.bed?key=1", "chr2 5 9",
	}
	want := "sites.bed sites.bed sites.bed peaks.bed chr1:1-900 TP53 set:a/b https://host.org/x.bed chr2 5 9"
	if got := strings.Join(new(Env).publicWords(words), " "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
