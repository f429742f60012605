package display

import (
	"math"
	"os"
	"strings"
	"testing"
)

// TestBraille draws a curve with an axis, texts on all sides and some that a terminal must not see.
func TestBraille(t *testing.T) {
	r := NewRecorder()
	r.SetFill("#ffffff")
	r.FillRect(0, 0, 320, 96)
	r.SetFill("#1b2430")
	r.SetFont("600 14px x")
	r.FillText("chr1:1-100\x1b[2J\u202e", 8, 12)
	r.SetFont("11px x")
	r.SetAlign("right")
	r.SetBaseline("middle")
	r.FillText("10", 40, 24)
	r.FillText("0", 40, 88)
	r.SetAlign("center")
	r.FillText("染色体 e\u0301", 200, 40)
	r.FillText("under it", 200, 42)
	r.SetStroke("#eef1f4")
	r.BeginPath()
	r.MoveTo(48, 56.5)
	r.LineTo(320, 56.5)
	r.Stroke()
	r.SetStroke("#0072b2")
	r.SetLineWidth(3)
	r.BeginPath()
	for x := 48.0; x <= 320; x += 4 {
		r.LineTo(x, 56+32*math.Sin(x/40))
	}
	r.Stroke()
	r.SetFill("#d55e00")
	r.FillRect(60, 80, 30, 12)
	l := r.List()
	l.Width, l.Height = 320, 96
	for file, colors := range map[string]Colors{"testdata/plain.txt": NoColors, "testdata/colors.txt": TrueColors, "testdata/colors256.txt": Colors256, "testdata/colors16.txt": Colors16} {
		var b strings.Builder
		if err := l.WriteBraille(&b, colors); err != nil {
			t.Fatal(err)
		}
		got := strings.ReplaceAll(b.String(), "\x1b", "␛")
		if os.Getenv("UPDATE_GOLDEN") != "" {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
		}
	}
}
