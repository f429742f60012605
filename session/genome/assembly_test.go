package genome

import (
	"slices"
	"strings"
	"testing"
)

func TestAssemblies(t *testing.T) {
	// Counted from the files by a script in another language.
	want := []struct {
		name          string
		count, total  int
		first, last   Sequence
		alias, beyond string
	}{
		{"hg19", 93, 3137161264, q("chr1", 249250621), q("chrUn_gl000249", 38502), "GRCh37", "grch37.p13"},
		{"hg38", 455, 3209286105, q("chr1", 248956422), q("chrY_KI270740v1_random", 37240), "GRCh38", "GRCh38.p14"},
		{"mm10", 66, 2730871774, q("chr1", 195471971), q("chrUn_JH584304", 114452), "GRCm38", "GRCm38.p6"},
		{"mm39", 61, 2728222451, q("chr1", 195154279), q("chrUn_MU069435v1", 31129), "GRCm39", "MM39"},
		{"dm6", 1870, 143726002, q("chr2L", 23513712), q("chrY_CP007108v1_random", 66731), "BDGP6", "DM6"},
		{"ce11", 7, 100286401, q("chrI", 15072434), q("chrM", 13794), "WBcel235", "CE11"},
		{"sacCer3", 17, 12157105, q("chrI", 230218), q("chrM", 85779), "R64-1-1", "saccer3"},
		{"danRer11", 1923, 1679203469, q("chr4", 78093715), q("chrUn_KN150525v1", 650), "GRCz11", "DANRER11"},
	}
	var names []string
	for _, w := range want {
		names = append(names, w.name)
		seqs, ok := Assembly(w.name)
		if !ok || len(seqs) != w.count {
			t.Errorf("%s: %v, %d sequences, want %d", w.name, ok, len(seqs), w.count)
			continue
		}
		total := 0
		for _, s := range seqs {
			total += s.Length
		}
		if total != w.total || seqs[0] != w.first || seqs[len(seqs)-1] != w.last {
			t.Errorf("%s: %d bases from %v to %v; want %d from %v to %v",
				w.name, total, seqs[0], seqs[len(seqs)-1], w.total, w.first, w.last)
		}
		for _, alias := range []string{w.alias, w.beyond} {
			if other, ok := Assembly(alias); !ok || !slices.Equal(other, seqs) {
				t.Errorf("%s is not found as %s", w.name, alias)
			}
		}
	}
	if got := Assemblies(); !slices.Equal(got, names) {
		t.Errorf("Assemblies() = %v, want %v", got, names)
	}
	for _, name := range []string{"", "hg18", "hg3", "hg38.pX", "accessions"} {
		if _, ok := Assembly(name); ok {
			t.Errorf("Assembly(%q) was found", name)
		}
	}
}

func TestAssemblyIsTheCallersOwn(t *testing.T) {
	a, _ := Assembly("ce11")
	a[0].Name = "spoilt"
	if b, _ := Assembly("ce11"); b[0].Name != "chrI" {
		t.Error("a caller's change reached the built-in table")
	}
}

// Every chromosome of every assembly has accessions, and each accession leads
// to a sequence that its assembly has.
func TestAccessionsAreWhole(t *testing.T) {
	spoken := make(map[string]int)
	for line := range embeddedLines("accessions.tsv") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			t.Fatalf("line %q has %d columns, want 4", line, len(f))
		}
		seqs, ok := Assembly(f[0])
		i := slices.IndexFunc(seqs, func(s Sequence) bool { return s.Name == f[1] })
		if !ok || i < 0 {
			t.Fatalf("line %q: no such sequence", line)
		}
		spoken[f[0]]++
		for _, accession := range f[2:] {
			if accession == "-" {
				continue
			}
			if !strings.Contains(accession, ".") {
				t.Errorf("accession %s has no version", accession)
			}
			if got := accessions()[accession]; got != seqs[i] {
				t.Errorf("%s is %v, want %s's %v", accession, got, f[0], seqs[i])
			}
		}
	}
	for _, name := range Assemblies() {
		seqs, _ := Assembly(name)
		chromosomes := 0
		for _, s := range seqs {
			if !strings.Contains(s.Name, "_") {
				chromosomes++
			}
		}
		if spoken[name] != chromosomes {
			t.Errorf("%s has %d chromosomes, %d with accessions", name, chromosomes, spoken[name])
		}
	}
}
