package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// TestPDF has the programs of poppler read the PDF of every type of chart.
func TestPDF(t *testing.T) {
	for _, program := range []string{"pdffonts", "pdftotext"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed (package poppler-utils)", program)
		}
	}
	s := pictured(t)
	if _, err := s.Navigate(t.Context(), genome.Interval{Seq: "chr1", Start: 50_000, End: 400_000}); err != nil {
		t.Fatal(err)
	}
	made, _, err := s.DrawPicture(t.Context(), reply.Picture{Type: "pdf"})
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "program.pdf", made.Data)
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, made.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(program string, args ...string) string {
		out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", program, err, out)
		}
		return string(out)
	}
	fonts := strings.Split(strings.TrimSpace(run("pdffonts", file)), "\n")[2:]
	if len(fonts) != 2 {
		t.Errorf("%d fonts, want 2", len(fonts))
	}
	for _, font := range fonts {
		// Name, type, encoding, and whether it is embedded, a subset, and has Unicode.
		if words := strings.Fields(font); !strings.Contains(words[0], "LiberationSans") || strings.Join(words[4:7], " ") != "yes yes yes" {
			t.Errorf("the font %s", font)
		}
	}
	text := run("pdftotext", "-layout", file, "-")
	for _, want := range []string{"chr1:50,001-400,000", "350 kb", "Stacked Track", "GENE2 · T2.1", `<b>&"kérning`, `AVATAR→"</b>`, "peak_"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q", want)
		}
	}
	if complaints := run("pdftoppm", "-r", "30", file, filepath.Join(t.TempDir(), "x")); complaints != "" {
		t.Errorf("pdftoppm says: %s", complaints)
	}
}
