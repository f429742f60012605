package gff

import (
	"bytes"
	"strings"
)

// attributes are those of the ninth column that matter, as written there.
type attributes struct {
	geneID, geneName, geneType             []byte
	transcriptID, transcriptName, typeName []byte
	aliases                                []byte // the first one found
	id, parent, name, biotype              []byte // GFF3
}

// parseGTF reads gene_id "g"; transcript_id "t"; … Values may lack their
// quotes. What cannot be understood is stepped over: other programs' attributes
// are not this reader's business.
func (a *attributes) parseGTF(text []byte) {
	for {
		text = bytes.TrimLeft(text, " ;\t")
		i := bytes.IndexByte(text, ' ')
		if i < 0 {
			return
		}
		key, value := text[:i], []byte(nil)
		text = bytes.TrimLeft(text[i:], " ")
		if end := bytes.LastIndexByte(key, ';'); end >= 0 { // behind keys without a value
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
		a.set(key, value)
	}
}

// parseGFF3 reads ID=t;Parent=g;… Values stay escaped; see unescape.
func (a *attributes) parseGFF3(text []byte) {
	for len(text) > 0 {
		item, rest, _ := bytes.Cut(text, []byte{';'})
		text = rest
		key, value, ok := bytes.Cut(bytes.TrimSpace(item), []byte{'='})
		if !ok {
			continue
		}
		switch string(key) {
		case "ID":
			a.id = value
		case "Parent":
			a.parent = value
		case "Name":
			a.name = value
		case "biotype":
			a.biotype = value
		case "Alias":
			a.aliases = value
		default:
			a.set(key, value)
		}
	}
}

// set keeps an attribute that both dialects have. Of several spellings of a
// thing in one line the first is kept.
func (a *attributes) set(key, value []byte) {
	var to *[]byte
	switch string(key) {
	case "gene_id":
		to = &a.geneID
	case "gene_name", "gene":
		to = &a.geneName
	case "gene_type", "gene_biotype":
		to = &a.geneType
	case "transcript_id":
		to = &a.transcriptID
	case "transcript_name":
		to = &a.transcriptName
	case "transcript_type", "transcript_biotype":
		to = &a.typeName
	case "gene_synonym", "gene_synonyms", "synonym":
		to = &a.aliases
	default:
		return
	}
	if *to == nil {
		*to = value
	}
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

// digit returns the value of a hexadecimal digit, -1 of anything else.
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

// bare takes the type off an id that begins with it: gene:ENSG00000136997 of
// Ensembl, gene-MYC and rna-NM_002467.6 of NCBI.
func bare(id string) string {
	for _, prefix := range []string{"gene:", "transcript:", "gene-", "rna-", "mRNA:", "CDS:"} {
		if rest, ok := strings.CutPrefix(id, prefix); ok && rest != "" {
			return rest
		}
	}
	return id
}
