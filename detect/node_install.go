package detect

import (
	"path"
	"slices"
	"strings"
)

// manifests gathers what an install reads before any source.
func (s *nodeService) manifests() {
	root := s.installRoot()
	added := map[string]bool{"": true}
	add := func(p string) {
		if !added[p] {
			added[p] = true
			s.n.Manifests = append(s.n.Manifests, p)
		}
	}
	if r := s.packages[root]; r != nil {
		add(r.path)
	}
	add(s.n.Lock)
	for _, name := range []string{"pnpm-workspace.yaml", "pnpmfile.cjs", ".pnpmfile.cjs", "bunfig.toml", ".yarnrc", "lerna.json"} {
		if name != "lerna.json" || s.space != nil && s.space.tool == "lerna" {
			add(s.t.first(root, name))
		}
	}
	if s.managerName() == "yarn" {
		for _, dir := range []string{".yarn/releases", ".yarn/plugins", ".yarn/patches", ".yarn/cache"} {
			if d := path.Join(root, dir); s.t.hasSource(d) {
				s.n.InstallFiles = append(s.n.InstallFiles, d)
			}
		}
	}
	if w := s.n.Workspace; w != nil {
		for _, d := range s.installed(w) {
			add(s.packages[d].path)
		}
	}
	add(s.pkg.path)
	s.registries(root, add)
	s.pathDependencies()
	s.gitDependencies()
	s.hooks()
}

// installed gives the members whose manifests an install reads: pnpm does with those that the service needs.
func (s *nodeService) installed(w *Workspace) []string {
	if s.managerName() != "pnpm" {
		return w.Members
	}
	members := slices.DeleteFunc(slices.Clone(w.Closure), func(d string) bool { return !s.space.member[d] })
	slices.Sort(members)
	return members
}

var envInConfig = lazy(`\$\{([A-Za-z_][A-Za-z0-9_]*)[-:?}]`)

// secretSetting marks the lines of a registry setting that hold a credential.
var secretSetting = lazy(`(?i)(_authToken|_auth|_password|npmAuthToken|npmAuthIdent)\s*["']?\s*[=:]\s*["']?(.+?)["']?\s*$`)

// registries reads .npmrc and .yarnrc.yml: harmless ones are manifests; those that hold a credential are private; those
// that take it from a variable are manifests, and the variable is a secret.
func (s *nodeService) registries(root string, add func(string)) {
	for _, p := range []string{s.t.first(s.pkg.dir, ".npmrc"), s.t.first(root, ".npmrc"), s.t.first(root, ".yarnrc.yml")} {
		if p == "" || slices.Contains(s.n.Manifests, p) || slices.Contains(s.n.Private, p) {
			continue
		}
		literal := false
		for i, line := range s.t.lines(p) {
			trimmed := strings.TrimSpace(line)
			if strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, ";") {
				continue
			}
			m := secretSetting.FindStringSubmatch(trimmed)
			for _, v := range envInConfig.FindAllStringSubmatch(trimmed, -1) {
				s.n.Secrets = addCandidate(s.n.Secrets, v[1], s.t.at(p, i+1))
			}
			if m != nil && !strings.Contains(m[2], "${") {
				literal = true
				s.note(Note{Text: p + " holds a credential; it is never copied into the image", Add: "${NPM_TOKEN} in its place, and a new token, for this one is known to everybody who has the repository",
					Because: []Evidence{{Path: p, Line: i + 1}}})
			}
		}
		if literal {
			s.n.Private = append(s.n.Private, p)
		} else {
			add(p)
		}
	}
}

func addCandidate(list []Candidate, value string, e Evidence) []Candidate {
	for i := range list {
		if list[i].Value == value {
			list[i].Because = append(list[i].Because, e)
			return list
		}
	}
	return append(list, Candidate{Value: value, Because: []Evidence{e}})
}

// pathDependencies finds dependencies that are directories of the repository, outside of any workspace.
func (s *nodeService) pathDependencies() {
	for _, p := range s.manifestsUp() {
		for _, group := range []string{"dependencies", "devDependencies", "optionalDependencies"} {
			deps := p.doc.at(group)
			for _, name := range deps.keys() {
				for _, prefix := range []string{"file:", "link:", "portal:"} {
					to, ok := strings.CutPrefix(deps.at(name).text(), prefix)
					target := path.Join(p.dir, to)
					if ok && (s.t.has(target) || s.t.hasSource(target)) && !(s.n.Workspace != nil && s.space.member[target]) {
						s.installFile(target)
					}
				}
			}
		}
	}
	s.patches()
}

var (
	yarnPatch = lazy(`^patch:.*#(?:~/|\./)?([^:]+)$`)
	patchDir  = lazy(`\bpatch-package\b.*--patch-dir[= ]+(\S+)`)
)

// patches finds what an install changes the packages by: patches/ and .yarn/patches by their names, others where pnpm, Bun, Yarn or
// patch-package are told of them.
func (s *nodeService) patches() {
	root := s.installRoot()
	files := []string{"patches", ".yarn/patches"}
	if p := s.t.first(root, "pnpm-workspace.yaml"); p != "" {
		if doc, err := s.t.yaml(p); err == nil {
			files = append(files, textsOf(doc.at("patchedDependencies"))...)
		}
	}
	for _, p := range s.manifestsUp() {
		files = append(append(files, textsOf(p.doc.at("pnpm", "patchedDependencies"))...), textsOf(p.doc.at("patchedDependencies"))...)
		for _, group := range []string{"dependencies", "devDependencies", "resolutions"} {
			for _, text := range textsOf(p.doc.at(group)) {
				if m := yarnPatch.FindStringSubmatch(text); m != nil {
					files = append(files, m[1])
				}
			}
		}
		if m := patchDir.FindStringSubmatch(p.script("postinstall").text()); m != nil {
			files = append(files, m[1])
		}
	}
	for _, f := range files {
		if p := path.Join(root, f); s.t.has(p) || s.t.hasSource(p) {
			s.installFile(p)
		}
	}
}

// textsOf gives the texts of a table's fields.
func textsOf(n *node) []string {
	var out []string
	for _, v := range fieldValues(n) {
		out = append(out, v.text())
	}
	return out
}

func (s *nodeService) installFile(p string) {
	if !slices.ContainsFunc(s.n.InstallFiles, func(known string) bool { return within(known, p) }) {
		s.n.InstallFiles = append(s.n.InstallFiles, p)
	}
}
