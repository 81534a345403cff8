package detect

import (
	"path"
	"sort"
	"strings"
)

// pyDep is a package that the project depends on.
type pyDep struct {
	name    string // normalized: lower case, one dash
	extras  []string
	version string // where a pin or a lock tells
	because Evidence
	// brought marks what another package brings along.
	brought bool
	// marked reports a condition behind a semicolon: it may belong to no lock.
	marked bool
}

// pyDeps are the packages of a project by name, and those that only its tests want.
type pyDeps struct {
	byName map[string]pyDep
	dev    map[string]pyDep
	vers   map[string]string // from the lock
	lock   map[string]Evidence
}

var pyDashes = lazy(`[-_.]+`)

// normal gives the name of a package as the index compares it.
func normal(name string) string {
	return pyDashes.ReplaceAllString(strings.ToLower(strings.TrimSpace(name)), "-")
}

// get finds a package by its name.
func (d pyDeps) get(name string) (pyDep, bool) {
	dep, ok := d.byName[name]
	return dep, ok
}

// names gives the names of all packages, those of the lock too, sorted.
func (d pyDeps) names() []string {
	seen := map[string]bool{}
	var out []string
	for _, m := range []map[string]pyDep{d.byName, d.dev} {
		for name := range m {
			seen[name] = true
		}
	}
	for name := range d.byName {
		out = append(out, name)
	}
	for name := range d.lock {
		if !seen[name] {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

// version gives the version of a package where a pin or the lock tells it.
func (d pyDeps) version(name string) string { return pyFirst(d.vers[name], d.byName[name].version) }

// add takes a package, and what it is known to bring; the first mention of a name stays.
func (d *pyDeps) add(dep pyDep) {
	if dep.name == "" {
		return
	}
	if old, ok := d.byName[dep.name]; ok && !old.brought {
		return
	}
	d.byName[dep.name] = dep
	d.bring(dep.name, dep.because)
	for _, extra := range dep.extras {
		d.bring(dep.name+"["+extra+"]", dep.because)
	}
}

func (d *pyDeps) bring(name string, because Evidence) {
	for _, brought := range pyBrought()[name] {
		if _, ok := d.byName[brought]; !ok {
			d.byName[brought] = pyDep{name: brought, because: because, brought: true}
		}
	}
}

var pyRequirement = lazy(`^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(?:\(?\s*===?\s*([A-Za-z0-9.!+*_-]+))?`)

// pyRequire reads "name[extra]==1.2 ; marker" or "name @ url".
func pyRequire(text string, because Evidence) pyDep {
	m := pyRequirement.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return pyDep{}
	}
	dep := pyDep{name: normal(m[1]), because: because, marked: strings.Contains(text, ";")}
	if !strings.Contains(m[3], "*") {
		dep.version = m[3]
	}
	for _, e := range strings.Split(m[2], ",") {
		if e = normal(e); e != "" {
			dep.extras = append(dep.extras, e)
		}
	}
	return dep
}

// pyRequirements is a requirements file with all that it includes.
type pyRequirements struct {
	files  []string
	deps   []pyDep
	local  []Candidate // -e . and the like
	urls   []Candidate // options and links with an index or a variable
	pinned int         // requirements
	hashed int         // of which have a hash
}

// requirements reads a requirements file, following -r and -c inside the repository.
func (p *pyProject) requirements(file string, into *pyRequirements) error {
	if pyHas(into.files, file) || len(into.files) > 50 {
		return nil
	}
	into.files = append(into.files, file)
	if _, err := p.t.text(file); err != nil {
		return err
	}
	lines := p.t.lines(file)
	for i := 0; i < len(lines); i++ {
		at := i
		line := pyRequireLine(lines[i])
		for strings.HasSuffix(line, `\`) && i+1 < len(lines) {
			i++
			line = strings.TrimSuffix(line, `\`) + " " + pyRequireLine(lines[i])
		}
		if err := p.requirementEntry(strings.TrimSpace(line), p.t.at(file, at+1), into); err != nil {
			return err
		}
	}
	return nil
}

// pyRequireLine drops a comment.
func pyRequireLine(s string) string {
	if i := strings.Index(" "+s, " #"); i >= 0 {
		s = s[:max(i-0, 0)]
	}
	return strings.TrimSpace(s)
}

// requirementEntry reads one logical line of a requirements file.
func (p *pyProject) requirementEntry(line string, at Evidence, into *pyRequirements) error {
	if line == "" {
		return nil
	}
	flag, value := pyOptionLine(line)
	switch flag {
	case "-r", "--requirement", "-c", "--constraint":
		file := path.Join(path.Dir(at.Path), value)
		if !p.t.has(file) {
			return &Error{Path: at.Path, Line: at.Line, Msg: "names " + quote(value) + ", which is not in the repository"}
		}
		sub := *into
		sub.deps = nil
		if err := p.requirements(file, &sub); err != nil {
			return err
		}
		if flag == "-r" || flag == "--requirement" {
			sub.deps = append(into.deps, sub.deps...)
		} else {
			sub.deps = into.deps
		}
		*into = sub
		return nil
	case "-e", "--editable":
		if strings.Contains(value, "://") || strings.HasPrefix(value, "git+") {
			into.pinned++
			if !p.py.EditableGit.Known() {
				p.py.EditableGit = fact(true, at)
			}
			return nil
		}
		into.local = append(into.local, Candidate{Value: value, Because: []Evidence{at}})
		return nil
	case "":
	default:
		into.urls = append(into.urls, Candidate{Value: line, Because: []Evidence{at}})
		return nil
	}
	if line == "." || strings.HasPrefix(line, "./") || strings.HasPrefix(line, "../") || strings.HasPrefix(line, ".[") {
		into.local = append(into.local, Candidate{Value: line, Because: []Evidence{at}})
		return nil
	}
	into.pinned++
	if strings.Contains(line, "--hash=") {
		into.hashed++
	}
	if strings.Contains(line, "${") {
		into.urls = append(into.urls, Candidate{Value: line, Because: []Evidence{at}})
	}
	if d := pyRequire(line, at); d.name != "" {
		into.deps = append(into.deps, d)
	}
	return nil
}

// pyOptionLine splits "-r file" and "--index-url=…"; the flag is "" for a plain requirement.
func pyOptionLine(line string) (flag, value string) {
	if !strings.HasPrefix(line, "-") {
		return "", ""
	}
	flag, value, ok := strings.Cut(line, " ")
	if !ok || strings.Contains(flag, "=") {
		flag, value, ok = strings.Cut(line, "=")
	}
	if !ok && len(line) > 2 && line[1] != '-' {
		flag, value = line[:2], line[2:]
	}
	return flag, strings.Trim(strings.TrimSpace(value), `"'`)
}

// lockedPackages reads names and versions of the [[package]] entries of a lock file line by line, for these files are long.
func (p *pyProject) lockedPackages(file string) {
	name := ""
	for i, line := range p.t.lines(file) {
		switch {
		case line == "[[package]]":
			name = ""
		case name == "" && strings.HasPrefix(line, "name = "):
			name = normal(strings.Trim(line[7:], `" `))
			p.deps.lock[name] = p.t.at(file, i+1)
		case strings.HasPrefix(line, "version = ") && name != "" && p.deps.vers[name] == "":
			p.deps.vers[name] = strings.Trim(line[10:], `" `)
		}
	}
}
