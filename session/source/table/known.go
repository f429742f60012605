package table

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/session/source/lines"
)

// Tables without a line of names that are recognized by their content. Their positions count
// from 1, and would look like those of BED.

// known returns the layout of a table that is recognized without names.
func known(head []byte, opt Options) (Layout, bool) {
	var rows [][][]byte
	at := false
	for _, line := range lines.Sample(head) {
		if len(rows) == sampleRows {
			break
		}
		if at = at || len(rows) == 0 && bytes.HasPrefix(line, []byte("@")); at && bytes.HasPrefix(line, []byte("@")) {
			continue
		}
		if !lines.Heading(line) {
			rows = append(rows, lines.Split(nil, line))
		}
	}
	if len(rows) == 0 {
		return Layout{}, false
	}
	name := strings.ToLower(opt.Name)
	columns := len(rows[0])
	l := Layout{columns: columns, strand: -1, oneBased: true, p: -1, mean: -1, sample: -1, end: 2, start: 1}
	switch {
	case at && isIntervalList(rows):
		l.format, l.why, l.at = "interval list", "positions count from 1 with both ends included, as in Picard's interval lists", true
		l.names, l.strand = []string{"", "start", "end", "strand", "name"}, 3
	case at:
		return Layout{}, false // SAM
	case isBismark(rows):
		l.format, l.why = "Bismark coverage", "positions count from 1 with both ends included, as in Bismark's coverage files"
		l.names = []string{"", "start", "end", "percentMethylated", "methylated", "unmethylated"}
		l.weights, l.signal = map[int][]int{3: {4, 5}}, true
	case isDepth(rows, name):
		l.format, l.why = "samtools depth", "each row is one base, counted from 1, with its depth, as samtools depth writes"
		l.names = []string{"", "position", "depth"}
		if l.end, l.signal = l.start, true; columns > 3 {
			l.names = l.names[:2]
			for i := range columns - 2 {
				l.names = append(l.names, fmt.Sprintf("depth%d", i+1))
			}
		}
	default:
		return Layout{}, false
	}
	l.others = l.rest()
	return l, true
}

// all reports whether every row has n columns and is good.
func all(rows [][][]byte, n int, good func(f [][]byte) bool) bool {
	for _, f := range rows {
		if len(f) != n || !good(f) {
			return false
		}
	}
	return true
}

// in reports whether a cell is a whole number from 0 to most.
func in(cell []byte, most int) bool {
	v, err := lines.Position(cell, "")
	return err == nil && v <= most
}

// isIntervalList reports whether rows are intervals of Picard.
func isIntervalList(rows [][][]byte) bool {
	return all(rows, 5, func(f [][]byte) bool {
		return in(f[1], 1<<40) && in(f[2], 1<<40) && len(f[3]) == 1 && (f[3][0] == '+' || f[3][0] == '-')
	})
}

// isBismark reports whether rows are of one base each, with a percentage that agrees with
// two counts.
func isBismark(rows [][][]byte) bool {
	return all(rows, 6, func(f [][]byte) bool {
		return string(f[1]) == string(f[2]) && lines.IsPercentage(f[3], f[4], f[5])
	})
}

// isDepth reports whether rows are of consecutive bases: most positions follow the one before,
// and the next column is not an end, which would be equally far away in many rows. Of few
// rows all must, and no two be equally wide, in a file whose name does not say BED.
func isDepth(rows [][][]byte, name string) bool {
	steps, ends, usual, widths := 0, 0, 0, map[int]int{}
	last, seq := 0, ""
	for i, f := range rows {
		if len(f) < 3 || len(f) != len(rows[0]) {
			return false
		}
		for _, cell := range f[2:] {
			if _, err := lines.Position(cell, ""); err != nil {
				return false
			}
		}
		pos, err := lines.Position(f[1], "")
		if err != nil || pos == 0 {
			return false
		}
		end, _ := lines.Position(f[2], "")
		if end > pos {
			ends++
		}
		widths[end-pos]++
		usual = max(usual, widths[end-pos])
		if i > 0 && seq == string(f[0]) && pos == last+1 {
			steps++
		}
		last, seq = pos, string(f[0])
	}
	if strings.Contains(name, "depth") && 2*ends < len(rows) {
		return true
	}
	if len(rows) <= 3 {
		return !strings.Contains(name, ".bed") && steps > 0 && steps == len(rows)-1 && usual == 1
	}
	return 2*steps >= len(rows) && 2*usual < len(rows)
}
