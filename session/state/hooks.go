package state

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Hooks: their kinds of events and the commands on and off.

// ParseHook reads what follows the command on: EVENT COMMAND, with --as N before them for
// the hook's number, which is 0 without it. The parts that are missing are "".
func ParseHook(text string) (Hook, error) {
	var h Hook
	word, rest := cutWord(strings.TrimLeft(text, " \t"))
	if word == "--as" {
		var number string
		var err error
		number, rest = cutWord(rest)
		if h.Number, err = strconv.Atoi(number); err != nil || h.Number < 1 || h.Number > MaxHandle {
			return Hook{}, fmt.Errorf("wanted the hook's number as --as N, found %q", number)
		}
		word, rest = cutWord(rest)
	}
	h.Event, h.Command = word, rest
	return h, nil
}

// cutWord splits s into its first word and the rest.
func cutWord(s string) (word, rest string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " \t")
}

// KeepHooks replaces the hooks of st by those of another state, and returns a note on the
// hooks that st loses. Hooks run programs, so a state that may be passed on has none, and
// none are taken from a state that others may have written.
func (st *State) KeepHooks(of State) (note string) {
	switch n := len(st.Hooks); n {
	case 0:
	case 1:
		note = "1 hook" + leftOut
	default:
		note = strconv.Itoa(n) + " hooks" + leftOut
	}
	st.Hooks, st.LastHook = of.Hooks, of.LastHook
	return note
}

const leftOut = " left out, since hooks run programs; only session and --resume keep them"

// maxCommand bounds the command of a hook, in bytes, since a journal bounds its lines.
const maxCommand = 1 << 16

// HookEvent returns the event that adds a hook, or removes it.
func HookEvent(kind Kind, h Hook) Event {
	return Event{Kind: kind, Handles: []int{h.Number}, Names: []string{h.Event}, Text: h.Command}
}

// HookOf returns the hook of an event by HookEvent. Parts that the event lacks are zero.
func HookOf(e Event) (h Hook) {
	if len(e.Handles) == 1 {
		h.Number = e.Handles[0]
	}
	if len(e.Names) == 1 {
		h.Event = e.Names[0]
	}
	h.Command = oneLine(e.Text)
	return h
}

func hooked(st *State, e *Event) error {
	h := HookOf(*e)
	if h.Event == "" || h.Command == "" {
		return errors.New("a hook without an event or a command")
	}
	if n := len(h.Command); n > maxCommand {
		return fmt.Errorf("the command of hook %d has %d bytes; at most %d can be kept", h.Number, n, maxCommand)
	}
	i, there := st.hookAt(h.Number)
	if there || h.Number < 1 || h.Number > MaxHandle {
		return fmt.Errorf("hook %d is there already, or is no number of a hook", h.Number)
	}
	st.Hooks = slices.Insert(slices.Clone(st.Hooks), i, h)
	st.LastHook = max(st.LastHook, h.Number)
	return nil
}

// writeHooked writes all that follows the name of the command as one word, which on parses
// itself.
func writeHooked(e *Event) [][]string {
	h := HookOf(*e)
	return [][]string{{"on", fmt.Sprintf("--as %d %s %s", h.Number, h.Event, h.Command)}}
}

func readOn(st *State, args []string) ([]Event, error) {
	h, err := ParseHook(strings.Join(args, " "))
	if err != nil {
		return nil, fmt.Errorf("on: %w", err)
	}
	if h.Event == "" || h.Command == "" {
		return nil, errors.New("on: wanted an event and a command")
	}
	if h.Number == 0 {
		h.Number = st.LastHook + 1
	}
	return []Event{HookEvent(EventHooked, h)}, nil
}

func unhooked(st *State, e *Event) error {
	n := HookOf(*e).Number
	if _, there := st.hookAt(n); !there {
		return fmt.Errorf("there is no hook %d", n)
	}
	st.Hooks = without(st.Hooks, func(h Hook) bool { return h.Number == n })
	return nil
}

func writeUnhooked(e *Event) [][]string { return [][]string{{"off", strconv.Itoa(HookOf(*e).Number)}} }

func readOff(st *State, args []string) ([]Event, error) {
	gone := st.Hooks
	if len(args) != 1 || !strings.EqualFold(args[0], "all") {
		handles, err := numbers("hook", args)
		if err != nil {
			return nil, err
		}
		gone = nil
		for _, n := range handles {
			h, _ := st.Hook(n)
			h.Number = n
			gone = append(gone, h)
		}
	}
	return list(gone, func(h Hook) Event { return HookEvent(EventUnhooked, h) }), nil
}

// diffHooks returns the events that remove hooks of a, and those that add hooks of b.
func diffHooks(a, b State) (gone, fresh []Event) {
	lacks := func(st State, h Hook) bool { have, _ := st.Hook(h.Number); return have != h }
	for _, h := range a.Hooks {
		if lacks(b, h) {
			gone = append(gone, HookEvent(EventUnhooked, h))
		}
	}
	for _, h := range b.Hooks {
		if lacks(a, h) {
			fresh = append(fresh, HookEvent(EventHooked, h))
		}
	}
	return gone, fresh
}
