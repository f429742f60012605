package genome

import (
	"slices"
	"strings"
	"testing"
)

// q returns a sequence.
func q(name string, length int) Sequence { return Sequence{Name: name, Length: length} }

func TestResolve(t *testing.T) {
	hg38, _ := Assembly("hg38")
	hg19, _ := Assembly("hg19")
	ensembl := []Sequence{q("1", 248956422), q("X", 156040895), q("MT", 16569), q("KI270302.1", 2274)}
	ncbi := []Sequence{q("NC_000001.11", 248956422), q("NC_012920.1", 16569)}
	b37 := []Sequence{q("1", 249250621), q("MT", 16569), q("GL000191.1", 106433)}
	none := []Sequence{q("1", 0), q("MT", 0), q("NC_000002.12", 0)}
	for _, tc := range []struct {
		why     string
		source  []Sequence
		stated  bool
		asked   Sequence
		want    string // "" for no match
		alias   bool
		warning string // a part of it
	}{
		{"its own name", hg38, true, q("chr1", 248956422), "chr1", false, ""},
		{"its own name, length not asked", hg38, true, q("chr1", 0), "chr1", false, ""},
		{"its own name, another assembly", hg38, true, q("chr1", 249250621), "chr1", false, "another assembly?"},
		{"without chr", ensembl, true, q("chr1", 248956422), "1", true, ""},
		{"with chr", hg38, true, q("1", 0), "chr1", true, ""},
		{"another case", hg38, true, q("CHRx", 0), "chrX", true, ""},
		{"chrM to MT", ensembl, true, q("chrM", 16569), "MT", true, ""},
		{"MT to chrM", hg38, true, q("MT", 16569), "chrM", true, ""},
		{"M to chrM of hg19", hg19, true, q("M", 0), "chrM", true, ""},
		{"hg19's chrM is not MT", b37, true, q("chrM", 16571), "", false, "chrM is 16571 bases long here, MT 16569 in the file"},
		{"MT is not hg19's chrM", hg19, true, q("MT", 16569), "", false, "not taken for the same sequence"},
		{"MT of unknown length is not hg19's chrM", hg19, true, q("MT", 0), "", false, "16571 bases as hg19's chrM"},
		{"hg19's chrM is not an MT of unknown length", none, false, q("chrM", 16571), "", false, "16571 bases as hg19's chrM"},
		{"hg38's chrM may be an MT of unknown length", none, false, q("chrM", 16569), "MT", true, ""},
		{"RefSeq asked", hg38, true, q("NC_000001.11", 0), "chr1", true, ""},
		{"RefSeq of another assembly asked", hg38, true, q("NC_000001.10", 0), "", false,
			"NC_000001.10 is 249250621 bases long here, chr1 248956422"},
		{"GenBank asked", ensembl, true, q("CM000685.2", 0), "X", true, ""},
		{"RefSeq in the file", ncbi, true, q("chr1", 248956422), "NC_000001.11", true, ""},
		{"RefSeq in the file, another assembly", ncbi, true, q("chr1", 249250621), "", false, "not taken"},
		{"RefSeq in a file without lengths, another assembly", none, false, q("chr2", 243199373), "", false, "not taken"},
		{"GenBank against RefSeq", ncbi, true, q("J01415.2", 0), "NC_012920.1", true, ""},
		{"hg19's chrM by accession", hg19, true, q("NC_001807.4", 0), "chrM", true, ""},
		{"contig of hg38", ensembl, true, q("chrUn_KI270302v1", 2274), "KI270302.1", true, ""},
		{"contig of hg38, back", hg38, true, q("KI270302.1", 0), "chrUn_KI270302v1", true, ""},
		{"contig of hg19", b37, true, q("chr1_gl000191_random", 106433), "GL000191.1", true, ""},
		{"contig of hg19, back", hg19, true, q("GL000191.1", 0), "chr1_gl000191_random", true, ""},
		{"worm", []Sequence{q("CHROMOSOME_I", 0), q("CHROMOSOME_MtDNA", 0)}, true, q("chrI", 0), "CHROMOSOME_I", true, ""},
		{"worm's mitochondrion", []Sequence{q("CHROMOSOME_I", 0), q("CHROMOSOME_MtDNA", 0)}, true, q("chrM", 0), "CHROMOSOME_MtDNA",
			true, ""},
		{"yeast has no arabic numbers", []Sequence{q("chrI", 0)}, true, q("chr1", 0), "", false, ""},
		{"a bound inside", []Sequence{q("1", 1000)}, false, q("chr1", 2000), "1", true, ""},
		{"a bound outside", []Sequence{q("1", 3000)}, false, q("chr1", 2000), "", false, "1 reaches to 3000 in the file"},
		{"a bound outside, its own name", []Sequence{q("chr1", 3000)}, false, q("chr1", 2000), "chr1", false, "reaches to 3000"},
		{"ambiguous", []Sequence{q("1", 0), q("CHR1", 0)}, true, q("chr1", 0), "", false, "chr1 may be 1 or CHR1"},
		{"parted by length", []Sequence{q("1", 10), q("CHR1", 20)}, true, q("chr1", 20), "CHR1", true, ""},
		{"unknown", hg38, true, q("chr99", 0), "", false, ""},
		{"a name that is only the prefix", []Sequence{q("chr", 0)}, true, q("", 0), "", false, ""},
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
	grch37 := append(rename("hg19", bare)[:24], q("MT", 16569), q("hs37d5", 35477943))
	for _, tc := range []struct {
		why    string
		seqs   []Sequence
		stated bool
		want   []string
	}{
		{"GRCh37 with its own MT and decoys", grch37, true, []string{"hg19"}},
		{"one chromosome", []Sequence{q("chr22", 51304566)}, true, []string{"hg19"}},
		{"accession, no lengths", []Sequence{q("NC_000001.11", 155000)}, false, []string{"hg38"}},
		{"human positions without lengths", []Sequence{q("chr1", 240e6), q("chr20", 60e6)}, false, []string{"hg19", "hg38"}},
		{"an older fly", []Sequence{q("chr2L", 100), q("chrX", 100), q("chr2LHet", 90),
			q("chrU", 100)}, false, nil},
		{"fly names", []Sequence{q("2L", 100), q("X", 100)}, false, []string{"dm6"}},
		{"another length", []Sequence{q("chr1", 197195432)}, true, nil}, // mm9
		{"one contradiction is enough", []Sequence{q("chr1", 248956422), q("chr2", 7)}, true, nil},
		{"a toy", []Sequence{q("ctgA", 50001)}, true, nil},
		{"a mitochondrion says nothing", []Sequence{q("chrM", 16299)}, true, nil},
		{"lengths said to be known but missing", []Sequence{q("chr1", 0)}, true, nil},
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

// A name as real pages are told it is understood, unless another sequence has that name.
func TestPlainSpelling(t *testing.T) {
	n := NewNames([]Sequence{{Name: "<a>"}, {Name: "<b>"}, {Name: "＜b>"}})
	for asked, want := range map[string]string{"<a>": "<a>", "＜a>": "<a>", "<b>": "<b>", "＜b>": "＜b>"} {
		if m, ok := n.Resolve(Sequence{Name: asked}); !ok || m.Name != want || m.Alias {
			t.Errorf("%s: %+v, %v; want %s", asked, m, ok, want)
		}
	}
}
