package bam

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// countWithPysam prints the junctions of a sequence with the reads that have them, and for each base how many reads say by MM and ML whether it
// is methylated.
const countWithPysam = `
import collections, json, pysam, sys
f = pysam.AlignmentFile(sys.argv[1])
reads = [r for r in f.fetch("c1") if not r.flag & 1796]
known = collections.Counter()
for r in reads:
    at = {q: p for q, p in r.get_aligned_pairs() if q is not None and p is not None}
    for (base, strand, code), calls in (r.modified_bases or {}).items():
        for q, chance in calls:
            if q in at and code == "m":
                known[at[q]] += 1
print(json.dumps({"junctions": {"%d-%d" % k: n for k, n in f.find_introns(iter(reads)).items()}, "known": known}))
`

// TestAgainstPysam compares junctions and the coverage of modified bases with those of pysam, which knows none where a read says nothing.
func TestAgainstPysam(t *testing.T) {
	python := slices.DeleteFunc([]string{"python3", "/usr/bin/python3"}, func(python string) bool {
		return exec.Command(python, "-c", "import pysam").Run() != nil
	})
	if len(python) == 0 {
		t.Skip("python3 has no pysam")
	}
	rnd := rand.New(rand.NewPCG(7, 9))
	var text strings.Builder
	text.WriteString("@SQ\tSN:c1\tLN:3000\n")
	for i := range 300 {
		n, back := 60+rnd.IntN(120), rnd.IntN(2)
		seq := make([]byte, n)
		for k := range seq {
			seq[k] = "ACGT"[rnd.IntN(4)]
		}
		cs := strings.Count(string(seq), []string{"C", "G"}[back])
		var skips, chances strings.Builder
		calls := 0
		for left := cs; left > 0; calls++ {
			skip := rnd.IntN(min(left, 4))
			left -= skip + 1
			fmt.Fprintf(&skips, ",%d", skip)
			fmt.Fprintf(&chances, ",%d,%d", rnd.IntN(128), rnd.IntN(128)) // of m and h
		}
		tags := ""
		if calls > 0 {
			tags = fmt.Sprintf("\tMM:Z:C+mh?%s;\tML:B:C%s", skips.String(), chances.String())
		}
		first := 10 + rnd.IntN(n-20)
		cigar := fmt.Sprintf([]string{"%dM%dM", "%dM3D%dM", "%dM90N%dM", "%dS%dM", "%dM2000N%dM", "%dM%dS"}[rnd.IntN(6)], first, n-first)
		fmt.Fprintf(&text, "r%d\t%d\tc1\t%d\t60\t%s\t*\t0\t0\t%s\t*%s\n", i, 16*back, 1+rnd.IntN(700), cigar, seq, tags)
	}
	path := made(t, text.String())
	out, err := exec.Command(python[0], "-c", countWithPysam, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var want struct{ Junctions, Known map[string]int }
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	src, iv := open(t, path, ".bai"), genome.Interval{Seq: "c1", Start: 0, End: 3000}
	_, spliced := src.Joins()
	rows, err := spliced.Rows(t.Context(), iv, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	junctions := map[string]int{}
	for i := range rows.Len() {
		junctions[fmt.Sprintf("%d-%d", rows.Start[i], rows.End[i])] += int(rows.Values[0][i])
	}
	if fmt.Sprint(junctions) != fmt.Sprint(want.Junctions) || len(junctions) == 0 {
		t.Errorf("junctions %v, pysam has %v", junctions, want.Junctions)
	}
	at := slices.IndexFunc(src.Signals(), func(c source.Counted) bool { return c.Name == "5mC_coverage" })
	if at < 0 {
		t.Fatal("no modified bases")
	}
	if rows, err = src.Signals()[at].Source.Rows(t.Context(), iv, source.RowOptions{}); err != nil {
		t.Fatal(err)
	}
	known := map[string]int{}
	for i := range rows.Len() {
		known[fmt.Sprint(rows.Start[i])] = int(rows.Values[0][i])
	}
	if fmt.Sprint(known) != fmt.Sprint(want.Known) || len(known) == 0 {
		t.Errorf("known at %d bases, pysam has %d: %v, %v", len(known), len(want.Known), known, want.Known)
	}
}
