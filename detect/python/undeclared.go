package python

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
)

// undeclared finds, in a project without any manifest, the well-known packages that its sources import.
func undeclared(p *project) {
	if conda(p) || !p.py.Empty || p.stack.Manager.Known() || p.py.Requirements != "" {
		return
	}
	found := map[string]detect.Evidence{}
	for _, file := range p.envSources() {
		s := p.source(file)
		for name, line := range s.imports() {
			name, _, _ = strings.Cut(name, ".")
			pkg := tables().Imports[name]
			if pkg == "" || p.t.Has(path.Join(p.dir, name+".py")) || p.t.HasDir(path.Join(p.dir, name)) {
				continue
			}
			if _, ok := found[pkg]; !ok {
				found[pkg] = p.at(s, line)
			}
		}
	}
	install(p, found, "no manifest lists what the sources import: %s installed without a version, so two builds may differ", "requirements.txt")
}

// install adds packages that are to be installed all the same, sorted, and a note with their names.
func install(p *project, found map[string]detect.Evidence, text, add string) {
	names := detect.SortedKeys(found)
	var because []detect.Evidence
	for _, name := range names {
		if !extra(p, name) {
			p.py.Extra = append(p.py.Extra, detect.Candidate{Value: name, Because: []detect.Evidence{found[name]}})
		}
		p.deps.add(require(name, found[name]))
		because = append(because, found[name])
	}
	if len(names) > 0 {
		p.note(strings.Replace(text, "%s", strings.Join(names, ", ")+plural(len(names)), 1), add, because...)
	}
}

func plural(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}

func extra(p *project, name string) bool {
	for _, e := range p.py.Extra {
		if e.Value == name {
			return true
		}
	}
	return false
}

// conda takes the packages of an environment.yml from the Python index, by their names.
func conda(p *project) bool {
	file := p.t.First(p.dir, "environment.yml", "environment.yaml")
	if file == "" || p.stack.Manager.Known() {
		return false
	}
	n, err := p.t.YAML(file)
	if err != nil {
		return false
	}
	found := map[string]detect.Evidence{}
	for _, d := range n.At("dependencies").List() {
		for _, pip := range d.At("pip").List() {
			found[pip.Text()] = detect.EvidenceOf(pip)
		}
		name, version, _ := strings.Cut(d.Text(), "=")
		name = name[strings.LastIndexByte(name, ':')+1:]
		version, _, _ = strings.Cut(strings.TrimLeft(version, "="), "=")
		switch {
		case name == "python":
			p.stack.Version = detect.Strongest(p.stack.Version, versionText(detect.NewFact(version, detect.EvidenceOf(d))))
		case name == "" || name == "pip":
		case version != "":
			found[name+"=="+version] = detect.EvidenceOf(d)
		default:
			found[name] = detect.EvidenceOf(d)
		}
	}
	install(p, found, "environment.yml is for conda: from the Python Package Index, %s installed by name", "requirements.txt")
	return len(found) > 0
}
