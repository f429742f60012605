package formats_test

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/formats"
)

func ExampleOpen() {
	ctx := context.Background()
	src, err := formats.Open(ctx, "../bed/testdata/calls.narrowPeak", formats.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = src.Close() }()

	info := src.Info()
	fmt.Println(info.Format, info.Items, info.Values)

	iv := genome.Interval{Seq: "chr1", Start: 0, End: 1000}
	rows, err := src.Rows(ctx, iv, source.RowOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range rows.Len() {
		fmt.Println(rows.Number[i], rows.Start[i], rows.End[i], rows.Metadata[0][i], rows.Values[0][i])
	}
	// Output:
	// narrowPeak 3 [score signalValue pValue qValue peak]
	// 1 100 400 peak1 870
	// 2 900 1300 peak2 12
}
