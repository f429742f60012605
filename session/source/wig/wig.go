// Package wig reads wiggle files: numbers at positions that are listed
// (variableStep) or equally far apart (fixedStep), 1-based in the file.
//
// The format is that of the UCSC Genome Browser's page "Wiggle Track Format"
// (genome.ucsc.edu/goldenPath/help/wiggle.html). A file may hold several
// sections and tracks; each track becomes a signal. The older form, rows of
// sequence, start, end and value under a track line of type wiggle_0, is read as
// bedGraph is: 0-based half-open.
//
//	r, err := lines.NewReader(name, file)
//	head, err := r.Peek()
//	if wig.Sniff(head) {
//		src, err := wig.Read(ctx, r)
//	}
package wig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// Sniff reports whether the first line of a text that is neither a comment nor a
// track line declares a section, or follows a track line of type wiggle_0.
func Sniff(head []byte) bool {
	wiggle := false
	for _, line := range lines.Sample(head) {
		if !lines.Heading(line) {
			return wiggle || declares(line)
		}
		if t, ok := lines.ParseTrack(line); ok {
			wiggle = t.Type == "wiggle_0"
		}
	}
	return wiggle
}

func declares(line []byte) bool {
	return bytes.HasPrefix(line, []byte("variableStep")) || bytes.HasPrefix(line, []byte("fixedStep"))
}

// Read reads the whole text. Lines that do not fit are skipped and reported in
// Info.Notes; if there are values and none fits, Read fails with the first one's
// reason, a [lines.Error] that wraps source.ErrFormat.
func Read(ctx context.Context, r *lines.Reader) (source.Source, error) {
	p := &parser{rows: intervals.NewBuilder(intervals.Schema{Values: []string{"value"}})}
	// The meaning of a line depends on those before it, so they are parsed in order;
	// only reading and decompressing is concurrent.
	same := func(c lines.Chunk) (lines.Chunk, error) { return c, nil }
	parse := func(c lines.Chunk) error {
		return c.Each(func(number int, line []byte) error {
			if err := p.line(number, line); err != nil {
				p.skips.Add(number, err)
			}
			return nil
		})
	}
	if err := lines.Parse(ctx, r, same, parse); err != nil {
		return nil, err
	}
	p.tell()
	notes, err := p.skips.Outcome(r, p.rows.Len(), "wig")
	if err != nil {
		return nil, err
	}
	info := source.Info{Format: "wig", Kind: source.Signal, Notes: notes}
	p.tracks.Apply(p.rows, &info)
	return p.rows.Finish(info), nil
}

// section holds the last declaration.
type section struct {
	kind  sectionKind
	seq   []byte
	start int // fixedStep: the start of the next value, 0-based
	step  int
	span  int
}

type sectionKind int

const (
	none     sectionKind = iota // no declaration yet, or one that cannot be read: see lost
	variable                    // position and value
	fixed                       // value
)

// parser parses lines in order.
type parser struct {
	section section
	tracks  intervals.Tracks
	fields  [][]byte
	rows    *intervals.Builder
	skips   lines.Skips
	lost    lost
}

// lost counts values whose place no declaration gives. The zero value counts nothing.
type lost struct {
	line   int   // of the declaration that cannot be read, or of the first value without one
	value  bool  // whether that line is a value
	err    error // what is wrong there
	values int   // in the lines under it
}

// tell records the lost values as one fault, and forgets them.
func (p *parser) tell() {
	l := p.lost
	if l.err == nil {
		return
	}
	switch l.values {
	case 0:
	case 1:
		l.err = fmt.Errorf("%w; the value under it is left out", l.err)
	default:
		l.err = fmt.Errorf("%w; the %d values under it are left out", l.err, l.values)
	}
	rows := l.values
	if rows == 0 || l.value {
		rows++
	}
	p.skips.AddRows(l.line, rows, l.err)
	p.lost = lost{}
}

