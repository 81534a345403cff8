package cmd

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/worktree"
)

// projectFiles are files that a project or a workspace has in its root.
var projectFiles = strings.Fields(config.Name + " " + lock.Name + " go.mod go.work package.json pnpm-workspace.yaml deno.json deno.jsonc pyproject.toml requirements.txt " +
	"Pipfile setup.py pom.xml settings.gradle settings.gradle.kts build.gradle build.gradle.kts Cargo.toml")

// home is where init works: the root of the project that a directory belongs to, seen from that directory, and the service there.
type home struct {
	up      string // "../.."
	service string // "" where the project has no other
}

// homeOf finds the project that a directory belongs to, within the Git work tree around it; nil where the directory stands on its own.
func homeOf(dir string) *home {
	tree := worktree.Around(dir)
	if tree == nil || tree.Walked() == "" || rooted(dir, config.Name, lock.Name) {
		return nil
	}
	top := ""
	for at, n := dir, 1+strings.Count(tree.Walked(), "/"); n > 0; n-- {
		if at = filepath.Dir(at); rooted(at, config.Name, lock.Name) {
			return homeIn(at, dir, true)
		}
		if rooted(at, projectFiles...) {
			top = at
		}
	}
	if top == "" {
		return nil
	}
	return homeIn(top, dir, false)
}

// homeIn looks for the service of a directory from a directory above it. A project that msgen knows already is taken as a whole; of
// another one, the build context is its root.
func homeIn(top, dir string, known bool) *home {
	rel, err := filepath.Rel(top, dir)
	if err != nil {
		return nil
	}
	rel = filepath.ToSlash(rel)
	root, err := os.OpenRoot(top)
	if err != nil {
		return nil
	}
	defer root.Close()
	report, err := flow.Detect(lookedAt(root))
	if err != nil {
		return nil // it is said where it matters: of the directory that was named
	}
	s := serviceOf(report.All(), rel)
	if s == nil || s.Dir != rel && !partOf(*s, dir, rel) {
		return nil
	}
	if !known && s.Context != "." {
		if s.Context == rel {
			return nil
		}
		return homeIn(filepath.Join(top, filepath.FromSlash(s.Context)), dir, true)
	}
	h := &home{up: strings.TrimSuffix(strings.Repeat("../", 1+strings.Count(rel, "/")), "/")}
	if len(report.Stacks) > 1 || report.Stacks[0].Name != s.Name {
		h.service = s.Name
	}
	return h
}

// serviceOf gives the service in a directory, or the one around it where none lies below; nil for neither.
func serviceOf(all []detect.Stack, rel string) *detect.Stack {
	var around *detect.Stack
	for i, s := range all {
		switch {
		case s.Dir == rel:
			return &all[i]
		case strings.HasPrefix(s.Dir, rel+"/"):
			return nil
		case (s.Dir == "." || strings.HasPrefix(rel, s.Dir+"/")) && (around == nil || len(s.Dir) > len(around.Dir)):
			around = &all[i]
		}
	}
	return around
}

// partOf reports whether a directory belongs to the service around it: it has no manifest of its own and no program in another
// language, and is no example.
func partOf(s detect.Stack, dir, rel string) bool {
	if rooted(dir, projectFiles...) || detect.Aside(rel+"/x") {
		return false
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return false
	}
	defer root.Close()
	report, err := flow.Detect(lookedAt(root))
	return err == nil && !slices.ContainsFunc(report.Stacks, func(own detect.Stack) bool { return own.Stack != s.Stack })
}

// rooted reports whether a directory holds one of some files.
func rooted(dir string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		info, err := os.Lstat(filepath.Join(dir, name))
		return err == nil && info.Mode().IsRegular()
	})
}

// atHome turns to the root of the project where init is started in a directory below it.
func (r *initRun) atHome(args []string) []string {
	dir, shown := r.env.Dir, "."
	if len(args) > 0 {
		dir, shown = r.env.full(args[0]), args[0]
	}
	h := homeOf(dir)
	if h == nil || r.o.service != "" {
		return args
	}
	r.o.service = h.service
	up := path.Join(filepath.ToSlash(shown), h.up)
	if !r.o.json {
		fmt.Fprintf(r.env.Err, "note: %s is part of the project in %s, so msgen works there\n", visible(shown), visible(up))
	}
	return []string{filepath.FromSlash(up)}
}
