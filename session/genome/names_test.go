package genome

import (
	"slices"
	"strings"
	"testing"
)

func TestResolve(t *testing.T) {
	hg38, _ := Assembly("hg38")
	hg19, _ := Assembly("hg19")
	ensembl := []Sequence{{"1", 248956422, false, false}, {"X", 156040895, false, false}, {"MT", 16569, false, false}, {"KI270302.1", 2274, false, false}}
	ncbi := []Sequence{{"NC_000001.11", 248956422, false, false}, {"NC_012920.1", 16569, false, false}}
	b37 := []Sequence{{"1", 249250621, false, false}, {"MT", 16569, false, false}, {"GL000191.1", 106433, false, false}}
	none := []Sequence{{"1", 0, false, false}, {"MT", 0, false, false}, {"NC_000002.12", 0, false, false}}
	for _, tc := range []struct {
		why     string
		source  []Sequence
		stated  bool
		asked   Sequence
		want    string // "" for no match
		alias   bool
		warning string // a part of it
	}{
		{"its own name", hg38, true, Sequence{"chr1", 248956422, false, false}, "chr1", false, ""},
		{"its own name, length not asked", hg38, true, Sequence{"chr1", 0, false, false}, "chr1", false, ""},
		{"its own name, another assembly", hg38, true, Sequence{"chr1", 249250621, false, false}, "chr1", false, "another assembly?"},
		{"without chr", ensembl, true, Sequence{"chr1", 248956422, false, false}, "1", true, ""},
		{"with chr", hg38, true, Sequence{"1", 0, false, false}, "chr1", true, ""},
		{"another case", hg38, true, Sequence{"CHRx", 0, false, false}, "chrX", true, ""},
		{"chrM to MT", ensembl, true, Sequence{"chrM", 16569, false, false}, "MT", true, ""},
		{"MT to chrM", hg38, true, Sequence{"MT", 16569, false, false}, "chrM", true, ""},
		{"M to chrM of hg19", hg19, true, Sequence{"M", 0, false, false}, "chrM", true, ""},
		{"hg19's chrM is not MT", b37, true, Sequence{"chrM", 16571, false, false}, "", false, "chrM is 16571 bases long here, MT 16569 in the file"},
		{"MT is not hg19's chrM", hg19, true, Sequence{"MT", 16569, false, false}, "", false, "not taken for the same sequence"},
		{"MT of unknown length is not hg19's chrM", hg19, true, Sequence{"MT", 0, false, false}, "", false, "16571 bases as hg19's chrM"},
		{"hg19's chrM is not an MT of unknown length", none, false, Sequence{"chrM", 16571, false, false}, "", false, "16571 bases as hg19's chrM"},
		{"hg38's chrM may be an MT of unknown length", none, false, Sequence{"chrM", 16569, false, false}, "MT", true, ""},
		{"RefSeq asked", hg38, true, Sequence{"NC_000001.11", 0, false, false}, "chr1", true, ""},
		{"RefSeq of another assembly asked", hg38, true, Sequence{"NC_000001.10", 0, false, false}, "", false,
			"NC_000001.10 is 249250621 bases long here, chr1 248956422"},
		{"GenBank asked", ensembl, true, Sequence{"CM000685.2", 0, false, false}, "X", true, ""},
		{"RefSeq in the file", ncbi, true, Sequence{"chr1", 248956422, false, false}, "NC_000001.11", true, ""},
		{"RefSeq in the file, another assembly", ncbi, true, Sequence{"chr1", 249250621, false, false}, "", false, "not taken"},
		{"RefSeq in a file without lengths, another assembly", none, false, Sequence{"chr2", 243199373, false, false}, "", false, "not taken"},
		{"GenBank against RefSeq", ncbi, true, Sequence{"J01415.2", 0, false, false}, "NC_012920.1", true, ""},
		{"hg19's chrM by accession", hg19, true, Sequence{"NC_001807.4", 0, false, false}, "chrM", true, ""},
		{"contig of hg38", ensembl, true, Sequence{"chrUn_KI270302v1", 2274, false, false}, "KI270302.1", true, ""},
		{"contig of hg38, back", hg38, true, Sequence{"KI270302.1", 0, false, false}, "chrUn_KI270302v1", true, ""},
		{"contig of hg19", b37, true, Sequence{"chr1_gl000191_random", 106433, false, false}, "GL000191.1", true, ""},
		{"contig of hg19, back", hg19, true, Sequence{"GL000191.1", 0, false, false}, "chr1_gl000191_random", true, ""},
		{"worm", []Sequence{{"CHROMOSOME_I", 0, false, false}, {"CHROMOSOME_MtDNA", 0, false, false}}, true, Sequence{"chrI", 0, false, false}, "CHROMOSOME_I", true, ""},
		{"worm's mitochondrion", []Sequence{{"CHROMOSOME_I", 0, false, false}, {"CHROMOSOME_MtDNA", 0, false, false}}, true, Sequence{"chrM", 0, false, false}, "CHROMOSOME_MtDNA",
			true, ""},
		{"yeast has no arabic numbers", []Sequence{{"chrI", 0, false, false}}, true, Sequence{"chr1", 0, false, false}, "", false, ""},
		{"a bound inside", []Sequence{{"1", 1000, false, false}}, false, Sequence{"chr1", 2000, false, false}, "1", true, ""},
		{"a bound outside", []Sequence{{"1", 3000, false, false}}, false, Sequence{"chr1", 2000, false, false}, "", false, "1 reaches to 3000 in the file"},
		{"a bound outside, its own name", []Sequence{{"chr1", 3000, false, false}}, false, Sequence{"chr1", 2000, false, false}, "chr1", false, "reaches to 3000"},
		{"ambiguous", []Sequence{{"1", 0, false, false}, {"CHR1", 0, false, false}}, true, Sequence{"chr1", 0, false, false}, "", false, "chr1 may be 1 or CHR1"},
		{"parted by length", []Sequence{{"1", 10, false, false}, {"CHR1", 20, false, false}}, true, Sequence{"chr1", 20, false, false}, "CHR1", true, ""},
		{"unknown", hg38, true, Sequence{"chr99", 0, false, false}, "", false, ""},
		{"a name that is only the prefix", []Sequence{{"chr", 0, false, false}}, true, Sequence{"", 0, false, false}, "", false, ""},
	} {
		m, ok := NewNames(seen(tc.source, !tc.stated)).Resolve(tc.asked)
		if ok != (tc.want != "") || m.Name != tc.want || m.Alias != tc.alias {
			t.Errorf("%s: Resolve(%v) = %+v, %v; want %q, alias %v", tc.why, tc.asked, m, ok, tc.want, tc.alias)
		}
		if (tc.warning == "") != (m.Warning == "") || !strings.Contains(m.Warning, tc.warning) {
			t.Errorf("%s: warning %q, want %q", tc.why, m.Warning, tc.warning)
		}
	}
}

