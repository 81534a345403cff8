package verify

import (
	"cmp"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/msgen/msgen/internal/versions"
)

// images gives each image that the Dockerfile names, with its line.
func (f *file) images() []source {
	var found []source
	for _, s := range f.stages {
		if s.base == nil && s.ref != "scratch" && !s.unknownRef {
			found = append(found, source{s.ref, s.line})
		}
		for _, from := range s.sources() {
			if f.find(from.name) == nil && strings.ContainsAny(from.name, ":/@.") && !strings.Contains(from.name, "$") {
				found = append(found, from)
			}
		}
	}
	return found
}

func checkTag(f *file, say say) {
	for _, i := range f.images() {
		if k := fromRef(i.name); k.tag == "" && k.digest == "" {
			say(i.line, "%s has no tag, so its content can change at any time", i.name)
		}
	}
}

func checkLatest(f *file, say say) {
	for _, i := range f.images() {
		moving := []string{"latest", "stable", "edge", "nightly", "main", "master", "current", "lts", "alpine", "slim"}
		if k := fromRef(i.name); k.digest == "" && slices.Contains(moving, k.tag) {
			say(i.line, "%s: the tag %s changes with every release", i.name, k.tag)
		}
	}
}

func checkEnded(f *file, say say) {
	if f.about.Own {
		return // msgen takes an ended release only where the repository pins it, and says so in a note
	}
	today := cmp.Or(f.about.Today, tableDate)
	for _, i := range f.images() {
		k := f.known(i.name)
		if k.eol != "" && k.eol < today {
			say(i.line, "%s reached its end of life on %s", i.name, k.eol)
			continue
		}
		if k.name == "openjdk" {
			say(i.line, "%s: these images have not been maintained since 2022-07; use eclipse-temurin", i.name)
		}
		for _, r := range k.releases() {
			if day := ended(r.Kind, r.Version); day != "" && day < today {
				say(i.line, "%s: %s %s reached its end of life on %s", i.name, r.Kind, r.Version, day)
			}
		}
	}
}

// ended gives the day on which a release line ended or will; "" when it is not known.
func ended(kind, version string) string {
	oldest := endedLine{}
	for _, l := range tables().Ended {
		if l.Kind != kind {
			continue
		}
		if oldest = l; l.Version == version || strings.HasPrefix(version, l.Version+".") && !strings.Contains(l.Version, ".") {
			return l.EOL
		}
	}
	if oldest.Kind != "" && versions.Below(version, oldest.Version) {
		return oldest.EOL
	}
	return ""
}

func checkFat(f *file, say say) {
	s := f.final()
	switch k := f.known(s.image()); {
	case k.fat:
		say(s.lineage()[0].line, "the final stage uses %s, which has a slim variant", k.ref)
	case (k.name == "ubuntu" || k.name == "debian" && !strings.Contains(k.tag, "slim")) && f.copiesArtifacts():
		say(s.lineage()[0].line, "the final stage uses %s, a full distribution", k.ref)
	}
}

// copiesArtifacts reports a final stage that takes what another stage made.
func (f *file) copiesArtifacts() bool {
	for c := range each[*instructions.CopyCommand](f.final().all()) {
		if c.From != "" {
			return true
		}
	}
	return len(f.stages) == 1
}

func checkToolchain(f *file, say say) {
	s := f.final()
	if k := f.known(s.image()); k.toolchain != "" && k.toolchain != "a JDK" {
		say(s.lineage()[0].line, "the final stage uses %s, which contains %s", k.ref, k.toolchain)
	}
}

func checkJDK(f *file, say say) {
	s := f.final()
	if k := f.known(s.image()); k.toolchain == "a JDK" {
		say(s.lineage()[0].line, "the final stage uses %s, which contains a JDK", k.ref)
	}
}

func checkBuildPackages(f *file, say say) {
	tools := regexp.MustCompile(`^(build-essential|build-base|gcc|g\+\+|clang|make|cmake|git|openssh-client|musl-dev|linux-headers|libc6?-dev|.*-dev|.*-devel|python3-pip|python3-dev|maven|gradle|golang.*|rustc|cargo|default-jdk|openjdk-\d+-jdk.*|npm|vim|nano|gdb|strace)$`)
	for st, c := range invoked(f.final().all()) {
		m, ok := managing(c)
		if !ok || !m.System || c.has("--virtual", "-t", ".build-deps") {
			continue
		}
		for _, p := range c.operands()[1:] {
			name, _, _ := strings.Cut(p, "=")
			if tools.MatchString(name) && !slices.Contains(f.about.AtRun, name) {
				say(st.line, "%s is a build tool and stays in the final stage", name)
			}
		}
	}
}

