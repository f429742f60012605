package bbi

import (
	"slices"
	"testing"
)

func TestParseAutoSQL(t *testing.T) {
	text := `table peaks
"A table; with (brackets) and more"
   (
   string chrom;      "Sequence (or contig); name"
   uint   chromStart ; "Start"
   char[1] strand;    "+ or -"
   int[blockCount] sizes; "List"
   enum(coding, "quoted", other) kind; "One of"
   set ( a, b )   flags;   "Some of"
   float score primary index[12] auto; "With keywords"
   lstring	note;
   )
`
	want := []sqlField{
		{"chrom", "string", false}, {"chromStart", "uint", false}, {"strand", "char", true}, {"sizes", "int", true},
		{"kind", "enum", false}, {"flags", "set", false}, {"score", "float", false}, {"note", "lstring", false},
	}
	if got := parseAutoSQL(text); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, bad := range []string{"", "table x", "table x \"unclosed (", "(", "(;", "( ; ;"} {
		if got := parseAutoSQL(bad); len(got) != 0 {
			t.Errorf("%q gives %v", bad, got)
		}
	}
}