// All names of an assembly stay apart, and a source with any one style is
// reached from it.
func TestAssemblyNamesStayApart(t *testing.T) {
	for _, name := range Assemblies() {
		seqs, _ := Assembly(name)
		names := NewNames(seqs)
		if len(names.byKey) != len(seqs) {
			t.Errorf("%s: %d sequences share %d keys", name, len(seqs), len(names.byKey))
		}
		for _, s := range seqs {
			bare := strings.TrimPrefix(s.Name, "chr")
			if m, ok := names.Resolve(Sequence{Name: bare, Length: s.Length}); !ok || m.Name != s.Name || m.Warning != "" {
				t.Fatalf("%s: %s resolves to %+v, %v", name, bare, m, ok)
			}
		}
	}
}

// seen returns the sequences with lengths that are open or not.
func seen(seqs []Sequence, open bool) []Sequence {
	seqs = slices.Clone(seqs)
	for i := range seqs {
		seqs[i].Open = open
	}
	return seqs
}

func TestGuessAssembly(t *testing.T) {
	rename := func(assembly string, to func(string) string) []Sequence {
		seqs, _ := Assembly(assembly)
		for i := range seqs {
			seqs[i].Name = to(seqs[i].Name)
		}
		return seqs
	}
	bare := func(s string) string { return strings.TrimPrefix(s, "chr") }
	for _, name := range Assemblies() {
		whole, _ := Assembly(name)
		for _, seqs := range [][]Sequence{whole, rename(name, bare)} {
			if got := GuessAssembly(seqs); !slices.Equal(got, []string{name}) {
				t.Errorf("%s from its own sequences: %v", name, got)
			}
		}
	}
	grch37 := append(rename("hg19", bare)[:24], Sequence{"MT", 16569, false, false}, Sequence{"hs37d5", 35477943, false, false})
	for _, tc := range []struct {
		why    string
		seqs   []Sequence
		stated bool
		want   []string
	}{
		{"GRCh37 with its own MT and decoys", grch37, true, []string{"hg19"}},
		{"one chromosome", []Sequence{{"chr22", 51304566, false, false}}, true, []string{"hg19"}},
		{"accession, no lengths", []Sequence{{"NC_000001.11", 155000, false, false}}, false, []string{"hg38"}},
		{"human positions without lengths", []Sequence{{"chr1", 240e6, false, false}, {"chr20", 60e6, false, false}}, false, []string{"hg19", "hg38"}},
		{"an older fly", []Sequence{{"chr2L", 100, false, false}, {"chrX", 100, false, false}, {"chr2LHet", 90, false, false},
			{"chrU", 100, false, false}}, false, nil},
		{"fly names", []Sequence{{"2L", 100, false, false}, {"X", 100, false, false}}, false, []string{"dm6"}},
		{"another length", []Sequence{{"chr1", 197195432, false, false}}, true, nil}, // mm9
		{"one contradiction is enough", []Sequence{{"chr1", 248956422, false, false}, {"chr2", 7, false, false}}, true, nil},
		{"a toy", []Sequence{{"ctgA", 50001, false, false}}, true, nil},
		{"a mitochondrion says nothing", []Sequence{{"chrM", 16299, false, false}}, true, nil},
		{"lengths said to be known but missing", []Sequence{{"chr1", 0, false, false}}, true, nil},
		{"nothing", nil, true, nil},
	} {
		if got := GuessAssembly(seen(tc.seqs, !tc.stated)); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", tc.why, got, tc.want)
		}
	}
}

func BenchmarkGuessAssembly(b *testing.B) {
	seqs, _ := Assembly("hg38")
	b.ReportAllocs()
	for b.Loop() {
		GuessAssembly(seqs)
	}
}

func BenchmarkResolve(b *testing.B) {
	seqs, _ := Assembly("hg38")
	names := NewNames(seqs)
	for _, asked := range []string{"chr1", "1", "NC_000001.11", "KI270302.1"} {
		b.Run(asked, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				names.Resolve(Sequence{Name: asked})
			}
		})
	}
}
