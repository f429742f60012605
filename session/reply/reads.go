package reply

// ReadChoice chooses reads; nil leaves it to the file, as it was loaded.
type ReadChoice struct {
	Without *int // reads with any of these flags are left out
	MapQ    *int // so are reads of a lower mapping quality
}

// ReadDepth is a stretch, 0-based half-open, with the same numbers of reads of either strand.
type ReadDepth struct {
	Chr              string
	Start, End       int
	Forward, Reverse int
}

// ReadPile has what the reads have at a base, counted from 0, by strand.
type ReadPile struct {
	Chr                   string
	Position              int
	Bases                 [2][5]int // A C G T N
	Insertions, Deletions [2]int
}
