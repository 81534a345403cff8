package detect

import (
	"path"
	"strings"
)

// Lookup gives what stands at a path of keys in a document, each value with its place: the value itself, the items of a list,
// all elements of a name in XML, the keys of a table. The file's name says what it is: .toml, .yaml, .yml, .xml and the project
// files of .NET, .properties, and JSON, with comments, for all others. The first key of XML may be the root element.
func Lookup(name string, data []byte, keys ...string) ([]Fact[string], error) {
	root, err := parseDocument(name, string(data))
	if err != nil {
		return nil, err
	}
	at := []*node{root}
	for _, key := range keys {
		var next []*node
		for _, n := range at {
			next = append(next, n.each(key)...)
			for _, item := range itemsOf(n) {
				next = append(next, item.each(key)...)
			}
		}
		at = next
	}
	var all []Fact[string]
	for _, n := range at {
		all = append(all, n.values()...)
	}
	return all, nil
}

// itemsOf gives the items of a list, none for another node.
func itemsOf(n *node) []*node {
	if n == nil || n.kind != isList {
		return nil
	}
	return n.items
}

// values gives the plain values of a node, or the keys of a table.
func (n *node) values() []Fact[string] {
	var all []Fact[string]
	if n != nil && n.kind == isTable && n.text() == "" {
		for _, f := range n.fields {
			if place := f.value.evidence(); place.Path != "" {
				all = append(all, fact(f.name, place))
			}
		}
		return all
	}
	for _, i := range n.list() {
		if f := i.fact(); f.Known() {
			all = append(all, f)
		}
	}
	if n != nil && n.kind == isTable { // an element of XML with attributes
		all = append(all, n.fact())
	}
	return all
}

// parseDocument reads a document by the form that its name says.
func parseDocument(name, text string) (*node, error) {
	switch ext := strings.ToLower(path.Ext(name)); {
	case ext == ".toml":
		return parseTOML(name, text)
	case ext == ".yaml" || ext == ".yml":
		return parseYAML(name, text)
	case ext == ".properties":
		return parseProperties(name, text)
	case ext == ".xml" || strings.HasSuffix(ext, "proj") || ext == ".props":
		return parseXML(name, text)
	}
	return parseJSON(name, text, true)
}
