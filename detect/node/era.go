package node

import (
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// era finds the release line of the time when the project was written, for a project that declares none or a wide range: what
// its framework says of itself in the lock file, or what is known of a package.
func era(s *service, declared detect.Fact[string]) (detect.Fact[string], string) {
	if s.n.Runtime != "node" || declared.Known() && !isRange(declared.Value) {
		return detect.Fact[string]{}, ""
	}
	var best detect.Fact[string]
	why, lowest := "", 99
	take := func(value string, at detect.Evidence, text string) {
		if n := highestLine(value); n < lowest && (!declared.Known() || versions.Allows(declared.Value, strconv.Itoa(n))) {
			best, why, lowest = detect.NewFact(value, at), text, n
		}
	}
	if s.row != nil {
		for _, name := range s.row.Deps {
			if p, ok := lockedAs(s, s.pkg, name); ok && s.dep(name) != nil && p.node != "" && !versions.Allows(p.node, "99") {
				take(p.node, p.at, name+" "+p.version+" asks for "+p.node)
			}
		}
	}
	limits := tables().Limits
	for i, row := range limits {
		if i > 0 && limits[i-1].Pkg == row.Pkg && limited(s, limits[i-1].Pkg, limits[i-1].Before) {
			continue
		}
		if version, at, ok := beforeOf(s, row.Pkg, row.Before); ok {
			take(row.Node, at, row.Pkg+" "+version+" does not support later releases")
		}
	}
	return best, why
}

func limited(s *service, pkg, before string) bool {
	_, _, ok := beforeOf(s, pkg, before)
	return ok
}

// highestLine is the newest release line that a range lets through.
func highestLine(value string) int {
	for n := 60; n > 0; n-- {
		if versions.Allows(value, strconv.Itoa(n)) {
			return n
		}
	}
	return 99
}

// beforeOf reports whether the project has a package in a release before the named one: by the lock file, else by the manifest,
// whose ranges leave the later parts of a version open.
func beforeOf(s *service, pkg, limit string) (version string, at detect.Evidence, ok bool) {
	d := s.dep(pkg)
	if p, there := lockRead(s).named[pkg]; d != nil {
		version, at = d.Text(), detect.EvidenceOf(d)
	} else if there && slices.Contains(tables().ThroughOthers, pkg) {
		version, at = p.version, p.at
	} else {
		return "", detect.Evidence{}, false
	}
	if p, locked := lockedAs(s, s.pkg, pkg); locked && p.version != "" {
		version, at = p.version, p.at
	}
	return version, at, versions.Below(version, limit)
}

// legacyCrypto lets an old webpack hash on a Node that no longer has md4 by default.
func legacyCrypto(s *service) {
	if v := s.stack.Version.Value; v != "" && highestLine(v) < 17 || strings.Contains(s.pkg.script("build").Text(), "openssl-legacy-provider") {
		return
	}
	for _, row := range tables().LegacyHashes {
		version, at, ok := beforeOf(s, row.Pkg, row.Before)
		if !ok {
			continue
		}
		s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "NODE_OPTIONS", Value: "--openssl-legacy-provider"})
		s.note(detect.Note{Text: row.Pkg + " " + version + " needs OpenSSL's legacy provider on Node 17 and later; the build sets it", Because: []detect.Evidence{at}})
		return
	}
}
