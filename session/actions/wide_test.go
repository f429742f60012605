package actions

import (
	"fmt"
	"testing"

	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/source"
)

// TestWideVariants shows that the signals of variants with many fields do not name all of them each, and that what names them all is shared.
func TestWideVariants(t *testing.T) {
	ds := &catalog.Dataset{ID: "calls", Info: source.Info{Format: "VCF", Kind: source.Features, Metadata: []string{"id", "type", "ref", "alt", "filter"}}}
	for i := range 500 {
		ds.Info.Metadata = append(ds.Info.Metadata, fmt.Sprint("F", i))
		ds.Info.Values = append(ds.Info.Values, fmt.Sprint("F", i))
	}
	rows := Measurement(&catalog.Measurement{ID: "calls", Dataset: ds, Column: -1})
	if len(rows.Metadata) != 505 || &rows.Metadata[0] != &ds.Info.Metadata[0] {
		t.Errorf("%d columns of rows", len(rows.Metadata))
	}
	if signal := Measurement(&catalog.Measurement{ID: "calls_F7", Dataset: ds, Column: 7}); len(signal.Metadata) != 5 {
		t.Errorf("%d columns of a signal", len(signal.Metadata))
	}
}
