package gff

import (
	"bytes"
	"slices"
	"strings"
)

// attributes are the relevant attributes of the ninth column, as written there.
type attributes struct {
	geneID, geneName, geneType             []byte
	transcriptID, transcriptName, typeName []byte
	aliases                                []byte // a list that is shown with a gene
	id, parent, name, biotype              []byte // GFF3
	locus                                  []byte // the locus tag
	target                                 []byte // of an alignment
	// Further names for searches, as lists: those of the gene, and those of the line's own
	// feature.
	geneNames, names []byte
	first            bool // the first exon of its transcript
	landmark         bool // about the sequence as a whole, GFF3
	circular         bool
}

// parseGTF reads gene_id "g"; transcript_id "t"; … Values may lack their
// quotes. It ignores what it does not understand, such as attributes of
// other programs.
func (r *record) parseGTF(text []byte) {
	if bytes.IndexByte(text, '\t') >= 0 {
		text = bytes.ReplaceAll(text, []byte{'\t'}, []byte{' '})
	}
	for {
		for len(text) > 0 && (text[0] == ' ' || text[0] == ';') {
			text = text[1:]
		}
		i := bytes.IndexByte(text, ' ')
		if i < 0 {
			return
		}
		key, value := text[:i], []byte(nil)
		for text = text[i+1:]; len(text) > 0 && text[0] == ' '; {
			text = text[1:]
		}
		if end := bytes.LastIndexByte(key, ';'); end >= 0 { // after keys without a value
			if key = key[end+1:]; len(key) == 0 {
				continue
			}
		}
		if len(text) > 0 && text[0] == '"' {
			end := bytes.IndexByte(text[1:], '"')
			if end < 0 {
				return
			}
			value, text = text[1:1+end], text[end+2:]
		} else {
			end := bytes.IndexByte(text, ';')
			if end < 0 {
				end = len(text)
			}
			value, text = bytes.TrimRight(text[:end], " "), text[end:]
		}
		r.set(key, value)
	}
}

// parseGFF3 reads ID=t;Parent=g;… Values stay escaped; see unescape.
func (r *record) parseGFF3(text []byte) {
	for len(text) > 0 {
		item, rest, _ := bytes.Cut(text, []byte{';'})
		text = rest
		key, value, ok := bytes.Cut(bytes.TrimSpace(item), []byte{'='})
		if !ok {
			continue
		}
		key, value = bytes.TrimRight(key, " "), bytes.TrimLeft(value, " ")
		if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
			value = value[1 : n-1]
		}
		switch string(key) {
		case "ID":
			r.id = value
		case "Parent":
			r.parent = value
		case "Name":
			r.name = value
		case "biotype":
			r.biotype = value
		case "Is_circular":
			r.circular = strings.EqualFold(string(value), "true")
		case "genome", "mol_type":
			r.landmark = true
		case "rpt_family":
			r.list(&r.geneNames, value)
		case "product", "note", "Note", "logic_name", "mobile_element_type": // the only name of many features
			if r.part == other && len(r.name) == 0 {
				r.list(&r.names, value)
			}
		default:
			r.set(key, value)
		}
	}
}

// set sets an attribute that both dialects have. Of several spellings of an
// attribute in one line it keeps the first.
func (r *record) set(key, value []byte) {
	var to *[]byte
	switch string(key) {
	case "gene_id", "geneID":
		to = &r.geneID
	case "gene_name", "gene", "gene_symbol", "symbol", "ref_gene_name", "gene_short_name", "geneName":
		if len(r.geneName) > 0 && !bytes.Equal(r.geneName, value) {
			r.list(&r.geneNames, value)
		}
		to = &r.geneName
	case "gene_type", "gene_biotype":
		to = &r.geneType
	case "transcript_id":
		to = &r.transcriptID
	case "transcript_name", "transcript_symbol":
		to = &r.transcriptName
	case "transcript_type", "transcript_biotype":
		to = &r.typeName
	case "exon_number":
		r.first = len(value) == 1 && value[0] == '1'
		return
	case "Alias", "alias", "aliases", "gene_alias", "gene_synonym", "gene_synonyms", "synonym", "synonyms", "Synonym", "Synonyms":
		r.list(&r.aliases, value)
		return
	case "Target":
		r.target = value
		return
	case "locus_tag":
		r.locus = value
		r.list(&r.geneNames, value)
		return
	case "ref_gene_id", "old_locus_tag", "locus", "standard_name", "sequence_name", "fullname", "full_name",
		"Dbxref", "dbxref", "db_xref", "xref":
		r.list(&r.geneNames, value)
		return
	case "hgnc_id", "havana_gene": // repeated on every line
		if r.part == gene {
			r.list(&r.geneNames, value)
		}
		return
	case "protein_id", "proteinId", "orig_protein_id":
		if r.part == coding || r.part == transcript || r.part == gene {
			r.list(&r.names, value)
		}
		return
	case "reference_id", "oId", "nearest_ref", "cmp_ref", "ccdsid", "ccds_id", "havana_transcript", "orig_transcript_id":
		if r.part == transcript || r.part == exon && r.first {
			r.list(&r.names, value)
		}
		return
	default:
		return
	}
	if len(*to) == 0 {
		*to = value
	}
}

// list appends to a list of names. It copies the list, which may share the line's memory.
func (r *record) list(to *[]byte, value []byte) {
	switch {
	case len(value) == 0:
	case len(*to) == 0:
		*to = value
	default:
		*to = bytes.Join([][]byte{*to, value}, []byte{','})
	}
}

// addNames appends the names of a list that are not in to yet. Lists are as people write them:
// a,b  a, b  a;b. Those of GFF3 are unescaped.
func addNames(to []string, d Dialect, list []byte) []string {
	for len(list) > 0 {
		name := list
		if i := bytes.IndexAny(list, ",;"); i >= 0 {
			name, list = list[:i], list[i+1:]
		} else {
			list = nil
		}
		name = bytes.TrimSpace(name)
		if len(name) == 0 || slices.ContainsFunc(to, func(have string) bool { return have == string(name) }) {
			continue
		}
		if d == GFF3 {
			to = add(to, unescape(string(name)))
			continue
		}
		to = append(to, string(name))
	}
	return to
}

// unescape replaces %XX, which GFF3 writes for characters with a meaning. A %
// that is not followed by two hexadecimal digits stays.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := digit(s[i+1]), digit(s[i+2])
			if hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}

// digit returns the value of a hexadecimal digit, or -1.
func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// bare removes the type from an id that begins with it: gene:ENSG00000136997 of
// Ensembl, gene-MYC and rna-NM_002467.6 of NCBI.
func bare(id string) string {
	for _, prefix := range []string{"gene:", "transcript:", "gene-", "rna-", "mRNA:", "CDS:"} {
		if rest, ok := strings.CutPrefix(id, prefix); ok && rest != "" {
			return rest
		}
	}
	return id
}
