package java

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// stack describes the module in dir as a service whose Dockerfile goes to place.
func (r reactor) stack(t *detect.Tree, dir, place string) (detect.Stack, error) {
	p := r.at(dir)
	s := detect.Stack{Name: p.name(), Dir: place, Context: r.root, Stack: "java", Language: language(t, dir), Description: p.value(p.doc.At("description")),
		License: spdxOf(p.value(inherited(p, "licenses", "license", "name"))), Source: source(p)}
	j := &detect.Java{Tool: "maven", Root: ".", Module: within(r.root, dir), Repositories: r.repositories()}
	if dir != r.root {
		j.Project = j.Module
	}
	s.Java = j
	s.Manager, j.ToolVersion, j.Wrapper = mavenWrapper(t, r.root, r.poms[0])
	closure := r.closure(p)
	dirs := r.modules(t, j, closure)
	j.Files, j.Extra = r.files(t), r.extra(t, closure)
	j.Level, s.Framework = highest(closure), findFramework(p)
	j.FrameworkVersion = frameworkVersion(p, s.Framework.Value)
	j.Libraries = libraries(closure)
	j.Generators, j.Reports = generators(closure), reports(closure)
	layout(p, t, &s)
	findMain(p, t, &s)
	oddities(p, &s, closure)
	findGitReaders(p, t, r.root, &s)
	mavenSettings(t, r.root, &s)
	serves(t, &s, dirs, p.artifacts())
	writes(t, &s, dirs)
	data(t, &s, dir)
	var err error
	j.Toolchain, j.Vendor = toolchain(p)
	j.Pin, err = pins(t, dir)
	j.Pin = detect.Strongest(asRelease(j.Toolchain), j.Pin)
	s.Version = detect.Strongest(j.Pin, j.Level)
	ceiling(&s, p.version)
	return s, err
}

// at gives the pom of a directory.
func (r reactor) at(dir string) *pom {
	for _, p := range r.poms {
		if p.dir == dir {
			return p
		}
	}
	return r.poms[0]
}

// closure gives the modules of the reactor that a module needs, itself last, in the order of the reactor.
func (r reactor) closure(p *pom) []*pom {
	need := map[*pom]bool{p: true}
	for queue := []*pom{p}; len(queue) > 0; queue = queue[1:] {
		for _, d := range queue[0].dependencies() {
			for _, q := range r.poms {
				if q.name() == d.artifact && q.value(builtin(q, "groupId")) == d.group && !need[q] {
					need[q] = true
					queue = append(queue, q)
				}
			}
		}
	}
	var out []*pom
	for _, q := range r.poms {
		if need[q] && q != p {
			out = append(out, q)
		}
	}
	return append(out, p)
}

// modules fills in the modules to compile and gives their directories in the repository.
func (r reactor) modules(t *detect.Tree, j *detect.Java, closure []*pom) []string {
	var dirs []string
	for _, q := range closure {
		if q.packaging() == "pom" {
			continue
		}
		m := moduleSources(t, r.root, q.dir)
		if name, version := q.name(), q.value(builtin(q, "version")); name != "" && version != "" {
			m.Jar = name + "-" + version + ".jar"
		}
		j.Modules = append(j.Modules, m)
		dirs = append(dirs, q.dir)
	}
	return dirs
}

// files lists what Maven reads before any source: the poms and .mvn.
func (r reactor) files(t *detect.Tree) []string {
	var out []string
	for _, p := range r.poms {
		out = append(out, within(r.root, p.path))
	}
	for _, p := range t.Under(path.Join(r.root, ".mvn")) {
		if rest := within(r.root, p); !strings.HasPrefix(rest, ".mvn/wrapper/") {
			out = append(out, rest)
		}
	}
	if lombok := path.Join(r.root, "lombok.config"); t.Has(lombok) {
		out = append(out, "lombok.config")
	}
	sort.SliceStable(out[len(r.poms):], func(a, b int) bool { return out[len(r.poms)+a] < out[len(r.poms)+b] })
	return out
}

// basedir is how a pom writes its own directory or the repository's.
var basedir = pattern.New(`^\$\{(?:project\.|pom\.)?(?:basedir|baseUri|rootDirectory)\}/|^\$\{maven\.multiModuleProjectDirectory\}/|^\./`)

// extra finds files and directories that the poms name and that are no sources: a rule file, a front end, an assembly.
func (r reactor) extra(t *detect.Tree, closure []*pom) []string {
	seen := map[string]bool{}
	for _, q := range closure {
		for _, up := range q.chain() {
			eachNode(up.doc.At("build"), func(n *formats.Node) {
				text := basedir.ReplaceAllString(strings.TrimSpace(n.Text()), "")
				if text == "" || len(text) > 200 || strings.ContainsAny(text, "$*{}:\n ") || strings.HasPrefix(text, "/") {
					return
				}
				for _, dir := range []string{q.dir, r.root} {
					p := path.Join(dir, text)
					if extraPath(t, r.root, p) {
						seen[within(r.root, withSiblings(t, q.dir, p))] = true
					}
				}
			})
		}
	}
	return detect.SortedKeys(seen)
}

