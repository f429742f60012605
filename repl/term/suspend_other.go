//go:build !unix

package term

// suspend does nothing: there are no jobs to stop.
func suspend() {}
