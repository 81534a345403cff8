package detect

import (
	"path"
	"strings"
)

// nodeLock is one kind of lock file.
type nodeLock struct {
	name, manager string
	// major finds the manager's major version in the file; nil when the file does not tell.
	major func(line string) string
}

// nodeLocks are the lock files, in the order in which they are believed when there are several.
var nodeLocks = []nodeLock{
	{"pnpm-lock.yaml", "pnpm", pnpmMajor},
	{"bun.lock", "bun", nil},
	{"bun.lockb", "bun", nil},
	{"yarn.lock", "yarn", yarnMajor},
	{"npm-shrinkwrap.json", "npm", nil},
	{"package-lock.json", "npm", nil},
}

var lockVersion = lazy(`^lockfileVersion:\s*'?"?([0-9.]+)`)

// pnpmMajor maps a lockfileVersion to the first pnpm that writes it.
func pnpmMajor(line string) string {
	m := lockVersion.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	switch {
	case strings.HasPrefix(m[1], "9"):
		return "9"
	case strings.HasPrefix(m[1], "6"):
		return "8"
	case m[1] == "5.4":
		return "7"
	case strings.HasPrefix(m[1], "5"):
		return "6"
	}
	return ""
}

// yarnMajor tells yarn 1 from the later ones, which write a __metadata entry with a version of its own.
func yarnMajor(line string) string {
	switch line = strings.TrimSpace(line); line {
	case "# yarn lockfile v1":
		return "1"
	case "version: 4", "version: 5":
		return "2"
	case "version: 6":
		return "3"
	case "version: 7", "version: 8", "version: 9", "version: 10":
		return "4"
	}
	return ""
}

var managerField = lazy(`^(npm|yarn|pnpm|bun)@([^+]+)(\+.*)?$`)

// manager finds the package manager, its version, its lock file.
func (s *nodeService) manager() {
	root := s.installRoot()
	var facts []Fact[string]
	add := func(f Fact[string]) {
		if f.Known() {
			facts = append(facts, f)
		}
	}
	for _, p := range s.manifestsUp() {
		f := p.doc.at("packageManager").fact()
		if m := managerField.FindStringSubmatch(f.Value); m != nil {
			if s.n.Pinned == "" {
				s.n.Pinned = f.Value
			}
			add(fact(m[1]+"@"+m[2], f.Because...))
		} else if f.Known() {
			s.note(Note{Text: "packageManager is not NAME@VERSION and is not used", Because: f.Because})
		}
		for _, name := range []string{"pnpm", "yarn", "npm", "bun"} {
			if d := devEngine(p.doc.at("devEngines", "packageManager"), name); d.Known() {
				add(fact(name+"@"+d.Value, d.Because...))
			}
		}
	}
	locks := s.lockFacts(root)
	engines := s.managerEngines()
	facts = append(facts, precise(locks, engines)...)
	facts = append(facts, s.managerSettings(root)...)
	facts = append(facts, engines...)
	s.stack.Manager = weigh(sameManager, facts...)
	s.managerFile(root)
	s.lockFile(root)
	s.linker(root)
}

// precise puts the version that engines or a version manager names for the lock file's manager in front of the lock
// file, which knows no more than a major, and of npm nothing.
func precise(locks, engines []Fact[string]) []Fact[string] {
	if len(locks) == 0 {
		return nil
	}
	name, _, _ := strings.Cut(locks[0].Value, "@")
	for _, e := range engines {
		if n, v, _ := strings.Cut(e.Value, "@"); n == name && v != "" && (!isRange(v) || n == "npm") {
			return append([]Fact[string]{e}, locks...)
		}
	}
	return locks
}

// sameManager reports whether two facts name one manager; a version that only one of them has is no disagreement.
func sameManager(won, other string) bool {
	a, x, _ := strings.Cut(won, "@")
	b, y, _ := strings.Cut(other, "@")
	return a == b && (x == "" || y == "" || x == y || allows(y, x) || strings.HasPrefix(x, y+".") || a == "pnpm" && y == "9")
}

// installRoot is the directory whose lock file holds: the workspace's root, else the package's own; a lock file in a
// directory above counts only in a workspace.
func (s *nodeService) installRoot() string {
	if s.space != nil {
		return s.space.root
	}
	return s.pkg.dir
}

// manifestsUp gives the package's manifest and that of its workspace's root.
func (s *nodeService) manifestsUp() []*nodePackage {
	out := []*nodePackage{s.pkg}
	if root := s.packages[s.installRoot()]; root != nil && root != s.pkg {
		out = append(out, root)
	}
	return out
}

// lockFacts reads the lock files of a directory.
func (s *nodeService) lockFacts(dir string) []Fact[string] {
	var out []Fact[string]
	for _, l := range nodeLocks {
		p := path.Join(dir, l.name)
		if !s.t.has(p) {
			continue
		}
		f := fact(l.manager, Evidence{Path: p})
		if l.major != nil {
			for i, line := range s.t.head(p, 12) {
				if major := l.major(line); major != "" {
					f = fact(l.manager+"@"+major, Evidence{Path: p, Line: i + 1, Text: clip(line)})
					break
				}
			}
		}
		out = append(out, f)
	}
	return out
}

