package detect

import "github.com/msgen/msgen/internal/formats"

// Lookup gives what stands at a path of keys in a document, each value with its place: the value itself, the items of a list,
// all elements of a name in XML, the keys of a table. The file's name says what it is: .toml, .yaml, .yml, .xml and the project
// files of .NET, .properties, and JSON, with comments, for all others. The first key of XML may be the root element.
func Lookup(name string, data []byte, keys ...string) ([]Fact[string], error) {
	root, err := formats.Parse(name, string(data))
	if err != nil {
		return nil, err
	}
	at := []*formats.Node{root}
	for _, key := range keys {
		var next []*formats.Node
		for _, n := range at {
			next = append(next, n.Each(key)...)
			for _, item := range itemsOf(n) {
				next = append(next, item.Each(key)...)
			}
		}
		at = next
	}
	var all []Fact[string]
	for _, n := range at {
		all = append(all, valuesOf(n)...)
	}
	return all, nil
}

// itemsOf gives the items of a list, none for another node.
func itemsOf(n *formats.Node) []*formats.Node {
	if n == nil || n.Kind != formats.List {
		return nil
	}
	return n.Items
}

// valuesOf gives the plain values of a node, or the keys of a table.
func valuesOf(n *formats.Node) []Fact[string] {
	var all []Fact[string]
	if n != nil && n.Kind == formats.Table && n.Text() == "" {
		for _, f := range n.Fields {
			if place := EvidenceOf(f.Value); place.Path != "" {
				all = append(all, NewFact(f.Name, place))
			}
		}
		return all
	}
	for _, i := range n.List() {
		if f := FactOf(i); f.Known() {
			all = append(all, f)
		}
	}
	if n != nil && n.Kind == formats.Table { // an element of XML with attributes
		all = append(all, FactOf(n))
	}
	return all
}
