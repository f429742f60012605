package intervals

import (
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/session/source"
)

// Tracks records where the track lines of a file are among its rows.
type Tracks struct {
	first []int // the row after each track line
	names []string
	looks []source.Look
	types []string // "" where the line does not say
}

const (
	mostTracks = 100     // how many tracks of a file are distinguished
	mostCells  = 1 << 25 // and how many numbers they may have together
	together   = "the file has too many tracks to tell apart: their rows are shown together"
)

// Add records a track line before the row that is added next. kind is the type that it states, if any.
func (t *Tracks) Add(row int, name, kind string, look source.Look) {
	t.first, t.names, t.looks, t.types = append(t.first, row), append(t.names, name), append(t.looks, look), append(t.types, kind)
}

// Others returns a note on the rows, of all, whose track line says that they are of another type than the
// format's, "" without any.
func (t *Tracks) Others(all int, format string, own func(kind string) bool) string {
	count, kind := 0, ""
	for i, row := range t.first {
		end := all
		if i+1 < len(t.first) {
			end = t.first[i+1]
		}
		if n := end - row; n > 0 && t.types[i] != "" && !own(t.types[i]) {
			count, kind = count+n, t.types[i]
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d rows are of a track of type %s, and are read as %s: put them in a file of their own",
		count, all, kind, format)
}

// Append adds the track lines of a later part of the file, which has rows rows before it.
func (t *Tracks) Append(rows int, later Tracks) {
	for i, row := range later.first {
		t.Add(rows+row, later.names[i], later.types[i], later.looks[i])
	}
}

// Series divides the rows of b into series. A track starts another series if its name is
// new, or if an earlier track of its name has rows on the same sequence. Series returns the
// names, and a function for the series of each row. It returns no names if all rows are of
// one series or, with a note, if there are too many.
func (t *Tracks) Series(b *Builder) (names []string, of func(row int) int, note string) {
	if len(t.first) == 0 || len(t.first) == 1 && t.first[0] == 0 {
		return nil, nil, ""
	}
	type series struct {
		name string
		seqs map[uint32]bool
	}
	var all []series
	var ends, numbers []int // of the stretches of rows between track lines
	stretch := func(from, to int, name string) bool {
		if from == to {
			return true
		}
		seqs, last := map[uint32]bool{}, b.seq[from]
		seqs[last] = true
		for _, s := range b.seq[from:to] {
			if s != last {
				seqs[s], last = true, s
			}
		}
		i := 0
		for ; i < len(all) && (all[i].name != name || meet(all[i].seqs, seqs)); i++ {
		}
		if i == len(all) {
			all = append(all, series{name, map[uint32]bool{}})
		}
		for s := range seqs {
			all[i].seqs[s] = true
		}
		ends, numbers = append(ends, to), append(numbers, i)
		return len(all) <= mostTracks
	}
	from, name := 0, ""
	for i, row := range t.first {
		if !stretch(from, row, name) {
			return nil, nil, together
		}
		from, name = row, t.names[i]
	}
	if !stretch(from, b.Len(), name) || len(all)*b.Len() > mostCells {
		return nil, nil, together
	}
	if len(all) < 2 {
		return nil, nil, ""
	}
	seen := map[string]bool{}
	for i, s := range all {
		name := s.name
		if name == "" {
			name = fmt.Sprintf("track %d", i+1)
		}
		for n := 2; seen[name]; n++ {
			name = fmt.Sprintf("%s %d", s.name, n)
		}
		seen[name] = true
		names = append(names, name)
	}
	at := 0
	return names, func(row int) int { // rows are asked for in order
		if at > 0 && row < ends[at-1] {
			at = 0
		}
		for row >= ends[at] {
			at++
		}
		return numbers[at]
	}, ""
}

func meet(a, b map[uint32]bool) bool {
	for s := range b {
		if a[s] {
			return true
		}
	}
	return false
}

// Apply turns the first column into a value for each series of tracks, and notes that.
// A file of one series gets its name and look.
func (t *Tracks) Apply(b *Builder, info *source.Info) {
	names, of, note := t.Series(b)
	if names == nil {
		t.only(info, note)
		return
	}
	looks := make([]source.Look, len(names))
	for i, row := range t.first {
		empty := i+1 < len(t.first) && t.first[i+1] == row || row == b.Len()
		if !empty && looks[of(row)] == (source.Look{}) {
			looks[of(row)] = t.looks[i]
		}
	}
	if slices.ContainsFunc(looks, func(l source.Look) bool { return l != source.Look{} }) {
		info.Looks = looks
	}
	b.Split(0, names, of)
	info.Series, info.Name = true, ""
	info.Notes = append(info.Notes, fmt.Sprintf("each of the file's %d tracks is a signal of its own", len(names)))
}

// only sets the name and look of a file of one series of tracks.
func (t *Tracks) only(info *source.Info, note string) {
	if note != "" {
		info.Notes = append(info.Notes, note)
		return
	}
	for i, row := range t.first {
		if i+1 < len(t.first) && t.first[i+1] == row {
			continue // a track without rows
		}
		info.Name = t.names[i]
		if t.looks[i] != (source.Look{}) {
			info.Looks = t.looks[i : i+1]
		}
		return
	}
}

// Name adds a text column with the track of each row if there are several, and notes that.
// A file of one series gets its name and look.
func (t *Tracks) Name(b *Builder, info *source.Info) {
	names, of, note := t.Series(b)
	if names == nil {
		t.only(info, note)
		return
	}
	var column texts
	for row := range b.Len() {
		column.add([]byte(names[of(row)]))
	}
	b.metadata = append(b.metadata, column)
	b.schema.Metadata = append(slices.Clip(b.schema.Metadata), "track")
	info.Name = ""
	info.Notes = append(info.Notes, fmt.Sprintf("the rows of the file's %d tracks are shown together; column track says which", len(names)))
}
