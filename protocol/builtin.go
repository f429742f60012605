package protocol

import (
	"encoding/json"
	"slices"
	"strconv"
)

// Answers in the dialect of the built-in page, which asks for what it can
// draw: bins for numbers, at most MaxRows rows for features. Positions are
// 1-based inclusive as everywhere on the wire.

// CancelParams names, by their ids, requests of the same page whose answers it no
// longer needs. Each is still answered, with or without data.
type CancelParams struct {
	Requests []int64 `json:"requests"`
}

// Cancelled returns the ids of the requests that req aborts, nil unless it is a
// Cancel of the built-in page. Real pages always get every answer.
func Cancelled(req *Request) []int64 {
	if req.Action != Cancel {
		return nil
	}
	var p struct {
		CancelParams
		Version Text `json:"version"`
	}
	if json.Unmarshal(req.Args, &p) != nil || DialectOf(string(p.Version)) != Builtin {
		return nil
	}
	return p.Requests
}

// BinsAnswer answers getValues where there are more records than bins. Bin i
// holds the bases [Start-1+floor(len·i/n), Start-1+floor(len·(i+1)/n)), 0-based;
// NaN is a bin without data. Each column travels as the base64 of 4-byte
// little-endian floats: a third of the size of digits and a tenth of the work,
// at either end, and more digits than a screen has pixels. Min and Max are left
// out where they are the Mean.
type BinsAnswer struct {
	SeqName        string
	Start, End     int
	Mean, Min, Max []float64
	// Apart marks the bins of which most bases have no value, which no line may reach. It travels as a
	// letter a bin, 1 for a marked one, and is left out where none is.
	Apart []bool
	// Estimated reports whether the values are rough estimates, as of the depth of reads by an index.
	Estimated bool
}

func (a *BinsAnswer) AppendJSON(b []byte) []byte {
	b = append(b, `{"kind":"bins","seqName":`...)
	b = appendPlace(b, a.SeqName, a.Start, a.End)
	b = append(b, `,"bins":`...)
	b = strconv.AppendInt(b, int64(len(a.Mean)), 10)
	b = appendPacked(append(b, `,"mean":"`...), a.Mean)
	if !SameFloats(a.Mean, a.Min) || !SameFloats(a.Mean, a.Max) {
		b = appendPacked(append(b, `","min":"`...), a.Min)
		b = appendPacked(append(b, `","max":"`...), a.Max)
	}
	if slices.Contains(a.Apart, true) {
		b = append(b, `","apart":"`...)
		for _, apart := range a.Apart {
			if apart {
				b = append(b, '1')
			} else {
				b = append(b, '0')
			}
		}
	}
	if b = append(b, '"'); a.Estimated {
		b = append(b, `,"estimated":true`...)
	}
	return append(b, '}')
}

// SameFloats reports whether two columns are equal, NaN being equal to NaN.
func SameFloats(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(v, w float64) bool { return v == w || v != v && w != w })
}

// BatchAnswer answers getCombined: what getValues would for each measurement,
// in the order of the request. A browser takes as long for a message as for
// 50 kB of one, so that many tracks come sooner in few.
//
// Answer makes the i-th of N; it is called while the answer is written, in
// order, so that one is held at a time. sent is how many bytes those before it
// take.
type BatchAnswer struct {
	N      int
	Answer func(i, sent int) Appender
}

func (a *BatchAnswer) AppendJSON(b []byte) []byte {
	from := len(b)
	b = append(b, `{"answers":[`...)
	for i := range a.N {
		one := a.Answer(i, len(b)-from)
		b = one.AppendJSON(comma(withRoom(b), i))
	}
	return append(b, `]}`...)
}

// PointsAnswer answers getValues where there are few records: each of them. Its columns travel packed, as little-endian numbers:
// how much further than the one before each record begins, in 1, 2 or 4 bytes each, and its length likewise; the values as floats
// of 4 bytes, or of 8 where one of them has more digits. Records that do not fit in are sent as digits.
type PointsAnswer struct {
	SeqName    string
	Start, End int // of the request
	RowStart   []int
	RowEnd     []int
	Values     []float64
	// Names are those of rows that are known by genes rather than by places; nil for others.
	Names []string
	// Error says in a sentence why there are no data; empty when nothing failed.
	Error string
}

