package session

import (
	"os"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source/formats"
)

// TestPLINKChromosomes reads the numbers of PLINK as the names on offer, where these have letters.
func TestPLINKChromosomes(t *testing.T) {
	t.Chdir(t.TempDir())
	plink := " CHR SNP BP P\n 1 rs1 101 0.5\n 23 rs2 2001 0.1\n 25 rs3 3001 0.2\n 26 rs4 401 0.3\n"
	for name, text := range map[string]string{
		"plink.assoc": plink,
		"zebra.txt":   "CHR\tPOS\tP\n1\t101\t0.5\n23\t2001\t0.1\n",                           // not PLINK's
		"cow.assoc":   " CHR SNP BP P\n 1 rs1 101 0.5\n 23 rs2 2001 0.1\n 29 rs3 3001 0.2\n", // not of people
		"rows.bed":    "chrX\t1990\t2010\tpeak\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names := func(r *rig, path string) (names []string) {
		for _, q := range r.Session.datasetAt(path).Info.Sequences {
			names = append(names, q.Name)
		}
		return names
	}
	genome := must(formats.Genome(t.Context(), "hg38"))(t)
	inBubble(t, Options{Genome: genome, GenomeName: "hg38"}, func(t *testing.T, r *rig) {
		for path, want := range map[string][]string{
			"plink.assoc": {"1", "chrX", "XY", "chrM"}, "zebra.txt": {"1", "23"}, "cow.assoc": {"1", "23", "29"},
		} {
			r.load(path)
			if got := names(r, path); !slices.Equal(got, want) {
				t.Errorf("%s has %q, want %q", path, got, want)
			}
		}
		notes := must(r.Session.Info("plink.assoc"))(t).Notes
		if want := "chromosomes are numbered as PLINK does: 23 as chrX, 25 as XY, 26 as chrM"; !slices.Contains(notes, want) {
			t.Errorf("notes %q, want %q", notes, want)
		}
		if rows := must(r.AllRows(r.ctx, "plink_assoc", 9))(t); len(rows) < 3 || !slices.ContainsFunc(rows, func(f reply.FeatureRows) bool { return f.Chr == "chrX" }) {
			t.Errorf("rows %+v", rows)
		}
		if found, _, err := r.Search(r.ctx, "rs2", 1); err != nil || len(found) != 1 || found[0].SeqName != "chrX" {
			t.Errorf("found %+v", found)
		}
	})
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load("plink.assoc")
		if got, want := names(r, "plink.assoc"), []string{"1", "23", "25", "26"}; !slices.Equal(got, want) {
			t.Errorf("without a genome it has %q, want %q", got, want)
		}
	})
}
