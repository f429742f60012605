package page

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// What a page sends as a picture is written to a file that people open and pass on, in a browser too. It is written
// only if it is a picture and nothing else.

// checkPicture returns an error if data are not a picture of the type.
func checkPicture(data []byte, fileType string) (err error) {
	switch fileType {
	case "png":
		err = checkPNG(data)
	case "svg":
		err = checkSVG(data)
	default:
		err = errors.New("nobody knows such pictures")
	}
	if err != nil {
		return fmt.Errorf("what it sent is no %s that can be written: %w", strings.ToUpper(fileType), err)
	}
	return nil
}

// svgElements are the elements of pictures. None of them runs, fetches or embeds anything.
var svgElements = []string{"svg", "g", "defs", "clipPath", "path", "rect", "line", "circle", "ellipse", "polyline", "polygon", "text",
	"tspan", "title", "desc", "metadata"}

const svgSpace = "http://www.w3.org/2000/svg"

// deepest bounds how deep elements are within others: programs that draw them may have no more room.
const deepest = 100

// checkSVG reads all of it.
func checkSVG(data []byte) error {
	if bytes.Contains(data, []byte("<![CDATA[")) {
		return errors.New("it has a section of CDATA, which is something else in HTML")
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	depth, roots := 0, 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				if roots++; roots > 1 || t.Name.Local != "svg" {
					return fmt.Errorf("it begins with <%.40s>", t.Name.Local)
				}
			}
			if depth++; depth > deepest {
				return fmt.Errorf("its elements are more than %d deep", deepest)
			}
			if err := checkElement(t); err != nil {
				return err
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && len(bytes.TrimSpace(t)) > 0 {
				return errors.New("there is text outside of it")
			}
		case xml.Comment:
			return errors.New("it has a comment, which ends elsewhere in HTML")
		case xml.Directive:
			return errors.New("it has a declaration of a document type")
		case xml.ProcInst:
			if t.Target != "xml" {
				return fmt.Errorf("it has an instruction <?%.40s", t.Target)
			}
		}
	}
	if roots == 0 {
		return errors.New("it has no <svg>")
	}
	return nil
}

func checkElement(t xml.StartElement) error {
	if t.Name.Space != svgSpace || !slices.Contains(svgElements, t.Name.Local) {
		return fmt.Errorf("it has an element <%.40s>", t.Name.Local)
	}
	for i, a := range t.Attr {
		if slices.ContainsFunc(t.Attr[:i], func(before xml.Attr) bool { return before.Name == a.Name }) {
			return fmt.Errorf("it has an attribute %.40s twice", a.Name.Local)
		}
		name, value := strings.ToLower(a.Name.Local), strings.ToLower(a.Value)
		switch {
		case a.Name.Space == "xmlns" || a.Name.Space == "" && name == "xmlns": // names are not fetched
		case strings.HasPrefix(name, "on"), name == "href", name == "src", name == "style", name == "base":
			return fmt.Errorf("it has an attribute %.40s", a.Name.Local)
		case strings.Contains(value, "url("):
			if id, ok := strings.CutPrefix(value, "url(#"); !ok || strings.ContainsAny(strings.TrimSuffix(id, ")"), "()") {
				return fmt.Errorf("its attribute %.40s names something outside of it", a.Name.Local)
			}
		case strings.ContainsRune(value, '\\'), strings.Contains(value, "src("): // other ways to write url(
			return fmt.Errorf("its attribute %.40s cannot be checked", a.Name.Local)
		}
	}
	return nil
}
