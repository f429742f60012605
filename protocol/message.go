package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Message is a *Request or a *Response.
type Message interface{ message() }

// Request asks the other end to do Action. Pages and session number their
// requests independently.
type Request struct {
	ID     int64
	Action string
	// Args is the whole "data" object, "action" included.
	Args json.RawMessage
}

// Response answers the request of the same ID.
type Response struct {
	ID   int64
	Data json.RawMessage // nil when the frame had none
}

func (*Request) message()  {}
func (*Response) message() {}

type envelope struct {
	RequestID json.RawMessage `json:"requestId"`
	Type      string          `json:"type"`
	Data      json.RawMessage `json:"data"`
}

const (
	// maxDepth bounds the nesting of a frame. Real frames have four levels.
	maxDepth = 64
	// MaxValues bounds the values of a frame, since one of two bytes takes up to
	// a hundred once it is decoded. The largest real frames, which announce chart
	// types, have some thousand.
	MaxValues = 1 << 16
)

// Decode reads one frame: {"requestId","type":"request"|"response","data"}. It
// never fails on members that it does not know.
func Decode(frame []byte) (Message, error) {
	var env envelope
	depth, values := extent(frame)
	if depth > maxDepth {
		return nil, fmt.Errorf("protocol: a frame nested more than %d deep", maxDepth)
	}
	if err := json.Unmarshal(frame, &env); err != nil {
		return nil, fmt.Errorf("protocol: a frame that is not a JSON object of requestId, type and data: %w", err)
	}
	id, err := strconv.ParseFloat(string(bytes.Trim(env.RequestID, `"`)), 64)
	if err != nil || id != math.Trunc(id) || math.Abs(id) > 1<<53 {
		return nil, fmt.Errorf("protocol: requestId is %s; wanted a whole number", orNothing(env.RequestID))
	}
	many := tooMany(values)
	switch env.Type {
	case "request":
		if many != nil {
			return nil, &BadRequest{ID: int64(id), Err: many}
		}
		var head struct {
			Action string `json:"action"`
		}
		if err := json.Unmarshal(env.Data, &head); err != nil || head.Action == "" {
			return nil, &BadRequest{ID: int64(id), Err: fmt.Errorf("data is %s; wanted an object with an action", orNothing(env.Data))}
		}
		return &Request{ID: int64(id), Action: head.Action, Args: env.Data}, nil
	case "response":
		if many != nil {
			return nil, fmt.Errorf("protocol: response %d: %w", int64(id), many)
		}
		if bytes.Equal(env.Data, []byte("null")) {
			env.Data = nil
		}
		return &Response{ID: int64(id), Data: env.Data}, nil
	}
	return nil, fmt.Errorf("protocol: type is %.40q; wanted request or response", env.Type)
}

// BadRequest is a frame that is a request, and so is owed an answer, but whose
// data cannot be read.
type BadRequest struct {
	ID  int64
	Err error
}

func (e *BadRequest) Error() string { return fmt.Sprintf("protocol: request %d: %v", e.ID, e.Err) }
func (e *BadRequest) Unwrap() error { return e.Err }

// extent returns how deep brackets nest outside of strings, and how many values
// there are, about. It looks no deeper than one level beyond maxDepth.
func extent(text []byte) (deepest, values int) {
	depth, quoted := 0, false
	for i := 0; i < len(text) && deepest <= maxDepth; i++ {
		switch c := text[i]; {
		case quoted:
			if c == '\\' {
				i++
			} else if c == '"' {
				quoted = false
			}
		case c == '"':
			quoted = true
		case c == ',':
			values++
		case c == '{' || c == '[':
			depth++
			values++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest, values
}

// tooMany returns the error of more values than MaxValues.
func tooMany(values int) error {
	if values <= MaxValues {
		return nil
	}
	return fmt.Errorf("it has %d values; wanted at most %d: ask for fewer at once", values, MaxValues)
}

// unmarshalInner unmarshals JSON that travels inside a string, which Decode has not
// looked into.
func unmarshalInner(text []byte, into any) error {
	_, values := extent(text)
	if err := tooMany(values); err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func orNothing(b []byte) string {
	if len(b) == 0 {
		return "missing"
	}
	if len(b) > 40 {
		return string(b[:40]) + "…"
	}
	return string(b)
}

// Appender is a value that writes its own JSON. Answers with long columns do,
// since encoding/json fails a whole message on one NaN.
type Appender interface {
	AppendJSON(b []byte) []byte
}

// AppendResponse appends the frame that answers request id. A nil value is
// sent as {}: v4 and v5 throw on null before the answer is delivered.
func AppendResponse(b []byte, id int64, data any) ([]byte, error) {
	b = append(b, `{"requestId":`...)
	b = strconv.AppendInt(b, id, 10)
	b = append(b, `,"type":"response","data":`...)
	switch data := data.(type) {
	case nil:
		b = append(b, "{}"...)
	case Appender:
		b = data.AppendJSON(b)
	default:
		body, err := json.Marshal(data)
		if err != nil {
			return nil, fmt.Errorf("protocol: answer to request %d: %w", id, err)
		}
		if bytes.Equal(body, []byte("null")) {
			body = []byte("{}")
		}
		b = append(b, body...)
	}
	return append(b, '}'), nil
}

// EncodeRequest makes the frame that asks for a UI action. params marshals to
// a JSON object, whose members follow "action", or to null for no arguments.
func EncodeRequest(id int64, action string, params any) ([]byte, error) {
	args, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("protocol: arguments of %s: %w", action, err)
	}
	if bytes.Equal(args, []byte("null")) {
		args = []byte("{}")
	}
	if len(args) < 2 || args[0] != '{' {
		return nil, fmt.Errorf("protocol: arguments of %s are %s; wanted an object", action, orNothing(args))
	}
	name, err := json.Marshal(action)
	if err != nil {
		return nil, err
	}
	b := append([]byte(`{"requestId":`), strconv.AppendInt(nil, id, 10)...)
	b = append(b, `,"type":"request","data":{"action":`...)
	b = append(b, name...)
	if len(args) > 2 {
		b = append(b, ',')
	}
	b = append(b, args[1:]...)
	return append(b, '}'), nil
}
