// Package catalog holds the data that a session can show: the open data files and
// the measurements that they offer, in Go values. It queries the source of a
// measurement; session/actions turns the results into answers for pages.
//
// A [Dataset] is an open source with an id; a [Measurement] is one column of a
// dataset: the values of a signal, or the rows of a feature file. Measurements
// of one group share row numbers, so that a page can draw one against another.
// All signals that are served in bins share the group [GridGroup].
//
//	cat := catalog.New(notify)
//	ds := cat.Add(src, catalog.Spec{Name: "peaks.narrowPeak", Path: path})
//	m, ok := cat.Measurement("peaks")
//	sum, err := cat.Summarize(ctx, m, iv, 1000, source.SummaryOptions{})
package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// Measurement is a track of data that a chart can show.
type Measurement struct {
	ID, Name string
	Dataset  *Dataset
	// Column is the index of the values in the source's Info.Values, -1 if the
	// measurement is the rows themselves.
	Column int
	// Group names the numbering of the rows.
	Group string
	// Chart is the display name of the chart type that suits it.
	Chart string
	// Min and Max bound the values, NaN when unknown.
	Min, Max float64
	// Annotation is shown by pages unchanged; nil for none.
	Annotation map[string]string

	column string // the name alone of a table's column; "" for other measurements
	ofFile bool   // the name of a column includes the file's
}

// HasValues reports whether the measurement has numbers, not only rows.
func (m *Measurement) HasValues() bool { return m.Column >= 0 }

// Names returns the names that the measurement has, in the file and for people.
func (m *Measurement) Names() []string {
	if m.column != "" && m.column != m.Name {
		return []string{m.column, m.Name}
	}
	return []string{m.Name}
}

// Dataset is an open source and what it offers. Its fields do not change once it is
// in a catalog.
type Dataset struct {
	// ID names the rows; pages call it the datasource.
	ID string
	// Name is for people, usually the file's name, with folders where others have it.
	Name string
	// Path is the file as the user gave it; empty for built-in data.
	Path string
	// Ref is the parsed Path.
	Ref source.Ref
	// ZeroBased and Reads are as in Spec.
	ZeroBased bool
	Reads     source.ReadOptions
	Source    source.Source
	Info      source.Info
	// Grid reports whether pages receive bins of the values instead of the rows.
	Grid         bool
	Measurements []*Measurement
	// Parts are further views of the same file: where the rows are genes, its transcripts and
	// the features beside the genes. They are closed with this one.
	Parts []*Dataset
	// Needs are the ids of the measurements that the source reads, and Expression is
	// the expression over them, if the source is [Derived].
	Needs      []string
	Expression string

	file, title string // the file's name, and the first measurement's where no other has it
	given       bool   // title was chosen by the user or a Spec and does not change
	label       label
	inFolder    string // Spec.Folder

	names     *genome.Names // resolves what others call the sequences
	described bool          // the measurements are from describe, not a Spec
	suffix    string        // of a part: which one it is
	rows      string        // of a part: the kind of its rows
	of        *Dataset      // the one whose rows this is of, see Cover; nil for others
	lease     *lease        // shared with the parts
	calls     *callsOf      // remembers Genotypes; nil for other data
}

// Spec describes how to add a source to the catalog. Empty fields are filled in from
// the source and Name.
type Spec struct {
	Name string
	Path string
	// Folder stands in names for the folders of Path, if these say nothing to people.
	Folder string
	// ZeroBased reports whether the source was opened so that positions in a table count from 0.
	ZeroBased bool
	// Reads has the options with which a source of reads was configured.
	Reads source.ReadOptions
	// ID of the dataset, and Measurements with their IDs, for data that must
	// have given ones. Dataset, and Group when empty, are filled in.
	ID           string
	Measurements []Measurement
}

// GridGroup is the group of all signals served in bins.
const GridGroup = "bins"

// NotFoundError reports that no measurement or dataset has the name.
type NotFoundError struct {
	What string // "measurement", "file"
	Name string
	Have []string // the existing names
}

func (e *NotFoundError) Error() string {
	const most = 200 // pages may ask for names of megabytes
	if len(e.Name) > most {
		return fmt.Sprintf("there is no %s %.*q…, a name of %d bytes", e.What, most, e.Name, len(e.Name))
	}
	return fmt.Sprintf("there is no %s %q", e.What, e.Name)
}

