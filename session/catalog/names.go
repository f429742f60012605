package catalog

import (
	"cmp"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Names of files and measurements in pages and pictures. A file has the name that the user gave it
// (load --as), or that it gives itself, or its file name without extensions. Files of one name are
// distinguished by what differs: as many of their folders as needed, the format, the whole file name,
// and if all of that is the same, the id.
//
// A name changes only when another file of that name is loaded. When the other file is unloaded, the
// name stays: it is still right, and it still agrees with legends, pictures and a user's notes. A file
// that is loaded again, by --resume for instance, is named from the start.

// label describes the additions to the name of a dataset. It only grows.
type label struct {
	folders int // how many of the folders
	format  bool
	file    bool // the whole name of the file
	id      bool
}

// folder returns the last n folders of the file, with "/" between them.
func (ds *Dataset) folder(n int) string {
	if ds.inFolder != "" {
		return ds.inFolder
	}
	dir := filepath.ToSlash(filepath.Dir(filepath.Clean(ds.Path)))
	if ds.Path == "" || dir == "." {
		return ""
	}
	parts := strings.Split(dir, "/")
	if dir == "/" {
		parts = []string{dir}
	}
	return strings.Join(parts[max(0, len(parts)-n):], "/")
}

const allFolders = 1 << 20

// fileName returns the name of the file with as much of its folders as the label has.
func (ds *Dataset) fileName() string {
	folder := ds.folder(ds.label.folders)
	if ds.label.folders == 0 || folder == "" {
		return ds.file
	}
	return path.Join(folder, ds.file)
}

// mainName returns the name of the dataset's first measurement.
func (ds *Dataset) mainName() string {
	if ds.given {
		return ds.title
	}
	name := ds.title
	var more []string
	switch whole := ds.fileName(); {
	case ds.title != trimExtensions(ds.file):
		if ds.label.file || ds.label.folders > 0 {
			more = append(more, whole)
		}
	case ds.label.file:
		name = whole
	default:
		name = strings.TrimSuffix(whole, ds.file) + ds.title
	}
	if ds.label.format {
		more = append(more, ds.Info.Format)
	}
	if ds.label.id {
		more = append(more, ds.baseID())
	}
	if len(more) > 0 {
		name += " (" + strings.Join(more, ", ") + ")"
	}
	return name
}

func wholeFolder(ds *Dataset) string { return ds.folder(allFolders) }

// differences are the ways to distinguish files of one name, the most telling first.
var differences = []struct {
	of  func(ds *Dataset) string
	say func(l *label, folders int) // folders is how many distinguish the files
}{
	{wholeFolder, func(l *label, folders int) { l.folders = max(l.folders, folders) }},
	{func(ds *Dataset) string { return ds.Info.Format }, func(l *label, _ int) { l.format = true }},
	{func(ds *Dataset) string { return ds.file }, func(l *label, _ int) { l.file = true }},
	{func(ds *Dataset) string { return ds.ID }, func(l *label, _ int) { l.id = true }},
}

// tellApart makes the names of datasets of one title differ.
func tellApart(group []*Dataset) {
	for _, d := range differences {
		classes := classify(group, d.of)
		if len(classes) < 2 {
			continue
		}
		n := folders(group)
		for _, ds := range group {
			d.say(&ds.label, n)
		}
		each(classes, tellApart)
		return
	}
}

// folders returns how many of their last folders distinguish datasets as well as all folders do.
func folders(group []*Dataset) int {
	n := 1
	for most := len(classify(group, wholeFolder)); len(classify(group, func(ds *Dataset) string { return ds.folder(n) })) < most; {
		n++
	}
	return n
}

// classify groups datasets by a key.
func classify(group []*Dataset, key func(*Dataset) string) map[string][]*Dataset {
	classes := map[string][]*Dataset{}
	for _, ds := range group {
		classes[key(ds)] = append(classes[key(ds)], ds)
	}
	return classes
}

func each(classes map[string][]*Dataset, do func([]*Dataset)) {
	for _, class := range classes {
		do(class)
	}
}

// name names every dataset and measurement. A dataset whose names change is
// replaced by a copy, since queries may be reading it. c.mu is held.
func (c *Catalog) name() {
	parts := map[*Dataset]bool{}
	var files []*Dataset
	givenNames := map[string]bool{}
	for _, ds := range c.datasets {
		if parts[ds] {
			continue
		}
		for _, part := range ds.Parts {
			parts[part] = true
		}
		draft := *ds
		files = append(files, &draft)
		if ds.given {
			givenNames[ds.title] = true
		}
	}
	each(classify(files, func(ds *Dataset) string {
		if ds.given {
			return "\x00" + ds.ID
		}
		return ds.title
	}), tellApart)
	taken := map[string]int{}
	for _, ds := range files {
		if !ds.given && givenNames[ds.mainName()] {
			ds.label.folders = max(ds.label.folders, 1)
			ds.label.id = ds.label.id || givenNames[ds.mainName()]
		}
		for _, m := range ds.Measurements {
			if m.column != "" {
				taken[m.column]++
			} else {
				taken[ds.mainName()]++
			}
		}
	}
	renamed := map[*Dataset]*Dataset{}
	k := 0
	for _, old := range c.datasets {
		if parts[old] {
			continue
		}
		ds := files[k]
		k++
		main := ds.mainName()
		ds.rename(main, taken)
		ds.Parts = nil
		for _, was := range old.Parts {
			part := *was
			part.label = ds.label
			part.rename(main+" "+part.rows, nil)
			ds.Parts = append(ds.Parts, &part)
		}
		if old.calledAs(ds) {
			continue
		}
		renamed[old] = ds
		for i, was := range old.Parts {
			renamed[was] = ds.Parts[i]
		}
	}
	datasets := slices.Clone(c.datasets)
	for i, ds := range datasets {
		if now := renamed[ds]; now != nil {
			datasets[i] = now
		}
	}
	c.datasets = datasets
}

// alone returns the name that a measurement has if no other needs it, "" if a Spec names it.
func (m *Measurement) alone() string {
	if m.column != "" || !m.Dataset.described {
		return m.column
	}
	return m.Dataset.title
}

// rename names the draft of a dataset and copies of its measurements; main is for the first.
// taken counts the names of all measurements, those of columns without their files.
func (ds *Dataset) rename(main string, taken map[string]int) {
	ds.Name = ds.fileName()
	measurements := make([]*Measurement, len(ds.Measurements))
	for i, was := range ds.Measurements {
		m := *was
		m.Dataset = ds
		switch {
		case !ds.described: // its Spec names it
		case m.column == "":
			m.Name = main
		default:
			if m.ofFile = m.ofFile || taken[m.column] > 1; m.ofFile {
				m.Name = m.column + " (" + main + ")"
			}
		}
		if _, ok := m.Annotation["file"]; ok && ds.described && ds.Name != was.Annotation["file"] {
			m.Annotation = maps.Clone(m.Annotation)
			m.Annotation["file"] = ds.Name
		}
		measurements[i] = &m
	}
	ds.Measurements = measurements
}

// calledAs reports whether now has the same names as ds.
func (ds *Dataset) calledAs(now *Dataset) bool {
	return ds.Name == now.Name && ds.label == now.label && slices.EqualFunc(ds.All(), now.All(), func(a, b *Measurement) bool {
		return a.Name == b.Name && a.ofFile == b.ofFile
	})
}

// entitle sets the name that the dataset of a Spec has if no other needs it.
func (ds *Dataset) entitle(spec Spec) {
	own := identifier(spec.Name)
	ds.file, ds.title = spec.Name, cmp.Or(ds.Info.Name, trimExtensions(spec.Name))
	_, derived := ds.Source.(Derived)
	switch {
	case derived || len(spec.Measurements) > 0:
		ds.given, ds.title = true, spec.Name
	case spec.ID != "" && spec.ID != own && !isNumbered(spec.ID, own):
		ds.given, ds.title = true, spec.ID
	}
}

// isNumbered reports whether free could have made id from own.
func isNumbered(id, own string) bool {
	number, ok := strings.CutPrefix(id, own+"_")
	return ok && number != "" && strings.Trim(number, "0123456789") == ""
}

// is reports whether the datasets are the same one, perhaps before and after a renaming.
func (ds *Dataset) is(other *Dataset) bool {
	return other != nil && ds.lease == other.lease && ds.ID == other.ID
}
