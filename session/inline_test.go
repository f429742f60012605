package session

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// everyType starts a session with a chart of each of several types.
func everyType(t *testing.T) (s *Session, types []string) {
	t.Helper()
	dir := t.TempDir()
	wave := func(phase float64) string {
		var b strings.Builder
		for i := range 240 {
			fmt.Fprintf(&b, "chrA\t%d\t%d\t%.2f\n", 50*i, 50*i+50, 10+8*math.Sin(float64(i)/12+phase))
		}
		return b.String()
	}
	genes := "##gff-version 3\n##sequence-region chrA 1 12000\n"
	for i, g := range []struct {
		from, to int
		strand   string
	}{{501, 3500, "+"}, {2801, 5200, "-"}, {6001, 6900, "+"}, {7101, 11800, "-"}} {
		genes += fmt.Sprintf("chrA\tm\tgene\t%d\t%d\t.\t%s\t.\tID=g%d;Name=QRX%d\n", g.from, g.to, g.strand, i, i+1)
		genes += fmt.Sprintf("chrA\tm\tmRNA\t%d\t%d\t.\t%s\t.\tID=t%d;Parent=g%d;Name=QRX%d.1\n", g.from, g.to, g.strand, i, i, i+1)
		for e := g.from; e+200 <= g.to; e += 600 {
			genes += fmt.Sprintf("chrA\tm\texon\t%d\t%d\t.\t%s\t.\tParent=t%d\nchrA\tm\tCDS\t%d\t%d\t.\t%s\t0\tParent=t%d\n",
				e, e+200, g.strand, i, e+50, e+150, g.strand, i)
		}
	}
	s, err := Start(t.Context(), Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for name, content := range map[string]string{
		"a.bedGraph": wave(0), "b.bedGraph": wave(1), "c.bedGraph": wave(2.5), "genes.gff3": genes,
		"peaks.bed":   "chrA\t1000\t2600\tfirst\t900\nchrA\t4000\t4100\tsecond\t300\nchrA\t8000\t11000\tthird\t600\n",
		"loops.bedpe": "chrA\t1000\t1200\tchrA\t9000\t9200\tfar\t5\nchrA\t3000\t3100\tchrA\t4500\t4600\tnear\t9\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a.bedGraph", "b.bedGraph", "c.bedGraph", "genes.gff3", "peaks.bed", "loops.bedpe"} {
		if _, _, err := s.Load(t.Context(), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		kind string
		of   []string
	}{
		{"Line Track", []string{"a", "b"}}, {"Blocks Track", []string{"peaks"}}, {"Genes Track", []string{"genes"}},
		{"Transcript Track", []string{"genes_transcripts"}}, {"Stacked Track", []string{"a", "b", "c"}}, {"Heatmap", []string{"a", "b", "c"}},
		{"Arcs Track", []string{"loops"}}, {"Scatter Plot", []string{"a", "b"}}, {"Line Plot", []string{"a", "b"}},
		{"Stacked Plot", []string{"a", "b", "c"}},
	} {
		if _, _, err := s.AddChart(t.Context(), c.kind, c.of); err != nil {
			t.Fatalf("%s: %v", c.kind, err)
		}
		types = append(types, c.kind)
	}
	if _, err := s.Navigate(t.Context(), genome.Interval{Seq: "chrA", End: 12000}); err != nil {
		t.Fatal(err)
	}
	return s, types
}

// TestLetters draws a chart of each type as letters, in two widths.
func TestLetters(t *testing.T) {
	s, types := everyType(t)
	for _, columns := range []int{80, 120} {
		var b strings.Builder
		for i, kind := range types {
			made, report, err := s.DrawInline(t.Context(), reply.Inline{As: "braille", Handles: []int{i + 1}, Columns: columns})
			if err != nil {
				t.Fatal(kind, err)
			}
			fmt.Fprintf(&b, "%s\n%s%s\n", kind, made.Data, strings.Join(report.Notes, "\n"))
			if strings.Contains(string(made.Data), "\x1b") {
				t.Errorf("%s without colours has escapes", kind)
			}
		}
		file := filepath.Join("testdata", "inline", fmt.Sprintf("letters%d.txt", columns))
		if os.Getenv("UPDATE_GOLDEN") != "" {
			if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Errorf("%s differs (UPDATE_GOLDEN=1 rewrites it):\n%s", file, b.String())
		}
	}
}

// TestLettersFit has charts lower than they would be, and the last ones left out, until all fit the rows.
func TestLettersFit(t *testing.T) {
	s, types := everyType(t)
	escapes := regexp.MustCompile(`\x1b\[[0-9;]*m`)
	for _, rows := range []int{4, 8, 12, 22, 38, 60, 400} {
		for _, columns := range []int{40, 80, 200} {
			for _, colors := range []reply.Colors{reply.NoColors, reply.Colors16, reply.Colors256, reply.TrueColors} {
				made, _, err := s.DrawInline(t.Context(), reply.Inline{As: "braille", Columns: columns, Rows: rows, Colors: colors, Dark: true})
				if err != nil {
					t.Fatal(err)
				}
				plain := escapes.ReplaceAllString(string(made.Data), "")
				lines := strings.Split(strings.TrimSuffix(plain, "\n"), "\n")
				if len(lines) > max(rows, 5) {
					t.Errorf("%d lines in %d rows of %d columns", len(lines), rows, columns)
				}
				for _, line := range lines {
					if n := utf8.RuneCountInString(line); n > columns {
						t.Errorf("a line of %d in %d columns: %s", n, columns, line)
					}
				}
				if strings.Contains(plain, "\x1b") {
					t.Error("escapes beside colours")
				}
				fit := min(len(types), max(1, (rows-3)/2))
				if rows >= 32 {
					fit = min(len(types), (rows-4)/2)
				}
				if got := len(types) - len(made.Left); got != fit || fit < len(types) && made.Left[0] != fit+1 {
					t.Errorf("%d rows have %d charts, want %d; left %v", rows, got, fit, made.Left)
				}
			}
		}
	}
}

// TestInline draws pixels for a terminal: as wide as it, and of whole rows.
func TestInline(t *testing.T) {
	s, types := everyType(t)
	opt := reply.Inline{Columns: 100, Rows: 20, CellWidth: 9, CellHeight: 19.5, Theme: "dark"}
	for _, as := range []string{"kitty", "iterm", "sixel"} {
		opt.As = as
		made, _, err := s.DrawInline(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		if len(made.Left) == 0 || !slices.IsSorted(made.Left) || len(made.Left) >= len(types) {
			t.Errorf("%s: left %v", as, made.Left)
		}
		if as == "sixel" {
			if !regexp.MustCompile(`"1;1;900;3\d\d#`).Match(made.Data) {
				t.Errorf("sixels of %.200q", made.Data)
			}
			continue
		}
		form := regexp.MustCompile(map[string]string{"kitty": `\x1b_G[^;]*;([^\x1b]*)\x1b\\`, "iterm": `:([^\a]*)\a`}[as])
		var text []byte
		for _, m := range form.FindAllSubmatch(made.Data, -1) {
			text = append(text, m[1]...)
		}
		data, err := base64.StdEncoding.DecodeString(string(text))
		if err != nil {
			t.Fatal(as, err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(as, err)
		}
		size := img.Bounds().Size()
		rows := float64(size.Y) / opt.CellHeight
		if size.X != 900 || math.Abs(rows-math.Round(rows)) > 0.5/opt.CellHeight+1e-9 || rows > 20.01 {
			t.Errorf("%s: %v, %.2f rows", as, size, rows)
		}
		if _, _, _, a := img.At(size.X-1, size.Y-1).RGBA(); a != 0xffff {
			t.Errorf("%s: the last pixel has no colour", as)
		}
	}
	opt.As = "ascii"
	if _, _, err := s.DrawInline(t.Context(), opt); err == nil {
		t.Error("an unknown way was taken")
	}
	opt.As, opt.Handles = "kitty", []int{99}
	if _, _, err := s.DrawInline(t.Context(), opt); err == nil {
		t.Error("a chart that is not there was drawn")
	}
	// A terminal that claims to have more pixels than a screen gets fewer.
	opt = reply.Inline{As: "kitty", Columns: 1000, Rows: 30, CellWidth: 200, CellHeight: 200}
	if made, _, err := s.DrawInline(t.Context(), opt); err != nil || len(made.Data) > 20<<20 {
		t.Errorf("%d bytes, %v", len(made.Data), err)
	}
}
