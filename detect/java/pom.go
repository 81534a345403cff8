package java

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// pom is a pom.xml of the repository, with the parent that it inherits from where that is in the repository too.
type pom struct {
	path, dir string
	doc       *formats.Node
	parent    *pom
	tree      *detect.Tree
}

// The bounds of interpolation: properties that name each other would grow without end.
const (
	maxExpansions = 20
	maxExpanded   = 4096
)

// chain gives the pom and its parents in the repository, nearest first.
func (p *pom) chain() []*pom {
	var out []*pom
	for ; p != nil && len(out) < 20; p = p.parent {
		out = append(out, p)
	}
	return out
}

// scopes gives the parts of a pom that count for a module: the pom itself, and the profiles that are active in the module when
// nobody asks for one.
func scopes(p, module *pom) []*formats.Node {
	out := []*formats.Node{p.doc}
	for _, profile := range p.doc.At("profiles").Each("profile") {
		if active(profile.At("activation"), module) {
			out = append([]*formats.Node{profile}, out...)
		}
	}
	return out
}

// active reports whether a profile is on by default, because a property is not set, or because of a file. The file is looked for
// in the module that inherits the profile.
func active(activation *formats.Node, module *pom) bool {
	file := func(name string) bool {
		text := basedir.ReplaceAllString(strings.TrimSpace(activation.At("file", name).Text()), "")
		if text == "" || strings.Contains(text, "$") {
			return false
		}
		p := path.Join(module.dir, text)
		return (module.tree.Has(p) || len(module.tree.Under(p)) > 0) == (name == "exists")
	}
	return activation.At("activeByDefault").True() || strings.HasPrefix(activation.At("property", "name").Text(), "!") || file("exists") || file("missing")
}

// inherits gives the parts that count of the pom and its parents, nearest first.
func (p *pom) inherits() []*formats.Node {
	var out []*formats.Node
	for _, q := range p.chain() {
		out = append(out, scopes(q, p)...)
	}
	return out
}

// property finds a property by name: the pom's own, its parents', then what Maven itself defines.
func (p *pom) property(name string) *formats.Node {
	for _, scope := range p.inherits() {
		if n := scope.At("properties", name); n.Text() != "" {
			return n
		}
	}
	return builtin(p, strings.TrimPrefix(name, "pom."))
}

// builtin gives what Maven defines: project.version and the like.
func builtin(p *pom, name string) *formats.Node {
	name = strings.TrimPrefix(name, "project.")
	switch name {
	case "artifactId", "name", "description", "packaging":
		return p.doc.At(name)
	case "version", "groupId":
		if n := p.doc.At(name); n.Text() != "" {
			return n
		}
		return p.doc.At("parent", name)
	case "parent.version", "parent.groupId", "parent.artifactId":
		return p.doc.At(strings.Split(name, ".")...)
	case "build.finalName":
		return inherited(p, "build", "finalName")
	}
	return nil
}

// inherited gives the nearest element at a path, in the pom or its parents.
func inherited(p *pom, names ...string) *formats.Node {
	for _, scope := range p.inherits() {
		if n := scope.At(names...); n != nil {
			return n
		}
	}
	return nil
}

// expand replaces ${...}; ok is false when a name is not known in the repository.
func expand(p *pom, s string) (string, bool) {
	for range maxExpansions {
		start := strings.Index(s, "${")
		if start < 0 {
			return s, true
		}
		end := strings.IndexByte(s[start:], '}')
		if end < 0 || len(s) > maxExpanded {
			return s, false
		}
		n := p.property(s[start+2 : start+end])
		if n.Text() == "" {
			return s, false
		}
		s = s[:start] + n.Text() + s[start+end+1:]
	}
	return s, false
}

// value is the expanded text of a node, "" when it cannot be known.
func (p *pom) value(n *formats.Node) string {
	s, ok := expand(p, strings.TrimSpace(n.Text()))
	if !ok {
		return ""
	}
	return s
}

// fact is the expanded text of a node with its place, and the place of the property that it names.
func (p *pom) fact(n *formats.Node) detect.Fact[string] {
	v := p.value(n)
	if v == "" {
		return detect.Fact[string]{}
	}
	because := []detect.Evidence{detect.EvidenceOf(n)}
	if name, ok := strings.CutPrefix(n.Text(), "${"); ok {
		if q := p.property(strings.TrimSuffix(name, "}")); q != nil {
			because = append([]detect.Evidence{detect.EvidenceOf(q)}, because...)
		}
	}
	return detect.NewFact(v, because...)
}

// plugins gives the declarations of a plugin, nearest first: those that are active, then those of pluginManagement.
func plugins(p *pom, artifact string) (active, managed []*formats.Node) {
	for _, scope := range p.inherits() {
		active = append(active, withArtifact(scope.At("build", "plugins").Each("plugin"), artifact)...)
		managed = append(managed, withArtifact(scope.At("build", "pluginManagement", "plugins").Each("plugin"), artifact)...)
	}
	return active, managed
}

