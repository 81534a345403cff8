package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/versions"
)

var managerField = pattern.New(`^(npm|yarn|pnpm|bun)@([^+]+)(\+.*)?$`)

// manager finds the package manager, its version, its lock file.
func (s *service) manager() {
	root := s.installRoot()
	var facts []detect.Fact[string]
	add := func(f detect.Fact[string]) {
		if f.Known() {
			facts = append(facts, f)
		}
	}
	for _, p := range s.manifestsUp() {
		f := detect.FactOf(p.doc.At("packageManager"))
		if m := managerField.FindStringSubmatch(f.Value); m != nil {
			if s.n.Pinned == "" {
				s.n.Pinned = f.Value
			}
			add(detect.NewFact(m[1]+"@"+m[2], f.Because...))
		} else if f.Known() {
			s.note(detect.Note{Text: "packageManager is ignored, because it is not of the form NAME@VERSION", Because: f.Because})
		}
		for _, name := range []string{"pnpm", "yarn", "npm", "bun"} {
			if d := devEngine(p.doc.At("devEngines", "packageManager"), name); d.Known() {
				add(detect.NewFact(name+"@"+d.Value, d.Because...))
			}
		}
	}
	locks := lockFacts(s, root)
	engines := managerEngines(s)
	facts = append(facts, precise(locks, engines)...)
	facts = append(facts, managerSettings(s, root)...)
	facts = append(facts, engines...)
	s.stack.Manager = detect.Weigh(sameManager, facts...)
	managerFile(s, root)
	lockFileOf(s, root)
	linker(s, root)
}

// precise puts the version that engines or a version manager names for the lock file's manager in front of the lock
// file, which knows no more than a major, and of npm nothing.
func precise(locks, engines []detect.Fact[string]) []detect.Fact[string] {
	if len(locks) == 0 {
		return nil
	}
	name, _, _ := strings.Cut(locks[0].Value, "@")
	for _, e := range engines {
		if n, v, _ := strings.Cut(e.Value, "@"); n == name && v != "" && (!isRange(v) || n == "npm") {
			return append([]detect.Fact[string]{e}, locks...)
		}
	}
	return locks
}

// sameManager reports whether two facts name one manager; a version that only one of them has is no disagreement.
func sameManager(won, other string) bool {
	a, x, _ := strings.Cut(won, "@")
	b, y, _ := strings.Cut(other, "@")
	return a == b && (x == "" || y == "" || x == y || versions.Allows(y, x) || a == "pnpm" && y == "9")
}

// installRoot is the directory whose lock file holds: the workspace's root, else the package's own; a lock file in a
// directory above counts only in a workspace.
func (s *service) installRoot() string {
	if s.space != nil {
		return s.space.root
	}
	return s.pkg.dir
}

// manifestsUp gives the package's manifest and that of its workspace's root.
func (s *service) manifestsUp() []*packageJSON {
	out := []*packageJSON{s.pkg}
	if root := s.packages[s.installRoot()]; root != nil && root != s.pkg {
		out = append(out, root)
	}
	return out
}

// lockFacts reads the lock files of a directory.
func lockFacts(s *service, dir string) []detect.Fact[string] {
	var out []detect.Fact[string]
	for _, l := range tables().Locks {
		p := path.Join(dir, l.Name)
		if !s.t.Has(p) {
			continue
		}
		f := detect.NewFact(l.Manager, detect.Evidence{Path: p})
		for i, line := range head(s.t, p, 12) {
			for major, re := range l.Majors {
				if re.MatchString(line) && f.Because[0].Line == 0 {
					f = detect.NewFact(l.Manager+"@"+major, detect.Evidence{Path: p, Line: i + 1, Text: detect.Clip(line)})
				}
			}
		}
		if f.Value == "pnpm@9" {
			f = newerPNPM(s, dir, f)
		}
		out = append(out, f)
	}
	return out
}

// newerPNPM takes pnpm 10, which writes the same lock files as 9, where pnpm-workspace.yaml holds settings: 9 reads none there,
// and stops where the file names no packages.
func newerPNPM(s *service, dir string, f detect.Fact[string]) detect.Fact[string] {
	doc, err := s.t.YAML(s.t.First(dir, "pnpm-workspace.yaml"))
	if err != nil {
		return f
	}
	for _, setting := range doc.Fields {
		if !slices.Contains([]string{"packages", "catalog", "catalogs"}, setting.Name) {
			return detect.NewFact("pnpm@10", detect.EvidenceOf(setting.Value))
		}
	}
	return f
}

