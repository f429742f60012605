package formats

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
)

// madeBCF writes random sites as BCF with its index, and returns its path.
func madeBCF(t *testing.T, rnd *rand.Rand, n int) string {
	t.Helper()
	for _, tool := range []string{"bgzip", "bcftools"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	from, path := madeVCF(t, rnd, n), filepath.Join(t.TempDir(), "made.bcf")
	bcftools(t, "view", "-Ob", "-o", path, from)
	bcftools(t, "index", path)
	return path
}

// bcftools runs it and returns the lines that it prints.
func bcftools(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.Command("bcftools", args...)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("bcftools %v: %v, %s", args, err, complaints.String())
	}
	return slices.Collect(strings.Lines(string(out)))
}

// throughIndex opens a file through its index however small it is, and reports whether it was.
func throughIndex(t *testing.T, path string) (source.Source, bool, string) {
	t.Helper()
	defer func(size int64) { indexedFrom = size }(indexedFrom)
	indexedFrom = 1
	src, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = src.Close() })
	notes := strings.Join(src.Info().Notes, "\n")
	return src, strings.Contains(notes, "through the file's index"), notes
}

// TestBCFThroughIndex compares windows of a BCF that is read through its index with what bcftools prints, and with the BCF read whole.
func TestBCFThroughIndex(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 4))
	path := madeBCF(t, rnd, 4000)
	src, indexed, notes := throughIndex(t, path)
	if !indexed {
		t.Fatal(notes)
	}
	whole, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = whole.Close() }()
	for range 60 {
		start := rnd.IntN(8_000_000)
		iv := genome.Interval{Seq: []string{"c1", "c2"}[rnd.IntN(2)], Start: start, End: start + 1 + rnd.IntN([]int{1, 100, 20_000, 2_000_000}[rnd.IntN(4)])}
		var want []string
		for _, line := range bcftools(t, "view", "-H", "-r", fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End), path) {
			want = append(want, strings.Split(line, "\t")[2])
		}
		slices.Sort(want)
		if got := ids(t, src, iv); !slices.Equal(got, want) {
			t.Fatalf("%v: %q, bcftools has %q", iv, got, want)
		}
		a, errA := src.Rows(t.Context(), iv, source.RowOptions{})
		b, errB := whole.Rows(t.Context(), iv, source.RowOptions{})
		if fmt.Sprint(a.Number, a.Start, a.End, a.Metadata, errA) != fmt.Sprint(b.Number, b.Start, b.End, b.Metadata, errB) {
			t.Fatalf("%v: the rows differ from those of the file read whole", iv)
		}
	}
}

// TestBadIndexOfBCF shows that an index that is old, cut or of another file hides no site: the file is read whole, and that is said.
func TestBadIndexOfBCF(t *testing.T) {
	path, other := madeBCF(t, rand.New(rand.NewPCG(4, 5)), 3000), madeBCF(t, rand.New(rand.NewPCG(4, 6)), 2000)
	index, err := os.ReadFile(path + ".csi")
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := os.ReadFile(other + ".csi")
	if err != nil {
		t.Fatal(err)
	}
	less := filepath.Join(t.TempDir(), "less.bcf") // a file to whose end sites were added later
	bcftools(t, "view", "-Ob", "-o", less, "-r", "c1", path)
	bcftools(t, "index", less)
	short, err := os.ReadFile(less + ".csi")
	if err != nil {
		t.Fatal(err)
	}
	iv := genome.Interval{Seq: "c2", End: 9_000_000}
	for name, c := range map[string]struct {
		index []byte
		old   bool
	}{"old": {index, true}, "cut": {index[:len(index)/2], false}, "of another file": {foreign, false}, "of fewer sites": {short, false}} {
		if err := os.WriteFile(path+".csi", c.index, 0o600); err != nil {
			t.Fatal(err)
		}
		if c.old {
			if err := os.Chtimes(path+".csi", time.Time{}, time.Now().Add(-time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		src, indexed, notes := throughIndex(t, path)
		if indexed || !strings.Contains(notes, "the file was read whole") {
			t.Errorf("%s: %s", name, notes)
		}
		if got := ids(t, src, iv); len(got) != 3000 {
			t.Errorf("%s: %d sites on c2, want 3000", name, len(got))
		}
	}
}

// TestFindID finds ids in files that are read through an index, and says where a file was not searched to its end.
func TestFindID(t *testing.T) {
	binary := madeBCF(t, rand.New(rand.NewPCG(9, 5)), 3000)
	packed := filepath.Join(t.TempDir(), "made.vcf.gz")
	bcftools(t, "view", "-Oz", "-o", packed, binary)
	bcftools(t, "index", "-t", packed)
	defer func(size int64) { idBudget = size }(idBudget)
	for _, path := range []string{binary, packed} {
		src, indexed, notes := throughIndex(t, path)
		if !indexed {
			t.Fatal(notes)
		}
		finder := src.(source.IDFinder)
		for _, c := range []struct {
			id     string
			budget int64
			found  int
			whole  bool
		}{{"c2_2999", 1 << 40, 1, true}, {"C2_2999", 1 << 40, 1, true}, {"c2_299", 1 << 40, 1, true}, {"none_7", 1 << 40, 0, true},
			{"c1_3", 1000, 1, false}, {"c2_2998", 1000, 0, false}} {
			idBudget = c.budget
			found, whole, err := finder.FindID(t.Context(), c.id)
			if err != nil || len(found) != c.found || whole != c.whole {
				t.Errorf("%s, %s within %d bytes: %v, %t, %v", filepath.Base(path), c.id, c.budget, found, whole, err)
			}
			if len(found) == 1 && (found[0].Interval.Seq != strings.ToLower(c.id[:2]) || !strings.EqualFold(found[0].Name, c.id)) {
				t.Errorf("%s: %+v", c.id, found[0])
			}
		}
	}
}

// TestFindIDInDamage shows that damage is told where a file is not read to its end, too.
func TestFindIDInDamage(t *testing.T) {
	binary := madeBCF(t, rand.New(rand.NewPCG(9, 6)), 9000)
	packed := filepath.Join(t.TempDir(), "made.vcf.gz")
	bcftools(t, "view", "-Oz", "-o", packed, binary)
	bcftools(t, "index", "-t", packed)
	defer func(size int64) { idBudget = size }(idBudget)
	for _, path := range []string{binary, packed} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		at := 0 // of the fifth block: the first ones are read when the file is opened
		for range 4 {
			at += bytes.Index(data[at+20:], []byte("\x1f\x8b\x08\x04")) + 20
		}
		data[at+200] ^= 0xff
		index := map[bool]string{true: ".csi", false: ".tbi"}[path == binary]
		damaged := filepath.Join(t.TempDir(), filepath.Base(path))
		text, err := os.ReadFile(path + index)
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range map[string][]byte{damaged: data, damaged + index: text} {
			if err := os.WriteFile(name, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(damaged+index, time.Time{}, time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		src, indexed, notes := throughIndex(t, damaged)
		if !indexed {
			t.Fatal(notes)
		}
		for _, budget := range []int64{int64(at) + 5000, 1 << 40} {
			idBudget = budget
			if found, _, err := src.(source.IDFinder).FindID(t.Context(), "c2_2999"); !errors.Is(err, bgzf.ErrDamaged) {
				t.Errorf("%s within %d bytes: %v, %v", filepath.Base(path), budget, found, err)
			}
		}
	}
}
