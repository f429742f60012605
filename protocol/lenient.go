package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Text is a string that may arrive as a number, a boolean or null.
type Text string

func (t *Text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, (*string)(t))
	}
	if bytes.ContainsAny(b, "{[") {
		return fmt.Errorf("wanted text, found %s", orNothing(b))
	}
	if *t = Text(b); *t == "null" {
		*t = ""
	}
	return nil
}

// Number is a number that may arrive as a numeric string. Set distinguishes 0 from
// an absent number and from null.
type Number struct {
	Value float64
	Set   bool
}

func (n *Number) UnmarshalJSON(b []byte) error {
	s := strings.TrimSpace(string(bytes.Trim(b, `"`)))
	if s == "null" || s == "" {
		*n = Number{}
		return nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(v, 0) || math.IsNaN(v) {
		return fmt.Errorf("wanted a number, found %s", orNothing(b))
	}
	*n = Number{v, true}
	return nil
}

// MarshalJSON writes null for what is not Set or is no JSON number.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.Set {
		return []byte("null"), nil
	}
	return AppendFloat(nil, n.Value), nil
}

// Strings is a list of strings that may arrive as one string, or as a string
// that holds the JSON of a list. Null is a nil list; an empty list or string is
// an empty one.
type Strings []string

func (s *Strings) UnmarshalJSON(b []byte) error {
	*s = nil
	var list []Text
	if len(b) > 0 && b[0] == '"' {
		var one string
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		if unmarshalInner([]byte(one), &list) != nil { // a name, not the JSON of a list
			if *s = (Strings{one}); one == "" {
				*s = Strings{}
			}
			return nil
		}
	} else if err := json.Unmarshal(b, &list); err != nil {
		return fmt.Errorf("wanted a list of names, found %s", orNothing(b))
	}
	if list == nil {
		return nil
	}
	*s = make(Strings, len(list))
	for i, t := range list {
		(*s)[i] = string(t)
	}
	return nil
}

// Embedded is a value that travels as a string which holds its JSON. Pages
// throw on a real array or object and send no answer, so it always marshals to
// a string; it reads either form.
type Embedded[T any] struct{ Value T }

// Embed wraps a value.
func Embed[T any](v T) Embedded[T] { return Embedded[T]{v} }

func (e Embedded[T]) MarshalJSON() ([]byte, error) {
	inner, err := json.Marshal(e.Value)
	if err != nil {
		return nil, err
	}
	return json.Marshal(string(inner))
}

func (e *Embedded[T]) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var inner string
		if err := json.Unmarshal(b, &inner); err != nil {
			return err
		}
		b = []byte(inner)
	}
	return unmarshalInner(b, &e.Value)
}

// InWords returns an error of json.Unmarshal without the names of this program's types: pages and people read it.
func InWords(err error) error {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return err
	}
	if wrong.Field == "" {
		return fmt.Errorf("it cannot be a JSON %s", wrong.Value)
	}
	return fmt.Errorf("its %s cannot be a JSON %s", wrong.Field, wrong.Value)
}
