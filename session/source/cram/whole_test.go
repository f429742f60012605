package cram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// fasta is a genome in memory.
type fasta map[string]string

func readFASTA(t testing.TB, path string) fasta {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := fasta{}
	for part := range strings.SplitSeq(string(data), ">") {
		if head, bases, ok := strings.Cut(part, "\n"); ok {
			f[strings.Fields(head)[0]] = strings.ReplaceAll(bases, "\n", "")
		}
	}
	return f
}

// Sequence implements source.Sequencer.
func (f fasta) Sequence(_ context.Context, iv genome.Interval) (string, error) {
	bases, ok := f[iv.Seq]
	if !ok {
		return "", source.ErrNoSequence
	}
	return bases[min(max(iv.Start, 0), len(bases)):min(iv.End, len(bases))], nil
}

func openWith(t testing.TB, path string, bases source.Sequencer) source.Alignments {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path + ".crai")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	index, err := ReadIndex(f, path+".crai")
	if err != nil {
		t.Fatal(err)
	}
	src, err := Open(bytes.NewReader(data), int64(len(data)), filepath.Base(path), index)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = src.Close() })
	if err := src.(source.Alignments).Configure(t.Context(), bases, source.ReadOptions{}); err != nil {
		t.Fatal(err)
	}
	return src.(source.Alignments)
}

// lines returns the reads of a window as SAM.
func lines(t testing.TB, src source.Alignments, iv genome.Interval) (string, error) {
	t.Helper()
	var b strings.Builder
	err := src.EachRead(t.Context(), iv, source.ReadChoice{}, func(line []byte, _ int) error {
		b.Write(append(line, '\n'))
		return nil
	})
	return b.String(), err
}

func samtools(t testing.TB, args ...string) string {
	t.Helper()
	out, err := exec.Command("samtools", args...).Output()
	if err != nil {
		t.Fatal(args, err)
	}
	return string(out)
}

// TestWholeSuite compares all that the reads of the suite have with samtools view.
func TestWholeSuite(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	ref := "../../../../shared/data/fasta/ce.fa"
	if _, err := os.Stat(ref); err != nil {
		t.Skip("the data of ../shared are not here")
	}
	genomeBases := readFASTA(t, ref)
	files, err := filepath.Glob("testdata/*.crai")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, index := range append(files, "../../../../shared/data/cram/range.cram.crai") {
		path := strings.TrimSuffix(index, ".crai")
		src := openWith(t, path, genomeBases)
		for _, s := range src.Info().Sequences {
			got, err := lines(t, src, genome.Interval{Seq: s.Name, End: s.Length})
			want := samtools(t, "view", "-T", ref, path, s.Name)
			if err != nil || got != want {
				t.Errorf("%s: %v, %d bytes, want %d\n%s", path, err, len(got), len(want), firstDifference(got, want))
				break
			}
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("%.900s\n%.900s", g[i], w[i])
		}
	}
	return "one has more reads"
}

