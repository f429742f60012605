package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// shownNames lists the names of all measurements.
func shownNames(c *Catalog) string {
	var all []string
	for _, m := range c.Measurements() {
		all = append(all, m.Name)
	}
	return strings.Join(all, "; ")
}

// of returns a fake of a format.
func of(kind source.Kind, format string) *fake {
	f := newFake(kind)
	f.info.Format = format
	return f
}

// Files of one name are told apart by what differs between them.
func TestNames(t *testing.T) {
	type file struct{ path, as, format, title string }
	for name, tc := range map[string]struct {
		files []file
		want  string
	}{
		"alone":              {[]file{{path: "sample1/cov.bw"}, {path: "sample1/other.bw"}}, "cov; other"},
		"folders":            {[]file{{path: "sample1/cov.bw"}, {path: "sample2/cov.bw"}}, "sample1/cov; sample2/cov"},
		"as few as it takes": {[]file{{path: "/a/s1/rep/cov.bw"}, {path: "/a/s2/rep/cov.bw"}}, "s1/rep/cov; s2/rep/cov"},
		"no folder":          {[]file{{path: "cov.bw"}, {path: "./d2/cov.bw"}}, "cov; d2/cov"},
		"one within":         {[]file{{path: "d/cov.bw"}, {path: "d/old/cov.bw"}}, "d/cov; old/cov"},
		"the root":           {[]file{{path: "/cov.bw"}, {path: "cov.bw"}}, "/cov; cov"},
		"formats":            {[]file{{path: "d/cov.bw", format: "bigWig"}, {path: "d/cov.bed", format: "BED"}}, "cov (bigWig); cov (BED)"},
		"both": {[]file{{path: "d1/cov.bw", format: "bigWig"}, {path: "d1/cov.bed", format: "BED"}, {path: "d2/cov.bw", format: "bigWig"}},
			"d1/cov (bigWig); d1/cov (BED); d2/cov"},
		"extensions": {[]file{{path: "d/cov.bed", format: "BED"}, {path: "d/cov.bed.gz", format: "BED"}}, "cov.bed; cov.bed.gz"},
		"titles": {[]file{{path: "d/a.bed", title: "My peaks", format: "BED"}, {path: "d/b.bed", title: "My peaks", format: "BED"}},
			"My peaks (a.bed); My peaks (b.bed)"},
		"titles, folders": {[]file{{path: "d/a.bed", title: "My peaks"}, {path: "e/a.bed", title: "My peaks"}},
			"My peaks (d/a.bed); My peaks (e/a.bed)"},
		"given":             {[]file{{path: "d/cov.bw", as: "input"}, {path: "e/cov.bw"}}, "input; cov"},
		"given, and taken":  {[]file{{path: "d/x.bw", as: "cov"}, {path: "e/cov.bw"}}, "cov; e/cov"},
		"given, and all":    {[]file{{path: "x.bw", as: "cov"}, {path: "cov.bw"}}, "cov; cov (cov_2)"},
		"numbered by us":    {[]file{{path: "d/cov.bw", as: "cov_7"}}, "cov"},
		"given over titles": {[]file{{path: "d/a.bed", title: "My peaks", as: "chip"}}, "chip"},
	} {
		c := New(nil)
		for _, f := range tc.files {
			src := of(source.Signal, f.format)
			src.info.Name = f.title
			c.Add(src, Spec{Name: f.path[strings.LastIndex(f.path, "/")+1:], Path: f.path, ID: f.as})
		}
		if got := shownNames(c); got != tc.want {
			t.Errorf("%s: %s; want %s", name, got, tc.want)
		}
	}
}

