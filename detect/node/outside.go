package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	// buildSetting is a file of settings that a build reads; notBuilding are those that it does not.
	buildSetting = pattern.New(`^(?:tsconfig|jsconfig)\b.*\.json$|\.config\.(?:[cm]?[jt]s|json)$|^(?:webpack|rollup|esbuild|nest-cli|project|babel|\.babelrc|\.swcrc)\b`)
	notBuilding  = pattern.New(`^(?:eslint|prettier|jest|vitest|cypress|playwright|stylelint|commitlint|lint-staged|karma|knip|typedoc|tsconfig\.(?:test|spec|eslint|jest))\b`)
	upwards      = pattern.New("[\"'`]((?:\\.\\./)+[^\"'`*?]*|(?:\\.\\./)*\\.\\.)[\"'`]")
)

// outside finds where the settings of a build lead out of the members that the service needs: a tsconfig.json that extends
// the workspace's, an alias to the sources of another member. It looks at the members that are built, and at the service.
func outside(s *service) {
	w := s.n.Workspace
	if w.Root == s.pkg.dir {
		return
	}
	for _, dir := range w.Closure {
		for _, name := range s.t.FilesIn[dir] {
			if !buildSetting.MatchString(name) || notBuilding.MatchString(name) {
				continue
			}
			file := path.Join(dir, name)
			for i, line := range s.t.Lines(file) {
				if isComment(line) || len(line) > 400 || !strings.Contains(line, "..") {
					continue
				}
				for _, m := range upwards.FindAllStringSubmatch(line, -1) {
					if leadsOut(s, w, path.Join(dir, m[1])) {
						w.Outside = []detect.Evidence{s.t.At(file, i+1)}
						return
					}
				}
			}
		}
	}
}

// leadsOut reports a path of the workspace that is there and that lies in none of the members which the service needs.
func leadsOut(s *service, w *detect.Workspace, p string) bool {
	if !detect.Inside(p, w.Root) || strings.Contains(p, "node_modules") || slices.ContainsFunc(w.Closure, func(d string) bool { return detect.Inside(p, d) }) {
		return false
	}
	return s.t.Has(p) || s.t.Has(p+".json") || s.t.HasDir(p)
}

// throughRoot finds the packages that the sources of a member load and that the root of its workspace declares alone: the
// members among them, and where the first other one is loaded.
func throughRoot(s *service) (members []string, other detect.Evidence) {
	root := s.packages[s.space.root]
	if root == s.pkg || !root.doc.At("dependencies").Any() {
		return nil, other
	}
	files := s.t.Under(s.pkg.dir, sourceExts...)
	for _, file := range files[:min(len(files), maxSources)] {
		for i, line := range s.sourceLines(file) {
			if len(line) > 400 || !strings.Contains(line, "from") && !strings.Contains(line, "require(") && !strings.Contains(line, "import") {
				continue
			}
			m := loaded.FindStringSubmatch(line)
			if m == nil || isComment(line) {
				continue
			}
			name := packageOf(m[1])
			if root.prod(name) == nil || s.pkg.dep(name) != nil {
				continue
			}
			if to, ok := s.space.names[name]; ok && to != s.pkg.dir && to != s.space.root {
				if !slices.Contains(members, to) {
					members = append(members, to)
				}
			} else if other.Path == "" {
				other = lineOf(file, i, line)
			}
		}
	}
	slices.Sort(members)
	return members, other
}

// packageOf is the package that a module belongs to: "@scope/name" of "@scope/name/file".
func packageOf(module string) string {
	name, rest, _ := strings.Cut(module, "/")
	if strings.HasPrefix(name, "@") {
		inner, _, _ := strings.Cut(rest, "/")
		name += "/" + inner
	}
	return name
}
