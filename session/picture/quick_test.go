package picture

import (
	"context"
	"encoding/json"
	"bytes"
	"testing"
	"fmt"
	"time"
	"github.com/epiviz/epivizgo/protocol"
)

func TestQuick(t *testing.T) {
	var s Studio
	defer s.Close()
	at := time.Now()
	r, err := s.Draw(context.Background(), Request{Width: 800, State: protocol.SyncStateParams{Location: &protocol.Range{SeqName: "chr1", Start: 1, End: 1000}}}, func(ctx context.Context, action string, args json.RawMessage) any { return nil })
	fmt.Println(time.Since(at))
	if err != nil { t.Fatal(err) }
	var b bytes.Buffer
	r.WriteSVG(&b)
	fmt.Println(b.String())
	at = time.Now()
	for range 100 {
	r, err = s.Draw(context.Background(), Request{Width: 800, State: protocol.SyncStateParams{Location: &protocol.Range{SeqName: "chr1", Start: 1, End: 1000}}}, func(ctx context.Context, action string, args json.RawMessage) any { return nil })
	}
	fmt.Println(time.Since(at)/100)
}
