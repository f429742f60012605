package term

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
)

func TestPlainLines(t *testing.T) {
	long := strings.Repeat("x", 10000)
	p := NewPlain(strings.NewReader("where\r\n\n"+long+"\nlast"), io.Discard, io.Discard)
	for _, want := range []string{"where", "", long, "last"} {
		got, err := p.ReadLine(t.Context(), "> ")
		if err != nil || got != want {
			t.Errorf("ReadLine = %.20q, %v; want %.20q", got, err, want)
		}
	}
	for range 2 {
		if got, err := p.ReadLine(t.Context(), "> "); got != "" || err != io.EOF {
			t.Errorf("at the end: %q, %v", got, err)
		}
	}
	if p.Interactive() || p.Width() != 0 || p.Colour() {
		t.Error("a pipe is taken for a terminal")
	}
	_ = p.Close()
	<-p.in.done
}

func TestPlainLineTooLong(t *testing.T) {
	p := NewPlain(io.LimitReader(endless{}, 10*maxLine), io.Discard, io.Discard)
	if _, err := p.ReadLine(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "longer than 1048576 bytes") {
		t.Errorf("error %v", err)
	}
	_ = p.Close()
	<-p.in.done
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// TestPlainRunsLinesAsTheyArrive answers each line before the next is sent.
func TestPlainRunsLinesAsTheyArrive(t *testing.T) {
	in, send := io.Pipe()
	answers, out := io.Pipe()
	var talk bytes.Buffer
	p := NewPlain(in, out, &talk)
	env := repltest.Start(t, repltest.Setup{Console: p}).Env
	done := make(chan error, 1)
	go func() {
		done <- repl.Run(context.Background(), env, p)
		_ = out.Close()
	}()
	answer := make([]byte, 100)
	for range 3 {
		if _, err := io.WriteString(send, "\nwhere\n"); err != nil {
			t.Fatal(err)
		}
		n, err := answers.Read(answer)
		if err != nil || string(answer[:n]) != "chr1:1-100,000\n" {
			t.Fatalf("answer %q, %v", answer[:n], err)
		}
	}
	_ = send.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if talk.String() != "stopped\n" {
		t.Errorf("talk %q", talk.String())
	}
	_ = p.Close()
	<-p.in.done
}

func TestPlainEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, send := io.Pipe()
		p := NewPlain(in, io.Discard, io.Discard)
		ctx, cancel := context.WithCancelCause(t.Context())
		reason := errors.New("enough")
		done := make(chan error)
		go func() {
			_, err := p.ReadLine(ctx, "")
			done <- err
		}()
		synctest.Wait()
		cancel(reason)
		if err := <-done; !errors.Is(err, reason) {
			t.Errorf("error %v", err)
		}
		if _, err := p.ReadLine(t.Context(), ""); err != io.EOF {
			t.Errorf("afterwards: %v", err)
		}
		_ = send.Close() // ends the read that was on its way
		_ = p.Close()
		<-p.in.done
	})
}

func TestPlainCloseEndsReadLine(t *testing.T) {
	in, send, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := NewPlain(in, io.Discard, io.Discard)
	done := make(chan error)
	go func() {
		_, err := p.ReadLine(context.Background(), "")
		done <- err
	}()
	_ = p.Close()
	if err := <-done; err != io.EOF {
		t.Errorf("error %v", err)
	}
	_ = send.Close()
	<-p.in.done
	_ = in.Close()
}

// TestPlainGraphics makes pictures of letters, without colours where nobody looks.
func TestPlainGraphics(t *testing.T) {
	t.Setenv("COLORTERM", "truecolor")
	g := NewPlain(strings.NewReader(""), io.Discard, io.Discard).Graphics(t.Context(), true)
	if g.As != "braille" || g.Colors != 0 || g.Columns != 0 || g.Rows != 0 || g.Why == "" {
		t.Errorf("%+v", g)
	}
}
