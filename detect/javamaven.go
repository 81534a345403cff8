package detect

import (
	"path"
	"sort"
	"strings"
)

// reactor is a tree of Maven modules with one outermost pom.xml.
type reactor struct {
	root string
	poms []*pom // the outermost first, then by path
}

// readMaven finds the services that Maven builds.
func readMaven(t *tree) ([]Stack, error) {
	reactors, err := reactors(t)
	if err != nil {
		return nil, err
	}
	var stacks []Stack
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
func poms(t *tree) (map[string]*pom, error) {
	all := map[string]*pom{}
	var queue []string
	for _, p := range t.named("pom.xml") {
		if !strings.Contains("/"+p, "/src/") && !isAside(p) {
			queue = append(queue, path.Dir(p))
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		dir := queue[0]
		if file := path.Join(dir, "pom.xml"); all[dir] == nil && t.has(file) {
			doc, err := t.xml(file)
			if err != nil {
				return nil, err
			}
			all[dir] = &pom{path: file, dir: dir, doc: doc}
			queue = append(queue, all[dir].moduleDirs()...)
		}
	}
	for _, p := range all {
		p.parent = all[p.parentDir()]
		if p.parent == p || p.parent != nil && p.parent.name() != p.doc.at("parent", "artifactId").text() {
			p.parent = nil
		}
	}
	return all, nil
}

// parentDir gives the directory where the parent is looked for; "" when it is not looked for in the repository.
func (p *pom) parentDir() string {
	parent := p.doc.at("parent")
	if parent == nil {
		return ""
	}
	relative := parent.at("relativePath")
	where := "../pom.xml"
	if relative != nil {
		where = relative.text()
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
func reactors(t *tree) ([]reactor, error) {
	all, err := poms(t)
	if err != nil {
		return nil, err
	}
	owned := map[string]bool{}
	for _, p := range all {
		for _, dir := range p.moduleDirs() {
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
		for _, dir := range out[i].moduleDirs() {
			if p := all[dir]; p != nil && !seen[dir] {
				seen[dir] = true
				out = append(out, p)
			}
		}
	}
	return out
}

// stacks makes a stack of every module that runs.
func (r reactor) stacks(t *tree) ([]Stack, error) {
	var entries []javaEntry
	for _, p := range r.poms {
		if e, ok := p.entry(t); ok {
			entries = append(entries, e)
		}
	}
	return gather(r.root, entries, r.nothing(t), func(dir, place string) (Stack, error) { return r.stack(t, dir, place) })
}

// nothing is the stack of a build that only makes libraries.
func (r reactor) nothing(t *tree) Stack {
	p := r.poms[0]
	return Stack{Name: p.name(), Dir: r.root, Context: r.root, Stack: "java", Language: javaLanguage(t, r.root),
		Java:    &Java{Tool: "maven", Root: ".", Module: "."},
		Manager: fact("maven", Evidence{Path: p.path}),
		Refusal: &Note{Text: "no module of " + p.path + " can be started: none has a main method or a plugin that builds a runnable program",
			Add: "a class with a main method", Because: []Evidence{{Path: p.path}}}}
}

// entry judges whether a module runs: a plugin makes its archive runnable, or it has a main method.
func (p *pom) entry(t *tree) (javaEntry, bool) {
	packaging := p.packaging()
	if packaging == "pom" || packaging == "maven-plugin" || packaging == "ear" {
		return javaEntry{}, false
	}
	for _, artifact := range []string{"spring-boot-maven-plugin", "quarkus-maven-plugin", "micronaut-maven-plugin"} {
		if n := p.ownPlugin(t, artifact); n != nil {
			return javaEntry{p.dir, true, n.evidence()}, true
		}
	}
	if n := p.manifestMain(); n != nil {
		return javaEntry{p.dir, true, n.evidence()}, true
	}
	if packaging == "war" {
		return javaEntry{p.dir, true, p.doc.at("packaging").evidence()}, true
	}
	if mains := javaMains(t, p.dir); len(mains) > 0 {
		return javaEntry{p.dir, false, mains[0].Because}, true
	}
	return javaEntry{}, false
}

// ownPlugin gives a plugin that the module uses itself; one that it merely inherits counts when the module has a main method.
func (p *pom) ownPlugin(t *tree, artifact string) *node {
	n := p.plugin(artifact)
	if n == nil || n.at("configuration", "skip").truth() {
		return nil
	}
	if n.path != p.path && len(javaMains(t, p.dir)) == 0 {
		return nil
	}
	return n
}

// manifestMain gives the element of a plugin's configuration that names the main class; nil when none does.
func (p *pom) manifestMain() *node {
	for _, q := range []struct {
		artifact string
		names    []string
	}{
		{"maven-shade-plugin", []string{"transformers", "transformer", "mainClass"}},
		{"maven-assembly-plugin", []string{"archive", "manifest", "mainClass"}},
		{"maven-jar-plugin", []string{"archive", "manifest", "mainClass"}},
		{"maven-jar-plugin", []string{"archive", "manifestEntries", "Main-Class"}},
		{"exec-maven-plugin", []string{"mainClass"}},
		{"appassembler-maven-plugin", []string{"programs", "program", "mainClass"}},
	} {
		if n := p.configured(q.artifact, q.names); n != nil {
			return n
		}
	}
	return nil
}

// configured is config that looks into every element of a repeated name, and requires text that can be expanded.
func (p *pom) configured(artifact string, names []string) *node {
	active, managed := p.plugins(artifact)
	if len(active) == 0 && artifact != "maven-jar-plugin" {
		return nil
	}
	for _, plugin := range append(active, managed...) {
		places := []*node{plugin.at("configuration")}
		for _, e := range plugin.at("executions").each("execution") {
			places = append(places, e.at("configuration"))
		}
		for _, place := range places {
			if n := deep(place, names); n != nil && p.value(n) != "" {
				return n
			}
		}
	}
	return nil
}

// deep follows a path of names through every element of each name, and gives the first text at its end.
func deep(n *node, names []string) *node {
	if len(names) == 0 {
		if n.text() == "" {
			return nil
		}
		return n
	}
	for _, child := range n.each(names[0]) {
		if found := deep(child, names[1:]); found != nil {
			return found
		}
	}
	return nil
}
