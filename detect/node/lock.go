package node

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/versions"
)

// lockedPackage is a package of a lock file: its version, the versions of Node that it says it runs on, and where it stands.
type lockedPackage struct {
	version, node string
	at            detect.Evidence
}

// lockFile is what is read of a lock file.
type lockFile struct {
	// packages go by what the file calls them: "express" and "apps/api/node_modules/express" (npm), "express@^4.18.0" (yarn),
	// "express@4.18.2" (pnpm), "express" (bun).
	packages map[string]lockedPackage
	// named is the first package of a name.
	named map[string]lockedPackage
	// asked is what the file was made from, where it says so (pnpm): the specifiers by directory and name; used the versions.
	asked, used map[string]map[string]string
	// overridden are names whose specifiers pnpm has replaced.
	overridden map[string]bool
}

// lockLine matches the lines of a lock file that begin a package; its groups are the names.
var (
	npmLockLine   = pattern.New(`^    "(?:node_modules/)?((?:[^"]*/node_modules/)?(?:@[^"/]+/)?[^"/]+)": \{`)
	pnpmLockLine  = pattern.New(`^  '?/?((?:@[^/]+/)?[^@/]+)[@/]([0-9][^:('_]*)`)
	bunLockLine   = pattern.New(`^    "([^"]+)": \["(?:@[^/"]+/)?[^"@]+@([^"]+)"`)
	lockedVersion = pattern.New(`^\s+"?version"?:?\s+"?([^",]+)`)
	lockedNode    = pattern.New(`^\s+(?:engines: \{.*?\bnode: |"node": )["']?([^"'},]+)`)
)

// lockRead reads the lock file, by line: every manager writes one field a line.
func lockRead(s *service) *lockFile {
	if s.locked != nil {
		return s.locked
	}
	f := &lockFile{packages: map[string]lockedPackage{}, named: map[string]lockedPackage{}, asked: map[string]map[string]string{}, used: map[string]map[string]string{}, overridden: map[string]bool{}}
	s.locked = f
	if s.n.Lock == "" || path.Ext(s.n.Lock) == ".lockb" {
		return f
	}
	lines, importers := npmIndented(s.n.Lock, s.t.Lines(s.n.Lock)), true
	var keys []string
	for i, line := range lines {
		if strings.HasPrefix(line, "packages:") {
			importers = false
		}
		begins, version := f.begins(path.Base(s.n.Lock), line, importers)
		if begins != nil {
			keys = begins
			f.add(keys, lockedPackage{version: version, at: s.t.At(s.n.Lock, i+1)})
			continue
		}
		if len(keys) == 0 || !strings.HasPrefix(line, "  ") {
			continue
		}
		if m := lockedVersion.FindStringSubmatch(line); m != nil && f.packages[keys[0]].version == "" {
			f.add(keys, lockedPackage{version: m[1], at: f.packages[keys[0]].at})
		} else if m := lockedNode.FindStringSubmatch(line); m != nil && f.packages[keys[0]].node == "" {
			p := f.packages[keys[0]]
			p.node, p.at = m[1], s.t.At(s.n.Lock, i+1)
			f.add(keys, p)
		}
	}
	if path.Base(s.n.Lock) == "pnpm-lock.yaml" {
		f.importers(lines)
	}
	return f
}

// npmIndented gives the lines of a lock file indented by two blanks: npm indents its own as package.json is.
func npmIndented(file string, lines []string) []string {
	if path.Ext(file) != ".json" || len(lines) < 2 {
		return lines
	}
	unit := lines[1][:len(lines[1])-len(strings.TrimLeft(lines[1], " \t"))]
	if unit == "" || unit == "  " {
		return lines
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		text := strings.TrimLeft(line, " \t")
		out[i] = strings.Repeat("  ", (len(line)-len(text))/len(unit)) + text
	}
	return out
}

// begins gives the keys of the package that a line begins, nil for every other line, with the version where the line has it.
func (f *lockFile) begins(file, line string, importers bool) (keys []string, version string) {
	switch file {
	case "pnpm-lock.yaml":
		if m := pnpmLockLine.FindStringSubmatch(line); m != nil && !importers {
			return []string{m[1] + "@" + m[2]}, m[2]
		}
	case "yarn.lock":
		if line == "" || strings.HasPrefix(line, " ") || strings.HasPrefix(line, "#") || !strings.HasSuffix(line, ":") {
			return nil, ""
		}
		for _, key := range strings.Split(strings.TrimSuffix(line, ":"), ",") {
			keys = append(keys, strings.Trim(key, `" `))
		}
		return keys, ""
	case "bun.lock":
		if m := bunLockLine.FindStringSubmatch(line); m != nil {
			return []string{m[1]}, m[2]
		}
	default:
		if m := npmLockLine.FindStringSubmatch(line); m != nil {
			return []string{m[1]}, ""
		}
	}
	return nil, ""
}

// add sets a package under its keys. The second part of npm's second form repeats the first.
func (f *lockFile) add(keys []string, p lockedPackage) {
	for _, key := range keys {
		if had := f.packages[key]; had.version != "" && p.node == "" {
			continue
		}
		f.packages[key] = p
		name := key
		if at := strings.LastIndex(key, "@"); at > 0 {
			name, _, _ = strings.Cut(key[1:], "@")
			name = key[:1] + name
		}
		if had := f.named[name]; had.version == "" || had.version == p.version {
			f.named[name] = p
		}
	}
}