// Hint lists the names to choose from.
func (e *NotFoundError) Hint() string {
	if len(e.Have) == 0 {
		return "nothing is loaded: load FILE adds some"
	}
	return hint.Among(e.Have)
}

// AmbiguousError reports that several measurements or datasets have the name.
type AmbiguousError struct {
	What, Name string
	Count      int
	By         string // what distinguishes them
	One, Other string // of two of them
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q is the name of %d %s; say which by %s: %s or %s", e.Name, e.Count, e.What, e.By, e.One, e.Other)
}

// Ambiguous marks the error for packages that do not import this one.
func (e *AmbiguousError) Ambiguous() {}

// Catalog holds datasets in the order in which they were added. It is safe for
// concurrent use.
type Catalog struct {
	// note is called once for each sentence on how a file's sequence names were
	// understood.
	note func(sentence string)

	mu        sync.RWMutex
	datasets  []*Dataset               // guarded by mu; replaced, never changed in place
	base      []genome.Sequence        // of the genome or of the files; guarded by mu
	added     []genome.Sequence        // see EditSequences; guarded by mu
	removed   []string                 // likewise
	sequences []genome.Sequence        // on offer: base with the edits; guarded by mu
	find      func(name string) int    // in sequences, see finder; guarded by mu
	main      func() []genome.Sequence // see MainSequences; guarded by mu
	fixed     bool                     // base is a genome's, files add none; guarded by mu
	orphaned  bool                     // base is of removed files, since no others have sequences; guarded by mu
	noted     map[string]struct{}      // sentences passed to note; guarded by mu
	bases     *Dataset                 // of the genome, see SetBases; guarded by mu
	claimed   map[string]bool          // ids of measurements of Cover that were asked for; guarded by mu
}

// New returns an empty catalog. It calls note, which may be nil, once for each file's
// sequence that was found in another spelling, or not found for a reason. note is
// called from queries, so also concurrently.
func New(note func(sentence string)) *Catalog {
	if note == nil {
		note = func(string) {}
	}
	c := &Catalog{note: note, noted: map[string]struct{}{}, claimed: map[string]bool{}}
	c.setBase(nil)
	return c
}

// Add adds an open source, which the catalog then closes. Ids that are taken get a
// number appended.
func (c *Catalog) Add(src source.Source, spec Spec) *Dataset {
	c.mu.Lock()
	defer c.mu.Unlock()
	ds := &Dataset{Name: spec.Name, Path: spec.Path, Ref: source.ParseRef(spec.Path), ZeroBased: spec.ZeroBased, Reads: spec.Reads,
		inFolder: spec.Folder}
	ds.setSource(src)
	ds.entitle(spec)
	ds.ID = c.free(spec.WantedID())
	if len(spec.Measurements) == 0 {
		describe(ds)
		c.columns(ds)
	}
	for i := range spec.Measurements {
		m := spec.Measurements[i]
		m.ID = c.free(m.ID)
		ds.Measurements = append(ds.Measurements, &m)
	}
	for _, m := range ds.Measurements {
		m.Dataset = ds
		m.Group = cmp.Or(m.Group, ds.ID)
	}
	c.datasets = append(slices.Clip(slices.Clone(c.datasets)), ds)
	for _, p := range partsOf(src) {
		if p.empty() {
			continue
		}
		part := c.part(ds, p)
		ds.Parts = append(ds.Parts, part)
		c.datasets = append(c.datasets, part)
	}
	ds.noteTranscripts()
	c.offer(ds)
	c.name()
	return c.datasets[slices.IndexFunc(c.datasets, ds.is)]
}

// offer adds the sequences of a new dataset and its parts to those on offer. c.mu is held.
func (c *Catalog) offer(ds *Dataset) {
	switch {
	case c.fixed:
	case c.orphaned:
		c.collectBase()
	default:
		base := c.base
		for _, d := range append([]*Dataset{ds}, ds.Parts...) {
			base = merge(base, d.Info.Sequences)
		}
		c.setBase(base)
	}
}

// All returns the measurements of the dataset and of its parts.
func (ds *Dataset) All() []*Measurement {
	all := ds.Measurements
	for _, part := range ds.Parts {
		all = slices.Concat(all, part.Measurements)
	}
	return all
}

