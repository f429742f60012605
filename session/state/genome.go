package state

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// The genome. A state has its name, so that a program with another one can open it, or report
// that.

// NoGenome is the name of a genome for none.
const NoGenome = "none"

// GenomeNamed returns the value of State.Genome for an argument of --genome, the name of a
// built-in assembly or a file.
func GenomeNamed(name string) string {
	if name == "" || !isGenomeFile(name) {
		return name
	}
	return source.ParseRef(name).Path
}

// GenomeError reports that a program has another genome than a state was made with.
type GenomeError struct{ Have, Want string }

// OtherGenome returns a *GenomeError if two values of State.Genome differ.
func OtherGenome(have, want string) error {
	if have == want {
		return nil
	}
	a, ok1 := genome.Assembly(have)
	b, ok2 := genome.Assembly(want)
	switch {
	case ok1 && ok2 && slices.Equal(a, b):
		return nil
	case !ok1 && !ok2 && have != "" && want != "" && source.ParseRef(have).Same(source.ParseRef(want)):
		return nil
	}
	return &GenomeError{have, want}
}

// KeepGenome gives a state that was made without a genome the one that a session has, and returns
// a note if that is another.
func (st *State) KeepGenome(own string) (note string) {
	if st.Genome != "" || own == "" {
		return ""
	}
	err := &GenomeError{own, st.Genome}
	st.Genome = own
	return fmt.Sprintf("%v (%s)", err, err.Hint())
}

func (e *GenomeError) Error() string {
	return fmt.Sprintf("the sequences may differ: wanted the genome %s, this program has %s",
		cmp.Or(e.Want, NoGenome), cmp.Or(e.Have, NoGenome))
}

// Hint returns how to get the genome.
func (e *GenomeError) Hint() string { return "genome " + cmp.Or(e.Want, NoGenome) + " has it so" }

// isGenomeFile reports whether the name of a genome is the name of a file.
func isGenomeFile(name string) bool {
	_, ok := genome.Assembly(name)
	return !ok && name != NoGenome
}

func genomeSet(st *State, e *Event) error {
	st.Genome = cmp.Or(e.Text, e.Path)
	return nil
}

func writeGenome(e *Event) [][]string {
	file := e.Path
	if !isGenomeFile(file) {
		file = "./" + file // relative to a workspace's folder, such a name means a file
	}
	return [][]string{{"genome", cmp.Or(e.Text, file, NoGenome)}}
}

func readGenome(_ *State, args []string) ([]Event, error) {
	if len(args) != 1 {
		return nil, fmt.Errorf("genome: wanted the name of an assembly or a file, or none")
	}
	return []Event{genomeEvent(args[0])}, nil
}

// genomeEvent returns the event that gives a state a genome.
func genomeEvent(name string) Event {
	switch {
	case isGenomeFile(name):
		return Event{Kind: EventGenome, Path: name}
	case name == NoGenome:
		return Event{Kind: EventGenome}
	}
	return Event{Kind: EventGenome, Text: name}
}
