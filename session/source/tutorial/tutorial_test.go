package tutorial

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// formula implements the tutorial's getRows, word for word.
func formula(start, end float64) (index float64, starts, ends []float64) {
	const step, width = 1000, 100
	index = math.Floor((start-1)/step) + 1
	firstStart := index*step + 1
	firstEnd := firstStart + width
	if firstEnd < start {
		firstStart += step
	}
	for s := firstStart; s < end; s += step {
		starts, ends = append(starts, s), append(ends, s+width)
	}
	return index, starts, ends
}

func TestTutorialRowsFollowTheFormulas(t *testing.T) {
	for _, r := range [][2]float64{
		{1, 100000}, {1, 1000}, {1, 1001}, {1, 1002}, {1000, 1001}, {1000, 1002}, {1001, 2001}, {1002, 2002},
		{999.5, 5000.5}, {1000000, 1040000}, {248950000, 248990000}, {5000, 4000}, {5000, 5000},
	} {
		index, starts, ends := formula(r[0], r[1])
		got := Source{}.TutorialRows("chr1", r[0], r[1], nil)
		if got.Len() != len(starts) {
			t.Errorf("%v: %d rows, want %d", r, got.Len(), len(starts))
			continue
		}
		for i := range starts {
			if got.Number[i] != int(index)+i || got.Start[i]+1 != int(starts[i]) || got.End[i] != int(ends[i]) {
				t.Errorf("%v row %d: number %d [%d,%d], want %v [%v,%v]", r, i,
					got.Number[i], got.Start[i]+1, got.End[i], index+float64(i), starts[i], ends[i])
				break
			}
		}
	}
}

func TestTutorialRowsOfOddRanges(t *testing.T) {
	if a, b := (Source{}).TutorialRows("chr1", -5000, 5000, nil), (Source{}).TutorialRows("chr1", 1, 5000, nil); !slices.Equal(a.Start, b.Start) {
		t.Errorf("a start below 1 gives %v, want %v", a.Start, b.Start)
	}
	for _, r := range [][2]float64{{1e300, 2e300}, {-1e300, -1e299}} {
		if n := (Source{}).TutorialRows("chr1", r[0], r[1], nil).Len(); n != 0 {
			t.Errorf("%v: %d rows, want none", r, n)
		}
	}
	if n := (Source{}).TutorialRows("chr1", 1, 1e300, nil).Len(); n != maxBlocks {
		t.Errorf("an endless range gives %d rows, want %d", n, maxBlocks)
	}
}

func TestRowsGiveEveryOverlappingBlock(t *testing.T) {
	for _, iv := range [][2]int{{0, 1000}, {0, 1001}, {999, 1000}, {1000, 1001}, {1099, 1100}, {1100, 2000}, {1050, 2050},
		{0, 100000}, {1050, 1050}, {248956000, 248956422}, {248950000, 250000000}} {
		rows, err := Source{}.Rows(context.Background(), genome.Interval{Seq: "chr1", Start: iv[0], End: iv[1]}, source.RowOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var want []int
		for n := 1; n*Step < 248956422; n++ {
			if n*Step < iv[1] && n*Step+Width > iv[0] && iv[0] < iv[1] {
				want = append(want, n)
			}
		}
		if !slices.Equal(rows.Number, want) {
			t.Errorf("%v: numbers %v, want %v", iv, rows.Number, want)
		}
	}
}

func TestValuesStayAndFill(t *testing.T) {
	ctx := context.Background()
	wide, _ := Source{}.Rows(ctx, genome.Interval{Seq: "chr1", Start: 0, End: 10_000_000}, source.RowOptions{})
	narrow, _ := Source{}.Rows(ctx, genome.Interval{Seq: "chr1", Start: 5_000_000, End: 5_010_000}, source.RowOptions{})
	for i, n := range narrow.Number {
		j := n - wide.Number[0]
		if narrow.Values[0][i] != wide.Values[0][j] || narrow.Metadata[0][i] != wide.Metadata[0][j] {
			t.Fatalf("block %d differs between two requests", n)
		}
	}
	lo, hi, sum := math.Inf(1), math.Inf(-1), 0.0
	for _, v := range wide.Values[0] {
		lo, hi, sum = min(lo, v), max(hi, v), sum+v
	}
	if lo < MinValue || lo > MinValue+0.1 || hi >= MaxValue || hi < MaxValue-0.1 {
		t.Errorf("values span [%v, %v], want nearly [-5, 25)", lo, hi)
	}
	// The mean of n uniform values is 10 within 5 standard errors of 30/√12n.
	if n := float64(wide.Len()); math.Abs(sum/n-10) > 5*30/math.Sqrt(12*n) {
		t.Errorf("mean %v, want about 10", sum/n)
	}
}

func TestLimitAndUnknownSequence(t *testing.T) {
	ctx := context.Background()
	rows, err := Source{}.Rows(ctx, genome.Interval{Seq: "pyChr", End: 1_000_000_000}, source.RowOptions{Limit: 10})
	if err != nil || rows.Len() != 0 || rows.Total != 999_999 {
		t.Errorf("limited: %d rows of %d, %v", rows.Len(), rows.Total, err)
	}
	if _, err := (Source{}).Rows(ctx, genome.Interval{Seq: "chrQ", End: 10}, source.RowOptions{}); !errors.Is(err, source.ErrNoSequence) {
		t.Errorf("unknown sequence: %v", err)
	}
}

// Only the columns that are asked for are made, the same as all.
func TestColumns(t *testing.T) {
	all := Source{}.TutorialRows("pyChr", 1, 50_000, nil)
	values := Source{}.TutorialRows("pyChr", 1, 50_000, &source.Columns{Values: []int{0}})
	text := Source{}.TutorialRows("pyChr", 1, 50_000, &source.Columns{Text: true})
	if all.Len() != 49 || !slices.Equal(values.Values[0], all.Values[0]) || !slices.Equal(text.Metadata[0], all.Metadata[0]) {
		t.Error("a column depends on the others")
	}
	if values.Metadata[0] != nil || text.Values[0] != nil {
		t.Error("columns are made that nobody asked for")
	}
}
