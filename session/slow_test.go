package session

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/server"
)

// deaf is the end of a connection whose page reads nothing.
type deaf struct {
	closed chan struct{}
	once   sync.Once
}

func (d *deaf) ReadMessage() ([]byte, error) { <-d.closed; return nil, os.ErrClosed }
func (d *deaf) WriteMessage([]byte) error    { return os.ErrDeadlineExceeded }
func (d *deaf) Close() error                 { d.once.Do(func() { close(d.closed) }); return nil }

// TestSlowPageIsNamed: a page that is cut off since it reads nothing is told, once.
func TestSlowPageIsNamed(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.serve(r.ctx, &deaf{closed: make(chan struct{})}, server.Peer{Addr: "somewhere", Version: protocol.BuiltinVersion})
		told := r.told("browser 1 (built-in page)")
		if len(told) != 1 || !strings.HasSuffix(told[0], "was cut off: "+rpc.ErrSlow.Error()) {
			t.Errorf("told %q", r.told(""))
		}
		equal(t, "browsers", len(r.Browsers()), 0)
	})
}
