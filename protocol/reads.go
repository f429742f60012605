package protocol

import "strconv"

// ReadsAnswer answers getRows of the built-in page where it asks for reads: with some of them and with their depth.
type ReadsAnswer struct {
	FeaturesAnswer
	// Depth has the mean depth in equal parts of the asked range, NaN beyond the sequence.
	Depth []float64
	// Estimated reports whether the depth is an estimate; Wide whether there are too many reads to go through, or none were asked for.
	Estimated, Wide bool
	// LeftOut is the number of reads that do not count, and Unknown that of those of which it is not known how they differ from the
	// reference, for a reason in Why if it concerns all.
	LeftOut, Unknown int
	Why              string
	// AlleleAt are positions, from 1, where many reads differ from the reference; AlleleDepth has the reads there, and Alleles those with
	// A, C, G, T and N instead of it.
	AlleleAt, AlleleDepth []int
	Alleles               [5][]int
}

func (a *ReadsAnswer) AppendJSON(b []byte) []byte {
	b = a.FeaturesAnswer.AppendJSON(b)
	if a.Error != "" {
		return b
	}
	b = append(b[:len(b)-1], `,"reads":{"bins":`...)
	b = strconv.AppendInt(b, int64(len(a.Depth)), 10)
	b = appendPacked(append(b, `,"depth":"`...), a.Depth)
	b = strconv.AppendBool(append(b, `","estimated":`...), a.Estimated)
	b = strconv.AppendBool(append(b, `,"wide":`...), a.Wide)
	b = strconv.AppendInt(append(b, `,"leftOut":`...), int64(a.LeftOut), 10)
	b = strconv.AppendInt(append(b, `,"unknown":`...), int64(a.Unknown), 10)
	b = AppendString(append(b, `,"why":`...), a.Why)
	b = appendInts(append(b, `,"alleles":{"at":`...), a.AlleleAt)
	b = appendInts(append(b, `,"depth":`...), a.AlleleDepth)
	for i, name := range []string{"A", "C", "G", "T", "N"} {
		b = append(append(append(b, `,"`...), name...), `":`...)
		b = appendInts(b, a.Alleles[i])
	}
	return append(b, "}}}"...)
}
