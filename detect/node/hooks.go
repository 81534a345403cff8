package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// hookNames are the scripts of a project that its install runs.
var hookNames = []string{"preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"}

// setupHooks serve the people who work on the project, or are made good by the build: no image needs them. The value says
// whether they work without git, sources and network.
var setupHooks = map[string]bool{"husky": true, "husky-init": true, "lefthook": false, "simple-git-hooks": false, "git": false, "is-ci": true, "pinst": true, "pre-commit": false, "echo": true, "true": true, "exit": true,
	"only-allow": true, "npx-only-allow": true, "opencollective": true, "opencollective-postinstall": true, "electron-builder": false, "pod": false, "check-node": false,
	"nuxt prepare": true, "nuxi prepare": true, "svelte-kit sync": true, "fumadocs-mdx": false, "astro sync": false, "react-router typegen": false, "wxt prepare": false, "playwright": false}

// moduleHooks change the packages and read no sources.
var moduleHooks = map[string]bool{"patch-package": true, "ts-patch": true, "ngcc": true, "rimraf": true, "rm": true}

// changesPackages reports a command that writes among the installed packages.
func changesPackages(c command) bool {
	return slices.ContainsFunc(c.args, func(w string) bool {
		tool, _, _ := strings.Cut(w, "@")
		return tool == "prisma" || tool == "patch-package" || tool == "ts-patch"
	})
}

// hooks finds the scripts that an install runs, and decides where each runs: with the install, after the sources are there,
// or nowhere.
func hooks(s *service) {
	for _, p := range s.hooked() {
		for _, name := range hookNames {
			n := p.script(name)
			if n == nil || strings.TrimSpace(n.Text()) == "" {
				continue
			}
			chain := hookChain(p, name)
			kind := kindOfHook(s, p.dir, chain)
			if chain == nil && strings.Contains(" "+n.Text(), " cd ") {
				kind = hookSources // the directory that it goes to is not there before the sources
			}
			switch kind {
			case hookSetup:
				s.n.Unhooked = append(s.n.Unhooked, detect.Script{Manifest: p.path, Name: name, Tools: !slices.ContainsFunc(chain, fragile)})
			case hookSources:
				s.n.Unhooked = append(s.n.Unhooked, detect.Script{Manifest: p.path, Name: name})
				if afterwards(s, p, name, chain) && slices.ContainsFunc(chain, changesPackages) {
					s.n.Changes = true
				}
			default:
				s.n.Hooks = append(s.n.Hooks, detect.EvidenceOf(n))
				hookFiles(s, p, chain, n)
			}
		}
	}
	prisma(s)
}

// hooked gives the packages whose scripts an install runs.
func (s *service) hooked() []*packageJSON {
	out := s.manifestsUp()
	if w := s.n.Workspace; w != nil {
		for _, d := range installed(s, w) {
			if p := s.packages[d]; !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// hookChain gives the commands of a hook; of "husky || true" what stands before the bars.
func hookChain(p *packageJSON, name string) []command {
	if chain := p.expand(name); chain != nil {
		return chain
	}
	before, _, _ := strings.Cut(p.script(name).Text(), "||")
	return parseScript(before)
}

type hookKind int

const (
	hookInstall hookKind = iota // it runs with the install
	hookSetup                   // no image needs it
	hookSources                 // it reads the sources
)

// kindOfHook says where a hook runs. One that cannot be followed runs where the project has it.
func kindOfHook(s *service, dir string, chain []command) hookKind {
	if len(chain) == 0 {
		return hookInstall
	}
	kind := hookSetup
	for _, c := range chain {
		if len(c.args) == 0 {
			continue
		}
		_, _, setup := lookFor(setupHooks, c.args)
		switch tool := c.args[0]; {
		case setup:
		case tool == "node" && slices.ContainsFunc(c.args[1:], func(file string) bool { return readsSources(s, dir, path.Join(dir, file)) }):
			return hookSources
		case moduleHooks[tool], tool == "prisma", tool == "node" || tool == "sh" || tool == "bash" || strings.HasPrefix(tool, "./"):
			kind = hookInstall
		default:
			return hookSources
		}
	}
	return kind
}

// readsSources reports whether a script names files of the repository other than manifests, so that it wants the sources.
func readsSources(s *service, dir, script string) bool {
	if !s.t.Has(script) {
		return false
	}
	for _, line := range s.sourceLines(script) {
		for _, m := range quoted.FindAllStringSubmatch(line, -1) {
			for _, from := range []string{dir, path.Dir(script)} {
				p := path.Join(from, m[1])
				if p != dir && p != path.Dir(script) && p != script && !strings.HasPrefix(path.Base(p), "package") && detect.Inside(p, dir) && (hasSource(s.t, p) || s.t.Has(p) || s.t.Has(p+".js")) {
					return true
				}
			}
		}
	}
	return false
}

// fragile reports whether a command of a setup fails where there is no git, no source or no network.
func fragile(c command) bool {
	_, works, _ := lookFor(setupHooks, c.args)
	return !works
}

// afterwards has a hook that reads the sources run with the build, unless the build does the same. It reports whether the hook
// runs.
func afterwards(s *service, p *packageJSON, name string, chain []command) bool {
	if p != s.pkg {
		return rootHook(s, p, name) // members are built by their own scripts
	}
	built := s.buildChain()
	done := func(c command) bool {
		_, _, setup := lookFor(setupHooks, c.args)
		return setup || slices.ContainsFunc(built, func(b command) bool { return slices.Equal(b.args, c.args) })
	}
	switch {
	case !s.stack.Build.Known():
		s.stack.Build = detect.NewFact(s.run(name), detect.EvidenceOf(p.script(name)))
	case len(chain) > 0 && !slices.ContainsFunc(chain, func(c command) bool { return !done(c) }):
		return false
	default:
		s.n.Prepare = append(s.n.Prepare, s.run(name))
	}
	return true
}

// rootHook has a hook of the workspace's root run before a member is built.
func rootHook(s *service, p *packageJSON, name string) bool {
	if s.space == nil || p.dir != s.space.root || !s.stack.Build.Known() {
		return false
	}
	flag := map[string]string{"npm": "--prefix", "pnpm": "--dir", "yarn": "--cwd", "bun": "--cwd"}[s.managerName()]
	s.n.Prepare = append(s.n.Prepare, []string{s.managerName(), flag, detect.Relative(s.pkg.dir, p.dir), "run", name})
	s.n.Workspace.Outside = append(s.n.Workspace.Outside, detect.EvidenceOf(p.script(name)))
	return true
}

// hookFiles adds the files of the repository that a hook names.
func hookFiles(s *service, p *packageJSON, chain []command, n *formats.Node) {
	for _, c := range chain {
		named(s, p.dir, c.args)
	}
	if chain == nil {
		named(s, p.dir, strings.FieldsFunc(n.Text(), func(r rune) bool { return strings.ContainsRune(" \t\"'=;&|()", r) }))
	}
}

// named adds the files among the words of a command.
func named(s *service, dir string, words []string) {
	for _, w := range words {
		if p := path.Join(dir, w); len(w) > 1 && s.t.Has(p) {
			s.installFile(p)
		}
	}
}
