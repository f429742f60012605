package bbi

import (
	"bytes"
	"strings"
)

// maxAutoSQL bounds the description of the columns, which is some kilobytes at most.
const maxAutoSQL = 1 << 20

// sqlField is one column of an autoSql table.
type sqlField struct {
	name string
	kind string // "string", "uint", "float", …, without the length
	list bool   // an array: char[1] is one too
}

// readAutoSQL reads the description of the columns. It returns "" if the file has none or
// it cannot be read, since rows can be read without it.
func readAutoSQL(f *file, h *header) string {
	if h.autoSQL == 0 || h.autoSQL >= uint64(f.size) {
		return ""
	}
	buf, err := f.bytesAt(h.autoSQL, min(maxAutoSQL, uint64(f.size)-h.autoSQL), "column description")
	if err != nil {
		return ""
	}
	text, _, ended := bytes.Cut(buf, []byte{0})
	if !ended {
		return ""
	}
	return string(text)
}

// parseAutoSQL reads the columns of an autoSql table:
//
//	table peaks
//	"what a row is"
//	(
//	string chrom;         "what the column is"
//	int[blockCount] sizes; "…"
//	enum(a, b) kind;      "…"
//	)
//
// (UCSC, "autoSql and autoXml", Linux Journal 2002). Other text gives no
// columns.
func parseAutoSQL(text string) []sqlField {
	_, body, ok := strings.Cut(withoutQuotes(text), "(")
	if !ok {
		return nil
	}
	var list []sqlField
	for {
		decl, rest, ok := strings.Cut(body, ";")
		field, good := parseField(strings.TrimSpace(decl))
		if !ok || !good {
			return list
		}
		list = append(list, field)
		body = rest
	}
}

// parseField reads one declaration without its semicolon: a kind, which may be
// an array or list what it may hold, a name, and perhaps keywords.
func parseField(decl string) (f sqlField, ok bool) {
	i := strings.IndexAny(decl, " \t\r\n[(")
	if i <= 0 {
		return f, false
	}
	f.kind = decl[:i]
	rest := strings.TrimSpace(decl[i:])
	switch {
	case strings.HasPrefix(rest, "["):
		f.list = true
		_, rest, _ = strings.Cut(rest, "]")
	case strings.HasPrefix(rest, "("):
		_, rest, _ = strings.Cut(rest, ")")
	}
	words := strings.Fields(rest)
	if len(words) == 0 {
		return f, false
	}
	f.name = words[0]
	return f, true
}

// withoutQuotes removes the comments, which may have any text.
func withoutQuotes(text string) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(text, `"`)
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		if _, text, ok = strings.Cut(rest, `"`); !ok {
			return out.String()
		}
		out.WriteByte(' ')
	}
}
