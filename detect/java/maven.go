package java

import (
	"path"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// reactor is a tree of Maven modules with one outermost pom.xml.
type reactor struct {
	root string
	poms []*pom // the outermost first, then by path
}

// readMaven finds the services that Maven builds.
func readMaven(t *detect.Tree) ([]detect.Stack, error) {
	reactors, err := reactors(t)
	if err != nil {
		return nil, err
	}
	var stacks []detect.Stack
	for _, r := range reactors {
		found, err := r.stacks(t)
		if err != nil {
			return nil, err
		}
		stacks = append(stacks, found...)
	}
	return stacks, nil
}

// poms reads every pom.xml that is part of a build: those below src are samples and test data, and those that stand aside
// count only where another one names them as a module.
func poms(t *detect.Tree) (map[string]*pom, error) {
	all := map[string]*pom{}
	var queue []string
	for _, p := range t.Named("pom.xml") {
		if !sample(t, p) && !detect.IsAside(p) {
			queue = append(queue, path.Dir(p))
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		dir := queue[0]
		if file := path.Join(dir, "pom.xml"); all[dir] == nil && t.Has(file) {
			doc, err := t.XML(file)
			if err != nil {
				return nil, err
			}
			all[dir] = &pom{path: file, dir: dir, doc: doc, tree: t}
			queue = append(queue, moduleDirs(all[dir])...)
		}
	}
	for _, p := range all {
		p.parent = all[parentDir(p)]
		if p.parent == p || p.parent != nil && p.parent.name() != p.doc.At("parent", "artifactId").Text() {
			p.parent = nil
		}
	}
	return all, nil
}

// parentDir gives the directory where the parent is looked for; "" when it is not looked for in the repository.
func parentDir(p *pom) string {
	parent := p.doc.At("parent")
	if parent == nil {
		return ""
	}
	relative := parent.At("relativePath")
	where := "../pom.xml"
	if relative != nil {
		where = relative.Text()
	}
	if where == "" {
		return ""
	}
	dir := path.Join(p.dir, where)
	if strings.HasSuffix(dir, ".xml") {
		dir = path.Dir(dir)
	}
	return dir
}

// reactors groups the poms: a module belongs to the outermost pom that names it.
func reactors(t *detect.Tree) ([]reactor, error) {
	all, err := poms(t)
	if err != nil {
		return nil, err
	}
	owned := map[string]bool{}
	for _, p := range all {
		for _, dir := range moduleDirs(p) {
			owned[dir] = dir != p.dir
		}
	}
	var out []reactor
	for dir, p := range all {
		if !owned[dir] {
			out = append(out, reactor{root: dir, poms: members(all, p)})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].root < out[j].root })
	return out, nil
}

// members gives a pom and all modules below it, each once.
func members(all map[string]*pom, root *pom) []*pom {
	seen := map[string]bool{root.dir: true}
	out := []*pom{root}
	for i := 0; i < len(out); i++ {
		for _, dir := range moduleDirs(out[i]) {
			if p := all[dir]; p != nil && !seen[dir] {
				seen[dir] = true
				out = append(out, p)
			}
		}
	}
	return out
}

// stacks makes a stack of every module that runs.
func (r reactor) stacks(t *detect.Tree) ([]detect.Stack, error) {
	var entries []entry
	for _, p := range r.poms {
		if e, ok := judgeEntry(p, t); ok {
			entries = append(entries, e)
		}
	}
	return gather(r.root, entries, r.nothing(t), func(dir, place string) (detect.Stack, error) { return r.stack(t, dir, place) })
}

// nothing is the stack of a build that only makes libraries.
func (r reactor) nothing(t *detect.Tree) detect.Stack {
	p := r.poms[0]
	return detect.Stack{Name: p.name(), Dir: r.root, Context: r.root, Stack: "java", Language: language(t, r.root),
		Java:    &detect.Java{Tool: "maven", Root: ".", Module: "."},
		Manager: detect.NewFact("maven", detect.Evidence{Path: p.path}),
		Refusal: &detect.Note{Text: "no module of " + p.path + " can be started: none has a main method or a plugin that builds a runnable program",
			Add: "a class with a main method", Because: []detect.Evidence{{Path: p.path}}}}
}

// judgeEntry judges whether a module runs: a plugin makes its archive runnable, or it has a main method.
func judgeEntry(p *pom, t *detect.Tree) (entry, bool) {
	packaging := p.packaging()
	if packaging == "pom" || packaging == "maven-plugin" || packaging == "ear" {
		return entry{}, false
	}
	for _, artifact := range []string{"spring-boot-maven-plugin", "quarkus-maven-plugin", "micronaut-maven-plugin"} {
		if n := ownPlugin(p, t, artifact); n != nil {
			return entry{dir: p.dir, strong: true, idle: artifact == "spring-boot-maven-plugin" && len(mains(t, p.dir)) == 0, why: detect.EvidenceOf(n)}, true
		}
	}
	if n := manifestMain(p); n != nil {
		return entry{dir: p.dir, strong: true, why: detect.EvidenceOf(n)}, true
	}
	if packaging == "war" {
		return entry{dir: p.dir, strong: true, why: detect.EvidenceOf(p.doc.At("packaging"))}, true
	}
	if mains := mains(t, p.dir); len(mains) > 0 {
		return entry{dir: p.dir, why: mains[0].Because}, true
	}
	return entry{}, false
}

// ownPlugin gives a plugin that the module uses itself; one that it merely inherits counts when the module has a main method.
func ownPlugin(p *pom, t *detect.Tree, artifact string) *formats.Node {
	n := p.plugin(artifact)
	if n == nil || n.At("configuration", "skip").True() {
		return nil
	}
	if n.Path != p.path && len(mains(t, p.dir)) == 0 {
		return nil
	}
	return n
}

// manifestMain gives the element of a plugin's configuration that names the main class; nil when none does.
func manifestMain(p *pom) *formats.Node {
	for _, row := range tables().Mains {
		if n := configured(p, row.Plugin, row.At); n != nil {
			return n
		}
	}
	return nil
}

// configured is config that looks into every element of a repeated name, and requires text that can be expanded.
func configured(p *pom, artifact string, names []string) *formats.Node {
	if p.plugin(artifact) == nil && artifact != "maven-jar-plugin" {
		return nil
	}
	for _, c := range p.configurations(artifact) {
		if n := deep(c, names); n != nil && p.value(n) != "" {
			return n
		}
	}
	return nil
}

// deep follows a path of names through every element of each name, and gives the first text at its end.
func deep(n *formats.Node, names []string) *formats.Node {
	if len(names) == 0 {
		if n.Text() == "" {
			return nil
		}
		return n
	}
	for _, child := range n.Each(names[0]) {
		if found := deep(child, names[1:]); found != nil {
			return found
		}
	}
	return nil
}
