package java

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	fileURL   = pattern.New(`jdbc:(?:h2:(?:file:|nio:|split:)?|sqlite:(?:file:)?|hsqldb:file:|derby:(?:directory:)?)((?:\./|/|~/)?[A-Za-z_][\w./-]*)(?:["';?]|$)`)
	writeCall = pattern.New(`\b(?:Files\s*\.\s*(?:createDirector(?:y|ies)|newBufferedWriter|newOutputStream|write|writeString|createFile)|new\s+(?:FileWriter|FileOutputStream|PrintWriter|RandomAccessFile|File))\(|\bFile\(`)
	pathText  = pattern.New(`^(?:\./|/|~/)?[\w][\w ./-]*$`)
	makesFile = pattern.New(`\.(?:mkdirs?\(|createNewFile\(|writeText\(|appendText\(|writeBytes\(|outputStream\(|printWriter\(|bufferedWriter\()`)
	dirKey    = pattern.New(`(?i)(?:upload|storage|media|attachment|backup|export|data)[\w.-]*(?:dir|directory|path|location|folder|root)$`)
	// needsDotenv is a program that ends where it finds no file of variables.
	needsDotenv = pattern.New(`\bio\.github\.cdimascio\.dotenv\.[\s\S]*\bDotenv\.load\(\)|\bio\.github\.cdimascio\.dotenv\.dotenv\b[\s\S]*=\s*dotenv\(\)`)
	ownKey      = pattern.New(`^(?:spring|springdoc|management|server|quarkus|micronaut|ktor|endpoints)\.`)
	dataRoot    = pattern.New(`^/(?:data|uploads?|storage|media|backups?|exports?|(?:var|opt|srv|mnt|home|app)/.+)(?:/|$)`)
	logFile     = pattern.New(`<(?:file|fileNamePattern)>\s*([^<]+?)\s*</|\bfileName="([^"]+)"`)
	logProperty = pattern.New(`<[pP]roperty\s+name="(\w+)"(?:\s+value="([^"]*)"\s*/?>|\s*>\s*([^<]*?)\s*</)`)
	logDefault  = pattern.New(`\$\{(?:sys:|env:)?([\w.]+)(?::-([^{}]*))?\}`)
)

// writer gathers the directories that a program writes to.
type writer struct {
	t    *detect.Tree
	dirs map[string]*detect.Write
}

// writes finds them in the settings, in the configuration of logging and in the sources.
func writes(t *detect.Tree, s *detect.Stack, dirs []string) {
	w := writer{t, map[string]*detect.Write{}}
	conf := settingsBelow(t, dirs[len(dirs)-1])
	for _, c := range conf {
		w.setting(conf, c)
	}
	var files []string
	for _, dir := range dirs {
		for _, p := range t.Under(path.Join(dir, "src/main/resources"), ".xml") {
			if base := path.Base(p); strings.HasPrefix(base, "logback") || strings.HasPrefix(base, "log4j2") {
				w.logging(p)
			}
		}
		files = append(files, t.Under(path.Join(dir, "src/main"), ".java", ".kt")...)
	}
	for _, p := range files {
		w.source(files, p)
	}
	s.Java.Dotenv = t.Dotenv(files, needsDotenv)
	seen := map[string]bool{}
	for dir := range w.dirs {
		seen[dir] = true
	}
	for _, dir := range detect.SortedKeys(seen) {
		s.Writes = append(s.Writes, *w.dirs[dir])
	}
}

// add takes a path that is written: a directory, or a file in one.
func (w writer) add(p string, isFile bool, at detect.Evidence) {
	if !pathText.MatchString(p) || strings.Contains(p, "..") {
		return
	}
	home := strings.HasPrefix(p, "~/")
	dir := path.Clean(strings.TrimPrefix(p, "~/"))
	if isFile {
		dir = path.Dir(dir)
	}
	if home {
		dir = "~"
	}
	if dir == "/" || strings.HasPrefix(dir, "/dev") || strings.HasPrefix(dir, "/proc") {
		return
	}
	if w.dirs[dir] == nil {
		w.dirs[dir] = &detect.Write{Dir: dir, Keep: true} // logs as well: with a volume the rest can be read-only
	}
	if known := w.dirs[dir]; len(known.Because) < 3 {
		known.Because = append(known.Because, at)
	}
}