func (p *parser) line(number int, line []byte) error {
	switch {
	case lines.Heading(line):
		if t, ok := lines.ParseTrack(line); ok {
			p.tell()
			p.tracks.Add(p.rows.Len(), t.Name, t.Type, t.Look)
			p.section = section{}
		}
		return nil
	case declares(line):
		p.tell()
		if err := p.declare(string(line)); err != nil {
			p.lost = lost{line: number, err: err}
		}
		return nil
	}
	p.fields = fields(p.fields[:0], line)
	switch s := &p.section; {
	case s.kind == variable && len(p.fields) == 2:
		start, err := lines.Position(p.fields[0], "position")
		if err != nil {
			return err
		}
		if start == 0 {
			return fmt.Errorf("position is 0; positions are counted from 1")
		}
		return p.value(s.seq, start-1, start-1+s.span, p.fields[1]) // 1-based to 0-based
	case s.kind == fixed && len(p.fields) == 1:
		start := s.start
		s.start += s.step // also after a value that cannot be read, so that the next keeps its place
		return p.value(s.seq, start, start+s.span, p.fields[0])
	case s.kind == none && len(p.fields) == 4:
		return p.graph()
	case s.kind == none && p.lost.err != nil:
		p.lost.values++
		return nil
	case s.kind == none:
		p.lost = lost{line: number, value: true, err: errors.New("no variableStep or fixedStep line before it says where the value is")}
		return nil
	case s.kind == variable:
		return fmt.Errorf("found %d columns; wanted position and value", len(p.fields))
	}
	return fmt.Errorf("found %d columns; wanted one value", len(p.fields))
}

// fields splits a line at white space.
func fields(dst [][]byte, line []byte) [][]byte {
	for field := range bytes.FieldsSeq(line) {
		dst = append(dst, field)
	}
	return dst
}

// value adds a number on [start, end); a missing one is no value.
func (p *parser) value(seq []byte, start, end int, field []byte) error {
	v, err := lines.Number(field)
	if err != nil {
		return fmt.Errorf("value %w", err)
	}
	if v != v {
		return nil
	}
	return p.rows.Add(intervals.Row{Seq: seq, Start: start, End: end, Strand: '*', Values: []float64{v}})
}

// graph reads sequence, start, end and value.
func (p *parser) graph() error {
	start, err := lines.Position(p.fields[1], "start")
	if err != nil {
		return err
	}
	end, err := lines.Position(p.fields[2], "end")
	if err != nil {
		return err
	}
	if err := lines.Span(start, end); err != nil {
		return err
	}
	return p.value(p.fields[0], start, end, p.fields[3])
}

// declare reads a declaration such as
//
//	fixedStep chrom=chr3 start=400601 step=100 span=5
//
// Values after a declaration that cannot be read are skipped, too.
func (p *parser) declare(line string) error {
	p.section = section{}
	words := strings.Fields(line)
	s := section{kind: variable, step: 1, span: 1}
	if words[0] == "fixedStep" {
		s.kind, s.start = fixed, -1
	} else if words[0] != "variableStep" {
		return fmt.Errorf("found %s; wanted variableStep or fixedStep", lines.Quote([]byte(words[0])))
	}
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, "=")
		if key == "chrom" {
			s.seq = []byte(value)
			continue
		}
		v, err := lines.Position([]byte(value), key)
		if err != nil || v < 1 {
			return fmt.Errorf("%s is not a whole number from 1 on", lines.Quote([]byte(word)))
		}
		switch key {
		case "start":
			s.start = v - 1 // 1-based to 0-based
		case "step":
			s.step = v
		case "span":
			s.span = v
		default:
			return fmt.Errorf("%s is unknown; wanted chrom, start, step and span", lines.Quote([]byte(word)))
		}
	}
	if len(s.seq) == 0 {
		return fmt.Errorf("the declaration has no chrom")
	}
	if s.kind == fixed && s.start < 0 {
		return fmt.Errorf("the declaration has no start")
	}
	p.section = s
	return nil
}
