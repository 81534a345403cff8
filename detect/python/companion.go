package python

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// oldSetuptools has pkg_resources, and distutils, which Python itself dropped with 3.12.
const oldSetuptools = "setuptools<81"

// findCompanions installs what pinned packages need and nothing names, and what the code itself takes from setuptools.
func findCompanions(p *project) {
	for _, row := range tables().Companions {
		name, extra, _ := strings.Cut(strings.TrimSuffix(row.Name, "]"), "[")
		version := p.deps.version(name)
		if _, ok := p.deps.byName[name]; !ok || version == "" && row.Before != "" || row.Before != "" && !versions.Before(version, row.Before) || extra != "" && !slices.Contains(p.deps.byName[name].extras, extra) {
			continue
		}
		companionOf(p, strings.TrimSpace(name+" "+version), row.Add, p.depEvidence(name))
	}
	for _, module := range []string{"pkg_resources", "distutils"} {
		if at := importsBare(p, module); at != (detect.Evidence{}) {
			companionOf(p, "the import of "+module, []string{oldSetuptools}, at)
		}
	}
}

// companionOf adds those packages of which no version is known.
func companionOf(p *project, by string, add []string, at detect.Evidence) {
	var missing []string
	for _, spec := range add {
		name, _, _ := strings.Cut(spec, "<")
		bound := slices.ContainsFunc(p.py.Extra, func(e detect.Candidate) bool { return strings.HasPrefix(e.Value, name+"<") })
		if p.deps.version(name) == "" && !bound && (spec == oldSetuptools || len(p.deps.lock) == 0) {
			missing = append(missing, spec)
			p.py.Extra = append(p.py.Extra, detect.Candidate{Value: spec, Because: []detect.Evidence{at}})
		}
	}
	if missing != nil {
		what := strings.Join(missing, ", ")
		p.note(by+" needs "+what+", which no manifest lists, so the build installs it", what, at)
	}
}

// removedOf bounds Python where the code imports a module that a newer one does not have and no package brings back.
func removedOf(p *project) {
	modules := tables().Removed
	for _, name := range detect.SortedKeys(modules) {
		back := slices.ContainsFunc(p.deps.names(), func(dep string) bool { return dep == "standard-"+name || dep == "legacy-"+name || dep == name+"-lts" })
		if at := importsBare(p, name); at != (detect.Evidence{}) && !back {
			noteBound(p, modules[name], "the import of "+name, at)
		}
	}
}

// importsBare finds where the program imports a module that is none of its own, and does not catch that it is missing.
func importsBare(p *project, module string) detect.Evidence {
	for _, file := range p.envSources() {
		s := p.source(file)
		line := s.importsModule(module)
		if line == 0 || isTool(path.Base(file)) || !p.belongs(s) || p.t.Has(path.Join(path.Dir(file), module+".py")) || p.t.Has(path.Join(p.dir, module+".py")) {
			continue
		}
		if !s.conditional(line) {
			return p.at(s, line)
		}
	}
	return detect.Evidence{}
}

// noteBound records that something needs a Python that is not newer.
func noteBound(p *project, newest, by string, at detect.Evidence) {
	if !p.py.Newest.Known() || versions.Before(newest, p.py.Newest.Value) {
		p.py.Newest, p.py.NewestFor = detect.NewFact(newest, at), by
	}
}
