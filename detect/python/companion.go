package python

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// companion says what releases of a package need and do not say: another package, or an older one than is installed today.
type companion struct {
	// name is the package, "name[extra]" for one with an extra; before is the first release that does without, "" for none.
	name, before string
	add          []string
}

// oldSetuptools has pkg_resources, and distutils, which Python itself dropped with 3.12.
const oldSetuptools = "setuptools<81"

func companions() []companion {
	setuptools := []string{oldSetuptools}
	return []companion{
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

// findCompanions installs what pinned packages need and nothing names, and what the code itself takes from setuptools.
func findCompanions(p *project) {
	for _, row := range companions() {
		name, extra, _ := strings.Cut(strings.TrimSuffix(row.name, "]"), "[")
		version := p.deps.version(name)
		if _, ok := p.deps.byName[name]; !ok || version == "" && row.before != "" || row.before != "" && !versions.Before(version, row.before) || extra != "" && !slices.Contains(p.deps.byName[name].extras, extra) {
			continue
		}
		companionOf(p, strings.TrimSpace(name+" "+version), row.add, p.depEvidence(name))
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

// removed are modules of the standard library that Python dropped, and the last release that has each.
func removed() map[string]string {
	out := map[string]string{"imp": "3.11", "asynchat": "3.11", "asyncore": "3.11", "smtpd": "3.11"}
	for _, name := range strings.Fields("aifc audioop cgi cgitb chunk crypt imghdr mailcap nntplib pipes sndhdr sunau telnetlib uu xdrlib") {
		out[name] = "3.12"
	}
	return out
}

// removedOf bounds Python where the code imports a module that a newer one does not have and no package brings back.
func removedOf(p *project) {
	modules := removed()
	for _, name := range sortedKeys(modules) {
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