// withSiblings gives the directory of a file that stands in one of its own, for such files name each other: rules and their
// exceptions, an assembly and its parts.
func withSiblings(t *detect.Tree, module, p string) string {
	dir := path.Dir(p)
	if !t.Has(p) || dir == module || dir == path.Join(module, "src") || dir == "." || dir == ".mvn" {
		return p
	}
	return dir
}

// extraPath judges whether a path that a build file names is something that the build must be given.
func extraPath(t *detect.Tree, root, p string) bool {
	if p == root || p == "." || !t.Has(p) && len(t.Under(p)) == 0 || root != "." && !strings.HasPrefix(p, root+"/") {
		return false
	}
	if t.Has(path.Join(p, "pom.xml")) || t.First(p, "build.gradle", "build.gradle.kts") != "" {
		return false
	}
	rest := within(root, p)
	for _, known := range []string{"src/main", "src/test", "target", "build"} {
		if rest == known || strings.HasPrefix(rest, known+"/") || strings.HasSuffix(rest, "/"+known) || strings.Contains(rest, "/"+known+"/") {
			return false
		}
	}
	return rest != "src" && path.Base(rest) != "pom.xml" && !strings.HasPrefix(path.Base(rest), ".env")
}

// eachNode visits a node and all below it.
func eachNode(n *formats.Node, visit func(*formats.Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, f := range n.Fields {
		eachNode(f.Value, visit)
	}
}

// highest is the release that the most demanding of the modules compiles for; the module that runs comes first.
func highest(closure []*pom) detect.Fact[string] {
	won := level(closure[len(closure)-1])
	for _, q := range closure {
		if l := level(q); release(l.Value) > release(won.Value) {
			won = l
		}
	}
	return won
}

// libraries reports whether the program needs jars besides its own. A parent out of sight may bring some, but then the
// framework is known.
func libraries(closure []*pom) bool {
	for _, q := range closure {
		if slices.ContainsFunc(q.dependencies(), dependency.atRunTime) {
			return true
		}
	}
	return false
}

// artifacts gives the names of what the module depends on, as group:artifact, without tests, each with its place.
func (p *pom) artifacts() artifacts {
	out := artifacts{}
	for _, d := range p.dependencies() {
		if d.scope != "test" {
			out[d.group+":"+d.artifact] = detect.EvidenceOf(d.node.At("artifactId"))
		}
	}
	return out
}

// mavenWrapper names Maven with the version that its wrapper downloads.
func mavenWrapper(t *detect.Tree, root string, p *pom) (manager, version detect.Fact[string], complete bool) {
	manager = detect.NewFact("maven", detect.Evidence{Path: p.path})
	where := path.Join(root, ".mvn/wrapper/maven-wrapper.properties")
	if !t.Has(where) {
		return manager, detect.Fact[string]{}, false
	}
	for i, line := range t.Lines(where) {
		if m := mavenDistribution.FindStringSubmatch(line); m != nil {
			version = detect.NewFact(m[1], t.At(where, i+1))
			manager = detect.NewFact("maven@"+m[1], t.At(where, i+1), detect.Evidence{Path: p.path})
		}
	}
	return manager, version, t.Has(path.Join(root, "mvnw"))
}

var mavenDistribution = pattern.New(`distributionUrl\s*=.*apache-maven-(\d[\w.-]*?)-bin\.`)

// source is the address of the repository, if a browser can open it.
func source(p *pom) string {
	for _, n := range []*formats.Node{inherited(p, "scm", "url"), p.doc.At("url")} {
		if v := p.value(n); strings.HasPrefix(v, "https://") && !strings.ContainsAny(v, " \n") && !strings.Contains(v, "example.com") {
			return v
		}
	}
	return ""
}

// spdxOf gives the SPDX identifier for the ways in which poms write the usual licenses; others are left out.
func spdxOf(name string) string {
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(lower, "apache") && strings.Contains(lower, "2"):
		return "Apache-2.0"
	case lower == "mit" || strings.Contains(lower, "mit license"):
		return "MIT"
	case strings.Contains(lower, "bsd-3") || strings.Contains(lower, "bsd 3"):
		return "BSD-3-Clause"
	case strings.Contains(lower, "eclipse public license") && strings.Contains(lower, "2"):
		return "EPL-2.0"
	}
	return ""
}