// Parts, columns and annotation have the names of their file.
func TestNamesOfWhatAFileHas(t *testing.T) {
	c := New(nil)
	c.Add(parted{newFake(source.Genes)}, Spec{Name: "x.gtf", Path: "d1/x.gtf"})
	table := func() *fake {
		f := of(source.Features, "table")
		f.info.Values = []string{"score"}
		return f
	}
	c.Add(table(), Spec{Name: "t.tsv", Path: "d1/t.tsv"})
	first := c.Datasets()
	if got := shownNames(c); got != "x; x transcripts; t; score" {
		t.Errorf("alone: %s", got)
	}
	c.Add(parted{newFake(source.Genes)}, Spec{Name: "x.gtf", Path: "d2/x.gtf"})
	c.Add(table(), Spec{Name: "t.tsv", Path: "d2/t.tsv"})
	want := "d1/x; d1/x transcripts; d1/t; score (d1/t); d2/x; d2/x transcripts; d2/t; score (d2/t)"
	if got := shownNames(c); got != want {
		t.Errorf("%s; want %s", got, want)
	}
	for i, name := range []string{"d1/x.gtf", "d1/x.gtf", "d1/t.tsv", "d2/x.gtf", "d2/x.gtf", "d2/t.tsv"} {
		ds := c.Datasets()[i]
		if m := ds.Measurements[len(ds.Measurements)-1]; ds.Name != name || m.Annotation["file"] != name || m.Dataset != ds {
			t.Errorf("dataset %d is %s, of %v", i, ds.Name, m.Annotation)
		}
	}
	if first[0].Name != "x.gtf" || first[0].Measurements[0].Name != "x" || first[0].Parts[0].Measurements[0].Annotation["file"] != "x.gtf" {
		t.Errorf("a dataset that is in use was changed: %+v", first[0])
	}
	if c.Datasets()[0].Parts[0] != c.Datasets()[1] {
		t.Error("the part is another than the one listed")
	}
	// The ids by which a state finds the files again are what they were.
	var given []string
	for _, ds := range c.Datasets() {
		given = append(given, ds.GivenID())
	}
	if !slices.Equal(given, []string{"", "x_transcripts", "", "x_2", "x_2_transcripts", "t_2"}) {
		t.Errorf("%q", given)
	}
}

// A name that two have is not guessed at, though both are called otherwise by now.
func TestAmbiguousNames(t *testing.T) {
	c := New(nil)
	f := newFake(source.Signal)
	f.info.Name = "Coverage"
	c.Add(f, Spec{Name: "a.bw", Path: "a.bw"})
	g := newFake(source.Signal)
	g.info.Name = "Coverage"
	c.Add(g, Spec{Name: "b.bw", Path: "b.bw"})
	if _, err := c.Measurement("coverage"); err == nil || !strings.Contains(err.Error(), "the name of 2 measurements; say which by id: a or b") {
		t.Errorf("%v", err)
	}
	if m, err := c.Measurement("coverage (B.bw)"); err != nil || m.ID != "b" {
		t.Errorf("%+v, %v", m, err)
	}
}

// A name changes only because of a file that comes, and in a dataset that is replaced it stays.
func TestNamesStay(t *testing.T) {
	c := New(nil)
	one := add(c, newFake(source.Signal), "cov.bw")
	two := c.Add(newFake(source.Signal), Spec{Name: "cov.bw", Path: "s2/cov.bw"})
	if err := c.Remove(two); err != nil || shownNames(c) != "data/cov" {
		t.Errorf("%s, %v", shownNames(c), err)
	}
	if _, err := c.Replace(one, newFake(source.Signal)); err != nil || shownNames(c) != "data/cov" {
		t.Errorf("%s, %v", shownNames(c), err)
	}
	if err := c.Remove(one); err != nil || shownNames(c) != "data/cov" { // it is not that one any more
		t.Errorf("%s, %v", shownNames(c), err)
	}
	add(c, newFake(source.Features), "other.bed")
	c.Add(of(source.Features, "BED"), Spec{Name: "cov.bed", Path: "data/cov.bed"})
	if got := shownNames(c); got != "data/cov (fake); other; cov (BED)" {
		t.Error(got)
	}
	if err := c.Close(); err != nil || shownNames(c) != "" {
		t.Errorf("%s, %v", shownNames(c), err)
	}
	add(c, newFake(source.Signal), "cov.bw")
	if got := shownNames(c); got != "cov" {
		t.Error(got)
	}
}

// A dataset that was named otherwise meanwhile can be asked, and be removed.
func TestRenamedDatasetsAnswer(t *testing.T) {
	c := New(nil)
	f := newFake(source.Signal)
	one := add(c, f, "cov.bw")
	c.Add(newFake(source.Signal), Spec{Name: "cov.bw", Path: "s2/cov.bw"})
	if rows, err := c.Rows(t.Context(), one, genome.Interval{Seq: "chr1", End: 100}, source.RowOptions{}); err != nil || rows.Len() != 1 {
		t.Errorf("%+v, %v", rows, err)
	}
	if err := c.Remove(one); err != nil || f.closed != 1 || shownNames(c) != "s2/cov" {
		t.Errorf("%s, %v", shownNames(c), err)
	}
}
