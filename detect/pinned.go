package detect

import (
	"path"

	"github.com/msgen/msgen/internal/formats"
)

// miseFiles are the names of mise's settings, strongest first.
var miseFiles = []string{"mise.toml", ".mise.toml", "mise/config.toml", ".config/mise.toml", ".config/mise/config.toml"}

// Pinned gives what the files of version managers in a directory say of a tool, strongest first: files that hold nothing but its
// version, asdf's and mise's. The tool goes by several names; a file that cannot be read says nothing.
func (t *Tree) Pinned(dir string, files []string, tools ...string) (all []Fact[string]) {
	add := func(f Fact[string]) {
		if f.Known() {
			all = append(all, f)
		}
	}
	for _, name := range files {
		add(t.Word(path.Join(dir, name)))
	}
	asdf, _ := t.ToolVersions(path.Join(dir, ".tool-versions"))
	for _, tool := range tools {
		add(FactOf(asdf.At(tool)))
	}
	for _, name := range miseFiles {
		if p := path.Join(dir, name); t.Has(p) {
			mise, _ := t.TOML(p)
			for _, tool := range tools {
				add(pinnedBy(mise.At("tools", tool)))
			}
		}
	}
	return all
}

// pinnedBy reads a version as mise writes it: a text, the first of a list, or the field of a table.
func pinnedBy(n *formats.Node) Fact[string] {
	if items := n.List(); len(items) > 0 {
		return FactOf(items[0])
	}
	return FactOf(n.At("version"))
}
