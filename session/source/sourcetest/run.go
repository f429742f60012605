package sourcetest

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Want is what the suite expects of the source.
type Want struct {
	Kind  source.Kind
	Items int64 // at least 1; -1 if the source does not know
	// Sequences are the names, in the file's order.
	Sequences []string
}

// Run checks that the sources that open returns fulfil the contract of package source.
// It calls open several times and closes the sources.
func Run(t *testing.T, open func(t testing.TB) source.Source, want Want) {
	suite := func(name string, f func(t testing.TB, src source.Source)) {
		t.Run(name, func(t *testing.T) {
			src := open(t)
			defer func() { _ = src.Close() }()
			f(t, src)
		})
	}
	suite("info", func(t testing.TB, src source.Source) { checkInfo(t, src, want) })
	suite("whole sequences", checkWhole)
	suite("windows", checkWindows)
	suite("unbroken and limit", checkOptions)
	suite("edges", checkEdges)
	suite("unknown sequence", checkUnknown)
	suite("cancelled", checkCancelled)
	suite("concurrent", checkConcurrent)
	suite("summaries", checkSummaries)
	suite("thinned", checkThinned)
	suite("closed", checkClosed)
}

var background = context.Background()

// All returns the rows of a whole sequence.
func All(t testing.TB, src source.Source, seq string) *source.Rows {
	t.Helper()
	rows, err := src.Rows(background, whole(seq), source.RowOptions{})
	if err != nil {
		t.Fatalf("all rows of %s: %v", seq, err)
	}
	return rows
}

func checkInfo(t testing.TB, src source.Source, want Want) {
	info := src.Info()
	if info.Format == "" {
		t.Error("no format")
	}
	if info.Kind != want.Kind {
		t.Errorf("kind %d, want %d", info.Kind, want.Kind)
	}
	if info.Items != want.Items {
		t.Errorf("%d items, want %d; notes %q", info.Items, want.Items, info.Notes)
	}
	var names []string
	for _, q := range info.Sequences {
		names = append(names, q.Name)
		if q.Length <= 0 {
			t.Errorf("%s has length %d", q.Name, q.Length)
		}
	}
	if !reflect.DeepEqual(names, want.Sequences) {
		t.Errorf("sequences %q, want %q", names, want.Sequences)
	}
	rows, err := src.Rows(background, info.First, source.RowOptions{})
	if err != nil || rows.Len() == 0 {
		t.Errorf("the first view %v has no rows; error %v", info.First, err)
	}
	if !reflect.DeepEqual(plain(info), plain(src.Info())) {
		t.Error("Info changed")
	}
}

// plain replaces values that reflect cannot compare.
func plain(info source.Info) source.Info {
	if info.Min != info.Min {
		info.Min, info.Max = 0, 0
	}
	return info
}

// summarizer returns src as a source.Summarizer, if it has values to reduce.
func summarizer(src source.Source) (source.Summarizer, bool) {
	s, ok := src.(source.Summarizer)
	return s, ok && len(src.Info().Values) > 0
}

// checkWhole checks the rows of each sequence by themselves.
func checkWhole(t testing.TB, src source.Source) {
	info := src.Info()
	for _, q := range info.Sequences {
		rows := All(t, src, q.Name)
		checkShape(t, info, rows)
		for i := range rows.Len() {
			if rows.Number[i] != i+1 {
				t.Fatalf("%s: row %d has number %d", q.Name, i+1, rows.Number[i])
			}
			if rows.Start[i] < 0 || rows.End[i] < rows.Start[i] || rows.End[i] > q.Length {
				t.Errorf("%s: row %d is [%d, %d) on a sequence of %d", q.Name, i+1, rows.Start[i], rows.End[i], q.Length)
			}
		}
	}
}

