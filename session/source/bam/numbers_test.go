package bam

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// TestNumbers compares the numbers of rows in windows with their places among all.
func TestNumbers(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 2))
	const width = 9 << startsBits
	var reads []string
	for n := range 3000 {
		flag, cigar := 16*rnd.IntN(2), fmt.Sprintf("%dM", 4+rnd.IntN(60))
		switch rnd.IntN(12) {
		case 0:
			cigar = fmt.Sprintf("5M%dN5M", 1+rnd.IntN(3<<startsBits))
		case 1:
			flag |= 1024 // not shown
		}
		at := rnd.IntN(width)
		if rnd.IntN(4) == 0 {
			at = at >> startsBits << startsBits // where stretches meet
		}
		reads = append(reads, fmt.Sprintf("%08d\tr%d\t%d\tc1\t%d\t60\t%s\t*\t0\t0\t*\t*\n", at, n, flag, at+1, cigar))
	}
	slices.Sort(reads)
	text := "@SQ\tSN:c1\tLN:600000\n"
	for _, r := range reads {
		text += r[9:]
	}
	src := open(t, made(t, text), ".bai")
	src.Configure(t.Context(), nil, source.ReadOptions{Flags: true, Without: 1024})
	_, junctions := src.Joins()
	for name, of := range map[string]source.Source{"reads": src, "junctions": junctions} {
		all, err := of.Rows(t.Context(), genome.Interval{Seq: "c1", End: genome.MaxPosition}, source.RowOptions{Unnumbered: true})
		if err != nil || all.Len() < 100 {
			t.Fatalf("%s: %d rows, %v", name, all.Len(), err)
		}
		for range 300 {
			iv := genome.Interval{Seq: "c1", Start: rnd.IntN(width)}
			iv.End = iv.Start + 1 + rnd.IntN(1+rnd.IntN(2<<startsBits))
			unbroken := rnd.IntN(2) == 0
			rows, err := of.Rows(t.Context(), iv, source.RowOptions{Unbroken: unbroken})
			if err != nil {
				t.Fatal(err)
			}
			var want, got strings.Builder
			hits := []int{}
			for i := range all.Start {
				if all.Start[i] < iv.End && all.End[i] > iv.Start {
					hits = append(hits, i)
				}
			}
			if unbroken && len(hits) > 0 {
				from, to := hits[0], hits[len(hits)-1]
				for hits = hits[:0]; from <= to; from++ {
					hits = append(hits, from)
				}
			}
			for _, i := range hits {
				fmt.Fprintln(&want, i+1, all.Start[i], all.End[i])
			}
			for i := range rows.Start {
				fmt.Fprintln(&got, rows.Number[i], rows.Start[i], rows.End[i])
			}
			if got.String() != want.String() {
				t.Fatalf("%s of %v, unbroken %t:\n%.300s\nwant\n%.300s", name, iv, unbroken, got.String(), want.String())
			}
		}
	}
}
