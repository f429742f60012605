package repl

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// samRead is a read as SAM has it.
type samRead struct {
	fields [][]byte
	flag   int
	start  int // from 0
	end    int
}

func parseSAM(line []byte, end int) samRead {
	r := samRead{fields: bytes.Split(line, []byte{'\t'}), end: end}
	r.flag, _ = strconv.Atoi(r.field(1))
	r.start, _ = strconv.Atoi(r.field(3))
	r.start--
	return r
}

func (r samRead) field(i int) string { return string(r.fields[i]) }

func (r samRead) strand() string {
	switch {
	case r.flag&source.ReadUnmapped != 0:
		return missing
	case r.flag&source.ReadReverse != 0:
		return "-"
	}
	return "+"
}

// mate returns the place of the mate, and reports whether it has one; start counts from 1.
func (r samRead) mate() (chr, start string, ok bool) {
	if chr = r.field(6); chr == "=" {
		chr = r.field(2)
	}
	return chr, r.field(7), chr != "*" && r.field(7) != "0"
}

func (r samRead) shown() []string {
	mate := missing
	if chr, start, ok := r.mate(); ok {
		mate = chr + ":" + start
	}
	place := text.Locus(genome.Interval{Seq: r.field(2), Start: r.start, End: r.end})
	return []string{r.field(0), place, r.strand(), r.field(1), r.field(4), r.field(5), mate, r.field(8)}
}

func (r samRead) plain() []string {
	chr, mateStart := missing, missing
	if c, start, ok := r.mate(); ok {
		n, _ := strconv.Atoi(start)
		chr, mateStart = c, strconv.Itoa(n-1)
	}
	return []string{r.field(0), r.field(1), r.field(2), strconv.Itoa(r.start), strconv.Itoa(r.end), r.strand(), r.field(4), r.field(5),
		chr, mateStart, r.field(8)}
}

// bed returns the read as BED6, or as BED12 if it is spliced.
func (r samRead) bed() []string {
	line := []string{r.field(2), strconv.Itoa(r.start), strconv.Itoa(r.end), r.field(0), r.field(4), r.strand()}
	blocks := r.blocks()
	if len(blocks) < 2 {
		return line
	}
	start := blocks[0][0] // BED wants blocks from the start to the end, also of a read that begins or ends with a splice
	line[1], line[2] = strconv.Itoa(start), strconv.Itoa(blocks[len(blocks)-1][1])
	line = append(line, line[1], line[1], "0", strconv.Itoa(len(blocks)))
	return append(line, blockLists(start, blocks)...)
}

// blocks returns the stretches between splices.
func (r samRead) blocks() (list [][2]int) {
	at, begun, n := r.start, r.start, 0
	for _, c := range r.fields[5] {
		if c >= '0' && c <= '9' {
			n = 10*n + int(c-'0')
			continue
		}
		switch c {
		case 'M', 'D', '=', 'X':
			at += n
		case 'N':
			if at > begun {
				list = append(list, [2]int{begun, at})
			}
			at += n
			begun = at
		}
		n = 0
	}
	if at > begun {
		list = append(list, [2]int{begun, at})
	}
	return list
}

// readRow is a read in JSON.
type readRow struct {
	Region string `json:"region"`
	Name   string `json:"name"`
	locusKey
	Strand   *string        `json:"strand"`
	Flag     int            `json:"flag"`
	MapQ     int            `json:"mapq"`
	CIGAR    string         `json:"cigar"`
	Mate     *mateKey       `json:"mate"`
	Insert   int            `json:"insert"`
	Sequence *string        `json:"sequence"`
	Quality  *string        `json:"quality"`
	Tags     map[string]any `json:"tags"`
}

// mateKey is the place of a mate.
type mateKey struct {
	Chr   string `json:"chr"`
	Start int    `json:"start"`
}

func (r samRead) object(region string) readRow {
	text := func(i int, none string) *string {
		if s := r.field(i); s != none {
			return &s
		}
		return nil
	}
	row := readRow{Region: region, Name: r.field(0), locusKey: locusKey{r.field(2), r.start, r.end}, Flag: r.flag, CIGAR: r.field(5),
		Sequence: text(9, "*"), Quality: text(10, "*"), Tags: map[string]any{}}
	row.MapQ, _ = strconv.Atoi(r.field(4))
	row.Insert, _ = strconv.Atoi(r.field(8))
	if s := r.strand(); s != missing {
		row.Strand = &s
	}
	if chr, start, ok := r.mate(); ok {
		n, _ := strconv.Atoi(start)
		row.Mate = &mateKey{chr, n - 1}
	}
	for _, tag := range r.fields[11:] {
		if len(tag) >= 5 {
			row.Tags[string(tag[:2])] = tagValue(tag[3], string(tag[5:]))
		}
	}
	return row
}

// tagValue returns the value of a tag for JSON: numbers as numbers, those that JSON lacks as elsewhere, a list of them as a list.
func tagValue(kind byte, value string) any {
	switch kind {
	case 'i', 'f':
		if n := json.Number(value); json.Valid([]byte(value)) {
			return n
		}
		if n, err := strconv.ParseFloat(value, 64); err == nil { // nan or inf
			return json.RawMessage(protocol.AppendMark(nil, n))
		}
	case 'B':
		_, list, _ := strings.Cut(value, ",")
		numbers := []any{}
		for _, v := range strings.FieldsFunc(list, func(c rune) bool { return c == ',' }) {
			numbers = append(numbers, tagValue('f', v))
		}
		return numbers
	}
	return value
}
