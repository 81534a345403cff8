package detect

import (
	"path"
	"slices"
	"strings"
)

// pyCompanion says what releases of a package need and do not say: another package, or an older one than is installed today.
type pyCompanion struct {
	// name is the package, "name[extra]" for one with an extra; before is the first release that does without, "" for none.
	name, before string
	add          []string
}

// oldSetuptools has pkg_resources, and distutils, which Python itself dropped with 3.12.
const oldSetuptools = "setuptools<81"

func pyCompanions() []pyCompanion {
	setuptools := []string{oldSetuptools}
	return []pyCompanion{
		{"gunicorn", "20.1.0", setuptools}, {"apscheduler", "3.10.2", setuptools}, {"flower", "2.0.0", setuptools},
		{"djangorestframework-simplejwt", "5.3.1", setuptools}, {"drf-yasg", "1.21.8", setuptools}, {"flask-restplus", "", setuptools},
		{"supervisor", "4.3.0", setuptools}, {"fs", "", setuptools}, {"razorpay", "2.0.0", setuptools}, {"honcho", "2.0.0", setuptools},
		{"grpcio-tools", "1.65.0", setuptools}, {"celery", "5.2", setuptools}, {"python-telegram-bot", "20.0", setuptools},
		{"flask", "2.0", []string{"werkzeug<2.1", "jinja2<3.1", "itsdangerous<2.1", "markupsafe<2.1"}}, {"flask", "2.2.5", []string{"werkzeug<3"}},
		{"jinja2", "3.0", []string{"markupsafe<2.1"}}, {"flask-sqlalchemy", "3.0", []string{"sqlalchemy<2"}},
		{"pandas", "2.2.2", []string{"numpy<2"}}, {"scikit-learn", "1.4.2", []string{"numpy<2"}}, {"tensorflow", "2.18.0", []string{"numpy<2"}}, {"torch", "2.3.0", []string{"numpy<2"}},
		{"openai", "1.55.3", []string{"httpx<0.28"}}, {"passlib[bcrypt]", "", []string{"bcrypt<5"}},
	}
}

// companions installs what pinned packages need and nothing names, and what the code itself takes from setuptools.
func (p *pyProject) companions() {
	for _, row := range pyCompanions() {
		name, extra, _ := strings.Cut(strings.TrimSuffix(row.name, "]"), "[")
		version := p.deps.version(name)
		if _, ok := p.deps.byName[name]; !ok || version == "" && row.before != "" || row.before != "" && !pyOlder(version, row.before) || extra != "" && !slices.Contains(p.deps.byName[name].extras, extra) {
			continue
		}
		p.companion(strings.TrimSpace(name+" "+version), row.add, p.depEvidence(name))
	}
	for _, module := range []string{"pkg_resources", "distutils"} {
		if at := p.importsBare(module); at != (Evidence{}) {
			p.companion("the import of "+module, []string{oldSetuptools}, at)
		}
	}
}

// companion adds those packages of which no version is known.
func (p *pyProject) companion(by string, add []string, at Evidence) {
	var missing []string
	for _, spec := range add {
		name, _, _ := strings.Cut(spec, "<")
		bound := slices.ContainsFunc(p.py.Extra, func(e Candidate) bool { return strings.HasPrefix(e.Value, name+"<") })
		if p.deps.version(name) == "" && !bound && (spec == oldSetuptools || len(p.deps.lock) == 0) {
			missing = append(missing, spec)
			p.py.Extra = append(p.py.Extra, Candidate{Value: spec, Because: []Evidence{at}})
		}
	}
	if missing != nil {
		what := strings.Join(missing, ", ")
		p.note(by+" needs "+what+", which nothing asks for: the build installs it", what, at)
	}
}

// pyRemoved are modules of the standard library that Python dropped, and the last release that has each.
func pyRemoved() map[string]string {
	out := map[string]string{"imp": "3.11", "asynchat": "3.11", "asyncore": "3.11", "smtpd": "3.11"}
	for _, name := range strings.Fields("aifc audioop cgi cgitb chunk crypt imghdr mailcap nntplib pipes sndhdr sunau telnetlib uu xdrlib") {
		out[name] = "3.12"
	}
	return out
}

// removed bounds Python where the code imports a module that a newer one does not have and no package brings back.
func (p *pyProject) removed() {
	modules := pyRemoved()
	for _, name := range pySortedKeys(modules) {
		back := slices.ContainsFunc(p.deps.names(), func(dep string) bool { return dep == "standard-"+name || dep == "legacy-"+name || dep == name+"-lts" })
		if at := p.importsBare(name); at != (Evidence{}) && !back {
			p.bound(modules[name], "the import of "+name, at)
		}
	}
}

// importsBare finds where the program imports a module that is none of its own, and does not catch that it is missing.
func (p *pyProject) importsBare(module string) Evidence {
	for _, file := range p.envSources() {
		s := p.source(file)
		line := s.importsModule(module)
		if line == 0 || isPyTool(path.Base(file)) || !p.belongs(s) || p.t.has(path.Join(path.Dir(file), module+".py")) || p.t.has(path.Join(p.dir, module+".py")) {
			continue
		}
		before := strings.TrimSpace(strings.Join(s.lines[max(line-3, 0):line-1], "\n"))
		if !strings.Contains(before, "try:") && !strings.Contains(before, "except") {
			return p.at(s, line)
		}
	}
	return Evidence{}
}

// bound records that something needs a Python that is not newer.
func (p *pyProject) bound(newest, by string, at Evidence) {
	if !p.py.Newest.Known() || pyOlder(newest, p.py.Newest.Value) {
		p.py.Newest, p.py.NewestFor = fact(newest, at), by
	}
}