// checkShape checks that columns agree in length and rows are in order.
func checkShape(t testing.TB, info source.Info, rows *source.Rows) {
	t.Helper()
	n := rows.Len()
	if len(rows.Number) != n || len(rows.End) != n || len(rows.Strand) != n {
		t.Fatalf("columns of %d, %d, %d and %d rows", len(rows.Number), n, len(rows.End), len(rows.Strand))
	}
	if len(rows.Values) != len(info.Values) || len(rows.Metadata) != len(info.Metadata) {
		t.Fatalf("%d value and %d metadata columns; Info has %d and %d",
			len(rows.Values), len(rows.Metadata), len(info.Values), len(info.Metadata))
	}
	for i, c := range rows.Values {
		if len(c) != n {
			t.Errorf("value column %s has %d rows of %d", info.Values[i], len(c), n)
		}
	}
	for i, c := range rows.Metadata {
		if len(c) != n {
			t.Errorf("metadata column %s has %d rows of %d", info.Metadata[i], len(c), n)
		}
	}
	if rows.Exons != nil && len(rows.Exons) != n || rows.Coding != nil && len(rows.Coding) != n || rows.Phase != nil && len(rows.Phase) != n {
		t.Errorf("exons of %d and coding stretches of %d rows of %d", len(rows.Exons), len(rows.Coding), n)
	}
	for i := range n {
		if s := rows.Strand[i]; s != '+' && s != '-' && s != '*' {
			t.Errorf("row %d has strand %q", i, s)
		}
		if i > 0 && (rows.Start[i] < rows.Start[i-1] || rows.Start[i] == rows.Start[i-1] && rows.End[i] < rows.End[i-1]) {
			t.Errorf("row %d [%d, %d) comes after [%d, %d)", i, rows.Start[i], rows.End[i], rows.Start[i-1], rows.End[i-1])
		}
	}
	for i, exons := range rows.Exons {
		at := rows.Start[i]
		if n := len(exons); info.Kind == source.Pairs && (n < 1 || n > 2) {
			t.Errorf("row %d is a pair with %d ends", i, n)
		}
		for _, e := range exons {
			if e[0] < at || e[1] < e[0] || e[1] > rows.End[i] {
				t.Errorf("row %d [%d, %d) has exons %v", i, rows.Start[i], rows.End[i], exons)
			}
			if info.Kind != source.Pairs {
				at = e[0]
			}
		}
	}
}

// windows returns some intervals of a sequence: round rows, between them, past both ends.
func windows(q genome.Sequence, rows *source.Rows) []genome.Interval {
	var out []genome.Interval
	add := func(start, end int) {
		if start = max(start, 0); end > start {
			out = append(out, genome.Interval{Seq: q.Name, Start: start, End: end})
		}
	}
	n := rows.Len()
	for i := 0; i < n; i += max(1, n/20) {
		s, e := rows.Start[i], rows.End[i]
		add(s, s+1)
		add(s-1, s)
		add(e-1, e)
		add(e, e+1)
		add(s-1000, e+1000)
		add((s+e)/2, (s+e)/2+1)
	}
	add(0, 1)
	add(0, q.Length)
	add(q.Length-1, q.Length)
	add(q.Length, q.Length+1000)
	return out
}

// overlapping returns the indexes of the rows in iv among all rows. A row without width
// that only touches iv counts if sure is false: formats differ in whether it belongs to
// the window.
func overlapping(rows *source.Rows, iv genome.Interval, sure bool) map[int]bool {
	in := map[int]bool{}
	for i := range rows.Len() {
		s, e := rows.Start[i], rows.End[i]
		if s < iv.End && e > iv.Start || !sure && s == e && s <= iv.End && e >= iv.Start {
			in[rows.Number[i]] = true
		}
	}
	return in
}

func checkWindows(t testing.TB, src source.Source) {
	info := src.Info()
	for _, q := range info.Sequences {
		every := All(t, src, q.Name)
		for _, iv := range windows(q, every) {
			rows, err := src.Rows(background, iv, source.RowOptions{})
			if err != nil {
				t.Fatalf("%v: %v", iv, err)
			}
			checkShape(t, info, rows)
			if rows.Total != rows.Len() {
				t.Errorf("%v: total %d of %d rows without a limit", iv, rows.Total, rows.Len())
			}
			if counter, ok := src.(source.Counter); ok {
				if n, err := counter.Count(background, iv); err != nil || n != rows.Total {
					t.Errorf("%v: counted %d rows of %d, %v", iv, n, rows.Total, err)
				}
			}
			sure, may := overlapping(every, iv, true), overlapping(every, iv, false)
			for i, n := range rows.Number {
				if !may[n] {
					t.Errorf("%v: row %d is not in it", iv, n)
				}
				delete(sure, n)
				checkSame(t, rows, i, every, n-1)
			}
			if len(sure) > 0 {
				t.Errorf("%v: rows %v are missing", iv, sure)
			}
		}
	}
}

// checkSame checks that row i of a and row j of b are the same record.
func checkSame(t testing.TB, a *source.Rows, i int, b *source.Rows, j int) {
	t.Helper()
	if a.Number[i] != b.Number[j] || a.Start[i] != b.Start[j] || a.End[i] != b.End[j] || a.Strand[i] != b.Strand[j] {
		t.Errorf("row %d is [%d, %d) %c in one answer and [%d, %d) %c in another",
			a.Number[i], a.Start[i], a.End[i], a.Strand[i], b.Start[j], b.End[j], b.Strand[j])
	}
	for c := range a.Values {
		if x, y := a.Values[c][i], b.Values[c][j]; x != y && !(math.IsNaN(x) && math.IsNaN(y)) {
			t.Errorf("row %d has value %g in one answer and %g in another", a.Number[i], x, y)
		}
	}
	for c := range a.Metadata {
		if a.Metadata[c][i] != b.Metadata[c][j] {
			t.Errorf("row %d has %q in one answer and %q in another", a.Number[i], a.Metadata[c][i], b.Metadata[c][j])
		}
	}
}

