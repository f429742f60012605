package state

import (
	"github.com/epiviz/epivizgo/session/source"
)

// Options of load for files of reads.
const (
	flagsOption     = "--flags"
	mapqOption      = "--mapq"
	perStrandOption = "--per-strand"
)

// readReads reads the value of one of the options.
func readReads(o *source.ReadOptions, option, value string) (err error) {
	if option == flagsOption {
		o.Without, err = source.ParseReadFlags(value)
		o.Flags = true
		return err
	}
	o.MapQ, err = source.ParseMapQ(value)
	return err
}
