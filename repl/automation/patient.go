package automation

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// patience is how long a change waits for the file that keeps it, which commands and pages wait for as well. The folder may
// be one of a server that does not answer.
const patience = time.Second

var errNoAnswer = fmt.Errorf("the file has not answered for %v", patience)

// patient makes calls that may never return, one after the other. Its owner makes none while another is made.
type patient struct{ slot chan struct{} }

func newPatient() patient { return patient{make(chan struct{}, 1)} }

// do returns the error of call, or errNoAnswer after patience. Call goes on then, and until it returns no other is made:
// do returns errNoAnswer at once.
func (p patient) do(call func() error) error {
	select {
	case p.slot <- struct{}{}:
	default:
		return errNoAnswer
	}
	ended := make(chan error, 1)
	go func() {
		err := call()
		<-p.slot
		ended <- err
	}()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case err := <-ended:
		return err
	case <-late.C:
		return errNoAnswer
	}
}

// patientJournal is a journal whose methods return within patience. What a call that was left does to the journal is replaced
// by the next Compact: a journal that did not answer has a hole.
type patientJournal struct {
	Journal
	patient
	lines atomic.Int64
}

func newPatientJournal(j Journal) *patientJournal {
	p := &patientJournal{Journal: j, patient: newPatient()}
	p.lines.Store(int64(j.Lines()))
	return p
}

// Append implements Journal.
func (p *patientJournal) Append(line string) error {
	return p.counted(func() error { return p.Journal.Append(line) })
}

// Compact implements Journal.
func (p *patientJournal) Compact(lines []string) error {
	return p.counted(func() error { return p.Journal.Compact(lines) })
}

func (p *patientJournal) counted(call func() error) error {
	err := p.do(func() error {
		err := call()
		p.lines.Store(int64(p.Journal.Lines()))
		return err
	})
	if errors.Is(err, errNoAnswer) {
		return fmt.Errorf("the journal could not be written: %w", err)
	}
	return err
}

// Lines implements Journal.
func (p *patientJournal) Lines() int { return int(p.lines.Load()) }
