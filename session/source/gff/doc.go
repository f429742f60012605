// Package gff reads gene annotation in nine tab-separated columns, 1-based and
// inclusive in the file: GTF (GTF2.2, mblab.wustl.edu/GTF22.html, and what
// Ensembl, GENCODE, NCBI and UCSC write) and GFF3 (version 1.26 of
// github.com/The-Sequence-Ontology/Specifications, gff3.md).
//
//	r, err := lines.NewReader(name, file)
//	head, err := r.Peek()
//	if dialect, ok := gff.Sniff(head); ok {
//		src, err := gff.Read(ctx, r, dialect, gff.Options{})
//	}
//
// The usual view has one row a gene: its name, id and biotype, the union of
// its transcripts' exons, and its coding stretch. The source is then a
// [source.Transcripter] as well, whose transcripts are one row each, a
// [source.Otherer] for the features beside the genes, and a
// [source.Searcher] over the names of genes and transcripts: those that are shown and
// those of attributes.go, which only searches see.
//
// # How lines become genes
//
// In GTF every line carries gene_id and transcript_id, which is all that is
// needed; lines of type gene and transcript add names and bounds when they are
// there (assembly of GTF: gtf.go).
//
// In GFF3 lines point to their parents by ID, which may come later in the file.
// What has exons, CDS or UTR is a transcript, or a gene when its type says so;
// its topmost ancestor is the gene. A CDS with a name or an ID and without a parent is
// a gene by itself (gff3.go).
//
// A transcript without exon lines has its CDS, UTR and codons instead. A gene and a
// transcript reach over their own lines and all below them. An id that is on both strands, or
// at places apart, is several genes (copies.go).
//
// Lines about a sequence as a whole state its length (regions.go). All others are features
// beside the genes (others.go), alignments joined by their ID (alignments.go). A file in which
// nothing is a gene has only these. In the view [Features] every line is a row.
package gff
