package session

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/sessiontest"
)

// TestNobodyUnseen connects as somebody who asks for no measurements, or for nothing at all.
func TestNobodyUnseen(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		quiet := must(sessiontest.OpenWorkspaces(r.ctx, r.net.Dial, v4))(t)
		time.Sleep(unseenFor)
		if told := r.told("connected; it has not asked for measurements"); len(told) != 1 || !strings.HasPrefix(told[0], "a program at ") {
			t.Errorf("told %q", r.told(""))
		}
		page := r.join(v4)
		all := r.Connections()
		if len(all) != 2 || all[0].ID != 1 || all[1].ID != 0 || all[1].Generation != "" || all[1].Remote == "" {
			t.Errorf("connected are %+v", all)
		}
		time.Sleep(10 * unseenFor)
		equal(t, "told of the page", len(r.told("browser 1 connected: EpiViz 4")), 1)
		quiet.Disconnect()
		page.Disconnect()
		time.Sleep(unseenFor)
		equal(t, "told that they have gone", len(r.told("disconnected")), 2)
		equal(t, "connected", len(r.Connections()), 0)

		// One that comes and goes at once is told, too, before it has gone.
		must(sessiontest.OpenWorkspaces(r.ctx, r.net.Dial, v4))(t).Disconnect()
		time.Sleep(unseenFor)
		told := r.told("a program at ")
		equal(t, "sentences", len(told), 4)
	})
}

// TestComesAndGoes connects a hundred times.
func TestComesAndGoes(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		for range 100 {
			page := r.join(v4)
			page.Disconnect()
			time.Sleep(10 * time.Millisecond)
		}
		equal(t, "told each", len(r.told("connected: EpiViz 4")), toldEach)
		time.Sleep(countFor)
		if told := r.told("times within a minute"); !slices.Contains(told, "EpiViz 4 connected, 97 more times within a minute") ||
			!slices.Contains(told, "EpiViz 4 disconnected, 97 more times within a minute") {
			t.Errorf("told %q", told)
		}
		for range 100 {
			must(sessiontest.OpenWorkspaces(r.ctx, r.net.Dial, v4))(t).Disconnect()
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(countFor)
		if told := r.told("a program connected, 97 more times within a minute"); len(told) != 1 {
			t.Errorf("told %q", r.told("a program"))
		}
		time.Sleep(2 * countFor) // it is over
		r.join(v4)
		equal(t, "told each", len(r.told("connected: EpiViz 4")), toldEach+1)
		for range 10 {
			r.join(v4).Disconnect()
			time.Sleep(10 * time.Millisecond)
		}
	})
}

// TestManyKinds checks that what is remembered of those who come has a bound, and that nothing is left uncounted.
func TestManyKinds(t *testing.T) {
	var told []string
	v := visits{notify: func(sentence string) { told = append(told, sentence) }}
	for n := 1; n <= 10*mostKinds; n++ {
		kind := strings.Repeat("x", n)
		v.tell(kind, "one", "some")
	}
	if len(v.kinds) > mostKinds+1 {
		t.Errorf("%d kinds are kept", len(v.kinds))
	}
	if len(told) != mostKinds+toldEach {
		t.Errorf("%d sentences", len(told))
	}
	v.close()
	if last := told[len(told)-1]; last != "others connected or asked to, 897 more times" {
		t.Errorf("at the end: %q", last)
	}
}
