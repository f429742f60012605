package actions

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// made counts the rows that are made, which are more than are needed to count them.
type made struct {
	*wide
	rows int
}

func (m *made) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	rows, err := m.wide.Rows(ctx, iv, opt)
	m.rows += rows.Len()
	return rows, err
}

// TestRoomComesFirst: an answer is counted before it is made, as at least what it has, and nothing is made without room for it.
func TestRoomComesFirst(t *testing.T) {
	const rows = 2000
	for name, ask := range map[string][2]string{
		"built-in, values":   {protocol.GetValues, builtin + `,"maxRows":5000,"measurement":"score"`},
		"built-in, all":      {protocol.GetCombined, builtin + `,"maxRows":5000,"measurements":["score"]`},
		"built-in, features": {protocol.GetRows, builtin + `,"maxRows":5000,"datasource":"rows"`},
		"v4, rows":           {protocol.GetRows, versions[protocol.V4] + `,"datasource":"rows"`},
		"v4, values":         {protocol.GetValues, versions[protocol.V4] + `,"measurement":"score"`},
		"v4, all":            {protocol.GetCombined, versions[protocol.V4] + `,"measurements":{"rows":["score"]}`},
		"v5, rows":           {protocol.GetRows, versions[protocol.V5] + `,"datasource":"rows"`},
		"v5, all":            {protocol.GetCombined, versions[protocol.V5] + `,"measurements":["score"]`},
	} {
		b, src := newBench(t), &made{wide: newWide(rows, 1, 1, "gene1")}
		b.add(src)
		args := on(ask[1], 1, 10*rows)
		text := b.ask(ask[0], args)
		if src.rows == 0 || len(text) < 10_000 || b.page.most < int64(len(text)) {
			t.Fatalf("%s: %d rows, an answer of %d bytes, room for %d", name, src.rows, len(text), b.page.most)
		}
		src.rows, b.page.refuses = 0, b.page.most-1
		if name == "built-in, values" || name == "built-in, all" || name == "built-in, features" {
			b.page.refuses = 10_000 // more than the question takes
		}
		if text := b.ask(ask[0], args); src.rows > 0 || len(text) > 1000 {
			t.Errorf("%s: without room %d rows are made, and an answer of %d bytes: %.200s", name, src.rows, len(text), text)
		}
		if len(b.page.failed) != 1 {
			t.Errorf("%s: told %v", name, b.page.failed)
		}
	}
}

// TestLongNamesMakeRoom: texts that are longer than was expected are counted, too.
func TestLongNamesMakeRoom(t *testing.T) {
	for dialect, version := range map[string]string{"v4": versions[protocol.V4], "built-in": builtin + `,"maxRows":5000`} {
		b := newBench(t)
		b.addWide(newWide(1000, 0, 1, strings.Repeat("x", 10_000)))
		text := b.ask(protocol.GetRows, on(version+`,"datasource":"rows"`, 1, 10_000))
		if len(text) < 10_000_000 || b.page.most < int64(len(text)) {
			t.Errorf("%s: an answer of %d bytes, room for %d", dialect, len(text), b.page.most)
		}
	}
}

// TestNoRowsForWhoHasGone: of an answer that nobody reads, the parts that are left are not made.
func TestNoRowsForWhoHasGone(t *testing.T) {
	src := &made{wide: newWide(100, 1, 1, "x")}
	b := newBench(t)
	ds := b.add(src)
	m, err := b.a.Catalog.Measurement("score")
	if err != nil {
		t.Fatal(err)
	}
	p := &protocol.DataParams{Version: "4", SeqName: "chr1"}
	p.Start.Value, p.Start.Set, p.End.Value, p.End.Set = 1, true, 1000, true
	ctx, cancel := context.WithCancel(t.Context())
	part := &combinedPart{name: "rows", ds: ds, ms: []*catalog.Measurement{m}}
	if table := b.a.tableOf(ctx, b.page, part, p, 0); len(table.Start) != 100 {
		t.Fatalf("%d rows", len(table.Start))
	}
	cancel()
	src.rows = 0
	if table := b.a.tableOf(ctx, b.page, part, p, 0); len(table.Start) != 0 || src.rows != 0 {
		t.Errorf("%d rows, %d were made", len(table.Start), src.rows)
	}
}

// TestMostRows: as many rows fit as the bounds of what is made and of what is sent let, and none where that is full.
func TestMostRows(t *testing.T) {
	for _, tc := range []struct {
		of                cost
		limit, sent, want int
	}{
		{cost{1, 1}, 100, 0, 100}, {cost{budget.Made / 10, 1}, 100, 0, 10}, {cost{1, budget.Sent / 10}, 100, 0, 10},
		{cost{1, budget.Sent / 10}, 100, budget.Sent / 2, 5}, {cost{1, 10}, 100, budget.Sent - 9, 0}, {cost{1, 1}, 100, budget.Sent + 50, 0},
	} {
		if got := tc.of.most(tc.limit, tc.sent); got != tc.want {
			t.Errorf("%d rows of %+v behind %d bytes, want %d", got, tc.of, tc.sent, tc.want)
		}
	}
}

// TestBinsWhereRowsAreTooMany: more rows than are asked for are bins, also where the bins count few of them.
func TestBinsWhereRowsAreTooMany(t *testing.T) {
	b := newBench(t)
	b.add(newWide(3000, 1, 0, ""))
	for most, want := range map[int]string{2999: `"kind":"bins"`, 3000: `"kind":"points"`} {
		text := b.ask(protocol.GetValues, on(fmt.Sprintf(`%s,"bins":1000,"maxRows":%d,"measurement":"score"`, builtin, most), 1, 30_000))
		if !strings.Contains(text, want) || len(text) < 4000 {
			t.Errorf("at most %d rows: %.100s", most, text)
		}
	}
}

// TestUnknownNamedTwice: what there is not is told once, and has one column.
func TestUnknownNamedTwice(t *testing.T) {
	b := newBench(t)
	b.addWide(newWide(100, 1, 0, ""))
	text := b.ask(protocol.GetCombined, on(versions[protocol.V4]+`,"measurements":{"rows":["m0","gone","gone","gone"]}`, 1, 1000))
	if n := strings.Count(text, `"gone"`); n != 1 || len(b.page.failed) != 1 {
		t.Errorf("%d columns, told %v: %.300s", n, b.page.failed, text)
	}
}