func (a *PointsAnswer) AppendJSON(b []byte) []byte {
	if steps, lengths, ok := a.packed(); ok {
		b = append(b, `{"kind":"points","seqName":`...)
		b = appendPlace(b, a.SeqName, a.Start, a.End)
		b = strconv.AppendInt(append(b, `,"points":`...), int64(len(a.RowStart)), 10)
		b = strconv.AppendInt(append(b, `,"first":`...), int64(a.RowStart[0]), 10)
		b = appendPackedInts(append(b, `,"steps":"`...), steps)
		b = appendPackedInts(append(b, `","lengths":"`...), lengths)
		b = append(appendPackedExactly(append(b, `","values":"`...), a.Values), '"')
	} else {
		b = append(b, `{"kind":"rows","seqName":`...)
		b = appendPlace(b, a.SeqName, a.Start, a.End)
		b = appendInts(append(b, `,"rows":{"start":`...), a.RowStart)
		b = appendInts(append(b, `,"end":`...), a.RowEnd)
		b = AppendMarked(append(b, `},"values":`...), a.Values)
	}
	for i, name := range a.Names {
		if i == 0 {
			b = append(b, `,"names":[`...)
		}
		b = AppendString(comma(b, i), name)
	}
	if len(a.Names) > 0 {
		b = append(b, ']')
	}
	return append(appendError(b, a.Error), '}')
}

// packed returns how much further than the one before each record begins, from the second on, and how many bases each has. It
// returns false if there are no records or numbers are too large.
func (a *PointsAnswer) packed() (steps, lengths []uint32, ok bool) {
	if len(a.RowStart) == 0 {
		return nil, nil, false
	}
	steps, near := between(a.RowStart, a.RowStart[1:], 0)
	lengths, short := between(a.RowStart, a.RowEnd, 1)
	return steps, lengths, near && short
}

// FeaturesAnswer answers getRows.
type FeaturesAnswer struct {
	Table *Table
	// Count has the number of records that each row represents, nil if every row is
	// one record.
	Count []int
	// Total is the number of records in the asked range.
	Total int
	// Thinned reports whether some records are not among the rows.
	Thinned bool
	// Density has the number of records, left out or not, with their middle in each of as many equal parts
	// of the asked range as the request has Bins. Nil unless some were left out.
	Density []int
	// Samples are those of the letters in the column "genotypes", if the request names it. The rows have the column unless they are
	// thinned or more than MostSites.
	Samples   []Sample
	MostSites int
	Error     string // as in PointsAnswer
}

// Sample is a sample of variants: the id of the measurement of its genotypes, by which the sample sheet knows it, and its name.
type Sample struct{ ID, Name string }

func (a *FeaturesAnswer) AppendJSON(b []byte) []byte {
	b = append(b, `{"values":`...)
	b = appendColumns(b, Builtin, a.Table)
	if a.Count != nil {
		b = b[:len(b)-1]
		b = append(b, `,"count":`...)
		b = appendInts(b, a.Count)
		b = append(b, '}')
	}
	b = append(b, `,"total":`...)
	b = strconv.AppendInt(b, int64(a.Total), 10)
	b = append(b, `,"thinned":`...)
	b = strconv.AppendBool(b, a.Thinned)
	if a.Density != nil {
		b = append(b, `,"density":`...)
		b = appendInts(b, a.Density)
	}
	if a.Samples != nil {
		b = append(b, `,"samples":[`...)
		for i, s := range a.Samples {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendString(append(b, '['), s.ID)
			b = append(AppendString(append(b, ','), s.Name), ']')
		}
		b = strconv.AppendInt(append(b, `],"mostSites":`...), int64(a.MostSites), 10)
	}
	return append(appendError(b, a.Error), '}')
}

func appendPlace(b []byte, seq string, start, end int) []byte {
	b = AppendString(b, seq)
	b = append(b, `,"start":`...)
	b = strconv.AppendInt(b, int64(start), 10)
	b = append(b, `,"end":`...)
	return strconv.AppendInt(b, int64(end), 10)
}

func appendError(b []byte, sentence string) []byte {
	if sentence == "" {
		return b
	}
	return AppendString(append(b, `,"error":`...), sentence)
}