// TestWholeAgainstSamtools compares windows of files of each version, aligned to a reference with differences of all kinds.
func TestWholeAgainstSamtools(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	rnd := rand.New(rand.NewPCG(2, 9))
	dir := t.TempDir()
	made := fasta{}
	var text strings.Builder
	for _, q := range []struct {
		name string
		size int
	}{{"c1", 300_000}, {"c2", 90_000}} {
		b := make([]byte, q.size)
		for i := range b {
			b[i] = "ACGTACGTACGTACGTACGTACGTacgtN"[rnd.IntN(29)]
		}
		made[q.name] = string(b)
		fmt.Fprintf(&text, ">%s\n%s\n", q.name, b)
	}
	ref := filepath.Join(dir, "ref.fa")
	if err := os.WriteFile(ref, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	samtools(t, "faidx", ref)
	reads := differing(rnd, sam(rnd, 2500), made)
	for _, format := range []string{
		"cram,version=2.1", "cram,version=3.0", "cram,version=3.0,embed_ref", "cram,version=3.0,no_ref", "cram,version=3.1,small,seqs_per_slice=300",
		"cram,version=3.1,archive", "cram,version=3.0,multi_seq_per_slice=1", "cram,version=3.0,store_md,store_nm",
	} {
		t.Run(format, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "reads.cram")
			sort := exec.Command("samtools", "sort", "--reference", ref, "-O", format, "-o", path, "-")
			sort.Stdin = strings.NewReader(reads)
			if out, err := sort.CombinedOutput(); err != nil {
				t.Fatalf("samtools sort: %v, %s", err, out)
			}
			samtools(t, "index", path)
			bases := source.Sequencer(made)
			if strings.Contains(format, "embed_ref") || strings.Contains(format, "no_ref") {
				bases = nil
			}
			src := openWith(t, path, bases)
			for range 12 {
				start := rnd.IntN(85_000)
				iv := genome.Interval{Seq: []string{"c1", "c2"}[rnd.IntN(2)], Start: start, End: start + 1 + rnd.IntN([]int{1, 300, 60_000}[rnd.IntN(3)])}
				region := fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End)
				got, err := lines(t, src, iv)
				if want := samtools(t, "view", "-T", ref, path, region); err != nil || got != want {
					t.Fatalf("%s: %v\n%s", region, err, firstDifference(got, want))
				}
			}
			if bases == nil {
				return
			}
			iv := genome.Interval{Seq: "c1", End: 50_000}
			if _, err := lines(t, openWith(t, path, nil), iv); err == nil || !strings.Contains(err.Error(), "no genome with bases") {
				t.Errorf("without the reference: %v", err)
			}
			if strings.Contains(format, "multi_seq") {
				return // such slices have no MD5
			}
			other := fasta{"c1": strings.Repeat("A", 300_000), "c2": strings.Repeat("C", 90_000)}
			if _, err := lines(t, openWith(t, path, other), iv); err == nil || !strings.Contains(err.Error(), "the genome is not the reference") {
				t.Errorf("with another genome: %v", err)
			}
		})
	}
}

// differing gives the reads of sam the bases of a reference with some that differ.
func differing(rnd *rand.Rand, text string, ref fasta) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		f := strings.Split(line, "\t")
		if len(f) < 11 || f[5] == "*" {
			b.WriteString(line)
			continue
		}
		var pos, n int
		fmt.Sscan(f[3], &pos)
		pos--
		var seq []byte
		for _, c := range f[5] {
			if c >= '0' && c <= '9' {
				n = 10*n + int(c-'0')
				continue
			}
			for k := range n {
				switch c {
				case 'M':
					base := strings.ToUpper(ref[f[2]][pos+k : pos+k+1])[0]
					if rnd.IntN(20) == 0 {
						base = "ACGTNR"[rnd.IntN(6)]
					}
					seq = append(seq, base)
				case 'I', 'S':
					seq = append(seq, "ACGTN"[rnd.IntN(5)])
				}
			}
			if strings.ContainsRune("MDN", c) {
				pos += n
			}
			n = 0
		}
		f[9] = string(seq)
		f[10] = f[10][:len(f[10])-max(0, len(strings.TrimSpace(f[10]))-len(seq))]
		q := strings.TrimSpace(f[10])
		q = (q + strings.Repeat("I", 60))[:len(seq)]
		f[10] = q
		if rnd.IntN(6) == 0 {
			f[10] = "*"
		}
		line = strings.TrimSpace(strings.Join(f, "\t"))
		if rnd.IntN(5) == 0 { // what a CRAM has for a decoder: whether to leave MD and NM away; 300 is none of it
			line += "\tcF:i:" + strconv.Itoa([]int{0, 1, 2, 3, 300}[rnd.IntN(5)])
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// TestQualitiesOfOtherBases: a damaged record with more bases than qualities is an error.
func TestQualitiesOfOtherBases(t *testing.T) {
	s := &slice{compression: &compression{}, whole: &whole{seq: []byte("ACGT")}}
	s.complete(&record{qual: []byte{1, 2}}, -1, 0)
	if !errors.Is(s.err, source.ErrFormat) {
		t.Errorf("%v, want an error", s.err)
	}
}
