package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/seq"
)

// Answers about single rows, for the built-in page's panel of details.

// answerFeature answers with a row, the one after it or the one before.
func (s *Session) answerFeature(ctx context.Context, b *page.Page, req *protocol.Request) any {
	var p protocol.FeatureParams
	answer := protocol.FeatureAnswer{}
	err := json.Unmarshal(req.Args, &p)
	if err == nil {
		answer.Feature, err = s.feature(ctx, &p)
	}
	if err != nil {
		answer.Error = err.Error()
	} else if answer.Feature != nil && s.catalog.SequenceCount() > catalog.MostSequences {
		known := s.actions.Told(b, []string{answer.Feature.SeqName})
		answer.Known = &known
	}
	return answer
}

func (s *Session) feature(ctx context.Context, p *protocol.FeatureParams) (*protocol.Feature, error) {
	at, err := s.locate(actions.FromRange(p.Range))
	if err != nil {
		return nil, err
	}
	back, nth := p.Step == "previous", int(max(-1, min(p.Nth.Value, genome.MaxPosition)))
	if p.Step == "" {
		nth-- // it is the next after the one before
	}
	rows, i, n, err := s.NextFeature(ctx, string(p.Measurement), at, nth, back)
	if err != nil || i < 0 {
		return nil, err
	}
	if p.Step == "" && (rows.Chr != at.Seq || rows.Start[i] != at.Start || rows.End[i] != at.End) {
		return nil, nil
	}
	f := featureOf(&rows, i, n)
	more, err := s.readFields(ctx, string(p.Measurement), genome.Interval{Seq: rows.Chr, Start: rows.Start[i], End: rows.End[i]}, n)
	f.Fields = append(f.Fields, more...)
	return f, err
}

// errFound ends a search.
var errFound = errors.New("found")

// readFields returns what a read has besides the columns of its row: tags, bases and qualities; nil of rows that are no reads. The read
// is the nth at its place.
func (s *Session) readFields(ctx context.Context, name string, at genome.Interval, nth int) (fields [][2]string, err error) {
	m, err := s.catalog.Measurement(name)
	if err != nil {
		return nil, nil
	}
	if _, ok := m.Dataset.Source.(source.Alignments); !ok {
		return nil, nil
	}
	first := genome.Interval{Seq: at.Seq, Start: at.Start, End: at.Start + 1}
	err = s.Reads(ctx, first, name, reply.ReadChoice{}, func(line []byte, end int) error {
		columns := strings.Split(string(line), "\t")
		if columns[3] != strconv.Itoa(at.Start+1) || end != at.End {
			return nil
		}
		if nth--; nth >= 0 {
			return nil
		}
		for _, tag := range columns[11:] {
			name, typed, _ := strings.Cut(tag, ":")
			_, value, _ := strings.Cut(typed, ":")
			fields = append(fields, [2]string{name, value})
		}
		fields = append(fields, [2]string{"bases", columns[9]}, [2]string{"qualities", columns[10]})
		return errFound
	})
	if errors.Is(err, source.ErrNoReference) { // the row is known all the same
		return [][2]string{{"bases", err.Error()}}, nil
	}
	if errors.Is(err, errFound) {
		err = nil
	}
	return fields, err
}

// featureOf returns the row at i, the nth at its place, as the wire has it.
func featureOf(rows *reply.FeatureRows, i, nth int) *protocol.Feature {
	wire := func(p [2]int) [2]int { return [2]int{p[0] + 1, p[1]} }
	f := &protocol.Feature{Nth: nth, Fields: [][2]string{},
		Range: actions.ToRange(genome.Interval{Seq: rows.Chr, Start: rows.Start[i], End: rows.End[i]})}
	if i < len(rows.Strand) && rows.Strand[i] != '*' {
		f.Strand = string(rows.Strand[i])
	}
	if rows.Ends != nil {
		for _, e := range rows.Ends[i] {
			var end *protocol.Range
			if e.Chr != "" {
				r := actions.ToRange(genome.Interval{Seq: e.Chr, Start: e.Start, End: e.End})
				end = &r
			}
			f.Ends = append(f.Ends, end)
		}
	}
	for _, x := range rows.Blocks(i) {
		f.Exons = append(f.Exons, wire(x))
	}
	if part, ok := rows.CodingPart(i); ok {
		part = wire(part)
		f.Coding = &part
	}
	for _, c := range rows.Columns {
		f.Fields = append(f.Fields, [2]string{c.Name, c.Text[i]})
	}
	for _, v := range rows.Values {
		f.Fields = append(f.Fields, [2]string{v.Measurement, strings.Trim(string(protocol.AppendMark(nil, v.Values[i])), `"`)})
	}
	return f
}

// mostShownBases bounds the bases that a page is sent.
const mostShownBases = 100_000

// answerSequence answers with the bases of a place.
func (s *Session) answerSequence(ctx context.Context, _ *page.Page, req *protocol.Request) any {
	var p protocol.SequenceParams
	answer := protocol.SequenceAnswer{}
	err := json.Unmarshal(req.Args, &p)
	if err == nil {
		answer, err = s.bases(ctx, actions.FromRange(p.Range))
	}
	if err != nil && !errors.Is(err, seq.ErrNoBases) {
		answer.Error = err.Error()
	}
	return answer
}

func (s *Session) bases(ctx context.Context, iv genome.Interval) (protocol.SequenceAnswer, error) {
	answer := protocol.SequenceAnswer{Range: actions.ToRange(iv)}
	s.genome.mu.RLock()
	none := s.genome.ref == nil
	s.genome.mu.RUnlock()
	switch {
	case none || iv.Len() == 0:
		return answer, nil
	case iv.Len() > mostShownBases:
		return answer, fmt.Errorf("%s has %d bases; at most %d are shown here: sequence %s prints them", iv, iv.Len(), mostShownBases, iv)
	}
	iv, bases, err := s.Sequence(ctx, iv)
	answer.Range, answer.Bases = actions.ToRange(iv), bases
	return answer, err
}
