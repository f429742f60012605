package catalog

import (
	"cmp"
	"strconv"
	"strings"
)

// Unused reports whether a dataset added under the name would have it as its id.
func (c *Catalog) Unused(name string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.free(identifier(name)) == name
}

// free returns id, or id with the first number that makes it unused by any
// dataset, measurement or group, also with "_bins" appended.
func (c *Catalog) free(id string) string {
	taken := map[string]bool{GridGroup: true, SequenceID: true}
	for _, ds := range c.datasets {
		taken[ds.ID] = true
		taken[strings.TrimSuffix(ds.ID, "_bins")] = true
		for _, m := range ds.Measurements {
			taken[m.ID], taken[m.Group] = true, true
		}
		for _, beside := range ds.beside() {
			for _, m := range beside.Measurements {
				taken[m.ID] = taken[m.ID] || c.claimed[m.ID]
			}
		}
	}
	unused := id
	for n := 2; taken[unused] || taken[unused+"_bins"]; n++ {
		unused = id + "_" + strconv.Itoa(n)
	}
	return unused
}

// trimExtensions cuts all extensions of data files off a file's name: "a.bed.gz"
// becomes "a".
func trimExtensions(name string) string {
	for {
		cut := false
		for _, ext := range dataExtensions {
			if n := len(name) - len(ext); n > 0 && strings.EqualFold(name[n:], ext) {
				name, cut = name[:n], true
			}
		}
		if !cut {
			return name
		}
	}
}

// GivenID returns the Spec.ID with which the file would again be a dataset with
// these ids, "" if its name alone would do.
func (ds *Dataset) GivenID() string {
	if id := ds.baseID(); ds.Path != "" && id != identifier(ds.file) {
		return id
	}
	return ""
}

// baseID returns the id from which the ids of the measurements are made.
func (ds *Dataset) baseID() string {
	if ds.Grid {
		return strings.TrimSuffix(ds.ID, "_bins")
	}
	return ds.ID
}

// WantedID returns the id that a source added with spec has unless another has it:
// GivenID, or the one of the file's name.
func (spec Spec) WantedID() string { return cmp.Or(spec.ID, identifier(spec.Name)) }

// identifier turns a file's name into an id of letters, digits, '_' and '-', which
// can be typed without quotes and is safe in any page.
func identifier(name string) string {
	id := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		}
		return '_'
	}, trimExtensions(name))
	return cmp.Or(strings.Trim(id, "_"), "data")
}
