package verify

import (
	"path"
	"slices"
	"strings"
)

func checkPatterns(i *ignoreFile, say say) {
	if i.broken != nil {
		say(0, "a pattern is invalid: %v", i.broken)
	}
}

func checkHidden(i *ignoreFile, say say) {
	for _, f := range i.files {
		for _, n := range f.takes() {
			files := i.about.Index.under(n.path)
			if len(files) > 0 && !slices.ContainsFunc(files, func(f string) bool { return !i.hides(f) }) {
				say(0, "excludes %s, which line %d of the Dockerfile needs (%s)", n.path, n.line, n.by)
			}
		}
	}
}

// checkMissing reports what no ignore file could bring back.
func checkMissing(f *file, say say) {
	if f.about.Files == nil {
		return
	}
	for _, n := range f.takes() {
		if !strings.ContainsAny(n.path, "*?[") && len(f.about.Index.under(n.path)) == 0 {
			say(n.line, "%s needs %s, which is not in the build context", n.by, n.path)
		}
	}
}

func checkVersionControl(i *ignoreFile, say say) {
	for _, dir := range []string{".git", ".svn", ".hg"} {
		there := dir == ".git" || slices.ContainsFunc(i.about.Files, func(f string) bool { return strings.HasPrefix(f, dir+"/") })
		if there && !i.hides(dir+"/config") {
			say(0, "%s is sent to the build context", dir)
		}
	}
}

// checkSecretsPass judges the files that are there, and those that every working copy may hold one day.
func checkSecretsPass(i *ignoreFile, say say) {
	usual := []string{".env", ".env.local"}
	if i.about.Own {
		usual = append(usual, "id_rsa", "server.key", "sub/.env")
	}
	usual = slices.DeleteFunc(usual, func(f string) bool { return !i.about.secret(f) })
	for _, f := range append(usual, i.about.secretFiles()...) {
		if !i.hides(f) {
			say(0, "%s is sent to the build context and looks like a secret", f)
		}
	}
}

// checkMadeAgain asks for a manifest beside the directory, so that a folder that happens to be called like it is let be.
func checkMadeAgain(i *ignoreFile, say say) {
	if i.about.Own {
		return // the templates know what their builds make; the rest of a repository may be in other languages
	}
	made := []struct{ manifest, dir string }{
		{"package.json", "node_modules"}, {"pyproject.toml", ".venv"}, {"requirements.txt", ".venv"}, {"pom.xml", "target"}, {"build.gradle", ".gradle"}, {"build.gradle.kts", ".gradle"}, {"Cargo.toml", "target"},
	}
	for _, f := range i.about.Files {
		for _, m := range made {
			if !strings.HasSuffix(f, m.manifest) || path.Base(f) != m.manifest || madeElsewhere(f) {
				continue
			}
			if dir := path.Join(path.Dir(f), m.dir); !i.hides(dir + "/x") {
				say(0, "%s is sent to the build context, although the build creates it again", dir)
			}
		}
	}
}

// madeElsewhere reports a manifest that is part of an installed package.
func madeElsewhere(file string) bool {
	return strings.Contains("/"+file, "/node_modules/") || strings.Contains("/"+file, "/.venv/") || strings.Contains("/"+file, "/target/")
}
