package intervals

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"reflect"
	"sync"
	"unsafe"
)

// EncodeVersion changes with the form that Encode writes. Decode reads no other.
const EncodeVersion = 8

// Encode writes stores for Decode, in the byte order of this machine. What searches need is
// written if it has been made. The stores may be in use: Encode only reads them.
func Encode(w io.Writer, stores []*Store) error {
	c := codec{w: bufio.NewWriterSize(w, codecBuffer)}
	c.stores(&stores)
	if c.err != nil {
		return c.err
	}
	return c.w.Flush()
}

// EncodedSize returns how many bytes Encode writes.
func EncodedSize(stores []*Store) int64 {
	var n counter
	_ = Encode(&n, stores) // a counter takes all
	return int64(n)
}

// Decode reads what Encode has written, size bytes of r. The bytes may be any: those that are no
// stores are an error.
func Decode(r io.Reader, size int64) ([]*Store, error) {
	c := newDecoder(r, size)
	var stores []*Store
	c.stores(&stores)
	if c.err == nil && c.left > 0 {
		c.fail("%d bytes behind the last store", c.left)
	}
	if c.err != nil {
		return nil, fmt.Errorf("encoded rows: %w", c.err)
	}
	return stores, nil
}

func newDecoder(r io.Reader, size int64) *codec {
	return &codec{r: bufio.NewReaderSize(io.LimitReader(r, size), codecBuffer), left: size, room: spareRoom + roomPerByte*size}
}

type counter int64

func (n *counter) Write(b []byte) (int, error) {
	*n += counter(len(b))
	return len(b), nil
}

const codecBuffer = 64 << 10

// Decoded rows take about as much memory as bytes. Bytes that would take much more, as lists of very many empty
// elements, are of no rows: roomPerByte and spareRoom bound that.
const roomPerByte, spareRoom = 3, 64 << 10

// codec writes values, or reads them into the same places, so that one list of the fields of a type
// is for both directions.
type codec struct {
	w    *bufio.Writer // nil when values are read
	r    *bufio.Reader // nil when values are written
	left int64         // bytes of r that have not been read
	room int64         // bytes of memory that what is read may still take
	err  error         // the first; there are no more values after it
}

func (c *codec) reads() bool { return c.r != nil }

func (c *codec) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// bytes moves all of b.
func (c *codec) bytes(b []byte) {
	switch {
	case c.err != nil:
	case !c.reads():
		_, c.err = c.w.Write(b)
	case int64(len(b)) > c.left:
		c.err = io.ErrUnexpectedEOF
	default:
		c.left -= int64(len(b))
		_, c.err = io.ReadFull(c.r, b)
	}
}

// whole is a whole number of 0 or more.
func (c *codec) whole(n *int) {
	v := []uint64{uint64(*n)}
	c.bytes(raw(v))
	if c.reads() && v[0] > math.MaxInt64 {
		c.fail("the number %d", v[0])
	}
	if c.reads() && c.err == nil {
		*n = int(v[0])
	}
}

// count is the number of elements that follow, n when written, each of least bytes or more.
func (c *codec) count(n, least int) int {
	c.whole(&n)
	if c.reads() && int64(n) > c.left/int64(least) {
		c.fail("%d elements in %d bytes", n, c.left)
	}
	if c.err != nil {
		return 0
	}
	return n
}

// elements is the count of a slice, and whether it is not nil.
func (c *codec) elements(there *bool, n, least int) int {
	if c.flag(there); !*there {
		return 0
	}
	return c.count(n, least)
}

func (c *codec) flag(b *bool) {
	v := []byte{0}
	if *b {
		v[0] = 1
	}
	c.bytes(v)
	if v[0] > 1 {
		c.fail("%d for yes or no", v[0])
	}
	*b = v[0] == 1
}

func (c *codec) text(s *string) {
	n := c.count(len(*s), 1)
	if !c.reads() {
		c.bytes(unsafe.Slice(unsafe.StringData(*s), n))
		return
	}
	c.take(int64(n))
	b := make([]byte, n)
	c.bytes(b)
	*s = unsafe.String(unsafe.SliceData(b), n) // b is not used after
}

func list[T any](c *codec, s *[]T, each func(*T)) {
	there := *s != nil
	n := c.elements(&there, len(*s), 1)
	if !c.reads() {
		for i := range *s {
			each(&(*s)[i])
		}
		return
	}
	if there {
		*s = make([]T, 0, min(n, firstElements))
	}
	for len(*s) < n && c.err == nil {
		var zero T
		c.take(int64(unsafe.Sizeof(zero)))
		*s = append(*s, zero)
		each(&(*s)[len(*s)-1])
	}
}

// take takes n bytes of the room for what is read.
func (c *codec) take(n int64) {
	if !c.reads() {
		return
	}
	if c.room -= n; c.room < 0 {
		c.fail("the content takes more than %d times its bytes", roomPerByte)
	}
}

// firstElements is how many elements of a list there is room for before any has been read: each may take
// much more memory than bytes.
const firstElements = 1 << 10

// bits is a type of which any bits are a value.
type bits interface {
	byte | uint16 | uint32 | uint64 | float32 | float64
}

// raw returns the memory of s.
func raw[T bits](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*sizeOf[T]())
}

