package session

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/tutorial"
)

// What most tests open, and what they hold against it.
type (
	ramp     = sessiontest.Ramp
	features = sessiontest.Features
)

var (
	newRamp     = sessiontest.NewRamp
	newFeatures = sessiontest.NewFeatures
	wantRows    = sessiontest.WantRows
	wantBins    = sessiontest.WantBins
)

// sourceT is short for what a test opens.
type sourceT = source.Source

// opener returns an Options.Open for sources that tests make.
func opener(files map[string]sourceT) func(context.Context, string) (source.Source, error) {
	return func(_ context.Context, path string) (source.Source, error) {
		if src, ok := files[filepath.Base(path)]; ok {
			return src, nil
		}
		return nil, errors.New(path + ": no such file")
	}
}

// wantBlocks fails unless the page shows the tutorial's measurement as it is.
func wantBlocks(t *testing.T, b *sessiontest.Browser) {
	t.Helper()
	points, err := b.Drawn(tutorial.Column)
	if err != nil {
		t.Fatal(err)
	}
	at := b.Page().Location
	iv := genome.Interval{Seq: at.SeqName, Start: int(at.Start) - 1, End: int(at.End)}
	truth := must(tutorial.Source{}.Rows(t.Context(), iv, source.RowOptions{}))(t)
	if len(points) != truth.Len() {
		t.Fatalf("the page shows %d blocks at %v; want %d", len(points), *at, truth.Len())
	}
	for i, p := range points {
		want := sessiontest.Point{Number: truth.Number[i], Start: truth.Start[i] + 1, End: truth.End[i], Value: truth.Values[0][i]}
		if p != want {
			t.Fatalf("block %d on the page is %+v; want %+v", i, p, want)
		}
	}
}

// wantTutorialBlocks is wantBlocks for a client of the tutorial, which is given
// the blocks that the tutorial's formulas yield for its requests.
func wantTutorialBlocks(t *testing.T, b *sessiontest.Browser) {
	t.Helper()
	points, err := b.Drawn(tutorial.Column)
	if err != nil {
		t.Fatal(err)
	}
	at := b.Page().Location
	truth := tutorial.Source{}.TutorialRows(at.SeqName, at.Start, at.End, nil)
	if len(points) < truth.Len() || truth.Len() == 0 {
		t.Fatalf("the page shows %d blocks at %v; want %d", len(points), *at, truth.Len())
	}
	points = points[:truth.Len()]
	for i, p := range points {
		want := sessiontest.Point{Number: truth.Number[i], Start: truth.Start[i] + 1, End: truth.End[i], Value: truth.Values[0][i]}
		if p != want {
			t.Fatalf("block %d on the page is %+v; want %+v", i, p, want)
		}
	}
}
