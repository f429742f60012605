package formats

import (
	"context"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/pairs"
)

// pairFormats returns the formats of package pairs, which distinguishes them itself.
func pairFormats() []Format {
	var out []Format
	names, ends := pairs.Names()
	for i, name := range names {
		out = append(out, Format{Name: name, Read: true, Extensions: ends[i], insist: insistPairs})
	}
	out[0].openText = openPairs
	return out
}

func openPairs(ctx context.Context, in *input) (source.Source, bool, error) {
	layout, ok := pairs.Sniff(in.preview, in.name)
	if !ok {
		return nil, false, nil
	}
	src, err := pairs.Read(ctx, in.text, layout)
	return src, true, err
}

func insistPairs(ctx context.Context, in *input) (source.Source, error) {
	src, _, err := openPairs(ctx, in)
	return src, err
}
