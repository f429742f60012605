package repl

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// pager shows a result a screen at a time. Write returns ErrOutputClosed once the user has
// left it.
type pager interface {
	io.Writer
	// Close waits until the user has read all.
	Close() error
}

// openPager returns a pager if a text that begins with p is longer than the screen, nil
// if it is not or the user wants none. $PAGER says which it is; without it, that is less or,
// where it is not installed, a simple one.
func openPager(ctx context.Context, screen Screen, p []byte) (pager, error) {
	wanted, given := os.LookupEnv("PAGER")
	if given && (strings.TrimSpace(wanted) == "" || strings.TrimSpace(wanted) == "cat") {
		return nil, nil
	}
	if screen.Height() == 0 || fits(p, screen.Width(), screen.Height()) {
		return nil, nil
	}
	loan := screen.Lend()
	if loan == nil {
		return nil, nil
	}
	words := pagerWords(wanted)
	if !given {
		words = []string{"less"}
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		if given {
			fmt.Fprintf(screen.Stderr(), "$PAGER is %q, and there is no such program\n", wanted)
		}
		return &simplePager{ctx: ctx, screen: screen, loan: loan}, nil
	}
	return startPager(ctx, loan, path, words)
}

// pagerWords returns the program of $PAGER with its words, which a shell reads if they need
// one, as for git and man: they are the user's own.
func pagerWords(pager string) []string {
	if strings.ContainsAny(pager, "|&;<>()$`\\\"'*?[#~=%") {
		return shellWords(pager)
	}
	return strings.Fields(pager)
}

// isPager reports whether a program shows text a screen at a time.
func isPager(program string) bool {
	words := strings.Fields(os.Getenv("PAGER"))
	return slices.Contains([]string{"less", "more", "most"}, program) || len(words) > 0 && words[0] == program
}

// programPager is a program of the system.
type programPager struct {
	ctx  context.Context
	loan *Loan
	cmd  *exec.Cmd
	in   *os.File
}

func startPager(ctx context.Context, loan *Loan, path string, words []string) (pager, error) {
	r, w, err := os.Pipe()
	if err != nil {
		loan.GiveBack(true)
		return nil, err
	}
	cmd := program(lifetime(ctx), path, words)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r, loan.Out, loan.Out
	cmd.Env = os.Environ()
	if _, ok := os.LookupEnv("LESS"); !ok {
		cmd.Env = append(cmd.Env, "LESS=FRX") // as git does: it ends by itself if all fits, and leaves it on the screen
	}
	err = cmd.Start()
	_ = r.Close() // the program has its own
	if err != nil {
		_ = w.Close()
		loan.GiveBack(true)
		return nil, err
	}
	return &programPager{ctx, loan, cmd, w}, nil
}

func (p *programPager) Write(b []byte) (int, error) { return writeUntil(p.ctx, p.in, b) }

// Close implements pager. However the program ends, it is no failure of the command.
func (p *programPager) Close() error {
	_ = p.in.Close()
	err := p.cmd.Wait()
	mend(p.loan, err)
	p.loan.GiveBack(true)
	if err != nil && !interrupted(err) {
		return withHint(fmt.Errorf("the pager %s: %w", p.cmd.Args[0], err), "--no-pager does without, and so does PAGER=cat")
	}
	return nil
}

// simplePager stops after each screen until a key is typed.
type simplePager struct {
	ctx    context.Context
	screen Screen
	loan   *Loan
	used   int // rows since the last key
	left   bool
}

const pagerPrompt = "-- more: Space, Enter for a line, q to end --"

func (p *simplePager) Write(b []byte) (int, error) {
	for line := range bytes.Lines(b) {
		columns, rows := p.screen.Width(), p.screen.Height()
		need := screenRows(string(line), columns)
		if p.used > 0 && p.used+need > rows-1 && !p.ask(columns, need) {
			return 0, ErrOutputClosed
		}
		if _, err := writeUntil(p.ctx, p.loan.Out, line); err != nil {
			return 0, err
		}
		p.used += need
	}
	return len(b), nil
}

// ask waits for a key and reports whether there is to be more.
func (p *simplePager) ask(columns, need int) bool {
	defer func() { _, _ = io.WriteString(p.loan.Out, "\r\x1b[K") }()
	for !p.left {
		_, _ = fmt.Fprintf(p.loan.Out, "\r%.*s", columns-1, pagerPrompt)
		switch p.loan.Key(p.ctx) {
		case ' ', 'f':
			p.used = 0
			return true
		case '\r', '\n', 'j':
			p.used = max(0, p.used-need)
			return true
		case 0, 'q', 'Q', '\x03':
			p.left = true
		}
	}
	return false
}

// Close implements pager.
func (p *simplePager) Close() error {
	p.loan.GiveBack(true)
	return nil
}
