package ui_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// galleryFiles writes files for every kind of chart: signals a and b, named
// peaks, genes with transcripts, pairs, and the bands of chr1.
func galleryFiles(t *testing.T) (dir string) {
	dir = t.TempDir()
	write := func(name string, line func(b *strings.Builder)) {
		var b strings.Builder
		line(&b)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for k, name := range []string{"a", "b", "c"} {
		write(name+".bedGraph", func(b *strings.Builder) {
			for i := range 20_000 {
				x := float64(i)
				v := 8*math.Exp(-math.Pow(math.Mod(x, 2500)-900, 2)/1e4) + float64(k)*math.Abs(math.Sin(x/300)) + math.Abs(math.Sin(x*x))
				fmt.Fprintf(b, "chr1\t%d\t%d\t%.3f\n", i*50, i*50+50, v)
			}
		})
	}
	write("peaks.bed", func(b *strings.Builder) {
		for i := range 60 {
			fmt.Fprintf(b, "chr1\t%d\t%d\tpeak_%d\t%d\t+\n", i*17_000, i*17_000+400+i%7*900, i+1, i)
		}
	})
	write("genes.gtf", func(b *strings.Builder) {
		for g := range 30 {
			start := 1 + g*31_000 + g%4*3_000
			for tr := range 1 + g%3 {
				for exon := range 4 {
					at := start + tr*1_500 + exon*6_000
					for _, kind := range []string{"exon", "CDS"} {
						fmt.Fprintf(b, "chr1\tx\t%s\t%d\t%d\t.\t%c\t0\tgene_id \"G%d\"; transcript_id \"T%d.%d\"; gene_name \"GENE%d\";\n",
							kind, at, at+700, "+-"[g%2], g, g, tr, g)
					}
				}
			}
		}
	})
	write("calls.vcf", func(b *strings.Builder) {
		b.WriteString("##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT")
		for k := range 20 {
			fmt.Fprintf(b, "\tp%d", k+1)
		}
		for i := range 900 {
			alleles := []string{"A\tG", "AC\tA", "G\tGTT", "C\tT", "T\tA,C"}[i%5]
			fmt.Fprintf(b, "\nchr1\t%d\trs%d\t%s\t%d\t%s\t.\tGT", 1000+i*1097, i, alleles, i%90, []string{"PASS", "PASS", "q10"}[i%3])
			for k := range 20 {
				b.WriteString("\t" + []string{"0/0", "0|1", "1|0", "1/1", "./.", "0|0"}[(i*i+k*(k%7)+i/7)%6])
			}
		}
		b.WriteString("\n")
	})
	write("loops.bedpe", func(b *strings.Builder) {
		for i := range 60 {
			start, far := i*17_000, i*17_000+20_000+i%9*60_000
			seq := "chr1"
			if i%12 == 5 {
				seq = "chr2"
			}
			fmt.Fprintf(b, "chr1\t%d\t%d\t%s\t%d\t%d\tloop_%d\t%d\t+\t%c\n", start, start+2000, seq, far, far+2000, i, 1+i%23, "+-"[i%2])
		}
	})
	write("cytoBand.txt", func(b *strings.Builder) {
		for i, stain := range []string{"gneg", "gpos50", "acen", "acen", "gpos100", "gvar", "stalk", "gneg"} {
			fmt.Fprintf(b, "chr1\t%d\t%d\tb%d\t%s\n", i*150_000, (i+1)*150_000, i, stain)
		}
	})
	return dir
}

// watchTexts makes the page note where on each canvas it writes what.
const watchTexts = `(() => {
	const proto = CanvasRenderingContext2D.prototype;
	const { fillText, clearRect } = proto;
	window.texts = new Map();
	proto.clearRect = function (...args) {
		window.texts.set(this.canvas, []);
		clearRect.apply(this, args);
	};
	proto.fillText = function (text, x, y) {
		const m = this.measureText(text);
		window.texts.get(this.canvas)?.push({ text, x0: x - m.actualBoundingBoxLeft, x1: x + m.actualBoundingBoxRight,
			y0: y - m.actualBoundingBoxAscent, y1: y + m.actualBoundingBoxDescent });
		fillText.call(this, text, x, y);
	};
	return true;
})()`

// readGallery tells of each chart which texts lie on each other, how many texts
// there are, how many colours its canvas has, and how many pixels are about of
// each of the colours that are listed by chart.
const readGallery = `((wanted) => [...document.querySelectorAll(".chart")].map((card, k) => {
	const canvas = card.querySelector("canvas:not(.overlay)");
	const texts = window.texts.get(canvas) ?? [];
	const clashes = texts.flatMap((a, i) => texts.slice(i + 1)
		.filter((b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1)
		.map((b) => a.text + " / " + b.text));
	const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
	const near = wanted[k].map((colour) => {
		const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
		let n = 0;
		for (let i = 0; i < data.length; i += 4)
			if (data[i + 3] > 128 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 100) n++;
		return n;
	});
	const colours = new Set();
	for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) colours.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
	return { clashes, texts: texts.length, near, colours: colours.size };
}))(%s)`

// TestGallery shows every chart type, light and dark, on screens of one and two
// pixels a pixel: each is drawn in its colours, and none of its texts is on
// another. The pictures are for people to look at.
func TestGallery(t *testing.T) {
	dir := galleryFiles(t)
	ctx := t.Context()
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", CallTimeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, name := range []string{"a.bedGraph", "b.bedGraph", "c.bedGraph", "peaks.bed", "genes.gtf", "loops.bedpe", "cytoBand.txt", "calls.vcf"} {
		if _, _, err := s.Load(ctx, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 50_000, End: 400_000}); err != nil {
		t.Fatal(err)
	}
	themed := func(light, dark string) map[string]string { return map[string]string{"light": light, "dark": dark} }
	blue, vermilion := themed("#0072b2", "#56aee8"), themed("#d55e00", "#f08a4b")
	green, indigo := themed("#00866a", "#2dc3a0"), themed("#5b5ea6", "#a5a8e6")
	purple := themed("#b0578d", "#dd9bc4")
	shown := []struct {
		typ      string
		names    []string
		settings map[string]string
		colours  []map[string]string // by theme; of those that a scale of colours draws, none
	}{
		{"Line Track", []string{"a"}, nil, []map[string]string{blue}},
		{"Line Track", []string{"a", "b"}, map[string]string{"style": "bars", "scale": "symlog"}, []map[string]string{vermilion}},
		{"Line Track", []string{"b"}, map[string]string{"style": "area", "scale": "log"}, []map[string]string{blue}},
		{"Line Track", []string{"c"}, map[string]string{"style": "points", "binValue": "max"}, []map[string]string{blue}},
		{"Stacked Track", []string{"a", "b"}, nil, []map[string]string{blue, vermilion}},
		{"Blocks Track", []string{"peaks"}, nil, []map[string]string{green}},
		{"Genes Track", []string{"genes"}, nil, []map[string]string{indigo}},
		{"Transcript Track", []string{"genes_transcripts"}, nil, []map[string]string{indigo}},
		{"Arcs Track", []string{"loops"}, nil, []map[string]string{purple}},
		{"Arcs Track", []string{"loops"}, map[string]string{"arcHeight": "value", "direction": "down", "colorBy": "strand"}, []map[string]string{blue}},
		{"Variants Track", []string{"calls"}, nil, []map[string]string{blue, vermilion}},
		{"Variants Track", []string{"calls"}, map[string]string{"colorBy": "filter", "rowHeight": "12"}, []map[string]string{green}},
		{"Heatmap", []string{"a", "b", "c"}, map[string]string{"cluster": "both"}, nil},
		{"Scatter Plot", []string{"a", "b"}, nil, []map[string]string{blue}},
		{"Line Plot", []string{"a", "b", "c"}, nil, []map[string]string{blue}},
		{"Stacked Plot", []string{"a", "b", "c"}, nil, nil},
	}
	for i, c := range shown {
		if _, _, err := s.AddChart(ctx, c.typ, c.names); err != nil {
			t.Fatal(err)
		}
		if c.settings != nil {
			if _, err := s.Set(ctx, i+1, c.settings); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, look := range []struct {
		theme string
		scale float64
	}{{"light", 1}, {"dark", 2}, {"dark", 1}, {"light", 2}} {
		t.Run(fmt.Sprintf("%s-%gx", look.theme, look.scale), func(t *testing.T) {
			page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 1280, Height: 2600, Scale: look.scale})
			chromiumtest.Eval[bool](page, fmt.Sprintf(`localStorage.setItem("epivizgo-theme", %q) || true`, look.theme))
			page.Reload()
			chromiumtest.Eval[bool](page, watchTexts)
			page.Wait(fmt.Sprintf(`%s.theme === %q && %s.charts.length === %d && %s.charts.every((c) => c.ready)`,
				state, look.theme, state, len(shown), state))
			if _, err := s.Redraw(ctx); err != nil {
				t.Fatal(err)
			}
			page.Wait(`[...document.querySelectorAll(".chart canvas:not(.overlay)")].every((c) => window.texts.has(c))`)
			page.Keep("gallery")
			wanted := make([][]string, len(shown))
			for i, c := range shown {
				wanted[i] = []string{}
				for _, colour := range c.colours {
					wanted[i] = append(wanted[i], colour[look.theme])
				}
			}
			list, err := json.Marshal(wanted)
			if err != nil {
				t.Fatal(err)
			}
			got := chromiumtest.Eval[[]struct {
				Clashes        []string
				Texts, Colours int
				Near           []int
			}](page, fmt.Sprintf(readGallery, list))
			for i, c := range shown {
				what := fmt.Sprintf("%d, %s of %s", i+1, c.typ, strings.Join(c.names, ", "))
				if len(got[i].Clashes) > 0 {
					t.Errorf("%s: texts lie on each other: %s", what, strings.Join(got[i].Clashes, "; "))
				}
				if got[i].Texts == 0 || got[i].Colours < 8 {
					t.Errorf("%s: %d texts, %d colours", what, got[i].Texts, got[i].Colours)
				}
				for k, colour := range wanted[i] {
					if got[i].Near[k] < 50 {
						t.Errorf("%s: %d pixels are about %s", what, got[i].Near[k], colour)
					}
				}
			}
		})
	}
}
