package detect

import (
	"fmt"
	"path"

	"github.com/msgen/msgen/internal/worktree"
)

// telling are files that say how a project is installed or built: where git ignores one, a person should know.
var telling = map[string]bool{
	"package.json": true, "package-lock.json": true, "npm-shrinkwrap.json": true, "yarn.lock": true, "pnpm-lock.yaml": true, "bun.lock": true, "bun.lockb": true,
	"go.mod": true, "go.sum": true, "go.work": true, "pyproject.toml": true, "requirements.txt": true, "Pipfile": true, "Pipfile.lock": true, "poetry.lock": true, "uv.lock": true,
	"pdm.lock": true, "pom.xml": true, "build.gradle": true, "build.gradle.kts": true, "settings.gradle": true, "settings.gradle.kts": true, "Procfile": true,
}

// leftOut notes that git ignores a file which would have said something.
func (w *walker) leftOut(p string, by *worktree.Place) {
	if telling[path.Base(p)] {
		w.notes = append(w.notes, Note{Text: fmt.Sprintf("git ignores %s, so a clean clone has no such file, and the build does not use it", Evidence{Path: p}), Because: []Evidence{{Path: by.Path, Line: by.Line}}})
	}
}
