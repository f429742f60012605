package intervals

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const (
	// maxWords bounds the different words of a dictionary: a row has the word's
	// number in 16 bits.
	maxWords = 1 << 16
	// judgeAt is the number of rows at which a dictionary is dropped if it has more than
	// one word for two rows: it has names rather than classes.
	judgeAt = 1024
)

// texts is a column of text while it is built: a dictionary while words repeat, else
// all text in one piece with the end of each row's text.
type texts struct {
	codes []uint16
	words []string
	code  map[string]uint16

	plain bool
	bytes []byte
	ends  ints
}

func (c *texts) add(field []byte) {
	if c.plain {
		c.bytes = append(c.bytes, field...)
		c.ends.add(len(c.bytes))
		return
	}
	code, ok := c.code[string(field)] // no allocation: the compiler knows this form
	if !ok {
		if !c.room() {
			c.spell()
			c.add(field)
			return
		}
		code = c.learn(string(field))
	}
	c.codes = append(c.codes, code)
}

// room reports whether the dictionary may take another word.
func (c *texts) room() bool {
	n := len(c.words)
	return n < maxWords && (len(c.codes) < judgeAt || n < len(c.codes)/2)
}

func (c *texts) learn(word string) uint16 {
	if c.code == nil {
		c.code = map[string]uint16{}
	}
	code := uint16(len(c.words))
	c.words = append(c.words, word)
	c.code[word] = code
	return code
}

// spell replaces the dictionary by plain text.
func (c *texts) spell() {
	c.plain = true
	for _, code := range c.codes {
		c.bytes = append(c.bytes, c.words[code]...)
		c.ends.add(len(c.bytes))
	}
	c.codes, c.words, c.code = nil, nil, nil
}

// numbers returns the column as numbers, NaN where a cell has none, how many cells are
// text, and the first of them. It returns nil if more than a tenth of those that are not
// empty is text or all are empty. number reads a cell; ok is false for text. With all it returns
// nil if any cell is text.
func (c *texts) numbers(number func(cell []byte) (v float64, ok bool), all bool) (values *floats, bad int, first string) {
	type word struct {
		v  float64
		ok bool
	}
	words := make([]word, len(c.words))
	for i, w := range c.words {
		words[i].v, words[i].ok = number([]byte(w))
	}
	values = &floats{}
	good, rows, from := 0, max(len(c.codes), c.ends.len()), 0
	for i := range rows {
		var cell word
		if c.plain {
			to := c.ends.at(i)
			cell.v, cell.ok = number(c.bytes[from:to])
			from = to
		} else {
			cell = words[c.codes[i]]
		}
		if cell.v == cell.v {
			good++
		}
		if !cell.ok {
			if bad++; bad == 1 {
				first = c.cell(i)
			}
			if 10*bad > rows || all {
				return nil, 0, ""
			}
		}
		values.add(cell.v)
	}
	if good == 0 || 9*bad > good {
		return nil, 0, ""
	}
	return values, bad, first
}

// judge returns numbers by the reading that fits the column, and which that is.
func (c *texts) judge(readings []Reading) (values *floats, bad int, first string, by int) {
	for i, r := range readings {
		v, n, text := c.numbers(r.Number, r.Note != "")
		if v == nil || values != nil && n > 0 || !c.has(r.Signs) {
			continue
		}
		if values, bad, first, by = v, n, text, i; bad == 0 {
			break
		}
	}
	return values, bad, first, by
}

// has reports whether the column has each of the characters somewhere.
func (c *texts) has(signs string) bool {
	for _, sign := range []byte(signs) {
		found := bytes.IndexByte(c.bytes, sign) >= 0
		for _, w := range c.words {
			found = found || strings.IndexByte(w, sign) >= 0
		}
		if !found {
			return false
		}
	}
	return true
}

// cell returns the text of row i.
func (c *texts) cell(i int) string {
	switch {
	case !c.plain:
		return c.words[c.codes[i]]
	case i == 0:
		return string(c.bytes[:c.ends.at(0)])
	}
	return string(c.bytes[c.ends.at(i-1):c.ends.at(i)])
}

// append adds the rows of o. It may change o.
func (c *texts) append(o *texts) {
	if !c.plain && !o.plain {
		c.appendCodes(o)
		return
	}
	if !c.plain {
		c.spell()
	}
	if !o.plain {
		o.spell()
	}
	base := len(c.bytes)
	c.bytes = append(c.bytes, o.bytes...)
	for i := range o.ends.len() {
		c.ends.add(base + o.ends.at(i))
	}
}

// appendCodes joins two dictionaries.
func (c *texts) appendCodes(o *texts) {
	codes := make([]uint16, len(o.words)) // o's code to c's
	for i, word := range o.words {
		code, ok := c.code[word]
		if !ok {
			if len(c.words) == maxWords {
				c.spell()
				c.append(o)
				return
			}
			code = c.learn(word)
		}
		codes[i] = code
	}
	for _, code := range o.codes {
		c.codes = append(c.codes, codes[code])
	}
}

// decode converts text that is not UTF-8 from Latin-1, and reports whether it found any.
func (c *texts) decode() bool {
	bad := c.plain && !utf8.Valid(c.bytes)
	for _, w := range c.words {
		bad = bad || !utf8.ValidString(w)
	}
	if !bad {
		return false
	}
	for i, w := range c.words {
		c.words[i] = latin1(w)
	}
	if c.plain {
		var out texts
		out.plain = true
		for i := range c.ends.len() {
			out.add([]byte(latin1(c.cell(i))))
		}
		*c = out
	}
	return true
}

// latin1 converts a text from Latin-1 unless it is UTF-8.
func latin1(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	runes := make([]rune, len(s))
	for i := range runes {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// column is a finished column of text. Reading a row allocates nothing.
type column struct {
	codes []uint16
	words []string

	text string
	ends ints // of each row in text; used if words is nil
}

func (c *column) at(i int) string {
	if c.words != nil {
		return c.words[c.codes[i]]
	}
	start := 0
	if i > 0 {
		start = c.ends.at(i - 1)
	}
	return c.text[start:c.ends.at(i)]
}

// ordered finishes the column with row order[i] at i; see pick.
func (c *texts) ordered(order []uint32) column {
	if !c.plain {
		return column{codes: pick(c.codes, order), words: append([]string{}, c.words...)}
	}
	var out column
	var b strings.Builder
	b.Grow(len(c.bytes))
	if order == nil {
		b.Write(c.bytes)
		return column{text: b.String(), ends: c.ends.ordered(nil)}
	}
	out.ends.narrow = make([]uint32, 0, len(order))
	for _, j := range order {
		start := 0
		if j > 0 {
			start = c.ends.at(int(j) - 1)
		}
		b.Write(c.bytes[start:c.ends.at(int(j))])
		out.ends.add(b.Len())
	}
	out.text = b.String()
	return out
}
