package keyed

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// choice is a column with names and the genes that it may name.
type choice struct {
	genes  *Genes
	key    int // in Info.Keys
	joined int // rows
}

// Join returns the table with the places of the rows' genes. Of several sources of genes it
// takes one, and of several columns with names one too: those that most rows are joined by,
// the first of equally good ones. Genes are preferred to other features. Info.Notes says which, what share of the rows has a
// place, and what else there is to know. The table stays as it is.
func (t *Table) Join(ctx context.Context, among []*Genes) (*Table, error) {
	fresh := of(t.all)
	fresh.among = among
	if len(among) == 0 {
		return fresh, nil
	}
	keys, err := t.keys(ctx)
	if err != nil {
		return nil, err
	}
	choices := make([]choice, len(among))
	best := -1
	for i, g := range among {
		choices[i] = g.choose(keys)
		if best < 0 || choices[i].better(choices[best]) {
			best = i
		}
	}
	report := report{rows: len(keys[0]), choice: choices[best], key: t.all.Info().Keys[choices[best].key], among: choices}
	rows := fresh.builder()
	seen := map[string]bool{}
	err = t.each(ctx, nil, func(block *source.Rows) error {
		for i := range block.Len() {
			name := block.Metadata[slices.Index(t.all.Info().Metadata, report.key)][i]
			places, by := report.genes.lookUp(name)
			report.add(name, seen[name], len(places), by)
			seen[name] = true
			if err := fresh.place(rows, block, i, places); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	fresh.Store = rows.Finish(source.Info{})
	fresh.info = fresh.describe(report.notes())
	return fresh, nil
}

// choose returns the column by which most rows are joined, the first of equally good ones.
func (g *Genes) choose(keys [][]string) choice {
	best := choice{genes: g}
	for i, cells := range keys {
		n := 0
		for _, name := range cells {
			if of, _ := g.find(strings.TrimSpace(name)); of != nil {
				n++
			}
		}
		if n > best.joined {
			best.key, best.joined = i, n
		}
	}
	return best
}

// better reports whether c joins more than another choice.
func (c choice) better(than choice) bool {
	if real, other := c.isGenes(), than.isGenes(); real != other {
		return real && c.joined > 0 || than.joined == 0 && c.joined > 0
	}
	return c.joined > than.joined
}

func (c choice) isGenes() bool { return c.genes.Source.Info().Kind == source.Genes }

// lookUp returns the places of a name.
func (g *Genes) lookUp(name string) ([]place, how) {
	of, by := g.find(strings.TrimSpace(name))
	if of == nil {
		return nil, not
	}
	return g.merged(of), by
}

// place adds row i of a block at each of its places.
func (t *Table) place(rows *intervals.Builder, block *source.Rows, i int, places []place) error {
	if len(places) == 0 {
		return nil
	}
	row := intervals.Row{}
	for _, v := range block.Values {
		row.Values = append(row.Values, v[i])
	}
	for _, m := range block.Metadata {
		row.Metadata = append(row.Metadata, []byte(m[i]))
	}
	for _, p := range places {
		row.Seq, row.Start, row.End, row.Strand = []byte(p.seq), p.start, p.end, p.strand
		row.Metadata = append(row.Metadata[:len(block.Metadata)], []byte(p.name))
		if err := rows.Add(row); err != nil {
			return err
		}
	}
	return nil
}

// report counts what becomes of the rows.
type report struct {
	choice
	key   string // the column with the names
	rows  int
	among []choice

	by                              [inPart + 1]int // rows by how they were joined
	apart, repeated, spoilt, noName sample
	lost                            sample
	more                            int // rows that were added since a name has several places
}

// sample is how many names there are of a kind, and the first of them.
type sample struct {
	n     int
	first []string
}

const samples = 3

func (s *sample) add(name string) {
	if s.n++; len(s.first) < samples && !slices.Contains(s.first, name) {
		s.first = append(s.first, name)
	}
}

// such returns examples.
func (s *sample) such() string {
	quoted := make([]string, len(s.first))
	for i, name := range s.first {
		const most = 40 // bytes
		if quoted[i] = name; len(name) > most {
			quoted[i] = strings.ToValidUTF8(name[:most], "") + "…"
		}
	}
	text := strings.Join(quoted, ", ")
	if s.n > len(s.first) {
		text += ", …"
	}
	return text
}

// spoiltNames are those that a spreadsheet has made of names of genes, such as MARCH1 and SEPT2, and of
// numbers that clones have as names, such as 2310009E13.
var spoiltNames = regexp.MustCompile(`(?i)^(` +
	`\d{1,2}[-./ ]{1,2}(jan|feb|m[aä]r|mrz|apr|ma[iy]|jun|jul|aug|sept?|o[ck]t|nov|de[cz])[a-z]*\.?|` +
	`(jan|feb|m[aä]r|mrz|apr|ma[iy]|jun|jul|aug|sept?|o[ck]t|nov|de[cz])[-./ ]{1,2}\d{1,4}|` +
	`\d{4}-\d\d-\d\d.*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d[.,]\d+e\+?\d+)$`)

func (r *report) add(name string, before bool, places int, by how) {
	r.by[by]++
	switch {
	case strings.TrimSpace(name) == "":
		r.noName.add(name)
	case spoiltNames.MatchString(strings.TrimSpace(name)) && by == not:
		r.spoilt.add(name)
	case by == not:
		r.lost.add(name)
	}
	if before && strings.TrimSpace(name) != "" {
		r.repeated.add(name)
	}
	if places > 1 {
		r.apart.add(name)
		r.more += places - 1
	}
}

// notes describes what became of the rows.
func (r *report) notes() (notes []string) {
	add := func(n int, one, many, rest string) {
		switch {
		case n == 1:
			notes = append(notes, "1 row "+one+" "+rest)
		case n > 1:
			notes = append(notes, fmt.Sprintf("%d rows %s %s", n, many, rest))
		}
	}
	joined := fmt.Sprintf("%d of %d rows joined to %s", r.rows-r.by[not], r.rows, r.genes.Label)
	if r.by[not] < r.rows {
		joined += " by the column " + r.key
	}
	var ways []string
	for _, way := range []struct {
		how  how
		text string
	}{{versions, "ids without their versions"}, {byAlias, "a further name of the gene"}, {inPart, "a part of their name"}} {
		if n := r.by[way.how]; n > 0 {
			ways = append(ways, fmt.Sprintf("%d by %s", n, way.text))
		}
	}
	if len(ways) > 0 {
		joined += " (" + strings.Join(ways, ", ") + ")"
	}
	notes = append(notes, joined)
	for _, c := range r.choice.others(r.among) {
		add(c.joined, "is", "are", fmt.Sprintf("of %s too: its places are taken once %s is unloaded", c.genes.Label, r.genes.Label))
	}
	add(r.lost.n, "is", "are", "named as no gene there: "+r.lost.such())
	add(r.spoilt.n, "has", "have", "a date or a number for a name, as spreadsheets make of MARCH1: "+r.spoilt.such())
	add(r.noName.n, "has", "have", "no name")
	add(r.repeated.n, "repeats", "repeat", "the name of an earlier row: "+r.repeated.such())
	add(r.apart.n, "has", "have", fmt.Sprintf("a name of several places and is at each, %d more in all: %s", r.more, r.apart.such()))
	return notes
}

// others returns the best choice of each other file that joins rows too.
func (c choice) others(among []choice) (others []choice) {
	for _, o := range among {
		i := slices.IndexFunc(others, func(have choice) bool { return have.genes.Label == o.genes.Label })
		switch {
		case o.joined == 0 || o.genes.Label == c.genes.Label:
		case i < 0:
			others = append(others, o)
		case o.better(others[i]):
			others[i] = o
		}
	}
	return others
}
