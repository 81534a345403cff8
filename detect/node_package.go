package detect

import (
	"path"
	"sort"
	"strings"
)

// nodePackage is one package.json.
type nodePackage struct {
	dir  string
	path string
	doc  *node

	expanded map[string][]command // the scripts that were asked for
	endless  []Evidence           // a script that stands for more than is read
	natives  map[int]Native       // what native gave
}

// nodeAside are directories whose packages are no services while there are others: trials, examples, build output.
var nodeAside = map[string]bool{
	"test": true, "tests": true, "__tests__": true, "fixtures": true, "__fixtures__": true, "e2e": true, "testdata": true,
	"examples": true, "example": true, "samples": true, "templates": true, "template": true, "benchmarks": true,
	"dist": true, "build": true, "out": true, "cypress": true,
}

// nodeIsAside reports whether a directory is one of nodeAside or below one.
func nodeIsAside(dir string) bool {
	for _, part := range strings.Split(dir, "/") {
		if nodeAside[part] || strings.HasSuffix(part, "-examples") || strings.HasSuffix(part, "-example") {
			return true
		}
	}
	return false
}

// dep gives the declaration of a package among all dependencies of the manifest, nil when there is none.
func (p *nodePackage) dep(name string) *node {
	if d := p.prod(name); d != nil {
		return d
	}
	return p.doc.at("devDependencies", name)
}

// prod gives the declaration of a package among those that the program has at run time.
func (p *nodePackage) prod(name string) *node {
	for _, group := range []string{"dependencies", "optionalDependencies"} {
		if d := p.doc.at(group, name); d != nil {
			return d
		}
	}
	return nil
}

// script gives a script of the manifest.
func (p *nodePackage) script(name string) *node { return p.doc.at("scripts", name) }

// name is what the manifest calls the package, without a scope; the directory's name when it does not.
func (p *nodePackage) name() string {
	name := p.doc.at("name").text()
	if name = name[strings.LastIndex(name, "/")+1:]; name != "" {
		return name
	}
	if p.dir == "." {
		return "app"
	}
	return path.Base(p.dir)
}

// nodeRepo is all packages of the repository and the workspaces that join them.
type nodeRepo struct {
	t        *tree
	packages map[string]*nodePackage // by directory
	dirs     []string                // sorted
	spaces   map[string]*nodeSpace   // by the directories of their packages
}

// readPackages reads every package.json, and package.json5 or package.yaml where pnpm is used.
func readPackages(t *tree) (*nodeRepo, error) {
	r := &nodeRepo{t: t, packages: map[string]*nodePackage{}, spaces: map[string]*nodeSpace{}}
	for _, name := range []string{"package.json", "package.json5", "package.yaml"} {
		for _, p := range t.named(name) {
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
func (r *nodeRepo) add(p string) error {
	dir := path.Dir(p)
	if r.packages[dir] != nil || r.t.links[p] {
		return nil
	}
	doc, err := readManifest(r.t, p)
	if err == nil && doc.kind != isTable {
		err = &Error{Path: p, Line: 1, Msg: "is not a table of fields"}
	}
	if err != nil {
		if nodeIsAside(dir) {
			return nil
		}
		return err
	}
	r.packages[dir] = &nodePackage{dir: dir, path: p, doc: doc}
	return nil
}

func readManifest(t *tree, p string) (*node, error) {
	switch path.Ext(p) {
	case ".yaml":
		return t.yaml(p)
	case ".json5":
		return readJSON5(t, p)
	}
	return t.json(p, false)
}

// readJSON5 reads JSON5 as what it nearly is once comments and trailing commas are gone: a YAML value in braces.
func readJSON5(t *tree, p string) (*node, error) {
	text, err := t.text(p)
	if err != nil {
		return nil, err
	}
	plain := plainJSON(strings.ReplaceAll(text, "\t", " "))
	if doc, err := parseJSON(p, plain, false); err == nil {
		return doc, nil
	}
	return parseYAML(p, plain)
}

// nearest gives the first of the names that is a file in dir or in a directory above it.
func (t *tree) nearest(dir string, names ...string) string {
	for {
		if p := t.first(dir, names...); p != "" {
			return p
		}
		if dir == "." || dir == "/" {
			return ""
		}
		dir = path.Dir(dir)
	}
}

// within reports whether p is dir or lies in it.
func within(dir, p string) bool { return dir == "." || p == dir || strings.HasPrefix(p, dir+"/") }

// relative gives p as seen from dir, both relative to the root of the repository.
func relative(dir, p string) string {
	if dir == "." {
		return path.Clean(p)
	}
	up := ""
	for !within(dir, p) {
		dir, up = path.Dir(dir), up+"../"
	}
	if p == dir {
		return path.Clean(up + ".")
	}
	if dir != "." {
		p = strings.TrimPrefix(p, dir+"/")
	}
	return up + p
}