// withArtifact picks the elements with that artifactId.
func withArtifact(nodes []*formats.Node, artifact string) []*formats.Node {
	var out []*formats.Node
	for _, n := range nodes {
		if n.At("artifactId").Text() == artifact {
			out = append(out, n)
		}
	}
	return out
}

// plugin gives the nearest active declaration of a plugin, nil when the build does not use it.
func (p *pom) plugin(artifact string) *formats.Node {
	active, _ := plugins(p, artifact)
	if len(active) == 0 {
		return nil
	}
	return active[0]
}

// config gives an element of a plugin's configuration, the nearest declaration first; the plugin's own configuration
// counts before that of its executions.
func (p *pom) config(artifact string, names ...string) *formats.Node {
	for _, c := range p.configurations(artifact) {
		if n := c.At(names...); n != nil {
			return n
		}
	}
	return nil
}

// configurations gives the configurations of a plugin in that order.
func (p *pom) configurations(artifact string) []*formats.Node {
	var out []*formats.Node
	active, managed := plugins(p, artifact)
	for _, plugin := range append(active, managed...) {
		out = append(out, plugin.At("configuration"))
		for _, e := range plugin.At("executions").Each("execution") {
			if e.At("phase").Text() == "" || artifact != "exec-maven-plugin" { // one with a phase runs while the project is built
				out = append(out, e.At("configuration"))
			}
		}
	}
	return out
}

// goal reports whether an execution of the plugin runs that goal.
func goal(p *pom, artifact, goal string) bool {
	active, managed := plugins(p, artifact)
	for _, plugin := range append(active, managed...) {
		for _, e := range plugin.At("executions").Each("execution") {
			for _, g := range e.At("goals").Each("goal") {
				if g.Text() == goal {
					return true
				}
			}
		}
	}
	return false
}

// outside gives the parent that is not in the repository: the last of the chain names it.
func (p *pom) outside() *formats.Node {
	chain := p.chain()
	last := chain[len(chain)-1]
	return last.doc.At("parent")
}

// dependency is an artifact that a module asks for.
type dependency struct {
	group, artifact, version, scope string
	node                            *formats.Node
}

// dependencies gives what the pom and its parents in the repository ask for, scopes resolved.
func (p *pom) dependencies() []dependency {
	var out []dependency
	for _, scope := range p.inherits() {
		for _, n := range scope.At("dependencies").Each("dependency") {
			out = append(out, readDependency(p, n))
		}
	}
	return out
}

func readDependency(p *pom, n *formats.Node) dependency {
	d := dependency{group: p.value(n.At("groupId")), artifact: p.value(n.At("artifactId")), version: p.value(n.At("version")), scope: p.value(n.At("scope")), node: n}
	m := managed(p, d.group, d.artifact)
	if d.scope == "" {
		d.scope = p.value(m.At("scope"))
	}
	if d.version == "" {
		d.version = p.value(m.At("version"))
	}
	return d
}

// managed finds an artifact in dependencyManagement.
func managed(p *pom, group, artifact string) *formats.Node {
	for _, scope := range p.inherits() {
		for _, n := range withArtifact(scope.At("dependencyManagement", "dependencies").Each("dependency"), artifact) {
			if p.value(n.At("groupId")) == group {
				return n
			}
		}
	}
	return nil
}

// atRunTime reports whether the artifact is there when the program runs.
func (d dependency) atRunTime() bool {
	return d.scope == "" || d.scope == "compile" || d.scope == "runtime"
}

// name gives the artifactId; Maven's default for the jar is artifactId-version.
func (p *pom) name() string { return p.value(p.doc.At("artifactId")) }

// finalName is the name of the module's archive without its ending; "" when it cannot be known.
func finalName(p *pom) detect.Fact[string] {
	if n := inherited(p, "build", "finalName"); n.Text() != "" {
		return p.fact(n)
	}
	version := builtin(p, "version")
	v := p.value(version)
	if v == "" || p.name() == "" {
		return detect.Fact[string]{}
	}
	return detect.NewFact(p.name()+"-"+v, detect.EvidenceOf(p.doc.At("artifactId")), detect.EvidenceOf(version))
}

// packaging is jar, war, pom …
func (p *pom) packaging() string {
	if v := p.value(p.doc.At("packaging")); v != "" {
		return v
	}
	return "jar"
}

// moduleDirs gives the directories that the pom names as its modules.
func moduleDirs(p *pom) []string {
	var out []string
	for _, scope := range scopes(p, p) {
		names := scope.At("modules").Each("module")
		names = append(names, scope.At("subprojects").Each("subproject")...)
		for _, m := range names {
			dir := path.Join(p.dir, p.value(m))
			if strings.HasSuffix(dir, ".xml") {
				dir = path.Dir(dir)
			}
			out = append(out, dir)
		}
	}
	return out
}
