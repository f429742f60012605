package formats

import "strings"

// indexSuffixes end the names of indexes, which begin with the name of the file.
var indexSuffixes = []string{".tbi", ".csi", ".bai", ".fai", ".gzi"}

// IndexOf returns the names that the file of an index of this name may have, the usual one first, or none if it is not
// the name of an index. What reads a file finds its index beside it.
func IndexOf(name string) (files []string) {
	for _, suffix := range indexSuffixes {
		if len(name) <= len(suffix) || !strings.EqualFold(name[len(name)-len(suffix):], suffix) {
			continue
		}
		stem := name[:len(name)-len(suffix)]
		switch bam := strings.HasSuffix(strings.ToLower(stem), ".bam"); {
		case suffix == ".bai" && !bam: // beside x.bam are x.bam.bai and x.bai
			return []string{stem + ".bam"}
		case suffix == ".csi" && !bam:
			return []string{stem, stem + ".bam"}
		}
		return []string{stem}
	}
	return nil
}