// head gives the first lines of a file, also of one that is too large to be read whole.
func (t *tree) head(p string, n int) []string {
	f, err := t.fsys.Open(p)
	if err != nil {
		return nil
	}
	defer f.Close()
	buf := make([]byte, 2048)
	k, _ := f.Read(buf)
	lines := strings.Split(strings.ReplaceAll(string(buf[:k]), "\r\n", "\n"), "\n")
	return lines[:min(n, len(lines))]
}

// managerSettings are files that only one manager reads.
func (s *nodeService) managerSettings(dir string) []Fact[string] {
	var out []Fact[string]
	for _, row := range [][2]string{{".yarnrc.yml", "yarn"}, {"pnpm-workspace.yaml", "pnpm"}, {"bunfig.toml", "bun"}, {".yarnrc", "yarn@1"}} {
		if p := s.t.first(dir, row[0]); p != "" {
			out = append(out, fact(row[1], Evidence{Path: p}))
		}
	}
	return out
}

// managerEngines are the versions of managers that engines, volta and version managers name.
func (s *nodeService) managerEngines() []Fact[string] {
	var out []Fact[string]
	for _, p := range s.manifestsUp() {
		for _, name := range []string{"pnpm", "yarn", "bun", "npm"} {
			for _, group := range []string{"engines", "volta"} {
				if f := p.doc.at(group, name).fact(); f.Known() && f.Value != "*" && !strings.Contains(f.Value, "please") {
					out = append(out, fact(name+"@"+f.Value, f.Because...))
				}
			}
		}
		for _, file := range []string{"mise.toml", ".mise.toml"} {
			if m := path.Join(p.dir, file); s.t.has(m) {
				if doc, err := s.t.toml(m); err == nil {
					for _, name := range []string{"pnpm", "yarn"} {
						if f := doc.at("tools", name).fact(); f.Known() {
							out = append(out, fact(name+"@"+f.Value, f.Because...))
						}
					}
				}
			}
		}
	}
	return out
}

// managerName is the manager without its version; npm when nothing speaks for another.
func (s *nodeService) managerName() string {
	name, _, _ := strings.Cut(s.stack.Manager.Value, "@")
	if name == "" {
		return "npm"
	}
	return name
}

// lockFile finds the lock file of the manager and says when it is missing or another manager's.
func (s *nodeService) lockFile(root string) {
	name := s.managerName()
	for _, l := range nodeLocks {
		if p := path.Join(root, l.name); l.manager == name && s.t.has(p) {
			s.n.Lock = p
			break
		}
	}
	if len(s.stack.Manager.Against) > 0 {
		a := s.stack.Manager.Against[0]
		s.note(Note{Text: "package managers disagree: " + s.stack.Manager.Value + " (" + s.stack.Manager.Because[0].String() + ") is taken, " + a.Value + " (" + a.Because.String() + ") is not",
			Add: "one lock file, and packageManager in package.json", Because: []Evidence{s.stack.Manager.Because[0], a.Because}})
	}
	if s.n.Lock == "" && len(s.allDeps()) > 0 {
		s.note(Note{Text: "there is no lock file: each build may install other versions of the dependencies", Add: "the lock file that " + name + " install writes", Because: []Evidence{{Path: s.pkg.path}}})
	}
}

// managerFile finds yarn's own program, which .yarnrc.yml may point to.
func (s *nodeService) managerFile(root string) {
	if s.managerName() != "yarn" {
		return
	}
	p := path.Join(root, ".yarnrc.yml")
	doc, err := s.yarnrc(root)
	if err != nil || doc == nil {
		return
	}
	n := doc.at("yarnPath")
	if n.text() == "" {
		return
	}
	if file := path.Join(root, n.text()); s.t.has(file) {
		s.n.ManagerFile = file
		if m := lazy(`yarn-([0-9]+(\.[0-9]+)*)`).FindStringSubmatch(path.Base(file)); m != nil {
			s.stack.Manager = weigh(sameManager, fact("yarn@"+m[1], n.evidence()), s.stack.Manager)
		}
		return
	}
	s.note(Note{Text: "yarnPath in " + p + " names a file that is not in the repository", Because: []Evidence{n.evidence()}})
}

func (s *nodeService) yarnrc(root string) (*node, error) {
	p := path.Join(root, ".yarnrc.yml")
	if !s.t.has(p) {
		return nil, nil
	}
	return s.t.yaml(p)
}

// linker tells Plug'n'Play, the default of yarn 2 and later, from a node_modules directory.
func (s *nodeService) linker(root string) {
	s.n.Linker = "node-modules"
	_, version, _ := strings.Cut(s.stack.Manager.Value, "@")
	if s.managerName() != "yarn" || strings.HasPrefix(version, "1") && !strings.HasPrefix(version, "10") {
		return
	}
	doc, err := s.yarnrc(root)
	if v := doc.at("nodeLinker").text(); err == nil && (v == "node-modules" || v == "pnpm") {
		return
	}
	if version == "" && !s.t.has(path.Join(root, ".yarnrc.yml")) && !s.t.has(path.Join(root, ".pnp.cjs")) {
		return // a yarn.lock that does not say which yarn: the first one
	}
	s.n.Linker = "pnp"
}