// head gives the first lines of a file, also of one that is too large to be read whole.
func head(t *detect.Tree, p string, n int) []string {
	f, err := t.FS.Open(p)
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
func managerSettings(s *service, dir string) []detect.Fact[string] {
	var out []detect.Fact[string]
	for _, row := range [][2]string{{".yarnrc.yml", "yarn"}, {"pnpm-workspace.yaml", "pnpm"}, {"bunfig.toml", "bun"}, {".yarnrc", "yarn@1"}} {
		if p := s.t.First(dir, row[0]); p != "" {
			out = append(out, detect.NewFact(row[1], detect.Evidence{Path: p}))
		}
	}
	return out
}

// managerEngines are the versions of managers that engines, volta and version managers name.
func managerEngines(s *service) []detect.Fact[string] {
	var out []detect.Fact[string]
	for _, p := range s.manifestsUp() {
		for _, name := range []string{"pnpm", "yarn", "bun", "npm"} {
			for _, group := range []string{"engines", "volta"} {
				if f := detect.FactOf(p.doc.At(group, name)); f.Known() && f.Value != "*" && !strings.Contains(f.Value, "please") {
					out = append(out, detect.NewFact(name+"@"+f.Value, f.Because...))
				}
			}
		}
		for _, file := range []string{"mise.toml", ".mise.toml"} {
			if m := path.Join(p.dir, file); s.t.Has(m) {
				if doc, err := s.t.TOML(m); err == nil {
					for _, name := range []string{"pnpm", "yarn"} {
						if f := detect.FactOf(doc.At("tools", name)); f.Known() {
							out = append(out, detect.NewFact(name+"@"+f.Value, f.Because...))
						}
					}
				}
			}
		}
	}
	return out
}

// managerName is the manager without its version; npm when nothing speaks for another.
func (s *service) managerName() string {
	name, _, _ := strings.Cut(s.stack.Manager.Value, "@")
	if name == "" {
		return "npm"
	}
	return name
}

// lockFileOf finds the lock file of the manager and says when there is another manager's.
func lockFileOf(s *service, root string) {
	name := s.managerName()
	for _, l := range tables().Locks {
		if p := path.Join(root, l.Name); l.Manager == name && s.t.Has(p) {
			s.n.Lock = p
			break
		}
	}
	if len(s.stack.Manager.Against) > 0 {
		a := s.stack.Manager.Against[0]
		s.note(detect.Note{Text: "package managers disagree: the image uses " + s.stack.Manager.Value + " (" + s.stack.Manager.Because[0].String() + "), not " + a.Value + " (" + a.Because.String() + ")",
			Add: "one lock file, and packageManager in package.json", Because: []detect.Evidence{s.stack.Manager.Because[0], a.Because}})
	}
}

// unlocked says that there is no lock file.
func unlocked(s *service) {
	if s.n.Lock == "" && len(s.allDeps()) > 0 {
		s.note(detect.Note{Text: "there is no lock file, so each build can install different versions of the dependencies", Add: "the lock file that " + s.managerName() + " install writes", Because: []detect.Evidence{{Path: s.pkg.path}}})
	}
}

// managerFile finds yarn's own program, which .yarnrc.yml may point to.
func managerFile(s *service, root string) {
	if s.managerName() != "yarn" {
		return
	}
	p := path.Join(root, ".yarnrc.yml")
	doc, err := yarnrc(s, root)
	if err != nil || doc == nil {
		return
	}
	n := doc.At("yarnPath")
	if n.Text() == "" {
		return
	}
	if file := path.Join(root, n.Text()); s.t.Has(file) {
		s.n.ManagerFile = file
		if m := pattern.New(`yarn-([0-9]+(\.[0-9]+)*)`).FindStringSubmatch(path.Base(file)); m != nil {
			s.stack.Manager = detect.Weigh(sameManager, detect.NewFact("yarn@"+m[1], detect.EvidenceOf(n)), s.stack.Manager)
		}
		return
	}
	s.note(detect.Note{Text: "yarnPath in " + p + " names a file that is not in the repository", Because: []detect.Evidence{detect.EvidenceOf(n)}})
}

func yarnrc(s *service, root string) (*formats.Node, error) {
	p := path.Join(root, ".yarnrc.yml")
	if !s.t.Has(p) {
		return nil, nil
	}
	return s.t.YAML(p)
}

// linker tells Plug'n'Play, the default of yarn 2 and later, from a node_modules directory.
func linker(s *service, root string) {
	s.n.Linker = "node-modules"
	_, version, _ := strings.Cut(s.stack.Manager.Value, "@")
	if s.managerName() != "yarn" || strings.HasPrefix(version, "1") && !strings.HasPrefix(version, "10") {
		return
	}
	doc, err := yarnrc(s, root)
	if v := doc.At("nodeLinker").Text(); err == nil && (v == "node-modules" || v == "pnpm") {
		return
	}
	if version == "" && !s.t.Has(path.Join(root, ".yarnrc.yml")) && !s.t.Has(path.Join(root, ".pnp.cjs")) {
		return // a yarn.lock that does not say which yarn: the first one
	}
	s.n.Linker = "pnp"
}