// describe adds a dataset's measurements: the values of a signal, the rows of
// anything else.
func describe(ds *Dataset) {
	ds.described = true
	_, reads := ds.Source.(source.Alignments)
	m := &Measurement{ID: ds.ID, Name: ds.title, Column: -1, Min: ds.Info.Min, Max: ds.Info.Max}
	switch ds.Info.Kind {
	case source.Signal:
		// The rows of a grid are its bins, not records of the file. They need a name
		// other than the measurement's, since pages make a hidden measurement of the
		// rows.
		ds.Grid = true
		m.Column, m.Group, m.Chart = 0, GridGroup, "Line Track"
	case source.Genes:
		m.Chart = "Genes Track"
	case source.Pairs:
		m.Chart = "Arcs Track"
	case source.Features:
		switch m.Chart = "Blocks Track"; {
		case ds.HasVariants():
			m.Chart = "Variants Track"
		case reads:
			m.Chart = "Alignments Track"
		}
	default:
		m.Chart = "Blocks Track"
	}
	m.Annotation = ds.annotation(m.Column)
	if reads {
		m.Annotation["reads"] = ds.Info.Format // which pages look for, see protocol.ReadsKey
	}
	ds.Measurements = []*Measurement{m}
}

// columnKey is the key of a measurement's annotation that names its column, if the
// measurement is a column of rows that are shown without it.
const columnKey = "column"

// columns adds the number columns as measurements. Those of a signal become signals, and
// replace the one from describe if they are of equal rank. Others share the file's rows.
func (c *Catalog) columns(ds *Dataset) {
	main := *ds.Measurements[0]
	if ds.Grid && ds.Info.Series {
		ds.Measurements = nil
	}
	c.moreColumns(ds, ds.ID, main)
	if ds.Grid {
		ds.ID += "_bins"
	}
}

// moreColumns adds the number columns that are no measurement yet. They are like main, and their ids begin with base. c.mu is held.
func (c *Catalog) moreColumns(ds *Dataset, base string, main Measurement) {
	ids, has := map[string]bool{}, map[int]bool{}
	for _, m := range ds.Measurements {
		ids[m.ID], has[m.Column] = true, true
	}
	for i, name := range ds.Info.Values {
		if has[i] {
			continue
		}
		// With the file's own id: a column called "width" is not alone. Its name
		// alone does where no other measurement has it.
		id := c.free(base + "_" + identifier(name))
		for ids[id] {
			id = c.free(id + "_" + strconv.Itoa(i+1)) // "a b" and "a/b"
		}
		ids[id] = true
		m := main
		m.ID, m.Name, m.column, m.Column, m.Annotation = id, name, name, i, ds.annotation(i)
		m.Min, m.Max = ds.Info.Range(i)
		if !ds.Grid {
			m.Group, m.Chart = ds.ID, "Line Track"
			if !ds.Info.Table {
				m.Annotation[columnKey] = name
			}
		}
		ds.Measurements = append(ds.Measurements, &m)
	}
}

// annotation returns the annotation of a measurement without a Spec. The built-in page
// draws it in its color and within its viewLimits.
func (ds *Dataset) annotation(column int) map[string]string {
	if ds.Expression != "" {
		return map[string]string{"expression": ds.Expression, "format": ds.Info.Format}
	}
	a := map[string]string{"file": ds.Name, "format": ds.Info.Format}
	look := ds.Info.Look(column)
	if look.Color != "" {
		a["color"] = look.Color
	}
	if look.Limits != "" {
		a["viewLimits"] = look.Limits
	}
	if ds.Info.Kind == source.Pairs && len(ds.Info.Values) > 0 {
		a["value"] = ds.Info.Values[0] // a page may draw by it
	}
	return a
}

// view is a source that shares the file of another source.
type view struct {
	suffix, name, chart string // suffix of its id, and the kind of its rows
	src                 source.Source
}

// empty reports whether a view is not worth offering.
func (v view) empty() bool { return v.suffix == otherSuffix && v.src.Info().Items == 0 }

const otherSuffix, transcriptsSuffix = "other", "transcripts"

