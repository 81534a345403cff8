package verify

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// user gives the user that a container of the stage runs as: its last USER with its variables at their defaults and its
// quotes gone, or the image's own.
func (f *file) user(s *stage) (name string, line int) {
	if u, line, ok := last[*instructions.UserCommand](s.all()); ok {
		return f.byDefault(u.User, s), line
	}
	return f.known(s.image()).user, s.line
}

// byDefault expands a word with what the stage's ARG and ENV say; the word itself where nothing tells what comes out.
func (f *file) byDefault(word string, s *stage) string {
	lex := shell.NewLex(f.escape)
	var vars []string
	set := func(key, value string) {
		text, _, _ := lex.ProcessWord(value, shell.EnvsFromSlice(vars))
		vars = append(vars, key+"="+text)
	}
	for _, st := range s.all() {
		switch c := st.Command.(type) {
		case *instructions.EnvCommand:
			for _, e := range c.Env {
				set(e.Key, e.Value)
			}
		case *instructions.ArgCommand:
			for _, a := range c.Args {
				if value, ok := f.argument(a); ok {
					set(a.Key, value)
				}
			}
		}
	}
	result, _, err := lex.ProcessWord(word, shell.EnvsFromSlice(vars))
	if name, _, _ := strings.Cut(result, ":"); err != nil || name == "" {
		return word
	}
	return result
}

// argument gives the default of an ARG: its own, or that above the first FROM.
func (f *file) argument(a instructions.KeyValuePairOptional) (string, bool) {
	if a.Value != nil {
		return *a.Value, true
	}
	value, unknown := f.expandGlobal("${" + a.Key + "}")
	return value, !unknown
}

// root reports root's name and number, however the number is written: the engine reads 00 and +0 as 0.
func root(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	n, err := strconv.Atoi(name)
	return name == "" || name == "root" || err == nil && n == 0
}

func checkRoot(f *file, say say) {
	s := f.final()
	user, line := f.user(s)
	switch {
	case root(user) && user == "" && f.unknownUser(s):
	case root(user) && user == "":
		say(line, "there is no USER, so the program runs as root")
	case root(user):
		say(line, "USER %s: the program runs as root", user)
	}
}

// unknownUser reports an image that may well set a user of its own.
func (f *file) unknownUser(s *stage) bool {
	k := f.known(s.image())
	return f.about.Images == nil && k.libc == "" && k.shell == "" && !ofSystem(k.name)
}

func checkNumeric(f *file, say say) {
	u, line, ok := last[*instructions.UserCommand](f.final().all())
	if !ok {
		return
	}
	name, _, _ := strings.Cut(u.User, ":")
	if _, err := strconv.Atoi(name); err != nil && name != "root" && !strings.Contains(name, "$") {
		say(line, "USER %s is a name; runAsNonRoot in Kubernetes needs a number", u.User)
	}
}

// checkUserExists judges scratch only, where nobody is unless a COPY brings the file.
func checkUserExists(f *file, say say) {
	for _, s := range f.stages {
		u, line, ok := last[*instructions.UserCommand](s.steps)
		if !ok || s.image() != "scratch" || strings.Contains(u.User, "$") {
			continue
		}
		name, _, _ := strings.Cut(u.User, ":")
		if _, err := strconv.Atoi(name); err != nil && !bringsFile(s, "passwd") {
			say(line, "USER %s: scratch has no /etc/passwd to look up the name", u.User)
		}
	}
}

// bringsFile reports a COPY or RUN of the stage that names the file.
func bringsFile(s *stage, name string) bool {
	for c := range each[*instructions.CopyCommand](s.all()) {
		paths := append(slices.Clone(c.SourcePaths), c.DestPath)
		for _, content := range c.SourceContents {
			paths = append(paths, content.Path)
		}
		if slices.ContainsFunc(paths, func(p string) bool {
			return strings.Contains(p, name) || strings.TrimSuffix(p, "/") == "/etc" || p == "/"
		}) {
			return true
		}
	}
	return false
}

// checkWritable lets directories for data be: only what is plainly program is judged.
func checkWritable(f *file, say say) {
	final := f.final()
	user, _ := f.user(final)
	name, _, _ := strings.Cut(user, ":")
	data := regexp.MustCompile(`(?i)(^|/)(tmp|data|cache|log|logs|run|var|storage|uploads?|media|home|empty)(/|$)`)
	var volumes []string
	for v := range each[*instructions.VolumeCommand](final.all()) {
		volumes = append(volumes, v.Volumes...)
	}
	for c, line := range each[*instructions.CopyCommand](final.all()) {
		owner, _, _ := strings.Cut(c.Chown, ":")
		dest := c.DestPath
		if c.Parents {
			dest = path.Join(dest, c.SourcePaths[0])
		}
		volume := slices.ContainsFunc(volumes, func(v string) bool { return strings.HasSuffix(v, "/"+path.Clean(dest)) || path.Clean(dest) == v })
		if owner != "" && owner == name && !root(owner) && !data.MatchString(dest) && !volume && !makesDirectory(c) {
			say(line, "COPY --chown=%s %s: the program could change its own files", c.Chown, c.DestPath)
		}
	}
}

func checkWorldWritable(f *file, say say) {
	for _, st := range allSteps(f.stages) {
		for _, c := range st.calls {
			if c.name() == "chmod" && slices.ContainsFunc(c.operands(), func(w string) bool { return w == "777" || w == "0777" || w == "a+rwx" || w == "a+w" || w == "666" }) {
				say(st.line, "%s", shorten(c.text()))
			}
		}
		if c, ok := st.Command.(*instructions.CopyCommand); ok && (c.Chmod == "777" || c.Chmod == "0777" || c.Chmod == "666") {
			say(st.line, "COPY --chmod=%s", c.Chmod)
		}
	}
}
