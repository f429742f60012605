package ui_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// scaffolds is a source of n sequences with a row each.
func scaffolds(n int) source.Source {
	b := intervals.NewBuilder(intervals.Schema{Metadata: []string{"name"}})
	for i := range n {
		_ = b.Add(intervals.Row{Seq: fmt.Appendf(nil, "NODE_%d_length_%d", i+1, 300+i%5000), Start: 10, End: 200 + i%100, Strand: '+',
			Metadata: [][]byte{strconv.AppendInt([]byte("f"), int64(i), 10)}})
	}
	return b.Finish(source.Info{Format: "BED", Kind: source.Features})
}

// openScaffolds opens the page on a file of n sequences with a chart of it.
func openScaffolds(tb testing.TB, n int) (*session.Session, *chromiumtest.Page) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	tb.Cleanup(cancel)
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", Open: func(context.Context, string) (source.Source, error) {
		return scaffolds(n), nil
	}})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	if _, _, err := s.Load(ctx, "many.bed"); err != nil {
		tb.Fatal(err)
	}
	if _, _, err := s.AddChart(ctx, "", []string{"many"}); err != nil {
		tb.Fatal(err)
	}
	page := chromiumtest.Open(tb, s.URL(), chromiumtest.Options{})
	page.Wait(state + ".connected && " + state + ".charts.length === 1 && " + state + ".charts[0].ready")
	return s, page
}

// A genome of 250,000 sequences is shown, and each of them can be reached by a part of its name.
func TestManySequences(t *testing.T) {
	s, page := openScaffolds(t, 250_000)
	if at := where(page); at.SeqName != "NODE_1_length_300" {
		t.Errorf("the page is at %+v", at)
	}
	if n := chromiumtest.Eval[int](page, state+".seqInfos.length"); n != 1001 { // the longest, and the one in view
		t.Errorf("the page was told %d sequences", n)
	}
	page.Click("#sequence-field")
	page.Type("NODE_77_length_376")
	page.Press(chromiumtest.Escape) // leaves the field, and goes nowhere
	if at := where(page); at.SeqName != "NODE_1_length_300" {
		t.Errorf("Escape went to %+v", at)
	}
	page.Click("#sequence-field")
	page.Type("NODE_199999_")
	page.Wait(`document.querySelectorAll("#sequence-names option").length === 1`)
	page.Keep("many-sequences")
	page.Type("length_5298\r")
	page.Wait(state + `.location.seqName === "NODE_199999_length_5298"`)
	page.Click("#locus")
	page.Type("NODE_240000_length_5299:11-60\r")
	page.Wait(state + `.location.seqName === "NODE_240000_length_5299" && ` + state + `.location.end === 60`)
	page.Wait(state + ".charts[0].ready && " + state + ".charts[0].drawn.rows === 1")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "NODE_123456_length_3755", End: 90}); err != nil {
		t.Error(err)
	}
	page.Wait(state + `.location.seqName === "NODE_123456_length_3755"`)
}

// BenchmarkPageManySequences measures from the opening of the page to its chart, by the number of sequences.
func BenchmarkPageManySequences(b *testing.B) {
	for _, n := range []int{1000, 130_000, 250_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			_, page := openScaffolds(b, n)
			for b.Loop() {
				page.Reload()
				page.Wait(state + ".connected && " + state + ".charts.length === 1 && " + state + ".charts[0].ready")
			}
		})
	}
}
