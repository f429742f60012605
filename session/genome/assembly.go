package genome

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// assemblyFiles holds NAME.chrom.sizes for each built-in assembly and the
// accessions of their chromosomes; assemblies/README.md says where from.
//
//go:embed assemblies/*.chrom.sizes assemblies/accessions.tsv
var assemblyFiles embed.FS

// builtin is an assembly that the program knows without a file.
type builtin struct {
	name    string   // UCSC's
	aliases []string // other names of the same assembly, in any case
	load    func() []Sequence
	byKey   func() map[string]int // lengths by identity key
}

var builtins = []*builtin{
	{name: "hg19", aliases: []string{"GRCh37", "b37"}},
	{name: "hg38", aliases: []string{"GRCh38"}},
	{name: "mm10", aliases: []string{"GRCm38"}},
	{name: "mm39", aliases: []string{"GRCm39"}},
	{name: "dm6", aliases: []string{"BDGP6"}},
	{name: "ce11", aliases: []string{"WBcel235"}},
	{name: "sacCer3", aliases: []string{"R64", "R64-1-1"}},
	{name: "danRer11", aliases: []string{"GRCz11"}},
}

func init() {
	for _, b := range builtins {
		b.load = sync.OnceValue(func() []Sequence { return readSizes(b.name) })
		b.byKey = sync.OnceValue(func() map[string]int {
			lengths := make(map[string]int)
			for _, s := range b.load() {
				key, _ := identify(s.Name)
				lengths[key] = s.Length
			}
			return lengths
		})
	}
}

// Assemblies lists the built-in assemblies by UCSC's names.
func Assemblies() []string {
	names := make([]string, len(builtins))
	for i, b := range builtins {
		names[i] = b.name
	}
	return names
}

// Assembly returns the sequences of a built-in assembly with UCSC's names. It
// is found in any case by UCSC's name or the consortium's (hg38, GRCh38,
// GRCh38.p14: patches leave the chromosomes as they are); false for others.
//
// GRCh37 is given as hg19, whose chrM has 16571 bases where GRCh37's own MT
// has 16569.
func Assembly(name string) ([]Sequence, bool) {
	if full, patch, ok := strings.Cut(name, ".p"); ok {
		if _, err := strconv.Atoi(patch); err == nil {
			name = full
		}
	}
	for _, b := range builtins {
		same := func(other string) bool { return strings.EqualFold(other, name) }
		if same(b.name) || slices.ContainsFunc(b.aliases, same) {
			return slices.Clone(b.load()), true
		}
	}
	return nil, false
}

// readSizes reads an embedded file. It panics if a line is not a name and a length,
// which tests exclude.
func readSizes(assembly string) []Sequence {
	var seqs []Sequence
	for line := range embeddedLines(assembly + ".chrom.sizes") {
		name, length, _ := strings.Cut(line, "\t")
		n, err := strconv.Atoi(length)
		if err != nil {
			panic(fmt.Sprintf("genome: %s.chrom.sizes: line %q", assembly, line))
		}
		seqs = append(seqs, Sequence{Name: name, Length: n})
	}
	return seqs
}

// accessions finds a chromosome of a built-in assembly by its RefSeq or
// GenBank accession. Assemblies that share a sequence (mm10 and mm39 their
// chrM) share its entry.
var accessions = sync.OnceValue(func() map[string]Sequence {
	lengths := make(map[[2]string]int)
	for _, b := range builtins {
		for _, s := range b.load() {
			lengths[[2]string{b.name, s.Name}] = s.Length
		}
	}
	found := make(map[string]Sequence)
	for line := range embeddedLines("accessions.tsv") {
		f := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, accession := range f[2:] {
			if accession != "-" {
				found[accession] = Sequence{Name: f[1], Length: lengths[[2]string{f[0], f[1]}]}
			}
		}
	}
	return found
})

// embeddedLines yields the lines of an embedded file without their ends.
func embeddedLines(file string) func(yield func(string) bool) {
	text, err := assemblyFiles.ReadFile("assemblies/" + file)
	if err != nil {
		panic("genome: " + err.Error())
	}
	return strings.SplitSeq(strings.TrimSpace(string(text)), "\n")
}
