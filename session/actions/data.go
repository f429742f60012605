package actions

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

func (a *Actions) getRows(ctx context.Context, page Page, p *protocol.DataParams) (any, error) {
	p.Measurement = "" // rows belong to a datasource
	ds, _, err := a.subject(p)
	if err != nil {
		return nil, err
	}
	if p.Dialect() == protocol.Builtin {
		if p.Reads.Set {
			return a.reads(ctx, page, ds, p)
		}
		return a.features(ctx, page, ds, p)
	}
	t, err := a.only(ctx, page, ds, nil, p, true)
	if err != nil {
		return nil, err
	}
	return p.Dialect().RowsAnswer(t), nil
}

func (a *Actions) getValues(ctx context.Context, page Page, p *protocol.DataParams) (any, error) {
	ds, m, err := a.subject(p)
	if err != nil {
		return nil, err
	}
	if m == nil || !m.HasValues() {
		return nil, &catalog.NotFoundError{What: "measurement with values", Name: p.Measurement}
	}
	if p.Dialect() == protocol.Builtin {
		return a.values(ctx, page, m, p)
	}
	t, err := a.only(ctx, page, ds, []*catalog.Measurement{m}, p, p.Dialect().ValuesHaveRows())
	if err != nil {
		return nil, err
	}
	return p.Dialect().ValuesAnswer(t), nil
}

// only makes room for an answer of a single table and makes the table.
func (a *Actions) only(
	ctx context.Context, page Page, ds *catalog.Dataset, ms []*catalog.Measurement, p *protocol.DataParams, text bool,
) (*protocol.Table, error) {
	row := rowCost(ds, p, columnsOf(ms, text))
	expected := row.times(row.most(MaxRows, 0))
	if _, scripted := ds.Source.(tutorialRows); scripted {
		expected = cost{budget.Made, budget.Sent} // its formulas know no MaxRows
	}
	if err := page.Room(ctx, int64(p.Size())+expected.total()); err != nil {
		return nil, err
	}
	return a.table(ctx, page, ds, ms, p, text, 0)
}

// columnsOf returns the columns to read for the values of measurements and, if text
// is true, for the text of their rows.
func columnsOf(ms []*catalog.Measurement, text bool) *source.Columns {
	c := &source.Columns{Text: text}
	for _, m := range ms {
		c.Values = append(c.Values, m.Column)
	}
	return c
}

// table makes the rows of a dataset in the request's range, with the values of
// some of its measurements and, where it is wanted, text. Every answer is an
// unbroken run of row numbers, since pages splice what they hold by number. It is
// empty when it has more rows than a page can draw, or
// takes more than what is left of budget.Sent once sent bytes of the answer are
// written.
func (a *Actions) table(
	ctx context.Context, page Page, ds *catalog.Dataset, ms []*catalog.Measurement, p *protocol.DataParams, text bool, sent int,
) (*protocol.Table, error) {
	iv := FromWire(p.SeqName, p.Start, p.End)
	columns := columnsOf(ms, text)
	limit := rowCost(ds, p, columns).most(MaxRows, sent)
	if ds.Grid {
		return a.gridTable(ctx, page, ds, ms, iv, limit)
	}
	var rows *source.Rows
	var err error
	if scripted, ok := ds.Source.(tutorialRows); ok && p.Dialect() == protocol.Tutorial {
		rows = scripted.TutorialRows(p.SeqName, p.Start.Value, p.End.Value, columns)
	} else {
		rows, err = a.run(ctx, ds, iv, source.RowOptions{Unbroken: true, Limit: max(limit, 1), Columns: columns})
	}
	group := groupOf(ds)
	if errors.Is(err, source.ErrNoSequence) {
		rows, err = &source.Rows{}, nil
	}
	if err != nil {
		return nil, err
	}
	// Texts are known only now. Those with markup are made a second time without.
	size, err := a.weigh(ctx, page, rows, p, rowCost(ds, p, columns))
	if err != nil {
		return nil, err
	}
	q := *p
	if !text {
		q.Metadata = protocol.Strings{}
	}
	filled := func(rows *source.Rows) *protocol.Table {
		t := rowsTable(&q, ds, rows)
		for _, m := range ms {
			v := protocol.ValueColumn{Measurement: m.ID}
			if rows.Len() > 0 {
				v.Values = rows.Values[m.Column]
			}
			t.Values = append(t.Values, v)
		}
		return t
	}
	switch {
	case rows.Total > MaxRows && rows.Len() == 0:
		page.TooMany(ds, group, rows.Total)
	case rows.Total > rows.Len() || size > budget.Sent-sent && rows.Len() > 0:
		page.TooLarge(ds, group)
		rows = &source.Rows{}
	default:
		page.Served(group)
	}
	sends(ctx, rows.Len())
	return filled(rows), nil
}

// weigh returns what rows take in an answer, texts included, and makes room for
// texts that are longer than was expected, unless they are too long.
func (a *Actions) weigh(ctx context.Context, page Page, rows *source.Rows, p *protocol.DataParams, row cost) (size int, err error) {
	text := 0
	for _, column := range rows.Metadata {
		for _, s := range column {
			text += protocol.StringSize(s)
		}
	}
	for _, exons := range rows.Exons {
		text += 2 * len(exons) * protocol.RowSize
	}
	all := row.times(rows.Len())
	if size = all.sent + text; text > all.sent && size <= budget.Sent {
		err = page.Room(ctx, int64(p.Size())+all.total()+2*int64(text))
	}
	return size, err
}