func checkOptions(t testing.TB, src source.Source) {
	for _, q := range src.Info().Sequences {
		every := All(t, src, q.Name)
		for _, iv := range windows(q, every) {
			hits, err := src.Rows(background, iv, source.RowOptions{})
			if err != nil {
				t.Fatal(err)
			}
			run, err := src.Rows(background, iv, source.RowOptions{Unbroken: true})
			if err != nil {
				t.Fatal(err)
			}
			checkRun(t, iv, hits, run)
			free, err := src.Rows(background, iv, source.RowOptions{Unnumbered: true})
			if err != nil || !slices.Equal(free.Start, hits.Start) || !slices.Equal(free.End, hits.End) || free.Total != hits.Total {
				t.Errorf("%v: without numbers there are %d rows, with them %d; %v", iv, free.Len(), hits.Len(), err)
			}
			checkColumns(t, src, iv, hits)
			for _, opt := range []source.RowOptions{{Limit: hits.Len()}, {Limit: hits.Len() - 1}, {Limit: run.Len() - 1, Unbroken: true}} {
				if opt.Limit <= 0 {
					continue
				}
				total := hits.Len()
				if opt.Unbroken {
					total = run.Len()
				}
				rows, err := src.Rows(background, iv, opt)
				if err != nil {
					t.Fatal(err)
				}
				if want := map[bool]int{true: total, false: 0}[total <= opt.Limit]; rows.Len() != want || rows.Total != total {
					t.Errorf("%v with %+v: %d rows, total %d; want %d and %d", iv, opt, rows.Len(), rows.Total, want, total)
				}
			}
		}
	}
}

// checkColumns checks that rows with some columns agree with rows with all of them.
func checkColumns(t testing.TB, src source.Source, iv genome.Interval, all *source.Rows) {
	t.Helper()
	same := func(v, w float64) bool { return v == w || v != v && w != w }
	for i := -1; i < len(all.Values); i++ {
		columns := &source.Columns{Text: i < 0}
		if i >= 0 {
			columns.Values = []int{i}
		}
		some, err := src.Rows(background, iv, source.RowOptions{Columns: columns})
		if err != nil || !slices.Equal(some.Start, all.Start) || !slices.Equal(some.End, all.End) || some.Total != all.Total {
			t.Fatalf("%v: %d rows with %+v, %d with all columns; %v", iv, some.Len(), *columns, all.Len(), err)
		}
		if all.Len() > 0 && i >= 0 && !slices.EqualFunc(some.Values[i], all.Values[i], same) {
			t.Errorf("%v: value column %d differs when it is asked for alone", iv, i)
		}
		if all.Len() > 0 && i < 0 && !reflect.DeepEqual(some.Metadata, all.Metadata) {
			t.Errorf("%v: text differs when it is asked for alone", iv)
		}
	}
}

// checkRun checks that run is all rows from the first of hits to the last.
func checkRun(t testing.TB, iv genome.Interval, hits, run *source.Rows) {
	t.Helper()
	if hits.Len() == 0 {
		if run.Len() != 0 {
			t.Errorf("%v: an unbroken run of %d rows round no hit", iv, run.Len())
		}
		return
	}
	first, last := hits.Number[0], hits.Number[hits.Len()-1]
	if run.Len() != last-first+1 {
		t.Fatalf("%v: an unbroken run of %d rows for hits from %d to %d", iv, run.Len(), first, last)
	}
	for i, n := range run.Number {
		if n != first+i {
			t.Fatalf("%v: the unbroken run has %d at place %d from %d", iv, n, i, first)
		}
	}
}

func checkEdges(t testing.TB, src source.Source) {
	q := src.Info().Sequences[0]
	for _, iv := range []genome.Interval{
		{Seq: q.Name, Start: 10, End: 10},
		{Seq: q.Name, Start: 0, End: 0},
		{Seq: q.Name, Start: genome.MaxPosition - 1, End: genome.MaxPosition},
	} {
		rows, err := src.Rows(background, iv, source.RowOptions{Unbroken: true})
		if err != nil || rows.Len() != 0 || rows.Total != 0 {
			t.Errorf("%v: %d rows, %v; want none", iv, rows.Len(), err)
		}
	}
}

