package node

import (
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var notRunFile = pattern.New(`(?i)^\.|^docker|\.(md|markdown|txt|log|iml|http|rest|sh|bat|ps1|pem|key|crt|tsbuildinfo|code-workspace|postman_collection\.json)$|\.(test|spec)\.|^(railpack|railway|nixpacks|vercel|netlify|jest|vitest|eslint|prettier|babel|webpack|rollup|vite|tsup|commitlint|lint-staged|release|cypress|playwright|karma|gulpfile|gruntfile|tailwind|postcss|stylelint|tsconfig|\w*test)\b.*\.(js|cjs|mjs|ts|mts|json|yml|yaml)$|^tsconfig\..*json$`)

// topLevel gives the files and directories beside a manifest that its program may read, as paths of the repository.
// Directories with a manifest of their own belong to another package.
func (r *packageSet) topLevel(dir string) []string {
	var out []string
	for _, name := range r.t.FilesIn[dir] {
		if p := path.Join(dir, name); !slices.Contains(tables().NotRun, name) && !detect.PlatformFile(name) && !notRunFile.MatchString(name) && !r.t.Links[p] {
			out = append(out, p)
		}
	}
	for _, name := range r.t.DirsIn[dir] {
		p := path.Join(dir, name)
		if slices.Contains(tables().NotRun, name) || strings.HasPrefix(name, ".") || detect.Skipped(name) && name != "vendor" || r.packages[p] != nil || !hasSource(r.t, p) || r.holdsPackages(p) || r.onlyPatches(p) {
			continue
		}
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

// onlyPatches reports whether a directory holds nothing but patches of packages, which the install has applied.
func (r *packageSet) onlyPatches(dir string) bool {
	return len(r.t.Under(dir)) == len(r.t.Under(dir, ".patch"))
}

// holdsPackages reports whether a directory has packages right in it: packages/, apps/.
func (r *packageSet) holdsPackages(dir string) bool {
	for _, sub := range r.t.DirsIn[dir] {
		if r.packages[path.Join(dir, sub)] != nil {
			return true
		}
	}
	return false
}

// programFiles finds what the program reads at run time: its sources, when they run as they stand; beside the output of
// a build only what they name or what goes by a well-known name.
func (s *service) programFiles() {
	if s.n.Standalone {
		if p := path.Join(s.pkg.dir, "public"); hasSource(s.t, p) {
			s.n.RunFiles = []string{p}
		}
	}
	if s.n.Bundled {
		return
	}
	if s.n.Whole {
		wholeFiles(s)
		return
	}
	if !s.n.Output.Known() && s.start.entry != "" {
		entryOutput(s)
		pageOutput(s)
		servedOutput(s)
		packedOutput(s)
	}
	if !s.n.Output.Known() {
		s.n.RunFiles = slices.Concat(babelFiles(s), preloaded(s), hiddenFiles(s), required(s), s.topLevel(s.pkg.dir))
		sort.Strings(s.n.RunFiles)
		return
	}
	if !readsFiles(s) {
		return
	}
	found := map[string]bool{}
	for _, name := range tables().WellKnown {
		if p := path.Join(s.pkg.dir, name); hasSource(s.t, p) && s.packages[p] == nil && s.n.Static == nil {
			found[p] = true
		}
	}
	if p := path.Join(s.pkg.dir, "config"); s.pkg.prod("config") != nil && hasSource(s.t, p) {
		found[p] = true // the package reads its directory by name
	}
	for _, p := range literals(s) {
		found[p] = true
	}
	if s.row != nil && s.row.Name == "next" {
		for _, name := range s.t.FilesIn[s.pkg.dir] {
			if strings.HasPrefix(name, "next.config.") {
				found[path.Join(s.pkg.dir, name)] = true
			}
		}
	}
	for _, p := range slices.Concat(preloaded(s), hiddenFiles(s), required(s)) {
		found[p] = true
	}
	if s.start.entry != "" && !s.missing(s.start.entry) {
		for _, p := range s.topLevel(s.pkg.dir) {
			found[p] = true
		}
	}
	for p := range found {
		for _, out := range s.n.Output.Value {
			if detect.Inside(p, out) {
				delete(found, p)
			}
		}
	}
	s.n.RunFiles = detect.SortedKeys(found)
}

// hiddenFiles are those that the package publishes with the program.
func hiddenFiles(s *service) (out []string) {
	for _, name := range s.pkg.doc.At("files").Texts() {
		name = path.Clean(name)
		if p := path.Join(s.pkg.dir, name); strings.HasPrefix(name, ".") && !strings.Contains(name, "/") && !slices.Contains(tables().NotRun, name) && s.t.Has(p) {
			out = append(out, p)
		}
	}
	return out
}

var relativeImport = pattern.New(`(?:\brequire\(|\bfrom\s+|\bimport\()\s*["'](\.\.?/[^"']+)["']`)

// required are directories that no program reads as a rule, and that a source outside of them loads a part of.
func required(s *service) []string {
	found := map[string]bool{}
	for _, p := range s.sources() {
		for _, line := range s.sourceLines(p) {
			if m := relativeImport.FindStringSubmatch(line); m != nil {
				first, _, _ := strings.Cut(detect.Relative(s.pkg.dir, path.Join(path.Dir(p), m[1])), "/")
				if dir := path.Join(s.pkg.dir, first); slices.Contains(tables().NotRun, first) && !detect.Inside(p, dir) && hasSource(s.t, dir) {
					found[dir] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// readsFiles reports whether the program reads files of the repository beside what the build makes. The output of most
// frameworks holds all that their servers read.
func readsFiles(s *service) bool {
	if s.row == nil || s.row.Server || s.row.Bundler {
		return true
	}
	switch s.row.Name {
	case "nestjs", "adonis", "next", "redwood":
		return true
	case "remix", "nuxt":
		return s.configFile("vite.config.") == ""
	}
	return s.start.entry != "" && !s.missing(s.start.entry)
}

// wholeFiles are the files of a program that runs in its own tree, its configuration among them.
func wholeFiles(s *service) {
	s.n.RunFiles = s.topLevel(s.pkg.dir)
	for _, name := range s.t.FilesIn[s.pkg.dir] {
		if strings.Contains(name, ".config.") || name == "tsconfig.json" {
			s.n.RunFiles = append(s.n.RunFiles, path.Join(s.pkg.dir, name))
		}
	}
	sort.Strings(s.n.RunFiles)
	s.n.RunFiles = slices.Compact(s.n.RunFiles)
}

// ownedBy makes the member of a workspace that holds the root's program a part of the root's service.
func ownedBy(s *service) {
	w := s.n.Workspace
	if w == nil || w.Root != s.pkg.dir || s.start.entry == "" {
		return
	}
	for _, m := range s.space.members {
		if detect.Inside(path.Join(s.pkg.dir, s.start.entry), m) {
			all, run := s.closure(s.space, m)
			for _, d := range all {
				if !slices.Contains(w.Closure, d) {
					w.Closure = append(w.Closure[:len(w.Closure)-1:len(w.Closure)-1], d, w.Closure[len(w.Closure)-1])
					w.Parts = append(w.Parts, s.part(s.space, d, !run[d]))
				}
			}
			return
		}
	}
}

// entryOutput takes the directory of a script that is not in the repository for what the build makes.
func entryOutput(s *service) {
	p := path.Join(s.pkg.dir, s.start.entry)
	if !s.stack.Build.Known() {
		return
	}
	if s.t.Has(p) {
		compilerOutput(s)
		return
	}
	if compiledInPlace(s, p) {
		return
	}
	dir := p
	if conf, ok := s.tsconfig(); ok && conf.outDir != "" && conf.outDir != s.pkg.dir && detect.Inside(p, conf.outDir) {
		dir = conf.outDir
	} else if first, _, deeper := strings.Cut(detect.Relative(s.pkg.dir, p), "/"); deeper && first != ".." {
		dir = path.Join(s.pkg.dir, first)
	}
	if hasSource(s.t, dir) && dir != p {
		dir = p
	}
	if conf, ok := s.tsconfig(); (!ok || dir != conf.outDir) && detect.HasSuffix(p, scriptExts) {
		s.n.Guessed = append(s.n.Guessed, detect.Candidate{Value: p, Because: s.start.because})
	}
	s.n.Output = detect.NewFact([]string{dir}, s.start.because...)
}

// compiledInPlace takes the directories in which the compiler puts what it makes beside its sources.
func compiledInPlace(s *service, entry string) bool {
	conf, ok := s.tsconfig()
	source := strings.TrimSuffix(entry, path.Ext(entry)) + ".ts"
	if !ok || conf.noEmit || conf.outDir != "" && conf.outDir != s.pkg.dir || !s.t.Has(source) {
		return false
	}
	var all []string
	for _, file := range s.sources() {
		first, rest, below := strings.Cut(detect.Relative(s.pkg.dir, file), "/")
		switch {
		case !isTypeScript(file) || strings.HasSuffix(file, ".d.ts") || strings.Contains(path.Base(file), ".config.") || conf.leavesOut(file) || first == "..":
			continue
		case !below:
			first = strings.TrimSuffix(first, path.Ext(first)) + ".js"
		case rest == "":
			continue
		}
		if p := path.Join(s.pkg.dir, first); !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	sort.Strings(all)
	s.n.Output = detect.NewFact(all, append([]detect.Evidence{{Path: conf.path}}, s.start.because...)...)
	return true
}

// compilerOutput takes what the compiler makes for a launcher that stands in the repository, which loads it.
func compilerOutput(s *service) {
	conf, ok := s.tsconfig()
	if !ok || conf.noEmit || isTypeScript(s.start.entry) || conf.outDir == "" || conf.outDir == s.pkg.dir || !detect.Inside(conf.outDir, s.pkg.dir) || hasSource(s.t, conf.outDir) {
		return
	}
	for _, c := range s.buildChain() {
		if len(c.args) > 0 && c.args[0] == "tsc" {
			s.n.Output = detect.NewFact([]string{conf.outDir}, detect.Evidence{Path: conf.path})
		}
	}
}

// packedOutput takes the directories of a build that the package publishes beside a launcher that stands in the repository.
func packedOutput(s *service) {
	if s.n.Output.Known() || !s.stack.Build.Known() || isTypeScript(s.start.entry) || !s.t.Has(path.Join(s.pkg.dir, s.start.entry)) {
		return
	}
	for _, n := range s.pkg.doc.At("files").List() {
		name, _, _ := strings.Cut(strings.TrimPrefix(n.Text(), "./"), "/")
		dir, at := path.Join(s.pkg.dir, name), detect.EvidenceOf(n)
		if !slices.Contains(builtNames, name) && name != "public" && name != "lib" || hasSource(s.t, dir) || slices.Contains(s.n.Output.Value, dir) {
			continue
		}
		s.n.Guessed = append(s.n.Guessed, detect.Candidate{Value: dir, Because: []detect.Evidence{at}})
		s.n.Output = detect.NewFact(append(s.n.Output.Value, dir), append(s.n.Output.Because, at)...)
	}
}

// pageOutput adds what a bundler makes for a program that serves its page.
func pageOutput(s *service) {
	if !s.stack.Build.Known() {
		return
	}
	for i := range tables().Bundlers {
		row := tables().Bundlers[i]
		page := &service{packageSet: s.packageSet, pkg: s.pkg, space: s.space, row: &row, stack: &detect.Stack{Node: &detect.Node{}}}
		d := page.rowDep(&row)
		if d == nil || !slices.ContainsFunc(s.buildChain(), func(c command) bool { return len(c.args) > 0 && c.args[0] == row.Build[0] }) {
			continue
		}
		page.n, page.stack.Framework = page.stack.Node, detect.NewFact(row.Name, detect.EvidenceOf(d))
		frame(page)
		if page.n.Static == nil || slices.Contains(s.n.Output.Value, page.n.Static.Output.Value) {
			continue
		}
		s.n.Output = detect.NewFact(append(s.n.Output.Value, page.n.Static.Output.Value), append(s.n.Output.Because, detect.EvidenceOf(d))...)
		return
	}
}

var quoted = pattern.New("[\"'`]([^\"'`\\s]{2,120})[\"'`]")

// literals gives the files and directories beside the manifest that the sources name on lines that read files.
func literals(s *service) []string {
	found := map[string]bool{}
	for _, p := range s.sources() {
		for _, line := range s.sourceLines(p) {
			if len(line) > 400 || !pattern.Holds(line, tables().Reading) {
				continue
			}
			for _, m := range quoted.FindAllStringSubmatch(line, -1) {
				if f := runFile(s, m[1]); f != "" {
					found[f] = true
				}
			}
		}
	}
	return detect.SortedKeys(found)
}

// runFile resolves a literal path to the top-level file or directory that it lies in; one below src stays whole.
func runFile(s *service, literal string) string {
	rel := strings.TrimLeft(path.Clean(literal), "./")
	first, rest, _ := strings.Cut(rel, "/")
	if first == "" || strings.ContainsAny(rel, "*?{}$:") {
		return ""
	}
	if first == "src" && rest != "" {
		first = rel
	}
	p := path.Join(s.pkg.dir, first)
	base := path.Base(first)
	switch {
	case first == "src" || slices.Contains(tables().NotRun, base) || s.packages[p] != nil || s.holdsPackages(p):
		return ""
	case s.t.Has(p) && !notRunFile.MatchString(base) && !isTypeScript(p):
		return p
	case hasSource(s.t, p) && !strings.HasPrefix(base, "."):
		return p
	}
	return ""
}
