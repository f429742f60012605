package repl

import "fmt"

// tellApart gives regions of one place and name, which would have one label, names of their own: that of variants gets their alleles, and
// what is the same even then gets a number.
func tellApart(list []placed) {
	count := map[labelOf]int{}
	key := func(r placed) labelOf { return keyOf(slide{Region: r.Region}) }
	for _, r := range list {
		count[key(r)]++
	}
	seen := make(map[labelOf]int, len(list))
	for i := range list {
		r := &list[i]
		if alleles := r.alleles(); count[key(*r)] > 1 && alleles != "" && alleles != r.Name {
			r.Name += " " + alleles
		}
		name := r.Name
		for seen[key(*r)] > 0 {
			seen[labelOf{r.Interval, cell(name)}]++
			r.Name = fmt.Sprintf("%s (%d)", name, seen[labelOf{r.Interval, cell(name)}])
		}
		seen[key(*r)]++
	}
}

// alleles returns the alleles of a region that is a variant.
func (r placed) alleles() string {
	if r.rows == nil {
		return ""
	}
	if alt := columnOf(*r.rows, "alt")(r.row); alt != "" {
		return shortened(columnOf(*r.rows, "ref")(r.row)+">"+alt, mostAlleles)
	}
	return ""
}