func checkUnknown(t testing.TB, src source.Source) {
	for _, name := range []string{"no such sequence", ""} {
		if _, err := src.Rows(background, genome.Interval{Seq: name, End: 100}, source.RowOptions{}); !errors.Is(err, source.ErrNoSequence) {
			t.Errorf("%q: error %v, want ErrNoSequence", name, err)
		}
		if s, ok := summarizer(src); ok {
			iv := genome.Interval{Seq: name, End: 100}
			if _, err := s.Summarize(background, iv, 10, source.SummaryOptions{}); !errors.Is(err, source.ErrNoSequence) {
				t.Errorf("summary of %q: error %v, want ErrNoSequence", name, err)
			}
		}
	}
}

func checkCancelled(t testing.TB, src source.Source) {
	ctx, cancel := context.WithCancel(background)
	cancel()
	iv := src.Info().First
	if _, err := src.Rows(ctx, iv, source.RowOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("rows: error %v, want context.Canceled", err)
	}
	if s, ok := summarizer(src); ok {
		if _, err := s.Summarize(ctx, iv, 10, source.SummaryOptions{}); !errors.Is(err, context.Canceled) {
			t.Errorf("summary: error %v, want context.Canceled", err)
		}
	}
	if s, ok := src.(source.Searcher); ok {
		if _, err := s.Search(ctx, "a", 10); !errors.Is(err, context.Canceled) {
			t.Errorf("search: error %v, want context.Canceled", err)
		}
	}
	if _, err := src.Rows(background, iv, source.RowOptions{}); err != nil {
		t.Errorf("rows after a cancelled query: %v", err)
	}
}

func checkConcurrent(t testing.TB, src source.Source) {
	iv := src.Info().First
	want, err := src.Rows(background, iv, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				rows, err := src.Rows(background, iv, source.RowOptions{Unbroken: true})
				if err != nil || rows.Len() < want.Len() {
					t.Errorf("%d rows, %v; want at least %d", rows.Len(), err, want.Len())
				}
				if s, ok := summarizer(src); ok {
					if _, err := s.Summarize(background, iv, 50, source.SummaryOptions{}); err != nil {
						t.Error(err)
					}
				}
				if s, ok := src.(source.Searcher); ok {
					if _, err := s.Search(background, "a", 5); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
}

// checkSummaries compares exact summaries with the rows added up base by base.
func checkSummaries(t testing.TB, src source.Source) {
	iv := src.Info().First
	s, ok := src.(source.Summarizer)
	if !ok {
		if len(src.Info().Values) > 0 {
			t.Error("the source has values but is no Summarizer")
		}
		return
	}
	if _, err := s.Summarize(background, iv, 1, source.SummaryOptions{Column: len(src.Info().Values)}); err == nil {
		t.Error("a summary of a column that is not there has no error")
	}
	if len(src.Info().Values) == 0 {
		return
	}
	rows, err := src.Rows(background, iv, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	const n = 7
	for column := range src.Info().Values {
		got, err := s.Summarize(background, iv, n, source.SummaryOptions{Column: column, Exact: true})
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			from, to := iv.Start+iv.Len()*i/n, iv.Start+iv.Len()*(i+1)/n
			bases, sum := 0.0, 0.0
			for k := range rows.Len() {
				if w := min(rows.End[k], to) - max(rows.Start[k], from); w > 0 && !math.IsNaN(rows.Values[column][k]) {
					bases += float64(w)
					sum += float64(w) * rows.Values[column][k]
				}
			}
			if got.Bases[i] != bases || bases > 0 && math.Abs(got.Sum[i]-sum) > 1e-6*math.Abs(sum) {
				t.Errorf("bin %d of %v: %g bases, sum %g; want %g and %g", i, iv, got.Bases[i], got.Sum[i], bases, sum)
			}
		}
	}
	for _, n := range []int{0, -1} {
		if _, err := s.Summarize(background, iv, n, source.SummaryOptions{}); err == nil {
			t.Errorf("a summary of %d bins has no error", n)
		}
	}
}

func checkClosed(t testing.TB, src source.Source) {
	iv := src.Info().First
	for i := range 2 {
		if err := src.Close(); err != nil {
			t.Errorf("close %d: %v", i+1, err)
		}
	}
	if _, err := src.Rows(background, iv, source.RowOptions{}); err == nil {
		t.Error("rows of a closed source")
	}
	if s, ok := summarizer(src); ok {
		if _, err := s.Summarize(background, iv, 1, source.SummaryOptions{}); err == nil {
			t.Error("a summary of a closed source")
		}
	}
}
