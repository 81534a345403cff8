package python

import (
	"cmp"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// dep is a package that the project depends on.
type dep struct {
	name    string // normalized: lower case, one dash
	extras  []string
	version string // where a pin or a lock tells
	because detect.Evidence
	// brought marks what another package brings along.
	brought bool
	// marked reports a condition behind a semicolon: it may belong to no lock.
	marked bool
}

// deps are the packages of a project by name, and those that only its tests want.
type deps struct {
	byName map[string]dep
	dev    map[string]dep
	vers   map[string]string // from the lock
	lock   map[string]detect.Evidence
}

var dashes = pattern.New(`[-_.]+`)

// normal gives the name of a package as the index compares it.
func normal(name string) string {
	return dashes.ReplaceAllString(strings.ToLower(strings.TrimSpace(name)), "-")
}

// get finds a package by its name.
func (d deps) get(name string) (dep, bool) {
	dep, ok := d.byName[name]
	return dep, ok
}

// names gives the names of all packages, those of the lock too, sorted.
func (d deps) names() []string {
	seen := map[string]bool{}
	var out []string
	for _, m := range []map[string]dep{d.byName, d.dev} {
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
func (d deps) version(name string) string { return cmp.Or(d.vers[name], d.byName[name].version) }

// add takes a package, and what it is known to bring; the first mention of a name stays.
func (d *deps) add(dep dep) {
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

func (d *deps) bring(name string, because detect.Evidence) {
	for _, brought := range tables().Brought[name] {
		if _, ok := d.byName[brought]; !ok {
			d.byName[brought] = dep{name: brought, because: because, brought: true}
		}
	}
}

var requirement = pattern.New(`^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(?:\(?\s*===?\s*([A-Za-z0-9.!+*_-]+))?`)

// require reads "name[extra]==1.2 ; marker" or "name @ url".
func require(text string, because detect.Evidence) dep {
	m := requirement.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return dep{}
	}
	dep := dep{name: normal(m[1]), because: because, marked: strings.Contains(text, ";")}
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

// requirements is a requirements file with all that it includes.
type requirements struct {
	files  []string
	deps   []dep
	local  []detect.Candidate // -e . and the like
	urls   []detect.Candidate // options and links with an index or a variable
	pinned int                // requirements
	hashed int                // of which have a hash
}

// readRequirements reads a requirements file, following -r and -c inside the repository.
func readRequirements(p *project, file string, into *requirements) error {
	if slices.Contains(into.files, file) || len(into.files) > 50 {
		return nil
	}
	into.files = append(into.files, file)
	if _, err := p.t.Text(file); err != nil {
		return err
	}
	lines := p.t.Lines(file)
	for i := 0; i < len(lines); i++ {
		at := i
		line := requireLine(lines[i])
		for strings.HasSuffix(line, `\`) && i+1 < len(lines) {
			i++
			line = strings.TrimSuffix(line, `\`) + " " + requireLine(lines[i])
		}
		if err := requirementEntry(p, strings.TrimSpace(line), p.t.At(file, at+1), into); err != nil {
			return err
		}
	}
	return nil
}

// requireLine drops a comment.
func requireLine(s string) string {
	if i := strings.Index(" "+s, " #"); i >= 0 {
		s = s[:max(i-0, 0)]
	}
	return strings.TrimSpace(s)
}

// requirementEntry reads one logical line of a requirements file.
func requirementEntry(p *project, line string, at detect.Evidence, into *requirements) error {
	if line == "" {
		return nil
	}
	flag, value := optionLine(line)
	switch flag {
	case "-r", "--requirement", "-c", "--constraint":
		file := path.Join(path.Dir(at.Path), value)
		if !p.t.Has(file) {
			return &formats.Error{Path: at.Path, Line: at.Line, Msg: "names " + formats.Quote(value) + ", which is not in the repository"}
		}
		sub := *into
		sub.deps = nil
		if err := readRequirements(p, file, &sub); err != nil {
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
				p.py.EditableGit = detect.NewFact(true, at)
			}
			return nil
		}
		into.local = append(into.local, detect.Candidate{Value: value, Because: []detect.Evidence{at}})
		return nil
	case "":
	default:
		into.urls = append(into.urls, detect.Candidate{Value: line, Because: []detect.Evidence{at}})
		return nil
	}
	if line == "." || strings.HasPrefix(line, "./") || strings.HasPrefix(line, "../") || strings.HasPrefix(line, ".[") {
		into.local = append(into.local, detect.Candidate{Value: line, Because: []detect.Evidence{at}})
		return nil
	}
	into.pinned++
	if strings.Contains(line, "--hash=") {
		into.hashed++
	}
	if strings.Contains(line, "${") {
		into.urls = append(into.urls, detect.Candidate{Value: line, Because: []detect.Evidence{at}})
	}
	if d := require(line, at); d.name != "" {
		into.deps = append(into.deps, d)
	}
	return nil
}

// optionLine splits "-r file" and "--index-url=…"; the flag is "" for a plain requirement.
func optionLine(line string) (flag, value string) {
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
func (p *project) lockedPackages(file string) {
	name := ""
	for i, line := range p.t.Lines(file) {
		switch {
		case line == "[[package]]":
			name = ""
		case name == "" && strings.HasPrefix(line, "name = "):
			name = normal(strings.Trim(line[7:], `" `))
			p.deps.lock[name] = p.t.At(file, i+1)
		case strings.HasPrefix(line, "version = ") && name != "" && p.deps.vers[name] == "":
			p.deps.vers[name] = strings.Trim(line[10:], `" `)
		}
	}
}
