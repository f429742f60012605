package report

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf16"

	"github.com/epiviz/epivizgo/protocol"
)

// Answer is an answer to what the page's modules have asked for.
type Answer struct {
	Action string
	Args   json.RawMessage
	Data   any
}

// What an answer begins with.
const (
	asJSON = iota
	asBins
	asRows
	asFeatures
)

// Flags of bins, rows and features.
const (
	hasEnds     = 1 << iota // bins: least and greatest values
	hasApart                // bins
	hasNames                // rows
	isThinned               // features
	hasCounts               // features
	hasDensity              // features
	isEstimated             // bins
)

// encoder writes answers one after the other.
type encoder struct {
	precision func(measurement string) Precision
	pools     pools
	rounded   map[string]bool // measurements
	ends      []byte          // the least and greatest values of bins, in the order of the answers
}

// asked are the arguments of a request that matter here.
type asked struct{ Measurement, Datasource string }

// append appends an answer.
func (e *encoder) append(b []byte, a Answer) ([]byte, error) {
	var of asked
	if err := json.Unmarshal(a.Args, &of); err != nil {
		return nil, fmt.Errorf("%s with arguments %.100q: %w", a.Action, a.Args, err)
	}
	switch data := a.Data.(type) {
	case *protocol.BinsAnswer:
		return e.appendBins(append(b, asBins), of.Measurement, data), nil
	case *protocol.PointsAnswer:
		if data.Error == "" {
			return e.appendRows(append(b, asRows), of.Measurement, data), nil
		}
	case *protocol.FeaturesAnswer:
		// Rows with genotypes are kept as JSON, which has the samples that these are of.
		if data.Error == "" && data.Table != nil && data.Samples == nil {
			return e.appendFeatures(append(b, asFeatures), of.Datasource, data), nil
		}
	}
	text, err := jsonOf(a.Data)
	if err != nil {
		return nil, err
	}
	return appendText(append(b, asJSON), text), nil
}

// nameOf returns the measurement or the source of data that an answer is of.
func nameOf(a Answer) string {
	var of asked
	_ = json.Unmarshal(a.Args, &of) // without a name, it is of none
	if of.Measurement != "" {
		return of.Measurement
	}
	return of.Datasource
}

func jsonOf(data any) ([]byte, error) {
	if a, ok := data.(protocol.Appender); ok {
		return a.AppendJSON(nil), nil
	}
	return json.Marshal(data)
}