// setting judges one setting.
func (w writer) setting(conf settings, c setting) {
	value, _ := resolvePlaceholder(c.value)
	key := relaxed(c.key)
	switch {
	case fileURL.MatchString(value):
		w.url(value, c.at)
	case key == "logging.file.name" || key == "logging.file" || key == "quarkus.log.file.path":
		if on, _ := conf.get("quarkus.log.file.enable", "quarkus.log.file.enabled"); key != "quarkus.log.file.path" || on == "true" {
			w.add(value, true, c.at)
		}
	case key == "logging.file.path" || key == "logging.path" || key == "server.tomcat.basedir" || strings.HasSuffix(key, ".multipart.location") || key == "quarkus.http.body.uploadsdirectory":
		w.add(value, false, c.at)
	case dirKey.MatchString(c.key) && !ownKey.MatchString(c.key) && (!path.IsAbs(value) || dataRoot.MatchString(value)):
		w.add(value, false, c.at)
	}
}

// url takes the address of a database that is a file, unless it lies in memory or on a server.
func (w writer) url(text string, at detect.Evidence) {
	for _, m := range fileURL.FindAllStringSubmatch(text, -1) {
		switch name, _, _ := strings.Cut(m[1], ":"); name {
		case "mem", "tcp", "ssl", "zip", "memory":
		default:
			w.add(m[1], !strings.Contains(m[0], "derby:"), at)
		}
	}
}

// logging reads the files of Logback's and Log4j's appenders, with properties replaced.
func (w writer) logging(p string) {
	properties := map[string]string{}
	for i, line := range w.t.Lines(p) {
		for _, m := range logProperty.FindAllStringSubmatch(line, -1) {
			properties[m[1]] = m[2] + m[3]
		}
		m := logFile.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name := m[1] + m[2]
		for range maxExpansions {
			v := logDefault.FindStringSubmatchIndex(name)
			if v == nil {
				break
			}
			value, def := properties[name[v[2]:v[3]]], ""
			if v[4] >= 0 {
				def = name[v[4]:v[5]]
			}
			if value == "" {
				value = def
			}
			name = name[:v[0]] + value + name[v[1]:]
		}
		if at := strings.IndexByte(name, '%'); at >= 0 {
			name = name[:at] + "log"
		}
		w.add(name, true, w.t.At(p, i+1))
	}
}

// source finds what one source creates or opens for writing, by a literal or one constant.
func (w writer) source(files []string, p string) {
	text, err := w.t.Source(p)
	if err != nil || !writeCall.MatchString(text) && !strings.Contains(text, "jdbc:") {
		return
	}
	lines := detect.PlainScript(w.t.Lines(p))
	for i, line := range lines {
		if strings.Contains(line, "jdbc:") {
			w.url(line, w.t.At(p, i+1))
			continue
		}
		for _, span := range writeCall.FindAllStringIndex(line, -1) {
			call := line[span[0]:span[1]]
			args := arguments(lines, i, span[1])
			plain := strings.HasSuffix(call, "File(") && !strings.Contains(call, "createFile")
			if len(args) == 0 || strings.Contains(args[0], "createTemp") || plain && !makesFile.MatchString(line) {
				continue
			}
			if strings.Contains(call, "RandomAccessFile") && (len(args) < 2 || !strings.Contains(args[1], "w")) {
				continue
			}
			v := follow(w.t, files, p, i, strings.TrimPrefix(args[0], "new File"), 2)
			isFile := !strings.Contains(args[0], ".resolve(") && !strings.Contains(call, "Director") && !strings.Contains(line, ".mkdir")
			w.add(v.text, isFile, v.at)
		}
	}
}
