package node

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// The bounds of what is read of a program's sources: hints are worth no more.
const (
	maxSources    = 400
	maxSourceSize = 256 << 10
)

var sourceExts = []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"}

// sourceAside are directories of a package whose code is not the program's.
var sourceAside = map[string]bool{"test": true, "tests": true, "__tests__": true, "__test__": true, "__mocks__": true, "spec": true, "e2e": true, "cypress": true, "scripts": true, "docs": true, "examples": true, "extra": true, "tools": true,
	"public": true, "static": true, "assets": true, "dist": true, "build": true, "out": true, "client": true, "frontend": true, "seeds": true, "seeders": true, "migrations": true, "stories": true, "components": true}

// sources gives the sources of the program, its entry first, then those near the manifest.
func (s *service) sources() []string {
	if s.read != nil {
		return s.read
	}
	s.read = []string{}
	if s.entry != "" {
		s.read = append(s.read, s.entry)
	}
	dirs := []string{s.pkg.dir}
	if s.project != nil { // not those of the other applications
		dirs = []string{s.project.dir, path.Join(s.pkg.dir, "libs"), path.Join(s.pkg.dir, "packages")}
	}
	if s.n.Workspace != nil && s.space.root == s.pkg.dir {
		s.enclose()
		dirs = append(dirs, s.n.Workspace.Closure...)
	}
	if near := path.Dir(s.entry); s.entry != "" && s.project == nil && near != s.pkg.dir && detect.Inside(near, s.pkg.dir) {
		dirs = append([]string{near}, dirs...) // first what stands beside the entry, for only so many are read
	}
	seen := map[string]bool{}
	for _, dir := range dirs {
		gather(s, dir, 0, seen)
	}
	return s.read
}

// taskFile holds the tasks of a build.
var taskFile = pattern.New(`(?i)^(?:gulp|grunt|jake|cake)file\.`)

// gather adds the sources of a directory, its files before its directories.
func gather(s *service, dir string, depth int, seen map[string]bool) {
	if seen[dir] {
		return
	}
	seen[dir] = true
	for _, name := range s.t.FilesIn[dir] {
		p := path.Join(dir, name)
		if len(s.read) >= maxSources {
			return
		}
		if detect.HasSuffix(name, sourceExts) && !strings.HasSuffix(name, ".d.ts") && !strings.Contains(name, ".test.") && !strings.Contains(name, ".spec.") && !(depth == 0 && (strings.Contains(name, ".config.") || taskFile.MatchString(name))) && !strings.Contains(name, ".min.") && p != s.entry && !s.t.Links[p] {
			s.read = append(s.read, p)
		}
	}
	for _, name := range s.t.DirsIn[dir] {
		p := path.Join(dir, name)
		if !detect.Skipped(name) && !sourceAside[name] && !strings.HasPrefix(name, ".") && s.packages[p] == nil && depth < 8 {
			gather(s, p, depth+1, seen)
		}
	}
}

// shutdownPackages end a program on SIGTERM once they are used, which takes no handler in its own code.
var shutdownPackages = []string{"@godaddy/terminus", "close-with-grace", "http-graceful-shutdown", "fastify-graceful-shutdown", "lightship", "node-graceful-shutdown", "fastify-cli", "@gquittet/graceful-server", "nestjs-graceful-shutdown"}

var (
	onSignal = pattern.New(`["'` + "`" + `]SIGTERM["'` + "`" + `]`)
	anyEvent = pattern.New(`process\.(?:on|once|addListener)\(`)
)

// scan reads the sources once for the port, the health path, the signals.
func (s *service) scan() {
	p := newPortScan(s)
	var health healthScan
	var host hostScan
	s.t.Fetch(s.sources())
	for _, file := range s.sources() {
		lines := s.sourceLines(file)
		if !isProbe(file) {
			p.file(file, lines)
			host.file(s, file, lines)
		}
		health.file(s, file, lines)
		if !s.stack.Signals.Known() {
			s.stack.Signals = signals(s, file, lines)
		}
	}
	if !s.stack.Signals.Known() {
		for _, name := range shutdownPackages {
			if d := s.pkg.prod(name); d != nil {
				s.stack.Signals = detect.NewFact(true, detect.EvidenceOf(d))
				break
			}
		}
	}
	p.settle()
	host.settle(s, p.open)
	health.settle(s)
}

// isProbe reports whether a file asks the program how it is: the port in it is the one that it calls.
func isProbe(file string) bool {
	name := strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(path.Base(file)))
	return strings.HasPrefix(name, "healthcheck.")
}

// sourceLines reads a source that is not too large, once.
func (s *service) sourceLines(file string) []string {
	if lines, ok := s.text[file]; ok {
		return lines
	}
	var lines []string
	if text, err := s.t.Source(file); err == nil && len(text) <= maxSourceSize {
		lines = strings.Split(text, "\n")
	}
	if s.text == nil {
		s.text = map[string][]string{}
	}
	s.text[file] = lines
	return lines
}

// lineOf gives the evidence of a line that was read.
func lineOf(file string, i int, line string) detect.Evidence {
	return detect.Evidence{Path: file, Line: i + 1, Text: detect.Clip(line)}
}

// signals looks for a handler of SIGTERM in one source.
func signals(s *service, file string, lines []string) detect.Fact[bool] {
	found, handles := 0, false
	for i, line := range lines {
		if isComment(line) {
			continue
		}
		if strings.Contains(line, "enableShutdownHooks(") {
			return detect.NewFact(true, lineOf(file, i, line))
		}
		if strings.Contains(line, "SIGTERM") && onSignal.MatchString(line) && found == 0 && !strings.Contains(line, ".kill(") {
			found = i + 1
		}
		handles = handles || strings.Contains(line, "process.") && anyEvent.MatchString(line)
	}
	if found > 0 && handles {
		return detect.NewFact(true, lineOf(file, found-1, lines[found-1]))
	}
	return detect.Fact[bool]{}
}

func isComment(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "//") || strings.HasPrefix(line, "*") || strings.HasPrefix(line, "/*")
}