// importers reads what pnpm writes of each manifest: the specifiers and the versions. Its older forms have the lists of the
// only manifest at the margin, and once all specifiers in a list of their own.
func (f *lockFile) importers(lines []string) {
	dir, group, name, margin := ".", "", "", 0
	top := ""
	for _, line := range lines {
		text := strings.TrimSpace(line)
		depth := len(line) - len(strings.TrimLeft(line, " "))
		key, value, _ := strings.Cut(text, ": ")
		key, value = strings.Trim(strings.TrimSuffix(key, ":"), `'"`), strings.Trim(value, `'"`)
		if depth == 0 && text != "" {
			top = key
		}
		switch {
		case text == "" || strings.HasPrefix(text, "#"):
		case top == "overrides" && depth == 2:
			f.overridden[key] = true
		case depth == 0 && key == "importers":
			margin = 4
		case depth == 0 && key == "packages":
			return
		case margin == 4 && depth == 2:
			dir, group = path.Clean(key), ""
		case depth == margin:
			group = key
		case group == "specifiers" && depth == margin+2:
			keep(f.asked, dir, key, value)
		case depth == margin+2 && strings.HasSuffix(strings.ToLower(group), "dependencies"):
			name = key
			keep(f.used, dir, name, value)
		case depth == margin+4 && key == "specifier":
			keep(f.asked, dir, name, value)
		case depth == margin+4 && key == "version":
			keep(f.used, dir, name, value)
		}
	}
}

func keep(all map[string]map[string]string, dir, name, value string) {
	if all[dir] == nil {
		all[dir] = map[string]string{}
	}
	all[dir][name] = value
}

// lockedAs gives the locked package of a dependency of a manifest.
func lockedAs(s *service, p *packageJSON, name string) (lockedPackage, bool) {
	f, dir := lockRead(s), detect.Relative(s.installRoot(), p.dir)
	asked := p.dep(name).Text()
	for _, key := range []string{dir + "/node_modules/" + name, name + "@" + asked, name + "@npm:" + asked, name + "@" + cutPeers(f.used[dir][name]), name} {
		if found, ok := f.packages[key]; ok {
			return found, true
		}
	}
	return lockedPackage{}, false
}

// cutPeers takes what pnpm adds for peers off a version: "5.0.2(react@18.2.0)", "5.0.2_react@18.2.0".
func cutPeers(version string) string {
	if i := strings.IndexAny(version, "(_"); i > 0 {
		return version[:i]
	}
	return version
}

// stale looks for what a manifest asks for and the lock file does not have: a frozen install would refuse it.
func stale(s *service) {
	f := lockRead(s)
	if len(f.packages) == 0 {
		return
	}
	for _, p := range s.hooked() {
		for _, group := range []string{"dependencies", "devDependencies"} {
			for _, name := range p.doc.At(group).Keys() {
				n := p.doc.At(group, name)
				if got, differs := differsOf(s, p, name, n.Text()); differs {
					e := detect.EvidenceOf(n)
					s.n.LockStale = &e
					s.note(detect.Note{Text: s.n.Lock + " is out of date: " + p.path + " asks for " + name + " " + n.Text() + ", and the lock file has " + orNone(got) + ". The image installs without enforcing the lock file",
						Add: "the lock file that " + s.managerName() + " install writes", Because: []detect.Evidence{e}})
					return
				}
			}
		}
	}
}

// differsOf compares what a manifest asks for with what the lock file was made from, or with what it holds.
func differsOf(s *service, p *packageJSON, name, asked string) (got string, differs bool) {
	f, root := lockRead(s), s.packages[s.installRoot()]
	if root == nil || s.space != nil && s.space.names[name] != "" {
		return "", false
	}
	changed := f.overridden[name] || s.t.First(s.installRoot(), ".pnpmfile.cjs", "pnpmfile.cjs", ".pnpmfile.mjs") != "" || root.doc.At("resolutions", name) != nil || root.doc.At("overrides", name) != nil || root.doc.At("pnpm", "overrides", name) != nil
	found, there := lockedAs(s, p, name)
	switch path.Base(s.n.Lock) {
	case "package-lock.json", "npm-shrinkwrap.json":
		return found.version, !changed && (!there || found.version != "" && !fits(asked, found.version))
	case "pnpm-lock.yaml":
		got := f.asked[detect.Relative(s.installRoot(), p.dir)][name]
		return got, !changed && len(f.asked) > 0 && got != asked
	case "bun.lock":
		doc, err := s.t.JSON(s.n.Lock, true)
		of := doc.At("workspaces", strings.TrimSuffix(detect.Relative(s.installRoot(), p.dir), "."))
		for _, group := range []string{"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"} {
			if got = of.At(group, name).Text(); got != "" {
				break
			}
		}
		return got, err == nil && of != nil && !changed && got != asked
	case "yarn.lock":
		_, plain := f.packages[name+"@"+asked]
		_, berry := f.packages[name+"@npm:"+asked]
		return f.named[name].version, !changed && !plain && !berry && versionLike.MatchString(asked)
	}
	return "", false
}

// fits reports whether a locked version is one that a manifest asks for. What is no range of versions (a tag, an
// address, another package's name) fits.
func fits(want, got string) bool {
	if !versionLike.MatchString(want) || !strings.ContainsAny(want, "0123456789") {
		return true
	}
	return versions.Allows(want, got)
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
