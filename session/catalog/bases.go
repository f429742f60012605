package catalog

import (
	"fmt"
	"math"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// The bases of the genome are a measurement, which a Sequence Track shows. It is listed with the others,
// but is of no file: its dataset is not among Datasets. Nothing else has its id, whether or not there are bases.

// SequenceID is the id of the measurement of the genome's bases.
const SequenceID = "sequence"

// SetBases offers the bases of a genome of that name and description as a measurement; nil offers none.
func (c *Catalog) SetBases(name string, info *source.Info) {
	var ds *Dataset
	if info != nil {
		ds = &Dataset{ID: SequenceID, Name: name, Info: source.Info{Format: info.Format, Kind: source.Bases, Sequences: info.Sequences}}
		ds.names = genome.NewNames(info.Sequences)
		ds.Measurements = []*Measurement{{
			ID: SequenceID, Name: "Sequence", Dataset: ds, Column: -1, Group: SequenceID, Chart: "Sequence Track",
			Min: math.NaN(), Max: math.NaN(), Annotation: map[string]string{"file": name, "format": info.Format},
		}}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bases = ds
}

// basesNamed returns the measurement of the genome's bases if a name in any case is its id, nil for another name.
func (c *Catalog) basesNamed(name string) (*Measurement, error) {
	if !strings.EqualFold(name, SequenceID) {
		return nil, nil
	}
	if ms := c.basesMeasurements(); ms != nil {
		return ms[0], nil
	}
	return nil, hint.Add(fmt.Errorf("there is no %s to show: no genome has bases here", SequenceID), "genome FILE.fa, or FILE.2bit, adds them")
}

func (c *Catalog) basesMeasurements() []*Measurement {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.bases == nil {
		return nil
	}
	return c.bases.Measurements
}

// NoRows returns an error for a measurement that has bases instead of rows, nil for any other.
func (m *Measurement) NoRows() error { return m.Dataset.noRows() }

func (ds *Dataset) noRows() error {
	if ds.Info.Kind != source.Bases {
		return nil
	}
	return hint.Add(fmt.Errorf("%s has bases, neither rows nor values", ds.ID), "sequence REGIONS prints them")
}