// noteTranscripts notes with the genes which measurement has their transcripts: where those of a gene differ, the
// built-in page reads the codons of one.
func (ds *Dataset) noteTranscripts() {
	for _, part := range ds.Parts {
		if m := ds.Measurements[0]; part.suffix == transcriptsSuffix && m.Annotation != nil {
			m.Annotation = maps.Clone(m.Annotation)
			m.Annotation[transcriptsSuffix] = part.ID
		}
	}
}

// Transcripts returns the measurement of the transcripts of the genes that m is, nil if m is not a measurement of
// genes or they have no transcripts.
func (m *Measurement) Transcripts() *Measurement {
	if m.Dataset.Info.Kind != source.Genes || m.HasValues() {
		return nil
	}
	for _, part := range m.Dataset.Parts {
		if part.suffix == transcriptsSuffix {
			return part.Measurements[0]
		}
	}
	return nil
}

// partsOf returns the further views of a source.
func partsOf(src source.Source) []view {
	if views, ok := viewsOf(src); ok {
		return views
	}
	var list []view
	if t, ok := src.(source.Transcripter); ok {
		list = append(list, view{transcriptsSuffix, "transcripts", "Transcript Track", t.Transcripts()})
	}
	if o, ok := src.(source.Otherer); ok {
		list = append(list, view{otherSuffix, "other features", "Blocks Track", o.Others()})
	}
	if j, ok := src.(source.Joiner); ok {
		name, joins := j.Joins()
		list = append(list, view{name, name, "Arcs Track", joins})
	}
	if d, ok := src.(source.Deep); ok {
		list = append(list, view{"depth", "depth", "Line Track", d.Depth()})
		for _, s := range d.Signals() {
			list = append(list, view{s.Name, strings.ReplaceAll(s.Name, "_", " "), "Line Track", s.Source})
		}
	}
	return list
}

// part returns the dataset of a further view of a new dataset, with number columns where it joins places. c.mu is held.
func (c *Catalog) part(ds *Dataset, v view) *Dataset {
	part := ds.part(v, c.free(ds.ID+"_"+v.suffix))
	if part.Info.Kind == source.Pairs {
		main := part.Measurements[0]
		c.moreColumns(part, part.ID, *main)
		for _, m := range part.Measurements[1:] { // "reads" alone would not say of what
			m.Name = main.Name + ", " + m.column
		}
	}
	return part
}

// part returns the dataset of a further view.
func (ds *Dataset) part(v view, id string) *Dataset {
	part := &Dataset{ID: id, Name: ds.Name, Path: ds.Path, Ref: ds.Ref, described: true, file: ds.file, suffix: v.suffix, rows: v.name}
	part.setSource(v.src)
	part.lease = ds.lease
	m := *ds.Measurements[0]
	m.Annotation = part.annotation(m.Column)
	m.ID, m.Name, m.Dataset, m.Group, m.Chart = part.ID, m.Name+" "+v.name, part, part.ID, v.chart
	if part.Info.Kind == source.Signal {
		part.Grid, part.ID = true, part.ID+"_bins"
		m.Column, m.Group, m.Min, m.Max = 0, GridGroup, part.Info.Min, part.Info.Max
	}
	part.Measurements = []*Measurement{&m}
	return part
}

// Remove removes a dataset, with its parts, and closes it once the queries in flight
// have ended. The error is of closing it, if that is at once.
func (c *Catalog) Remove(ds *Dataset) error {
	c.mu.Lock()
	c.datasets = slices.DeleteFunc(slices.Clone(c.datasets), func(d *Dataset) bool { return d.lease == ds.lease })
	if !c.fixed {
		c.collectBase()
	}
	c.mu.Unlock()
	return ds.lease.end()
}