func appendText[T string | []byte](b []byte, text T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func (e *encoder) appendNumbers(b []byte, measurement string, values []float64, offsets ...[]float64) []byte {
	b, ends, rounded := appendColumn(b, e.ends, values, e.precision(measurement), offsets...)
	if e.ends = ends; rounded {
		e.rounded[measurement] = true
	}
	return b
}

func (e *encoder) appendBins(b []byte, measurement string, a *protocol.BinsAnswer) []byte {
	flags, offsets := 0, [][]float64(nil)
	if !protocol.SameFloats(a.Mean, a.Min) || !protocol.SameFloats(a.Mean, a.Max) {
		flags, offsets = hasEnds, [][]float64{a.Min, a.Max}
	}
	marked := false
	for _, apart := range a.Apart {
		marked = marked || apart
	}
	if marked {
		flags |= hasApart
	}
	if a.Estimated {
		flags |= isEstimated
	}
	b = append(binary.AppendUvarint(b, uint64(len(a.Mean))), byte(flags))
	if b = e.appendNumbers(b, measurement, a.Mean, offsets...); marked {
		b = appendRuns(b, a.Apart)
	}
	return b
}

// appendRuns appends how many are alike, by turns, false ones first.
func appendRuns(b []byte, list []bool) []byte {
	for i, value := 0, false; i < len(list); value = !value {
		n := 0
		for ; i < len(list) && list[i] == value; i++ {
			n++
		}
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

func (e *encoder) appendRows(b []byte, measurement string, a *protocol.PointsAnswer) []byte {
	flags := 0
	if len(a.Names) > 0 {
		flags = hasNames
	}
	b = append(binary.AppendUvarint(b, uint64(len(a.RowStart))), byte(flags))
	b = appendDifferences(b, len(a.RowStart), func(i int) int { return a.RowStart[i] })
	b = appendDifferences(b, len(a.RowStart), func(i int) int { return a.RowEnd[i] - a.RowStart[i] })
	b = e.appendNumbers(b, measurement, a.Values)
	for _, name := range a.Names {
		b = appendText(b, name)
	}
	return b
}

// appendDifferences appends n numbers, each as what it is more than the one before.
func appendDifferences(b []byte, n int, at func(i int) int) []byte {
	last := 0
	for i := range n {
		b = binary.AppendVarint(b, int64(at(i)-last))
		last = at(i)
	}
	return b
}

func (e *encoder) appendFeatures(b []byte, datasource string, a *protocol.FeaturesAnswer) []byte {
	flags := 0
	for flag, has := range map[int]bool{isThinned: a.Thinned, hasCounts: a.Count != nil, hasDensity: a.Density != nil} {
		if has {
			flags |= flag
		}
	}
	pool, rows := e.pools.keep(datasource, a.Table)
	b = binary.AppendUvarint(b, uint64(pool))
	b = append(binary.AppendUvarint(b, uint64(len(rows))), byte(flags))
	b = appendDifferences(b, len(rows), func(i int) int { return rows[i] })
	b = binary.AppendUvarint(b, uint64(a.Total))
	if a.Count != nil {
		b = appendDifferences(b, len(a.Count), func(i int) int { return a.Count[i] })
	}
	if a.Density != nil {
		b = binary.AppendUvarint(b, uint64(len(a.Density)))
		b = appendDifferences(b, len(a.Density), func(i int) int { return a.Density[i] })
	}
	return b
}

// keyOf returns a number by which the reader knows that it asks for what the answers are to.
func keyOf(answers []Answer) uint32 {
	key := uint32(2166136261) // FNV-1a over UTF-16, which strings are for the reader
	for _, a := range answers {
		for _, unit := range utf16.Encode([]rune(a.Action + string(a.Args))) {
			key = (key ^ uint32(unit)) * 16777619
		}
	}
	return key
}

// pools keep each row of features once.
type pools struct {
	byKey map[string]int
	list  []*pool
}

// pool has the rows of one source of data, in columns.
type pool struct {
	Names   []string   `json:"names"`   // of the columns of texts
	Start   []int      `json:"start"`   // each as what it is more than the one before
	Length  []int      `json:"length"`  // end - start
	Strands string     `json:"strands"` // a letter a row; "" of rows without strand
	Texts   [][]string `json:"texts"`

	strands []byte
	last    int
	rows    map[string]int
}

// keep returns the number of the pool with the rows of a table, and the numbers of its rows there.
func (p *pools) keep(datasource string, t *protocol.Table) (number int, rows []int) {
	stranded := t.Stranded
	key := datasource
	var names []string
	for _, c := range t.Metadata {
		names = append(names, c.Name)
		key += "\x00" + c.Name
	}
	key += "\x00" + strconv.FormatBool(stranded)
	number, ok := p.byKey[key]
	if !ok {
		number = len(p.list)
		p.byKey[key] = number
		p.list = append(p.list, &pool{Names: names, Texts: make([][]string, len(names)), rows: map[string]int{}})
	}
	of := p.list[number]
	rows = make([]int, len(t.Start))
	for i := range t.Start {
		rows[i] = of.row(t, i, stranded)
	}
	return number, rows
}

// row returns the number of a row, which is added if it is not there.
func (p *pool) row(t *protocol.Table, i int, stranded bool) int {
	strand := byte('*')
	if stranded && i < len(t.Strand) && (t.Strand[i] == '+' || t.Strand[i] == '-') {
		strand = t.Strand[i]
	}
	key := binary.AppendVarint([]byte{strand}, int64(t.Start[i]))
	key = append(binary.AppendVarint(key, int64(t.End[i])), t.SeqName...)
	for _, c := range t.Metadata {
		key = append(append(key, 0), c.Text[i]...)
	}
	n, ok := p.rows[string(key)]
	if ok {
		return n
	}
	n = len(p.Start)
	p.rows[string(key)] = n
	p.Start = append(p.Start, t.Start[i]-p.last)
	p.last = t.Start[i]
	p.Length = append(p.Length, t.End[i]-t.Start[i])
	if stranded {
		p.strands = append(p.strands, strand)
	}
	for k, c := range t.Metadata {
		p.Texts[k] = append(p.Texts[k], c.Text[i])
	}
	return n
}

// files returns the pools as the file has them.
func (p *pools) files() []*pool {
	for _, of := range p.list {
		of.Strands = string(of.strands)
		of.Names, of.Texts, of.Start, of.Length = list(of.Names), list(of.Texts), list(of.Start), list(of.Length)
		for k := range of.Texts {
			of.Texts[k] = list(of.Texts[k])
		}
	}
	return p.list
}
