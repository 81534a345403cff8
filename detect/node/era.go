package node

import (
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// limits are packages whose releases before the named one fail on later Nodes: their compiled code does not build there, or
// they use what Node has dropped. The value is the newest release line on which they work. The rows of a package stand in the
// order of their versions.
var limits = []struct{ pkg, before, node string }{
	{"gatsby", "3", "14"}, {"gatsby", "4", "16"}, {"gatsby", "5", "18"},
	{"@angular/core", "13", "14"}, {"@angular/core", "15", "16"}, {"@angular/core", "17", "18"}, {"@angular/core", "20", "22"},
	{"node-sass", "6", "14"}, {"node-sass", "8", "16"}, {"node-sass", "9", "18"}, {"node-sass", "10", "20"},
	{"better-sqlite3", "7.5.2", "16"}, {"better-sqlite3", "8", "18"}, {"better-sqlite3", "11", "20"}, {"better-sqlite3", "12", "22"},
	{"canvas", "2.9", "16"}, {"canvas", "2.11", "18"}, {"canvas", "3", "20"},
	{"bcrypt", "4", "14"}, {"sharp", "0.25", "14"}, {"sqlite3", "5", "14"}, {"grpc", "2", "14"}, {"fibers", "6", "14"},
	{"msgpackr", "1.11.1", "22"}, {"isolated-vm", "6", "22"}, {"@tensorflow/tfjs-node", "5", "22"},
}

// throughOthers are packages of limits that projects have through others, so that the lock file alone tells of them.
var throughOthers = []string{"msgpackr"}

// legacyHashes are packages whose webpack hashes by md4 before the named release, which Node has dropped with OpenSSL 3.
var legacyHashes = [][2]string{{"react-scripts", "5"}, {"@vue/cli-service", "5"}, {"gatsby", "3"}, {"next", "12"}, {"nuxt", "3"}, {"webpack", "5.54"}}

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
		for _, name := range s.row.deps {
			if p, ok := lockedAs(s, s.pkg, name); ok && s.dep(name) != nil && p.node != "" && !versions.Allows(p.node, "99") {
				take(p.node, p.at, name+" "+p.version+" asks for "+p.node)
			}
		}
	}
	for i, row := range limits {
		if i > 0 && limits[i-1].pkg == row.pkg && limited(s, limits[i-1].pkg, limits[i-1].before) {
			continue
		}
		if version, at, ok := beforeOf(s, row.pkg, row.before); ok {
			take(row.node, at, row.pkg+" "+version+" does not support later releases")
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
	} else if there && slices.Contains(throughOthers, pkg) {
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
	for _, row := range legacyHashes {
		version, at, ok := beforeOf(s, row[0], row[1])
		if !ok {
			continue
		}
		s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "NODE_OPTIONS", Value: "--openssl-legacy-provider"})
		s.note(detect.Note{Text: row[0] + " " + version + " needs OpenSSL's legacy provider on Node 17 and later; the build sets it", Because: []detect.Evidence{at}})
		return
	}
}
