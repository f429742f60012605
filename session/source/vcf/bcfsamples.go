package vcf

import (
	"strconv"
	"strings"
)

// genotypes writes the genotypes of the samples, if the record has them.
func (b *bcf) genotypes(d *decoder, line []byte, formats int) []byte {
	for range formats {
		f := b.field(d)
		if d.err != nil {
			return line
		}
		if f.name != genotypeKey {
			continue
		}
		line = append(line, "\tGT"...)
		for i := range b.samples {
			line = f.append(d, append(line, '\t'), i)
		}
		return line
	}
	return line
}

// fields writes FORMAT and all fields of the samples.
func (b *bcf) fields(d *decoder, line []byte, formats int) []byte {
	var all []field
	for i := range formats {
		all = append(all, b.field(d))
		if d.err != nil {
			return line
		}
		separator := byte(':')
		if i == 0 {
			separator = '\t'
		}
		line = append(append(line, separator), all[i].name...)
	}
	if formats == 0 && b.samples > 0 { // the columns are there all the same
		return append(line, strings.Repeat("\t.", b.samples+1)...)
	}
	for i := range b.samples {
		for k := range all {
			separator := byte(':')
			if k == 0 {
				separator = '\t'
			}
			line = all[k].append(d, append(line, separator), i)
		}
	}
	return line
}

// genotypeKey is the field of genotypes.
const genotypeKey = "GT"

// field is a FORMAT field of all samples.
type field struct {
	name    string
	kind, n int // type and number of the values of each sample
	data    []byte
}

// field reads a field.
func (b *bcf) field(d *decoder) field {
	f := field{name: d.named(&b.strings, d.integer(), "FORMAT field")}
	if f.kind, f.n = d.kind(); d.err != nil {
		return f
	}
	f.data = d.take(f.n * width(f.kind) * b.samples)
	if f.name == genotypeKey && f.n > 0 && (f.kind == charType || f.kind == floatType) {
		d.fail("genotypes of type %d", f.kind)
	}
	return f
}

// append writes the values of a sample. A fault is that of d.
func (f *field) append(d *decoder, line []byte, sample int) []byte {
	size := f.n * width(f.kind)
	if size == 0 {
		return append(line, '.')
	}
	if text, ok := f.usual(sample); ok {
		return append(line, text[:]...)
	}
	own := decoder{data: f.data[sample*size:][:size]}
	if f.name == genotypeKey {
		line = own.genotype(line, f.kind, f.n)
	} else {
		line = own.values(line, f.kind, f.n)
	}
	if own.err != nil && d.err == nil {
		d.err = own.err
	}
	return line
}

// usual returns the genotype of a sample that has two alleles of one digit each, as most do.
func (f *field) usual(sample int) (text [3]byte, ok bool) {
	if f.kind != int8Type || f.n != 2 || f.name != genotypeKey {
		return text, false
	}
	first, second := f.data[2*sample], f.data[2*sample+1]
	if first-2 >= 20 || second-2 >= 20 { // a missing one, or the allele 10
		return text, false
	}
	return [3]byte{'0' + first>>1 - 1, "/|"[second&1], '0' + second>>1 - 1}, true
}

// genotype writes n alleles.
func (d *decoder) genotype(line []byte, kind, n int) []byte {
	for i := range n {
		v, ok := d.number(kind)
		switch {
		case !ok: // the sample has fewer alleles
			continue
		case i > 0 && v&1 == 1:
			line = append(line, '|')
		case i > 0:
			line = append(line, '/')
		}
		if v>>1 == 0 {
			line = append(line, '.')
		} else {
			line = strconv.AppendInt(line, int64(v>>1)-1, 10)
		}
	}
	return line
}
