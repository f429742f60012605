package vcf

import (
	"fmt"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// variants is a file that also has joins.
type variants struct {
	*intervals.Store
	joins *intervals.Store
}

var _ source.Joiner = (*variants)(nil)

// Joins implements source.Joiner.
func (v *variants) Joins() (name string, src source.Source) { return "joins", v.joins }

// Close closes both views.
func (v *variants) Close() error {
	_ = v.joins.Close() // a store in memory closes without an error
	return v.Store.Close()
}

// Stores returns what the source is made of, for FromStores.
func (v *variants) Stores() []*intervals.Store { return []*intervals.Store{v.Store, v.joins} }

// FromStores returns the source whose Stores were these.
func FromStores(all []*intervals.Store) (source.Source, error) {
	if len(all) != 2 {
		return nil, fmt.Errorf("variants of %d stores; wanted 2", len(all))
	}
	return &variants{all[0], all[1]}, nil
}
