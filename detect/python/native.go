package python

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// findNative gives the rows that concern this project. Rows that say nothing (a wheel for every libc) are left out.
func findNative(p *project) []detect.Native {
	names := map[string]bool{}
	for _, name := range p.deps.names() {
		names[name] = true
		for _, e := range p.deps.byName[name].extras {
			names[name+"["+e+"]"] = true
		}
	}
	var out []detect.Native
	for _, row := range tables().Natives {
		key := row.Name
		if row.Extra != "" {
			key += "[" + row.Extra + "]"
		}
		if !names[key] || anyOf(names, row.Unless) || row.Musl && len(row.Build)+len(row.Run) == 0 {
			continue
		}
		name := row.Name
		if strings.HasPrefix(name, "git+") {
			name = "dependencies from git"
		}
		out = append(out, detect.Native{Name: name, Because: p.depEvidence(row.Name), Build: row.Build, Run: row.Run, Musl: row.Musl})
	}
	return out
}

// findCxx finds the first package of cxx.
func findCxx(p *project) detect.Fact[bool] {
	names := p.deps.names()
	for _, name := range tables().Cxx {
		if slices.Contains(names, name) {
			return detect.NewFact(true, p.depEvidence(name))
		}
	}
	return detect.Fact[bool]{}
}

func anyOf(names map[string]bool, list []string) bool {
	for _, n := range list {
		if names[n] {
			return true
		}
	}
	return false
}

// depEvidence says where a package is named.
func (p *project) depEvidence(name string) detect.Evidence {
	if d, ok := p.deps.byName[name]; ok {
		return d.because
	}
	return p.deps.lock[name]
}
