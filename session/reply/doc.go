// Package reply is what the prompt is answered: what became of a command, and
// what a question about the data or the browsers brought. Nothing in it is sent to a
// page. Values are plain data, safe to copy.
package reply
