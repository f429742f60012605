package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The README's picture: what makes it is in the README word by word.
const (
	figureScript = `plot day0 day3 day7; set 1-3 style=area yGroup=chip
plot peaks loops genes
addchart Heatmap day*; set 5-6 height=70; set 7 height=60
`
	figureCommand = "snapshot QRX1 figures --as png --flank 120% --scale 1.5"
	figureFile    = "figures/QRX1_chr7_41001-69000.png"
)

// figureFiles writes invented data of a gene that is switched on.
func figureFiles(t *testing.T) {
	t.Helper()
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	random := rand.New(rand.NewPCG(7, 7))
	peaks := []struct {
		at, width float64
		height    [3]float64
	}{
		{12_000, 900, [3]float64{9, 8, 3}}, {27_000, 700, [3]float64{2, 7, 12}},
		{41_000, 1100, [3]float64{1, 16, 34}}, {55_500, 600, [3]float64{1, 4, 11}},
		{83_000, 900, [3]float64{14, 13, 15}}, {97_000, 500, [3]float64{6, 3, 1}},
	}
	for day, name := range []string{"day0", "day3", "day7"} {
		var b strings.Builder
		for start := 0; start < 120_000; start += 50 {
			v := 0.8 + 0.5*random.ExpFloat64()
			for _, p := range peaks {
				d := (float64(start) - p.at) / p.width
				v += p.height[day] * math.Exp(-d*d/2) * (0.85 + 0.3*random.Float64())
			}
			fmt.Fprintf(&b, "chr7\t%d\t%d\t%.3g\n", start, start+50, v)
		}
		write(name+".bedGraph", b.String())
	}
	write("peaks.narrowPeak", "chr7\t10200\t13800\tpeak_1\t380\t.\t9\t12\t9\t1800\nchr7\t25600\t28400\tpeak_2\t420\t.\t12\t18\t14\t1400\n"+
		"chr7\t38800\t43200\tpeak_3\t1000\t.\t34\t60\t50\t2200\nchr7\t54300\t56700\tpeak_4\t400\t.\t11\t15\t11\t1200\n"+
		"chr7\t81200\t84800\tpeak_5\t560\t.\t15\t22\t17\t1800\n")
	write("loops.bedpe", "chr7\t25000\t29000\tchr7\t39000\t43000\tenhancer\t22\nchr7\t39000\t43000\tchr7\t54000\t57000\tintron\t14\n"+
		"chr7\t39000\t43000\tchr7\t81000\t85000\tfar\t6\n")
	var b strings.Builder
	b.WriteString("##gff-version 3\n")
	for _, g := range []struct {
		name, strand string
		start, end   int
		exons        [][2]int
	}{
		{"ZNB4", "-", 3001, 13200, [][2]int{{3001, 4400}, {6200, 6500}, {9100, 9400}, {12800, 13200}}},
		{"QRX1", "+", 41001, 69000, [][2]int{{41001, 41600}, {47300, 47500}, {52100, 52400}, {55900, 56200}, {60100, 60250}, {66500, 69000}}},
		{"LNX-AS", "-", 71001, 74500, [][2]int{{71001, 72000}, {74000, 74500}}},
		{"OBTF", "+", 83001, 111000, [][2]int{{83001, 83700}, {90100, 90400}, {98400, 98700}, {104000, 104300}, {109500, 111000}}},
	} {
		fmt.Fprintf(&b, "chr7\tmade\tgene\t%d\t%d\t.\t%s\t.\tID=%s;Name=%[4]s\n", g.start, g.end, g.strand, g.name)
		fmt.Fprintf(&b, "chr7\tmade\tmRNA\t%d\t%d\t.\t%s\t.\tID=%s.1;Parent=%[4]s\n", g.start, g.end, g.strand, g.name)
		for _, e := range g.exons {
			fmt.Fprintf(&b, "chr7\tmade\texon\t%d\t%d\t.\t%s\t.\tParent=%s.1\n", e[0], e[1], g.strand, g.name)
		}
	}
	write("genes.gff3", b.String())
	write("s.epi", figureScript)
}

// TestFigure makes the README's picture as the README says it is made.
func TestFigure(t *testing.T) {
	kept, err := filepath.Abs("../../session/ui/testdata/figure.png")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	command := "epivizgo *.bedGraph *.narrowPeak *.bedpe *.gff3 --script s.epi -x '" + figureCommand + "'\n"
	for line := range strings.Lines(figureScript + command) {
		if !strings.Contains(string(readme), "    "+line) {
			t.Errorf("the README lacks the line\n%s", line)
		}
	}
	t.Chdir(t.TempDir())
	figureFiles(t)
	quietly := strings.Replace(command, "epivizgo", "epivizgo --addr 127.0.0.1:0 --no-open --no-journal --quiet", 1)
	shell := exec.CommandContext(t.Context(), "sh", "-c", quietly)
	if out, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	made, err := os.ReadFile(figureFile)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(kept, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	const most = 150_000
	if len(old) > most {
		t.Errorf("the README's picture has %d bytes, want %d at most", len(old), most)
	}
	if share := unlike(t, made, old); share > 0.02 {
		t.Errorf("%.1f %% of the README's picture is not as it is made; update it with: go test ./cmd/epivizgo -run Figure -update", 100*share)
	}
}

// unlike returns the share of pixels in which pictures differ.
func unlike(t *testing.T, a, b []byte) float64 {
	t.Helper()
	var pictures [2]image.Image
	for i, data := range [][]byte{a, b} {
		var err error
		if pictures[i], err = png.Decode(bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	size := pictures[0].Bounds()
	if size != pictures[1].Bounds() {
		return 1
	}
	differ := 0
	for y := range size.Dy() {
		for x := range size.Dx() {
			r, g, b, _ := pictures[0].At(x, y).RGBA()
			r2, g2, b2, _ := pictures[1].At(x, y).RGBA()
			if math.Abs(float64(r)-float64(r2))+math.Abs(float64(g)-float64(g2))+math.Abs(float64(b)-float64(b2)) > 0x1000 {
				differ++
			}
		}
	}
	return float64(differ) / float64(size.Dx()*size.Dy())
}
