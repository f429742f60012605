package repltest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// Genes are what Search finds and Rows returns, on chr1. ABC1 has no strand that
// is known and a name that would break a line.
var genes = protocol.FeatureRows{
	Name: "genes", Chr: "chr1", Start: []int{1000, 5000}, End: []int{2000, 9000}, Strand: []byte("+*"),
	Columns: []protocol.MetadataColumn{{Name: "gene", Text: []string{"XYZ2", "ABC1\tx\ny"}}, {Name: "score", Text: []string{"900", ""}}},
	Values:  []protocol.ValueColumn{{Measurement: "level", Values: []float64{0.25, math.NaN()}}},
}

// Values gives bin i the value i/2, the first one none.
func (s *Session) Values(ctx context.Context, iv genome.Interval, names []string, n int, stat string, _ bool) ([]protocol.BinValues, error) {
	if err := s.before(ctx, "Values"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list, err := s.resolve(names)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		n = min(100, iv.Len())
	}
	if stat == "" {
		stat = "mean"
	}
	var out []protocol.BinValues
	for _, m := range list {
		v := protocol.BinValues{Name: m.ID, Chr: iv.Seq, Start: iv.Start, End: iv.End, Stat: stat, Values: make([]float64, n)}
		for i := range v.Values {
			v.Values[i] = float64(i) / 2
		}
		v.Values[0] = math.NaN()
		out = append(out, v)
	}
	return out, nil
}

// Rows returns two genes.
func (s *Session) Rows(ctx context.Context, iv genome.Interval, name string) (protocol.FeatureRows, error) {
	if err := s.before(ctx, "Rows"); err != nil {
		return protocol.FeatureRows{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.resolve([]string{name}); err != nil {
		return protocol.FeatureRows{}, err
	}
	if iv.Seq != genes.Chr {
		return protocol.FeatureRows{Name: name, Chr: iv.Seq, From: iv.Start, To: iv.End}, nil
	}
	found := genes
	found.From, found.To = iv.Start, iv.End
	return found, nil
}

// Search finds the two genes by the beginning of their names.
func (s *Session) Search(ctx context.Context, text string, _ int) ([]protocol.SearchHit, error) {
	if err := s.before(ctx, "Search"); err != nil {
		return nil, err
	}
	var hits []protocol.SearchHit
	for i, name := range []string{"XYZ2", "ABC1"} {
		if strings.HasPrefix(name, strings.ToUpper(text)) {
			hits = append(hits, protocol.SearchHit{Gene: name, SeqName: genes.Chr, Start: genes.Start[i] + 1, End: genes.End[i]})
		}
	}
	return hits, nil
}

// Info describes a measurement as a file.
func (s *Session) Info(name string) (protocol.DataInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, err := s.resolve([]string{name})
	if err != nil {
		return protocol.DataInfo{}, err
	}
	m := list[0]
	return protocol.DataInfo{Name: m.Name, Format: "tutorial data", Measurements: []string{m.ID}, Assemblies: []string{"hg38"},
		Sequences: 2, Longest: "pyChr", LongestLength: 1_000_000_000, Items: -1, Min: m.MinValue, Max: m.MaxValue,
		Columns: slices.Clone(m.Metadata), Values: []string{m.ID}, First: "chr1:1-100000", Memory: 12_345_678, Notes: []string{"made up"}}, nil
}

// Sequence repeats the four bases.
func (s *Session) Sequence(ctx context.Context, iv genome.Interval) (genome.Interval, string, error) {
	if err := s.before(ctx, "Sequence"); err != nil {
		return iv, "", err
	}
	if iv.Seq != genes.Chr {
		return iv, "", fmt.Errorf("there is no sequence %q", iv.Seq)
	}
	return iv, strings.Repeat("ACGT", iv.Len()/4+1)[:iv.Len()], nil
}
