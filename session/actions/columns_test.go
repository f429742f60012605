package actions

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// called is wide with the genotypes of two samples.
type called struct{ *wide }

func (called) Samples() []string { return []string{"s1", "s2"} }
func (called) Header() []byte    { return nil }
func (called) Lines(context.Context, genome.Interval, func([]byte, genome.Interval) error) error {
	return nil
}
func (c called) Read(context.Context, []byte) (source.Source, error) { return c, nil }
func (called) Genotypes(_ context.Context, _ string, rows *source.Rows, _, _ []int) (*source.Genotypes, error) {
	n := 2 * rows.Len()
	return &source.Genotypes{Samples: 2, Calls: bytes.Repeat([]byte{source.HomReference}, n), Dosages: make([]int8, n)}, nil
}

// TestRoomOfGenotypes: an answer with genotypes holds the memory of its rows, too.
func TestRoomOfGenotypes(t *testing.T) {
	b := newBench(t)
	ds := b.a.Catalog.Add(called{newWide(1000, 1, 1, strings.Repeat("x", 1000))}, catalog.Spec{Name: "calls"})
	text := b.ask(protocol.GetRows, on(builtin+`,"datasource":"`+ds.ID+`","maxRows":2000,"metadata":["t0","genotypes"]`, 1, 10_000))
	if !strings.Contains(text, `"genotypes"`) || b.page.room < 1000*1000 {
		t.Errorf("%d bytes of room for %d", b.page.room, len(text))
	}
}

// TestMostSites: an answer without genotypes says of how many sites it would have them, which is fewer than are merged.
func TestMostSites(t *testing.T) {
	b := newBench(t)
	ds := b.a.Catalog.Add(called{newWide(1000, 1, 1, "x")}, catalog.Spec{Name: "calls"})
	text := b.ask(protocol.GetRows, on(builtin+`,"datasource":"`+ds.ID+`","maxRows":100,"metadata":["genotypes"]`, 1, 100_000))
	if strings.Contains(text, `"genotypes":[`) || !strings.Contains(text, `"mostSites":100`) || strings.Contains(text, `"mostSites":1000`) {
		t.Errorf("%.300s", text[max(len(text)-300, 0):])
	}
}

// aligned is a source of two reads.
type aligned struct {
	source.Alignments
	info source.Info
}

func (a aligned) Info() source.Info { return a.info }
func (a aligned) View(context.Context, genome.Interval, int, int) (*source.ReadView, error) {
	v := &source.ReadView{Rows: &source.Rows{Start: []int{1, 2}, End: []int{5, 6}, Strand: []byte("+-"), Total: 2}, Depth: []float64{1}}
	for range source.ReadColumns {
		v.Rows.Metadata = append(v.Rows.Metadata, []string{"", ""})
	}
	return v, nil
}

// TestReadsAreCounted: the log has how many reads an answer has.
func TestReadsAreCounted(t *testing.T) {
	b := newBench(t)
	ds := b.a.Catalog.Add(aligned{info: newWide(10, 0, 0, "").info}, catalog.Spec{Name: "reads"})
	var n atomic.Int64
	req := &protocol.Request{ID: 1, Action: protocol.GetRows,
		Args: json.RawMessage(`{"action":"getRows",` + on(builtin+`,"datasource":"`+ds.ID+`","reads":100`, 1, 100) + `}`)}
	data, _ := b.a.Answer(CountRows(t.Context(), &n), b.page, req)
	if frame, err := protocol.AppendResponse(nil, 1, data); err != nil || n.Load() != 2 {
		t.Errorf("%d rows, %v: %s", n.Load(), err, frame)
	}
}
