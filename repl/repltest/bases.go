package repltest

import (
	"context"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/seq"
	"github.com/epiviz/epivizgo/session/source/tutorial"
)

// Bases is a genome of the tutorial's sequences, which repeat ACGT.
type Bases struct{}

var _ seq.Reference = Bases{}

// Info implements seq.Reference.
func (Bases) Info() source.Info {
	return source.Info{Format: "made up", Sequences: tutorial.Sequences()}
}

// Sequence implements seq.Reference.
func (Bases) Sequence(_ context.Context, iv genome.Interval) (string, error) {
	const unit = "ACGT"
	from := iv.Start % len(unit)
	return strings.Repeat(unit, iv.Len()/len(unit)+2)[from : from+iv.Len()], nil
}

// Close implements seq.Reference.
func (Bases) Close() error { return nil }