// Close closes every dataset.
func (c *Catalog) Close() error {
	var first error
	for _, ds := range c.Datasets() { // closing a part twice is harmless
		if err := c.Remove(ds); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Datasets lists the datasets in order. The slice does not change afterwards.
func (c *Catalog) Datasets() []*Dataset {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.datasets
}

// Measurements lists all measurements in the order of their datasets, and then that of the genome's bases.
func (c *Catalog) Measurements() []*Measurement {
	return append(measurementsOf(c.Datasets()), c.basesMeasurements()...)
}

func measurementsOf(datasets []*Dataset) (all []*Measurement) {
	for _, ds := range datasets {
		all = append(all, ds.Measurements...)
	}
	return all
}

// Measurement finds a measurement by id, or else by name or id in any case if only
// one has it. Those of Dataset.Cover are found by id.
func (c *Catalog) Measurement(name string) (*Measurement, error) {
	if m, err := c.basesNamed(name); m != nil || err != nil {
		return m, err
	}
	m, err := measurement(c.Datasets(), name)
	if err == nil && m.Dataset.of != nil {
		c.claim(m.ID)
	}
	return m, err
}

func measurement(datasets []*Dataset, name string) (*Measurement, error) {
	all := measurementsOf(datasets)
	var found []*Measurement
	have := make([]string, len(all))
	for i, m := range all {
		if m.ID == name {
			return m, nil
		}
		if name != "" && (strings.EqualFold(m.ID, name) || strings.EqualFold(m.Name, name) || strings.EqualFold(m.alone(), name)) {
			found = append(found, m)
		}
		have[i] = m.ID
	}
	if m := covering(datasets, name); m != nil && (m.ID == name || len(found) == 0) {
		return m, nil
	}
	switch len(found) {
	case 0:
		return nil, &NotFoundError{"measurement", name, have}
	case 1:
		return found[0], nil
	}
	return nil, &AmbiguousError{"measurements", name, len(found), "id", found[0].ID, found[1].ID}
}

// Dataset finds a dataset by its id.
func (c *Catalog) Dataset(id string) (*Dataset, error) {
	for _, ds := range c.Datasets() {
		if ds.ID == id {
			return ds, nil
		}
	}
	for _, ds := range c.Datasets() {
		for _, beside := range ds.beside() {
			if beside.ID == id {
				return beside, nil
			}
		}
	}
	return nil, &NotFoundError{What: "datasource", Name: id, Have: c.datasetIDs()}
}

// File finds a dataset as a user names it: by path, or else by the file's name,
// the id of the dataset, or the id or name of one of its measurements, when just
// one has it. For a part it returns the whole.
func (c *Catalog) File(name string) (*Dataset, error) {
	whole := map[*Dataset]*Dataset{} // for each dataset, itself or the dataset that it is a part of
	var files, found []*Dataset
	datasets := c.Datasets()
	for _, ds := range datasets {
		if whole[ds] == nil {
			whole[ds] = ds
			files = append(files, ds)
		}
		for _, part := range ds.Parts {
			whole[part] = ds
		}
		if ds.Path != "" && ds.Path == name {
			return whole[ds], nil
		}
		if (ds.Name == name || ds.file == name || ds.ID == name || ds.Grid && ds.ID == name+"_bins") && !slices.Contains(found, whole[ds]) {
			found = append(found, whole[ds])
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		if m, err := c.basesNamed(name); m != nil {
			return nil, hint.Add(fmt.Errorf("%s is of the genome %s, not of a file", m.ID, m.Dataset.Name), "genome prints and replaces it")
		} else if err != nil {
			return nil, err
		}
		m, err := measurement(datasets, name)
		if err == nil {
			return whole[cmp.Or(m.Dataset.of, m.Dataset)], nil
		}
		var none *NotFoundError
		if !errors.As(err, &none) {
			return nil, err
		}
		var have []string
		for _, ds := range files {
			have = append(have, ds.Name)
		}
		return nil, &NotFoundError{What: "file", Name: name, Have: have}
	}
	return nil, &AmbiguousError{"files", name, len(found), "path", cmp.Or(found[0].Path, found[0].ID), cmp.Or(found[1].Path, found[1].ID)}
}

func (c *Catalog) datasetIDs() []string {
	var ids []string
	for _, ds := range c.Datasets() {
		ids = append(ids, ds.ID)
	}
	return ids
}

// dataExtensions are cut off file names to make names of measurements.
var dataExtensions = []string{".gz", ".bgz", ".bw", ".bigwig", ".bb", ".bigbed", ".bed", ".bedgraph", ".bg", ".wig",
	".vcf", ".bcf", ".bam", ".cram",
	"sj.out.tab", ".bedpe", ".inter", ".interact", ".longrange", ".junc", ".narrowpeak", ".broadpeak", ".gappedpeak",
	".gtf", ".gff", ".gff3", ".gct", ".mat", ".txt", ".tsv", ".csv"}