// run returns a dataset's rows from the first that overlaps iv to the last that
// begins before its end, whatever overlaps between them.
//
// A page that holds the rows of one range and gets those of the next cuts off
// the first (end of what it holds - first number it gets) of them, in JavaScript
// also when that is negative: a gap in the numbers loses rows. There would be
// one if a run ended with the last row that overlaps: behind a long row that
// reaches into iv there may be shorter ones that do not, and the next range may
// begin with a row behind those.
func (a *Actions) run(ctx context.Context, ds *catalog.Dataset, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	rows, err := a.Catalog.Rows(ctx, ds, iv, opt)
	if err != nil || rows.Len() == 0 {
		return rows, err
	}
	start := rows.Start[rows.Len()-1]
	if start >= iv.Start {
		return rows, nil // rows that begin later begin in iv, and would overlap
	}
	first := rows.Number[0]
	iv.Start = start
	rows, err = a.Catalog.Rows(ctx, ds, iv, opt)
	if err != nil || rows.Len() == 0 {
		return rows, err
	}
	keep := make([]int, 0, rows.Len())
	for i, number := range rows.Number {
		if number >= first {
			keep = append(keep, i)
		}
	}
	rows = rows.Pick(keep)
	rows.Total = rows.Len()
	return rows, nil
}

// tutorialRows is a source that gives clients of the tutorial's dialect the
// rows that the tutorial's formulas give.
type tutorialRows interface {
	TutorialRows(seq string, start, end float64, columns *source.Columns) *source.Rows
}

// gridTable makes the bins of a signal, those without data included: all signals of
// the group have the same rows.
func (a *Actions) gridTable(
	ctx context.Context, page Page, ds *catalog.Dataset, ms []*catalog.Measurement, iv genome.Interval, limit int,
) (*protocol.Table, error) {
	grid := a.Catalog.NewGrid(iv, page.BinWidth(catalog.GridGroup))
	switch {
	case grid.Len > MaxRows:
		page.TooMany(ds, catalog.GridGroup, grid.Len)
		grid.Len = 0
	case grid.Len > limit:
		page.TooLarge(ds, catalog.GridGroup)
		grid.Len = 0
	default:
		page.Served(catalog.GridGroup)
	}
	sends(ctx, grid.Len)
	t := &protocol.Table{SeqName: iv.Seq, First: grid.First, Start: make([]int, grid.Len), End: make([]int, grid.Len)}
	for i := range grid.Len {
		start, end := grid.Bin(i)
		t.Start[i], t.End[i] = wireStart(start), end
	}
	for _, m := range ms {
		values, rough, err := a.Catalog.GridValues(ctx, m, grid)
		if errors.Is(err, source.ErrNoSequence) {
			values, err = missing(grid.Len), nil
		}
		if err != nil {
			return nil, err
		}
		if rough {
			page.Rough(m)
		}
		t.Values = append(t.Values, protocol.ValueColumn{Measurement: m.ID, Values: values})
	}
	return t, nil
}

// rowsTable turns rows into wire columns. The request chooses text columns, by
// default all of them; names that there are not are left out.
func rowsTable(p *protocol.DataParams, ds *catalog.Dataset, rows *source.Rows) *protocol.Table {
	_, scripted := ds.Source.(tutorialRows) // its strand is "*" for all rows
	t := &protocol.Table{
		SeqName: p.SeqName, Start: wireStarts(rows.Start), End: rows.End, Strand: rows.Strand, Stranded: !scripted,
	}
	if t.Stranded && len(t.Strand) < rows.Len() {
		t.Strand = slices.Repeat([]byte{'*'}, rows.Len())
	}
	if len(rows.Number) > 0 {
		t.First = rows.Number[0]
	}
	add := func(name string, text func(i int) string) {
		if p.Metadata != nil && !slices.Contains(p.Metadata, name) {
			return
		}
		c := protocol.MetadataColumn{Name: name, Text: make([]string, rows.Len())}
		for i := range c.Text {
			c.Text[i] = text(i)
		}
		t.Metadata = append(t.Metadata, c)
	}
	harmless := genome.Plain
	if p.Dialect() == protocol.Builtin {
		harmless = func(text string) string { return text } // it inserts no HTML
	}
	for j, name := range ds.Info.Metadata {
		add(harmless(name), func(i int) string { return harmless(rows.Metadata[j][i]) })
	}
	if starts, ends := blockColumns(ds); starts != "" {
		add(starts, func(i int) string {
			return joined(rows, i, func(x [2]int) int { return wireStart(x[0]) })
		})
		add(ends, func(i int) string {
			return joined(rows, i, func(x [2]int) int { return x[1] })
		})
	}
	return t
}

// joined lists one end of a row's exons. Without exons the whole row is one.
func joined(rows *source.Rows, i int, end func([2]int) int) string {
	exons := [][2]int{{rows.Start[i], rows.End[i]}}
	if rows.Exons != nil && len(rows.Exons[i]) > 0 {
		exons = rows.Exons[i]
	}
	var b []byte
	for j, x := range exons {
		if j > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(end(x)), 10)
	}
	return string(b)
}