// checkDevDependencies judges installs in the final stage, and those that a copied node_modules comes from.
func checkDevDependencies(f *file, say say) {
	if f.about.DevAtRun {
		return
	}
	final := f.final()
	for _, s := range final.lineage() {
		for st, c := range invoked(s.steps) {
			if withDev(s, c) && !builds(s) && f.about.hasDev(c) { // where it builds they are needed, and MS009 speaks
				say(st.line, "%s installs the development dependencies in the final stage", shorten(c.text()))
			}
		}
	}
	for c := range f.copies(final.all()) {
		if install := f.devInstall(c.from); install != "" && slices.ContainsFunc(c.SourcePaths, carriesPackages) {
			say(c.line, "%s from stage %s contains development dependencies (%s)", strings.Join(c.SourcePaths, " "), c.from.title(), install)
		}
	}
}

// carriesPackages reports a path under which a package manager's tree lies.
func carriesPackages(name string) bool {
	return strings.HasSuffix(strings.TrimSuffix(name, "/"), "node_modules") && !strings.Contains(name, "standalone")
}

// devInstall gives the last install of a stage, when it is one with development dependencies and nothing prunes.
func (f *file) devInstall(s *stage) string {
	found := ""
	for _, c := range invoked(s.all()) {
		switch {
		case withDev(s, c) && f.about.hasDev(c):
			found = shorten(c.text())
		case c.verb() == "prune" || c.verb() == "deploy" || c.name() == "yarn" && c.has("focus") || installs(c):
			found = ""
		}
	}
	return found
}

// withDev reports an install that takes development dependencies along.
func withDev(s *stage, c call) bool {
	if !installs(c) {
		return false
	}
	m := managerOf(c)
	if m.Of == "Node" && (strings.Contains(c.text(), "NODE_ENV=production") || setsEnv(s, "NODE_ENV", "production") || setsEnv(s, "NPM_CONFIG_OMIT", "dev")) {
		return false
	}
	return len(m.Dev) > 0 && c.has(m.Dev...) || len(m.Lean) > 0 && !c.has(m.Lean...)
}

// hasDev reports that there are development dependencies to leave out; so it is when the manifests cannot be read.
func (c Context) hasDev(install call) bool {
	if ecosystem(install) != "Node" || c.Read == nil {
		return true
	}
	if c.Index.dev == nil {
		dev := slices.ContainsFunc(c.installed(), func(f string) bool {
			m, ok := c.manifest(f)
			return !ok || len(m.DevDependencies) > 0
		})
		c.Index.dev = &dev
	}
	return *c.Index.dev
}

// nodeManifest is what the rules ask of a package.json.
type nodeManifest struct {
	DevDependencies map[string]any `json:"devDependencies"`
	Workspaces      any            `json:"workspaces"`
}

// manifest reads a package.json; false for one that cannot be read.
func (c Context) manifest(name string) (m nodeManifest, ok bool) {
	text, err := c.Read(name)
	return m, err == nil && json.Unmarshal(text, &m) == nil
}

// installed gives the manifests that an install may read: that of the root alone, unless it is the root of a workspace.
func (c Context) installed() []string {
	if m, ok := c.manifest("package.json"); ok && m.Workspaces == nil && !slices.Contains(c.Files, "pnpm-workspace.yaml") {
		return []string{"package.json"}
	}
	var all []string
	for _, f := range c.Files {
		if path.Base(f) == "package.json" && !madeElsewhere(f) {
			all = append(all, f)
		}
	}
	return all
}

// setsEnv reports an ENV of the stage or its bases.
func setsEnv(s *stage, name, value string) bool {
	for c := range each[*instructions.EnvCommand](s.all()) {
		for _, e := range c.Env {
			if strings.EqualFold(e.Key, name) && e.Value == value {
				return true
			}
		}
	}
	return false
}

// checkLocked looks for installs that resolve versions anew.
func checkLocked(f *file, say say) {
	for st, c := range invoked(allSteps(f.stages)) {
		if why := unlocked(c, f.about); why != "" {
			say(st.line, "%s: %s", shorten(c.text()), why)
		}
	}
}

// unlocked says how a command leaves the lock file; "" when it does not, or when the context shows that there is none.
func unlocked(c call, about Context) string {
	there := func(lock string) bool {
		return !about.LockStale && (about.Files == nil || slices.ContainsFunc(about.Files, func(f string) bool { return f == lock || strings.HasSuffix(f, "/"+lock) }))
	}
	switch m := managerOf(c); {
	case m.Lock != "" && installs(c) && !c.has(m.Held...) && there(m.Lock):
		return m.Follows
	case c.name() == "go" && c.verb() == "install" && strings.Contains(c.text(), "@latest"):
		return "the version is not fixed"
	case (c.name() == "npm" && c.has("-g", "--global") || c.name() == "npx") && unversioned(c):
		return "the version is not fixed"
	}
	return ""
}

// unversioned reports a package without @version among the operands of a global install.
func unversioned(c call) bool {
	packages := c.operands()
	if c.name() == "npx" || len(packages) < 2 {
		return false
	}
	return slices.ContainsFunc(packages[1:], func(p string) bool { return strings.LastIndexByte(p, '@') <= 0 && !strings.ContainsAny(p, "/.$") })
}
