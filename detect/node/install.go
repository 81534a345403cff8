package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// manifests gathers what an install reads before any source.
func (s *service) manifests() {
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
			add(s.t.First(root, name))
		}
	}
	if s.managerName() == "yarn" {
		for _, dir := range []string{".yarn/releases", ".yarn/plugins", ".yarn/patches", ".yarn/cache"} {
			if d := path.Join(root, dir); hasSource(s.t, d) {
				s.n.InstallFiles = append(s.n.InstallFiles, d)
			}
		}
	}
	if w := s.n.Workspace; w != nil {
		for _, d := range installed(s, w) {
			add(s.packages[d].path)
		}
	}
	add(s.pkg.path)
	registries(s, root, add)
	pathDependencies(s)
	gitDependencies(s)
	hooks(s)
}

// installed gives the members whose manifests an install reads: pnpm does with those that the service needs.
func installed(s *service, w *detect.Workspace) []string {
	if s.managerName() != "pnpm" {
		return w.Members
	}
	members := slices.DeleteFunc(slices.Clone(w.Closure), func(d string) bool { return !s.space.member[d] })
	slices.Sort(members)
	return members
}

var envInConfig = pattern.New(`\$\{([A-Za-z_][A-Za-z0-9_]*)[-:?}]`)

// secretSetting marks the lines of a registry setting that hold a credential.
var secretSetting = pattern.New(`(?i)(_authToken|_auth|_password|npmAuthToken|npmAuthIdent)\s*["']?\s*[=:]\s*["']?(.+?)["']?\s*$`)

// registries reads .npmrc and .yarnrc.yml: harmless ones are manifests; those that hold a credential are private; those
// that take it from a variable are manifests, and the variable is a secret.
func registries(s *service, root string, add func(string)) {
	for _, p := range []string{s.t.First(s.pkg.dir, ".npmrc"), s.t.First(root, ".npmrc"), s.t.First(root, ".yarnrc.yml")} {
		if p == "" || slices.Contains(s.n.Manifests, p) || slices.Contains(s.n.Private, p) {
			continue
		}
		literal := false
		for i, line := range s.t.Lines(p) {
			trimmed := strings.TrimSpace(line)
			if strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, ";") {
				continue
			}
			m := secretSetting.FindStringSubmatch(trimmed)
			for _, v := range envInConfig.FindAllStringSubmatch(trimmed, -1) {
				s.n.Secrets = detect.AddCandidate(s.n.Secrets, v[1], s.t.At(p, i+1))
			}
			if m != nil && !strings.Contains(m[2], "${") {
				literal = true
				s.note(detect.Note{Text: p + " contains a credential; it is never copied into the image", Add: "${NPM_TOKEN} instead, and a new token: everyone with access to the repository knows this one",
					Because: []detect.Evidence{{Path: p, Line: i + 1}}})
			}
		}
		if literal {
			s.n.Private = append(s.n.Private, p)
		} else {
			add(p)
		}
	}
}

// pathDependencies finds dependencies that are directories of the repository, outside of any workspace.
func pathDependencies(s *service) {
	for _, p := range s.manifestsUp() {
		for _, group := range []string{"dependencies", "devDependencies", "optionalDependencies"} {
			deps := p.doc.At(group)
			for _, name := range deps.Keys() {
				for _, prefix := range []string{"file:", "link:", "portal:"} {
					to, ok := strings.CutPrefix(deps.At(name).Text(), prefix)
					target := path.Join(p.dir, to)
					if ok && (s.t.Has(target) || hasSource(s.t, target)) && !(s.n.Workspace != nil && s.space.member[target]) {
						s.installFile(target)
					}
				}
			}
		}
	}
	patches(s)
}

var (
	yarnPatch = pattern.New(`^patch:.*#(?:~/|\./)?([^:]+)$`)
	patchDir  = pattern.New(`\bpatch-package\b.*--patch-dir[= ]+(\S+)`)
)

// patches finds what an install changes the packages by: patches/ and .yarn/patches by their names, others where pnpm, Bun, Yarn or
// patch-package are told of them.
func patches(s *service) {
	root := s.installRoot()
	files := []string{"patches", ".yarn/patches"}
	if p := s.t.First(root, "pnpm-workspace.yaml"); p != "" {
		if doc, err := s.t.YAML(p); err == nil {
			files = append(files, textsOf(doc.At("patchedDependencies"))...)
		}
	}
	for _, p := range s.manifestsUp() {
		files = append(append(files, textsOf(p.doc.At("pnpm", "patchedDependencies"))...), textsOf(p.doc.At("patchedDependencies"))...)
		for _, group := range []string{"dependencies", "devDependencies", "resolutions"} {
			for _, text := range textsOf(p.doc.At(group)) {
				if m := yarnPatch.FindStringSubmatch(text); m != nil {
					files = append(files, m[1])
				}
			}
		}
		if m := patchDir.FindStringSubmatch(p.script("postinstall").Text()); m != nil {
			files = append(files, m[1])
		}
	}
	for _, f := range files {
		if p := path.Join(root, f); s.t.Has(p) || hasSource(s.t, p) {
			s.installFile(p)
		}
	}
}

// textsOf gives the texts of a table's fields.
func textsOf(n *formats.Node) []string {
	var out []string
	for _, v := range fieldValues(n) {
		out = append(out, v.Text())
	}
	return out
}

func (s *service) installFile(p string) {
	if !slices.ContainsFunc(s.n.InstallFiles, func(known string) bool { return detect.Inside(p, known) }) {
		s.n.InstallFiles = append(s.n.InstallFiles, p)
	}
}
