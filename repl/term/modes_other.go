//go:build !unix

package term

import "os"

type modes struct{}

func modesOf(*os.File) modes { return modes{} }

func (modes) restore() {}
