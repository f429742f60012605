//go:build !unix

package formats

import "io/fs"

// inode returns 0: the number of the file is not known here.
func inode(fs.FileInfo) uint64 { return 0 }
