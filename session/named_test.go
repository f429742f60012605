package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/hint"
)

// The error for a name that nothing has tells which files were searched for it.
func TestUnknownNameTellsWhatWasSearched(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		ask := func() string {
			_, err := r.Resolve(r.ctx, "NOGENE")
			wantError(t, err, `there is no sequence and no gene "NOGENE"`)
			return hint.Of(err)
		}
		equal(t, "without files", ask(), "load a file, choose a genome (help genome), or add it: addseqinfos NOGENE LENGTH")
		dir := t.TempDir()
		write := func(name, text string) {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			r.load(path)
		}
		write("signal.bedGraph", "chr1\t0\t10\t1\n")
		equal(t, "with a signal", ask(), "the sequences are chr1; no loaded file has names of genes; one of genes, as GTF or GFF3, would")
		write("genes.gff3", "##gff-version 3\nchr1\tx\tgene\t1\t9\t.\t+\t.\tID=g;Name=ABC\n")
		if got := ask(); !strings.HasSuffix(got, "names were searched in genes.gff3; without names are signal.bedGraph") {
			t.Errorf("with genes: %s", got)
		}
	})
}
