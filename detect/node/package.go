package node

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// packageJSON is one package.json.
type packageJSON struct {
	dir  string
	path string
	doc  *formats.Node

	expanded map[string][]command  // the scripts that were asked for
	endless  []detect.Evidence     // a script that stands for more than is read
	natives  map[int]detect.Native // what native gave
	builder  *string               // what buildName gave
}

// isAside reports whether a directory stands aside, or lies in one that does.
func isAside(dir string) bool {
	for _, part := range strings.Split(dir, "/") {
		if slices.Contains(tables().Aside, part) || strings.HasSuffix(part, "-examples") || strings.HasSuffix(part, "-example") {
			return true
		}
	}
	return false
}

// dep gives the declaration of a package among all dependencies of the manifest, nil when there is none.
func (p *packageJSON) dep(name string) *formats.Node {
	if d := p.prod(name); d != nil {
		return d
	}
	return p.doc.At("devDependencies", name)
}

// prod gives the declaration of a package among those that the program has at run time.
func (p *packageJSON) prod(name string) *formats.Node {
	for _, group := range []string{"dependencies", "optionalDependencies"} {
		if d := p.doc.At(group, name); d != nil {
			return d
		}
	}
	return nil
}

// script gives a script of the manifest.
func (p *packageJSON) script(name string) *formats.Node { return p.doc.At("scripts", name) }

// name is what the manifest calls the package, without a scope; the directory's name when it does not.
func (p *packageJSON) name() string {
	name := p.doc.At("name").Text()
	if name = name[strings.LastIndex(name, "/")+1:]; name != "" {
		return name
	}
	if p.dir == "." {
		return "app"
	}
	return path.Base(p.dir)
}

// packageSet is all packages of the repository and the workspaces that join them.
type packageSet struct {
	t        *detect.Tree
	packages map[string]*packageJSON // by directory
	dirs     []string                // sorted
	spaces   map[string]*space       // by the directories of their packages
}

// readPackages reads every package.json, and package.json5 or package.yaml where pnpm is used.
func readPackages(t *detect.Tree) (*packageSet, error) {
	r := &packageSet{t: t, packages: map[string]*packageJSON{}, spaces: map[string]*space{}}
	for _, name := range []string{"package.json", "package.json5", "package.yaml"} {
		for _, p := range t.Named(name) {
			if err := r.add(p); err != nil {
				return nil, err
			}
		}
	}
	for dir := range r.packages {
		r.dirs = append(r.dirs, dir)
	}
	sort.Strings(r.dirs)
	return r, nil
}

// add reads one manifest. One that stands aside and cannot be read is passed over: it is a trial's or an example's.
func (r *packageSet) add(p string) error {
	dir := path.Dir(p)
	if r.packages[dir] != nil || r.t.Links[p] {
		return nil
	}
	doc, err := readManifest(r.t, p)
	if err == nil && doc.Kind != formats.Table {
		err = &formats.Error{Path: p, Line: 1, Msg: "is not a table of fields"}
	}
	if err != nil {
		if isAside(dir) {
			return nil
		}
		return err
	}
	r.packages[dir] = &packageJSON{dir: dir, path: p, doc: doc}
	return nil
}

func readManifest(t *detect.Tree, p string) (*formats.Node, error) {
	switch path.Ext(p) {
	case ".yaml":
		return t.YAML(p)
	case ".json5":
		return readJSON5(t, p)
	}
	return t.JSON(p, false)
}

// readJSON5 reads JSON5 as what it nearly is once comments and trailing commas are gone: a YAML value in braces.
func readJSON5(t *detect.Tree, p string) (*formats.Node, error) {
	text, err := t.Text(p)
	if err != nil {
		return nil, err
	}
	plain := formats.PlainJSON(strings.ReplaceAll(text, "\t", " "))
	if doc, err := formats.JSON(p, plain, false); err == nil {
		return doc, nil
	}
	return formats.YAML(p, plain)
}

// nearest gives the first of the names that is a file in dir or in a directory above it.
func nearest(t *detect.Tree, dir string, names ...string) string {
	for {
		if p := t.First(dir, names...); p != "" {
			return p
		}
		if dir == "." || dir == "/" {
			return ""
		}
		dir = path.Dir(dir)
	}
}
