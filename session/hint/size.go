package hint

import "strconv"

// Size writes a number of bytes for people: 3.25 MB.
func Size(bytes int64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB"}
	v := float64(bytes)
	for len(units) > 1 && v >= 1000 {
		v, units = v/1000, units[1:]
	}
	return strconv.FormatFloat(v, 'g', 3, 64) + " " + units[0]
}
