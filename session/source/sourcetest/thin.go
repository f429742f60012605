package sourcetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Thinned returns what a source.Thinner should return for rows, which are all that overlap
// iv and are not pairs. It is simple and shares no code with the program.
func Thinned(rows *source.Rows, iv genome.Interval, n int, longest bool) (*source.Rows, []int) {
	return pick(rows, iv, n, longest, func(int, int) int { return 0 })
}

// pairsFirst compares rows of pairs by the criteria before their length.
func pairsFirst(rows *source.Rows, iv genome.Interval) func(i, j int) int {
	ahead := func(i int) (seen int, value float64) {
		for _, e := range rows.Exons[i] {
			if e[0] < iv.End && e[1] > iv.Start {
				seen, value = 1, math.Inf(-1)
			}
		}
		if seen == 1 && len(rows.Values) > 0 && rows.Values[0][i] == rows.Values[0][i] {
			value = rows.Values[0][i]
		}
		return seen, value
	}
	return func(i, j int) int {
		seen1, value1 := ahead(i)
		seen2, value2 := ahead(j)
		return cmp.Or(seen2-seen1, cmp.Compare(value2, value1))
	}
}

func pick(rows *source.Rows, iv genome.Interval, n int, longest bool, before func(i, j int) int) (*source.Rows, []int) {
	n = max(n, 1)
	if rows.Len() <= n {
		return rows, nil
	}
	var first []int // of the rows that are merged
	stands := map[int][]int{}
	if longest {
		for i := range rows.Len() {
			first = append(first, i)
		}
		slices.SortStableFunc(first, func(i, j int) int {
			return cmp.Or(before(i, j), rows.End[j]-rows.Start[j]-rows.End[i]+rows.Start[i])
		})
		first = first[:n]
		slices.Sort(first)
	} else {
		parts := map[int]int{} // the first row of each
		for i, start := range rows.Start {
			part := min(max(start-iv.Start, 0)*n/iv.Len(), n-1)
			if _, ok := parts[part]; !ok {
				parts[part] = i
				first = append(first, i)
			}
			stands[parts[part]] = append(stands[parts[part]], i)
		}
	}
	out := &source.Rows{Total: rows.Len(), Values: make([][]float64, len(rows.Values)), Metadata: make([][]string, len(rows.Metadata))}
	var counts []int
	for _, i := range first {
		end, strand, alone := rows.End[i], rows.Strand[i], true
		if !longest {
			counts = append(counts, len(stands[i]))
			for _, j := range stands[i] {
				end = max(end, rows.End[j])
			}
			if alone = len(stands[i]) == 1; !alone {
				strand = '*'
			}
		}
		if rows.Number != nil {
			out.Number = append(out.Number, rows.Number[i])
		}
		out.Start, out.End, out.Strand = append(out.Start, rows.Start[i]), append(out.End, end), append(out.Strand, strand)
		for c := range rows.Values {
			out.Values[c] = append(out.Values[c], rows.Values[c][i])
		}
		for c := range rows.Metadata {
			text := ""
			if alone {
				text = rows.Metadata[c][i]
			}
			out.Metadata[c] = append(out.Metadata[c], text)
		}
		if rows.Exons != nil {
			out.Exons = append(out.Exons, rows.Exons[i])
		}
		if rows.Coding != nil {
			out.Coding = append(out.Coding, rows.Coding[i])
		}
		if rows.Phase != nil {
			out.Phase = append(out.Phase, rows.Phase[i])
		}
	}
	return out, counts
}

// CheckThinned compares a source's answers for the rows in iv with Thinned of all of
// them: the longest and the merged ones, for fewer rows than there are, as many, and
// more. It returns how many of the answers were thinned.
func CheckThinned(t testing.TB, src source.Thinner, iv genome.Interval) (thinned int) {
	t.Helper()
	rows, err := src.Rows(background, iv, source.RowOptions{})
	if err != nil {
		t.Fatalf("%v: %v", iv, err)
	}
	for _, n := range []int{0, 1, 2, 7, rows.Len() / 2, rows.Len() - 1, rows.Len(), rows.Len() + 1} {
		for _, longest := range []bool{false, true} {
			got, counts, err := src.Thinned(background, iv, n, longest)
			if err != nil {
				t.Fatalf("%v to %d rows, longest %t: %v", iv, n, longest, err)
			}
			want, wantCounts := Thinned(rows, iv, n, longest)
			if src.Info().Kind == source.Pairs {
				want, wantCounts = pick(rows, iv, n, longest, pairsFirst(rows, iv))
			}
			if got.Number == nil { // as for a source that would have to count
				want.Number = nil
			}
			if !sameRows(got, want) || !slices.Equal(counts, wantCounts) {
				t.Fatalf("%v to %d rows, longest %t: thinned by the source\n%.1000s\nfrom its rows\n%.1000s",
					iv, n, longest, fmt.Sprint(*got, counts), fmt.Sprint(*want, wantCounts))
			}
			if got.Total > got.Len() {
				thinned++
			}
		}
	}
	return thinned
}

// sameRows compares all columns. A column without rows may be nil, and NaN equals NaN.
func sameRows(a, b *source.Rows) bool {
	number := func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) }
	return a.Total == b.Total && slices.Equal(a.Number, b.Number) && slices.Equal(a.Start, b.Start) && slices.Equal(a.End, b.End) &&
		slices.Equal(a.Strand, b.Strand) && slices.Equal(a.Coding, b.Coding) && slices.Equal(a.Phase, b.Phase) &&
		slices.EqualFunc(a.Exons, b.Exons, func(x, y [][2]int) bool { return slices.Equal(x, y) }) &&
		slices.EqualFunc(a.Values, b.Values, func(x, y []float64) bool { return slices.EqualFunc(x, y, number) }) &&
		slices.EqualFunc(a.Metadata, b.Metadata, func(x, y []string) bool { return slices.Equal(x, y) })
}

// checkThinned checks a source that implements source.Thinner.
func checkThinned(t testing.TB, src source.Source) {
	thinner, ok := src.(source.Thinner)
	if !ok {
		return
	}
	thinned, most := 0, 0
	for _, q := range src.Info().Sequences {
		every := All(t, src, q.Name)
		most = max(most, every.Len())
		for _, iv := range windows(q, every) {
			thinned += CheckThinned(t, thinner, iv)
		}
		thinned += CheckThinned(t, thinner, whole(q.Name))
	}
	if thinned == 0 && most > 1 {
		t.Errorf("nothing was thinned of up to %d rows", most)
	}
	iv := src.Info().First
	unknown := genome.Interval{Seq: "no such sequence", End: 100}
	if _, _, err := thinner.Thinned(background, unknown, 1, false); !errors.Is(err, source.ErrNoSequence) {
		t.Errorf("an unknown sequence: error %v, want ErrNoSequence", err)
	}
	ctx, cancel := context.WithCancel(background)
	cancel()
	if _, _, err := thinner.Thinned(ctx, iv, 1, false); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled query: error %v, want context.Canceled", err)
	}
	_ = src.Close()
	if _, _, err := thinner.Thinned(background, iv, 1, false); err == nil {
		t.Error("a closed source was thinned")
	}
}
