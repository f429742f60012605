package rpc_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/epiviz/epivizgo/protocol"
)

// TestCast neither waits nor blocks, and hears of its own answer alone.
func TestCast(t *testing.T) {
	run(t, 100, nil, func(t *testing.T, r *rig) {
		var answered []string
		cast := func(action string) bool {
			return r.conn.Cast(action, protocol.GroupParams{DatasourceGroup: "g"}, func() { answered = append(answered, action) })
		}
		for _, action := range []string{"one", "two"} {
			if !cast(action) {
				t.Fatalf("%s was not sent", action)
			}
		}
		one, two := r.asked(), r.asked()
		if one.Action != "one" || two.Action != "two" {
			t.Fatalf("the page was asked %s and %s", one.Action, two.Action)
		}
		for _, id := range []int64{two.ID, two.ID, one.ID} { // one of them twice
			if err := r.page.WriteMessage(fmt.Appendf(nil, `{"requestId":%d,"type":"response","data":{"success":true}}`, id)); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if got := fmt.Sprint(answered); got != "[two one]" {
			t.Errorf("answered were %s", got)
		}
		r.conn.Close()
		synctest.Wait()
		if cast("three") {
			t.Error("a closed connection took a request")
		}
	})
}

// TestCastToAPageThatDoesNotRead is dropped.
func TestCastToAPageThatDoesNotRead(t *testing.T) {
	run(t, 1, nil, func(t *testing.T, r *rig) {
		sent := 0
		for range 10_000 {
			if r.conn.Cast("hover", nil, func() {}) {
				sent++
			}
		}
		if sent == 0 || sent > 1000 {
			t.Errorf("%d of 10000 were taken", sent)
		}
	})
}
