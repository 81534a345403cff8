package formats

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// XML reads an XML text and gives its root element.
func XML(path, text string) (*Node, error) {
	r := &xmlReader{Lines: NewLines(path, text), dec: xml.NewDecoder(strings.NewReader(text))}
	// Whatever encoding the file declares: its text is UTF-8 by now.
	r.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	root, err := r.root()
	if err != nil {
		return nil, err
	}
	for {
		tok, line, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return root, nil
		case err != nil:
			return nil, err
		}
		if _, second := tok.(xml.StartElement); second {
			return nil, r.fail(line, "a second root element")
		}
	}
}

type xmlReader struct {
	*Lines
	dec *xml.Decoder
}

// root reads up to the end of the first element.
func (r *xmlReader) root() (*Node, error) {
	for {
		tok, line, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil, r.fail(0, "contains no XML element")
		}
		if err != nil {
			return nil, err
		}
		if start, ok := tok.(xml.StartElement); ok {
			return r.element(start, line, 0)
		}
	}
}

// next gives a token and the line on which it begins.
func (r *xmlReader) next() (xml.Token, int, error) {
	line := r.LineOf(int(r.dec.InputOffset()))
	tok, err := r.dec.Token()
	if errors.Is(err, io.EOF) {
		return nil, line, io.EOF
	}
	if err != nil {
		var se *xml.SyntaxError
		if errors.As(err, &se) {
			return nil, line, r.fail(se.Line, se.Msg)
		}
		return nil, line, r.fail(line, err.Error())
	}
	if _, ok := tok.(xml.Directive); ok {
		return nil, line, r.fail(line, "a document type or entity declaration is not accepted")
	}
	return tok, line, nil
}

// element reads up to the end of an element that has begun.
func (r *xmlReader) element(start xml.StartElement, line, depth int) (*Node, error) {
	if depth > maxNesting {
		return nil, r.fail(line, "nested deeper than 200 levels")
	}
	n := r.node(Text, line)
	for _, a := range start.Attr {
		r.attribute(n, a)
	}
	var text strings.Builder
	children := false
	for {
		tok, line, err := r.next()
		if err != nil {
			return nil, err
		}
		switch v := tok.(type) {
		case xml.StartElement:
			child, err := r.element(v, line, depth+1)
			if err != nil {
				return nil, err
			}
			n.Fields, children = append(n.Fields, Field{Name: v.Name.Local, Value: child}), true
		case xml.CharData:
			text.Write(v)
		case xml.EndElement:
			return finish(n, text.String(), children), nil
		}
	}
}

// attribute adds an attribute; the declarations of namespaces are none.
func (r *xmlReader) attribute(n *Node, a xml.Attr) {
	if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
		return
	}
	v := r.node(Text, n.Line)
	v.Value = a.Value
	n.Fields = append(n.Fields, Field{Name: "@" + a.Name.Local, Value: v})
}

// finish settles what an element is, at its end.
func finish(n *Node, text string, children bool) *Node {
	if len(n.Fields) > 0 {
		n.Kind = Table
	}
	if !children {
		n.Value = strings.TrimSpace(text)
	}
	return n
}
