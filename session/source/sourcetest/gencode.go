package sourcetest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
)

// GENCODE returns a GTF in the shape of GENCODE's: about 60 lines a gene, four
// transcripts with their exons, CDS, codons and UTR, and 15 attributes a line.
func GENCODE(n int) []byte {
	rnd := rand.New(rand.NewPCG(5, 5))
	var b bytes.Buffer
	b.Grow(n * 420)
	b.WriteString("##description: generated\n##provider: nobody\n##format: gtf\n")
	at, line, gene := 10_000, 0, 0
	chrom := 1
	for line < n {
		if gene%2500 == 2499 && chrom < 24 {
			chrom, at = chrom+1, 10_000
		}
		gene++
		start := at
		common := fmt.Sprintf(`gene_id "ENSG%011d.%d"; `, gene, 1+gene%20)
		tail := fmt.Sprintf(`gene_type "protein_coding"; gene_name "GENE%d"; `, gene)
		put := func(kind string, from, to int, attributes string) {
			fmt.Fprintf(&b, "chr%d\tHAVANA\t%s\t%d\t%d\t.\t%c\t.\t%s\n", chrom, kind, from, to, "+-"[gene%2], attributes)
			line++
		}
		end := start + 20_000
		put("gene", start, end, common+tail+`level 2; hgnc_id "HGNC:37102"; tag "ncRNA_host"; havana_gene "OTTHUMG00000000961.2";`)
		for t := range 4 {
			transcript := common + fmt.Sprintf(`transcript_id "ENST%09d%02d.2"; `, gene, t) + tail +
				fmt.Sprintf(`transcript_type "protein_coding"; transcript_name "GENE%d-20%d"; `, gene, t)
			rest := `level 2; protein_id "ENSP00000334393.3"; transcript_support_level "1"; hgnc_id "HGNC:37102"; tag "basic"; ` +
				`tag "Ensembl_canonical"; havana_gene "OTTHUMG00000000961.2"; havana_transcript "OTTHUMT00000362751.1";`
			put("transcript", start, end, transcript+rest)
			for e := range 6 + t {
				from := start + e*2200 + rnd.IntN(100)
				exon := transcript + fmt.Sprintf(`exon_number %d; exon_id "ENSE%09d%02d.1"; `, e+1, gene, e) + rest
				put("exon", from, from+150, exon)
				if e > 0 && e < 5+t {
					put("CDS", from, from+150, exon)
				}
			}
			put("start_codon", start+2200, start+2202, transcript+rest)
			put("stop_codon", end-2200, end-2198, transcript+rest)
			put("UTR", start, start+150, transcript+rest)
		}
		at = end + rnd.IntN(20_000)
	}
	return b.Bytes()
}
