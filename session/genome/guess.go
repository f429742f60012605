package genome

// GuessAssembly returns the built-in assemblies that fit the sequences of a
// source best, in the order of Assemblies: one is a guess worth reporting,
// several mean that the source suits each (chr22 alone, when lengths are not
// known), none that it is of another genome.
//
// An assembly fits when no sequence contradicts it and at least one supports it:
// by its length where that is known, else by a name whose largest position is
// inside. The best are those that the most sequences support. Mitochondria do not
// count, since assemblies share and mix them. Where lengths are not known, an assembly that lacks
// many of the names does not fit: dm3 has those of dm6 and others.
func GuessAssembly(seqs []Sequence) []string {
	var witnesses []witness
	for _, s := range seqs {
		key, length := identify(s.Name)
		w := witness{key, length, !s.Open || length > 0}
		if length == 0 {
			w.length = s.Length
		}
		if key != mitochondrion && (w.length > 0 || !w.stated) {
			witnesses = append(witnesses, w)
		}
	}
	var best []string
	most := 1
	for _, b := range builtins {
		n := countFits(b.byKey(), witnesses)
		if n > most {
			best, most = nil, n
		}
		if n == most {
			best = append(best, b.name)
		}
	}
	return best
}

// witness is the evidence of one sequence for the assembly of its source.
type witness struct {
	key    string
	length int
	stated bool // length is the sequence's own, not a lower bound
}

// countFits counts the witnesses for an assembly; 0 when one contradicts it.
func countFits(lengths map[string]int, witnesses []witness) int {
	fits, strange := 0, 0
	for _, w := range witnesses {
		want, ok := lengths[w.key]
		switch {
		case !ok && !w.stated:
			strange++
		case !ok:
		case w.length > want || w.stated && w.length != want:
			return 0
		default:
			fits++
		}
	}
	if strange > fits/2 {
		return 0
	}
	return fits
}
