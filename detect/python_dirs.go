package detect

import (
	"path"
	"slices"
	"strings"
)

var (
	// The place of a directory: a text, or what os.path.join, BASE_DIR / and Path(__file__).parent put before one.
	pyMakeDir  = lazy(`(?:\bos\.(?:makedirs|mkdir)\(\s*(.+)|\bPath\(\s*(["'][^"']+["'])\s*\)\.mkdir\()`)
	pyMadeDir  = lazy(`\b([A-Za-z_]\w*)\.mkdir\(`)
	pyKeepName = lazy(`(?i)^\s*(?:\w+\.config\[\s*["'])?(UPLOAD_FOLDER|UPLOAD_DIR|UPLOADS_DIR|UPLOAD_PATH|MEDIA_ROOT|DATA_DIR|STORAGE_DIR|STORAGE_PATH)(?:["']\s*\])?\s*(?::[^=]+)?=\s*(.+)$`)
	pyDirText  = lazy(`^(?:Path\(\s*)?["'](?:\./)?([A-Za-z_][\w.-]*(?:/[\w.-]+)*)/?["']`)
	pyDirBase  = lazy(`^(?:os\.path\.join\(\s*)?(?:(?:\w*BASE\w*|basedir|base_dir|ROOT\w*|PROJECT_ROOT|\w*HERE|app\.root_path|str\(BASE_DIR\))|os\.path\.dirname\((?:os\.path\.abspath\()?__file__\)*|Path\(__file__\)(?:\.resolve\(\))?\.parent|os\.getcwd\(\)|Path\.cwd\(\))\s*[,/]\s*["']([A-Za-z_][\w.-]*(?:/[\w.-]+)*)/?["']`)
	pyPassing  = lazy(`(?i)(?:^|/)\.?(?:logs?|te?mp|cache|caches|__pycache__)(?:$|/)`)
	pyFromEnv  = lazy(`\b(?:environ|getenv|env|config)\s*[\[(.]`)
)

// writtenDirs finds the directories beside the code that the program makes or keeps uploads in. Logs and caches are not kept.
func (p *pyProject) writtenDirs() {
	for _, file := range p.envSources() {
		s := p.source(file)
		for i, line := range s.lines {
			if m := pyKeepName.FindStringSubmatch(line); m != nil {
				p.writesTo(file, m[2], p.at(s, i+1))
			}
			if m := pyMakeDir.FindStringSubmatch(line); m != nil {
				expr := pyFirst(m[1], m[2])
				if at, set := s.find(lazy(`^\s*` + pyDotted.FindString(expr) + `\s*(?::[^=]+)?=\s*(.+)$`)); at > 0 && pyDotted.MatchString(expr) && !strings.Contains(pyDotted.FindString(expr), ".") {
					expr = set[1]
				}
				p.writesTo(file, expr, p.at(s, i+1))
			} else if m := pyMadeDir.FindStringSubmatch(line); m != nil {
				if at, set := s.find(lazy(`^\s*` + m[1] + `\s*(?::[^=]+)?=\s*(.+)$`)); at > 0 {
					p.writesTo(file, set[1], p.at(s, at))
				}
			}
		}
	}
	slices.SortFunc(p.stack.Writes, func(a, b Write) int { return strings.Compare(a.Dir, b.Dir) })
}

// writesTo records one directory, as far as its place is written out. What is beside a file is below that file's directory.
func (p *pyProject) writesTo(file, expr string, at Evidence) {
	if pyFromEnv.MatchString(expr) || p.py.Django != nil && p.py.Django.StaticRoot.Known() && at.Path == p.py.Django.StaticRoot.Because[0].Path && at.Line == p.py.Django.StaticRoot.Because[0].Line {
		return
	}
	dir := ""
	if m := pyDirText.FindStringSubmatch(expr); m != nil {
		dir = m[1]
	} else if m := pyDirBase.FindStringSubmatch(expr); m != nil {
		dir = m[1]
		if strings.Contains(m[0], "__file__") || strings.Contains(m[0], "root_path") {
			dir = path.Join(path.Dir(p.rel(file)), dir)
		}
	}
	if dir == "" || strings.HasPrefix(dir, "..") || slices.ContainsFunc(p.stack.Writes, func(w Write) bool { return w.Dir == dir }) {
		return
	}
	p.stack.Writes = append(p.stack.Writes, Write{Dir: dir, Keep: !pyPassing.MatchString(dir), Because: []Evidence{at}})
}
