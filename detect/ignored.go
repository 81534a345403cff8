package detect

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// maxIgnoreFile is how many bytes of a .gitignore are read.
const maxIgnoreFile = 1 << 20

// ignoreFile is one .gitignore, or .git/info/exclude. What it ignores is not there in a clean clone, so it is neither
// evidence nor part of an image.
type ignoreFile struct {
	path     string
	patterns []ignorePattern
	// A name is only held against the patterns where its whole name, its ending or one of the others may match.
	names, endings map[string]bool
	others         []gitignore.Pattern
}

type ignorePattern struct {
	gitignore.Pattern
	line int
}

// readIgnore reads the ignore file of a directory; nil where it says nothing.
func (t *tree) readIgnore(p, dir string) *ignoreFile {
	if info, err := fs.Stat(t.fsys, p); err != nil || !info.Mode().IsRegular() { // opening a pipe waits for whoever writes it
		return nil
	}
	f, err := t.fsys.Open(p)
	if err != nil {
		return nil
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxIgnoreFile))
	if err != nil {
		return nil
	}
	g := &ignoreFile{path: p, names: map[string]bool{}, endings: map[string]bool{}}
	var domain []string
	if dir != "." {
		domain = strings.Split(dir, "/")
	}
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		g.add(strings.TrimPrefix(line, `\#`), line, domain, i+1)
	}
	if len(g.patterns) == 0 {
		return nil
	}
	return g
}

// add takes in one pattern.
func (g *ignoreFile) add(text, line string, domain []string, at int) {
	if strings.HasPrefix(line, `\#`) {
		text = "#" + text
	}
	p := gitignore.ParsePattern(text, domain)
	g.patterns = append(g.patterns, ignorePattern{p, at})
	last := path.Base(strings.TrimRight(strings.TrimPrefix(text, "!"), "/ "))
	rest, ending := strings.CutPrefix(last, "*.")
	switch {
	case !strings.ContainsAny(last, `*?[\`):
		g.names[last] = true
	case ending && !strings.ContainsAny(rest, `*?[\`):
		g.endings[path.Ext(last)] = true
	default:
		g.others = append(g.others, p)
	}
}

// ignoredBy gives the line of the ignore file that ignores a path: the last pattern that speaks of it, in the nearest file
// that has one; "" where git does not ignore it.
func ignoredBy(files []*ignoreFile, p string, dir bool) (file string, line int) {
	name := path.Base(p)
	var parts []string
	for i := len(files) - 1; i >= 0; i-- {
		g := files[i]
		if !g.names[name] && !g.endings[path.Ext(name)] && len(g.others) == 0 {
			continue
		}
		if parts == nil {
			parts = strings.Split(p, "/")
		}
		for j := len(g.patterns) - 1; j >= 0; j-- {
			switch g.patterns[j].Match(parts, dir) {
			case gitignore.Exclude:
				return g.path, g.patterns[j].line
			case gitignore.Include:
				return "", 0
			}
		}
	}
	return "", 0
}

// telling are files that say how a project is installed or built: where git ignores one, a person should know.
var telling = map[string]bool{
	"package.json": true, "package-lock.json": true, "npm-shrinkwrap.json": true, "yarn.lock": true, "pnpm-lock.yaml": true, "bun.lock": true, "bun.lockb": true,
	"go.mod": true, "go.sum": true, "go.work": true, "pyproject.toml": true, "requirements.txt": true, "Pipfile": true, "Pipfile.lock": true, "poetry.lock": true, "uv.lock": true,
	"pdm.lock": true, "pom.xml": true, "build.gradle": true, "build.gradle.kts": true, "settings.gradle": true, "settings.gradle.kts": true, "Procfile": true,
}

// leftOut notes that git ignores a file which would have said something.
func (t *tree) leftOut(p, by string, line int) {
	if telling[path.Base(p)] {
		t.notes = append(t.notes, Note{Text: fmt.Sprintf("git ignores %s, so a clean clone has no such file, and the build does not use it", Evidence{Path: p}), Because: []Evidence{{Path: by, Line: line}}})
	}
}
