package main

import (
	"image"
	"image/color"
	"path/filepath"
	"testing"

	"github.com/epiviz/epivizgo/session/source/sourcetest"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// shown is what the built-in page says of itself.
type shown struct {
	Connected bool `json:"connected"`
	Location  struct {
		SeqName    string  `json:"seqName"`
		Start, End float64 `json:"-"`
	} `json:"location"`
	Charts []struct {
		ID           string         `json:"id"`
		Handle       int            `json:"handle"`
		Type         string         `json:"type"`
		Measurements []string       `json:"measurements"`
		Drawn        map[string]int `json:"drawn"`
		Canvas       struct {
			X, Y, Width, Height float64
		} `json:"canvas"`
	} `json:"charts"`
}

const state = "window.epivizgo.state()"

// TestTutorialInChromium is the session of the tutorial with the built-in page
// in a real browser: each line is answered by the page before the next one.
func TestTutorialInChromium(t *testing.T) {
	p := start(t)
	page := chromiumtest.Open(t, p.link, chromiumtest.Options{})
	p.expect(`browser 1 connected: built-in page`)

	p.say(`navigate chr1 1 100000`)
	p.expect(`chr1:1-100,000`)
	loc := chromiumtest.Eval[map[string]any](page, state+".location")
	if loc["seqName"] != "chr1" || loc["start"] != 1.0 || loc["end"] != 100000.0 {
		t.Errorf("the page is at %v", loc)
	}
	p.say(`addchart "Line Track" py_column`)
	p.expect(`chart 1: Line Track of py_column`)
	s := chromiumtest.Eval[shown](page, state)
	if len(s.Charts) != 1 || s.Charts[0].Handle != 1 || s.Charts[0].Drawn["rows"] != 99 {
		t.Fatalf("the page shows %+v, want one chart of the 99 blocks in the first 100 kb", s.Charts)
	}
	page.Keep("line")
	box := s.Charts[0].Canvas
	if n := inked(page.Screenshot(), box.X, box.Y, box.Width, box.Height); n < 500 {
		t.Errorf("the chart has %d coloured pixels, want a line across it", n)
	}
	p.say(`charts`)
	p.expect(`1  Line Track  py_column`)
	p.say(`removechart 1`)
	p.expect(`removed chart 1`)
	if s := chromiumtest.Eval[shown](page, state); len(s.Charts) != 0 {
		t.Errorf("the page still shows %+v", s.Charts)
	}
	if status := p.end(); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
	page.Wait("!" + state + ".connected") // and says so to the person
}

// TestRealFilesInChromium plots one file of each kind.
func TestRealFilesInChromium(t *testing.T) {
	data := sourcetest.SharedData(t)
	p := start(t,
		filepath.Join(data, "bigwig", "ENCFF826FLP.chr22.bw"),
		filepath.Join(data, "peaks", "CTCF_chr22.narrowPeak"),
		filepath.Join(data, "bedgraph", "tcga_colon_cancerMean.bedGraph"),
		filepath.Join(data, "gtf", "gencode_human.gtf.gz"))
	page := chromiumtest.Open(t, p.link, chromiumtest.Options{})
	p.expect(`browser 1 connected: built-in page`)
	p.say(`navigate chr22 20,000,000 20,400,000`)
	p.expect(`chr22:20,000,000-20,400,000`)
	p.say(`plot ENCFF826FLP_chr22 CTCF_chr22`)
	p.expect(`chart 1: Line Track of ENCFF826FLP_chr22`)
	p.expect(`chart 2: Blocks Track of CTCF_chr22`)
	s := chromiumtest.Eval[shown](page, state)
	if len(s.Charts) != 2 || s.Charts[0].Drawn["bins"] < 500 || s.Charts[1].Drawn["rows"] != 11 {
		// 11: awk '$2 < 20400000 && $3 > 19999999' CTCF_chr22.narrowPeak | wc -l
		t.Errorf("the page shows %+v", s.Charts)
	}
	for _, c := range s.Charts {
		if n := inked(page.Screenshot(), c.Canvas.X, c.Canvas.Y, c.Canvas.Width, c.Canvas.Height); n < 100 {
			t.Errorf("chart %d has %d coloured pixels", c.Handle, n)
		}
	}
	page.Keep("chr22")
	p.say(`plot gencode_human`)
	p.expect(`chart 3: Genes Track of gencode_human`)
	p.say(`navigate chr1:1-200,000`)
	p.expect(`chr1:1-200,000`)
	if n := chromiumtest.Eval[int](page, state+".charts[2].drawn.rows"); n == 0 {
		t.Error("no gene is drawn in the first 200 kb of chr1, where GENCODE begins")
	}
	page.Keep("genes")

	// A person removes a chart in the page, and reloads.
	page.Click("#chart-2 .remove")
	p.expectCharts(t, 1, 3)
	// An older address does not move the session back.
	chromiumtest.Eval[bool](page, `history.replaceState(null, '', '#chr22:1-1000') || true`)
	page.Reload()
	p.expect(`browser 2 connected: built-in page`)
	page.Wait(state + ".charts.length === 2 && " + state + ".location.seqName === 'chr1' && " + state + ".location.end === 200000")
	if status := p.end(); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
}

// expectCharts asks until the session has just the charts of these handles.
func (p *process) expectCharts(t *testing.T, handles ...int) {
	t.Helper()
	p.say(`charts`)
	p.expect(`#  TYPE +MEASUREMENTS`)
	for _, h := range handles {
		p.expect(`(?m)^ ` + string(rune('0'+h)) + `  `)
	}
}

// inked counts the pixels of a part of a picture that are clearly coloured:
// neither background nor the greys of axes and grid.
func inked(img image.Image, x, y, w, h float64) int {
	n := 0
	for py := int(y); py < int(y+h); py++ {
		for px := int(x); px < int(x+w); px++ {
			c := color.NRGBAModel.Convert(img.At(px, py)).(color.NRGBA)
			if max(c.R, c.G, c.B)-min(c.R, c.G, c.B) > 60 {
				n++
			}
		}
	}
	return n
}
