package formats

import "strings"

// indexSuffixes end the names of indexes, which begin with the name of the file.
var indexSuffixes = []string{".tbi", ".csi", ".bai", ".fai", ".gzi"}

// IndexOf returns the name of the file that an index of this name is for, and reports whether it
// is the name of an index. What reads a file finds its index beside it.
func IndexOf(name string) (file string, ok bool) {
	for _, suffix := range indexSuffixes {
		if len(name) <= len(suffix) || !strings.EqualFold(name[len(name)-len(suffix):], suffix) {
			continue
		}
		file = name[:len(name)-len(suffix)]
		if suffix == ".bai" && !strings.HasSuffix(strings.ToLower(file), ".bam") { // x.bai is beside x.bam, as x.bam.bai is
			file += ".bam"
		}
		return file, true
	}
	return "", false
}