func sizeOf[T bits]() int {
	var v T
	return int(unsafe.Sizeof(v))
}

func slice[T bits](c *codec, s *[]T) {
	there := *s != nil
	n := c.elements(&there, len(*s), sizeOf[T]())
	if c.reads() && there {
		c.take(int64(n * sizeOf[T]()))
		*s = make([]T, n)
	}
	c.bytes(raw(*s))
}

// value is a value whose fields are all exported, of few bytes: what Info and Schema are made of.
func (c *codec) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		b := v.Bool()
		if c.flag(&b); c.reads() {
			v.SetBool(b)
		}
	case reflect.Int, reflect.Int64:
		n := []uint64{uint64(v.Int())}
		if c.bytes(raw(n)); c.reads() {
			v.SetInt(int64(n[0]))
		}
	case reflect.Float64:
		n := []float64{v.Float()}
		if c.bytes(raw(n)); c.reads() {
			v.SetFloat(n[0])
		}
	case reflect.String:
		s := v.String()
		if c.text(&s); c.reads() {
			v.SetString(s)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			c.value(v.Field(i))
		}
	case reflect.Slice:
		c.values(v)
	case reflect.Map:
		c.entries(v)
	default:
		c.fail("%v cannot be written", v.Type())
	}
}

func (c *codec) values(v reflect.Value) {
	there := !v.IsNil()
	n := c.elements(&there, v.Len(), 1)
	if c.reads() && there {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
	for i := 0; i < n && c.err == nil; i++ {
		c.take(int64(v.Type().Elem().Size()))
		if c.reads() {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		}
		c.value(v.Index(i))
	}
}

func (c *codec) entries(v reflect.Value) {
	there := !v.IsNil()
	n := c.elements(&there, v.Len(), 1)
	if c.reads() && there {
		v.Set(reflect.MakeMap(v.Type()))
	}
	entry := func(key, value reflect.Value) {
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if !c.reads() {
			k.Set(key)
			e.Set(value)
		}
		c.take(int64(k.Type().Size() + e.Type().Size()))
		c.value(k)
		c.value(e)
		if c.reads() && c.err == nil {
			v.SetMapIndex(k, e)
		}
	}
	if !c.reads() {
		for it := v.MapRange(); it.Next(); {
			entry(it.Key(), it.Value())
		}
		return
	}
	for i := 0; i < n && c.err == nil; i++ {
		entry(reflect.Value{}, reflect.Value{})
	}
}

func (c *codec) stores(all *[]*Store) {
	var checks sync.WaitGroup
	var errs []*error // of stores that are not as Builder.Finish makes them
	list(c, all, func(s **Store) {
		if !c.reads() {
			c.store(*s)
			return
		}
		read := &Store{}
		c.take(int64(unsafe.Sizeof(*read)))
		*s = read
		if c.store(read); c.err == nil {
			err := new(error)
			errs = append(errs, err)
			checks.Go(func() { // while the next is read
				defer func() {
					if p := recover(); p != nil {
						*err = fmt.Errorf("checking failed: %v", p)
					}
				}()
				*err = read.complete()
			})
		}
	})
	checks.Wait()
	for _, err := range errs {
		if c.err == nil {
			c.err = *err
		}
	}
}

// store has every field but what complete makes of the others and what is made when it is first used.
func (c *codec) store(s *Store) {
	c.value(reflect.ValueOf(&s.schema).Elem())
	c.value(reflect.ValueOf(&s.info).Elem())
	list(c, &s.sequences, c.sequence)
	c.ints(&s.starts)
	c.ints(&s.ends)
	slice(c, &s.strands)
	list(c, &s.values, c.floats)
	list(c, &s.metadata, c.column)
	c.column(&s.hidden)
	c.ints(&s.exons.ends)
	c.ints(&s.exons.from)
	c.ints(&s.exons.size)
	c.ints(&s.codingFrom)
	c.ints(&s.codingSize)
	slice(c, &s.phases)
	slice(c, &s.fileOrder)
	c.finder(s)
}

func (c *codec) sequence(q *sequence) {
	c.text(&q.name)
	c.whole(&q.lo)
	c.whole(&q.hi)
	c.whole(&q.length)
}

func (c *codec) ints(v *ints) {
	slice(c, &v.narrow)
	slice(c, &v.wide)
	if c.reads() && v.narrow != nil && v.wide != nil {
		c.fail("a column both narrow and wide")
	}
}

func (c *codec) floats(v *floats) {
	slice(c, &v.narrow)
	slice(c, &v.wide)
	if c.reads() && v.narrow != nil && v.wide != nil {
		c.fail("a column both narrow and wide")
	}
}

func (c *codec) column(v *column) {
	slice(c, &v.codes)
	list(c, &v.words, c.text)
	c.text(&v.text)
	c.ints(&v.ends)
}

func (c *codec) finder(s *Store) {
	f := s.find.Load()
	made := f != nil
	if c.flag(&made); !made || c.err != nil {
		return
	}
	if c.reads() {
		f = &finder{}
	}
	c.text(&f.text)
	c.ints(&f.ends)
	slice(c, &f.rows)
	slice(c, &f.signs)
	if c.reads() {
		s.find.Store(f)
	}
}
