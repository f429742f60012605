package protocol

// Bounds of the size of parts of an answer on the wire, in bytes, so that the size of
// an answer is known before it is made.
const (
	// RowSize bounds what id, start, end and strand of one row take, all with
	// their commas. A position has at most 13 digits, as 2^40 has.
	RowSize = 3*14 + 4
	// ValueSize bounds one number: -1.7976931348623157e+308 and a comma.
	ValueSize = 25
	// BinSize bounds the mean, least and largest value of one bin of a BinsAnswer:
	// 4 bytes each as base64.
	BinSize = 3 * 16 / 3
)

// StringSize bounds what a text takes on the wire, with a comma: a byte that is
// escaped takes six.
func StringSize(s string) int {
	size := len(s) + 3
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			size += 5
		}
	}
	return size
}

// RowSize bounds what a row takes in the dialect without its text columns and
// values. v5 repeats the sequence's name in each.
func (d Dialect) RowSize(seqName string) int {
	if d == V5 {
		return RowSize + StringSize(seqName)
	}
	return RowSize
}

// Size bounds what the table takes on the wire.
func (t *Table) Size(d Dialect) int {
	size := 200 + 2*StringSize(t.SeqName) + len(t.Start)*d.RowSize(t.SeqName)
	for _, c := range t.Metadata {
		size += StringSize(c.Name) + 2
		for _, s := range c.Text {
			size += StringSize(s)
		}
	}
	for _, v := range t.Values {
		size += StringSize(v.Measurement) + 2 + len(v.Values)*ValueSize
	}
	return size
}

// Size bounds what of the arguments an answer may repeat.
func (p *DataParams) Size() int {
	size := 2*StringSize(p.SeqName) + StringSize(p.Datasource) + 2*StringSize(p.Measurement)
	for _, name := range p.Metadata {
		size += StringSize(name) + 2
	}
	for _, m := range p.Measurements {
		size += StringSize(m.Datasource) + StringSize(m.ID)
	}
	return size
}
