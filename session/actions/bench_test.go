package actions

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// peaks makes a source of 100,000 rows in memory with a number and a name each,
// 1000 of them in any 1 Mb.
func peaks(b *testing.B) source.Source {
	const rows = 100_000
	builder := intervals.NewBuilder(intervals.Schema{Values: []string{"score"}, Metadata: []string{"name"}})
	for i := range rows {
		err := builder.Add(intervals.Row{Seq: []byte("chr1"), Start: 1000 * i, End: 1000*i + 400, Strand: "+-."[i%3],
			Values: []float64{float64(i%997) / 7}, Metadata: [][]byte{fmt.Appendf(nil, "peak_%d", i)}})
		if err != nil {
			b.Fatal(err)
		}
	}
	return builder.Finish(source.Info{Format: "BED", Kind: source.Features,
		Sequences: []genome.Sequence{{Name: "chr1", Length: 1000 * rows}}})
}

// BenchmarkThousandRows answers requests for 1000 rows, from the arguments to
// the bytes of the frame. ratio is the time of encoding/json for the same
// payload in typed columns, which needs no query: 1 is as fast.
func BenchmarkThousandRows(b *testing.B) {
	src := peaks(b)
	for _, version := range []string{"", "2", "4", "5", protocol.BuiltinVersion} {
		for _, ask := range [][2]string{
			{protocol.GetRows, `"datasource":"rows","metadata":["name"],"maxRows":2000`},
			{protocol.GetValues, `"datasource":"rows","measurement":"score","bins":2000`},
		} {
			action, more, d := ask[0], ask[1], protocol.DialectOf(version)
			b.Run(fmt.Sprintf("%s/%v", action, d), func(b *testing.B) {
				bench := newBench(b)
				bench.a.Catalog.Add(src, catalog.Spec{Name: "rows", ID: "rows", Measurements: []catalog.Measurement{
					{ID: "score", Name: "Score", Column: 0, Group: "group", Chart: "Line Track", Min: 0, Max: 200}}})
				args := fmt.Sprintf(`{"version":%q,"seqName":"chr1","start":5000001,"end":6000000,%s}`, version, more)
				req := &protocol.Request{ID: 1, Action: action, Args: json.RawMessage(args)}
				var frame []byte
				ctx := b.Context()
				b.ReportAllocs()
				for b.Loop() {
					data, _ := bench.a.Answer(ctx, bench.page, req)
					var err error
					if frame, err = protocol.AppendResponse(frame[:0], req.ID, data); err != nil {
						b.Fatal(err)
					}
				}
				ours := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
				b.SetBytes(int64(len(frame)))
				b.ReportMetric(ours/marshalling(b, frame), "ratio")
			})
		}
	}
}

// columns is any answer in typed columns, for encoding/json.
type columns struct {
	ID       []int               `json:"id,omitempty"`
	Start    []int               `json:"start,omitempty"`
	End      []int               `json:"end,omitempty"`
	Strand   []string            `json:"strand,omitempty"`
	Metadata map[string][]string `json:"metadata,omitempty"`
	Chr      []string            `json:"chr,omitempty"`
	Score    []float64           `json:"score,omitempty"`
}

// marshalling returns the time, in nanoseconds, that encoding/json takes for the
// payload of a frame.
func marshalling(b *testing.B, frame []byte) float64 {
	b.Helper()
	var whole struct{ Data map[string]json.RawMessage }
	if err := json.Unmarshal(frame, &whole); err != nil {
		b.Fatal(err)
	}
	payload := map[string]any{}
	n := 0
	for name, raw := range whole.Data {
		var c columns
		var nested struct{ Values columns }
		var numbers []float64
		switch {
		case json.Unmarshal(raw, &numbers) == nil && numbers != nil:
			payload[name], n = numbers, n+len(numbers)
		case json.Unmarshal(raw, &c) == nil && len(c.Start)+len(c.Score) > 0:
			payload[name], n = c, n+len(c.Start)
		case json.Unmarshal(raw, &nested) == nil && len(nested.Values.Start)+len(nested.Values.Score) > 0:
			payload[name], n = nested, n+len(nested.Values.Start)
		default:
			payload[name] = raw
		}
	}
	if n < 1000 {
		b.Fatalf("%d values in %.200s", n, frame)
	}
	const times = 300
	begun := time.Now()
	for range times {
		if _, err := json.Marshal(payload); err != nil {
			b.Fatal(err)
		}
	}
	return float64(time.Since(begun).Nanoseconds()) / times
}

// BenchmarkTenTracks answers the built-in page's request for a thousand records of ten signals each, as when it pans
// over ten tracks.
func BenchmarkTenTracks(b *testing.B) {
	bench := newBench(b)
	ids := ""
	for track := range 10 {
		builder := intervals.NewBuilder(intervals.Schema{Values: []string{"value"}})
		for i := range 20_000 {
			if err := builder.Add(intervals.Row{Seq: []byte("chr1"), Start: 100 * i, End: 100*i + 100, Values: []float64{float64(i*(track+7)%97) + 0.5}}); err != nil {
				b.Fatal(err)
			}
		}
		id := fmt.Sprintf("t%d", track)
		src := builder.Finish(source.Info{Format: "bedGraph", Kind: source.Signal, Sequences: []genome.Sequence{{Name: "chr1", Length: 2_000_000}}})
		bench.a.Catalog.Add(src, catalog.Spec{Name: id, ID: id, Measurements: []catalog.Measurement{
			{ID: id, Name: id, Column: 0, Group: id, Chart: "Line Track", Min: 0, Max: 200}}})
		ids += fmt.Sprintf(",%q", id)
	}
	args := fmt.Sprintf(`{"version":%q,"seqName":"chr1","start":500001,"end":600000,"bins":1000,"measurements":[%s]}`, protocol.BuiltinVersion, ids[1:])
	req := &protocol.Request{ID: 1, Action: protocol.GetCombined, Args: json.RawMessage(args)}
	var frame []byte
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		data, _ := bench.a.Answer(ctx, bench.page, req)
		var err error
		if frame, err = protocol.AppendResponse(frame[:0], req.ID, data); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(frame)))
}
