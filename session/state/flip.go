package state

import (
	"errors"
	"fmt"
	"strings"
)

// The words of a flipped axis, and of one that is not.
const (
	flipOn  = "on"
	flipOff = "off"
)

// FlipEvent returns the event that flips the axis, or no longer.
func FlipEvent(flip bool) Event {
	if flip {
		return Event{Kind: EventFlipped, Text: flipOn}
	}
	return Event{Kind: EventFlipped, Text: flipOff}
}

// ParseFlip reads a word of a flipped axis.
func ParseFlip(word string) (flip bool, err error) {
	switch strings.ToLower(word) {
	case flipOn:
		return true, nil
	case flipOff:
		return false, nil
	}
	return false, fmt.Errorf("flip: wanted on or off; found %q", word)
}

func flipped(st *State, e *Event) (err error) {
	st.Flip, err = ParseFlip(e.Text)
	return err
}

func writeFlipped(e *Event) [][]string { return [][]string{{"flip", e.Text}} }

func readFlip(_ *State, args []string) ([]Event, error) {
	if len(args) != 1 {
		return nil, errors.New("flip: wanted on or off")
	}
	flip, err := ParseFlip(args[0])
	return []Event{FlipEvent(flip)}, err
}
