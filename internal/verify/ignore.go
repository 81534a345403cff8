package verify

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// ignoreFile is a .dockerignore with what it is judged against.
type ignoreFile struct {
	path     string
	patterns []string
	broken   error
	about    Context
	quick    *quickMatch
	// the answers are the files that were asked about.
	known map[string]bool
	// files are the Dockerfiles that build with it.
	files []*file
}

// Ignore judges the text of a .dockerignore (the empty text is a missing one): it may hide nothing that a COPY or a bind
// mount of the Dockerfiles needs, and must hide secrets and version control. BuildKit has a check for the first, which
// it turns off as soon as a pattern begins with "!". about.Files are the files of the context, none left out.
func Ignore(path, text string, about Context, dockerfiles ...string) []Finding {
	about = about.indexed()
	i := newIgnoreFile(path, text, about)
	for _, d := range dockerfiles {
		if f, err := parse("Dockerfile", d, about); err == nil {
			i.files = append(i.files, f)
		}
	}
	var found []Finding
	for _, r := range Rules() {
		if r.ignore != nil && (about.Own || !r.Own) {
			r.ignore(i, r.into(path, &found))
		}
	}
	return sorted(found)
}

func newIgnoreFile(path, text string, about Context) *ignoreFile {
	about = about.indexed()
	if same := about.Index.ignores[text]; same != nil { // another service of the context has it too
		i := *same
		i.path, i.about, i.files = path, about, nil
		return &i
	}
	i := &ignoreFile{path: path, about: about, known: map[string]bool{}}
	i.patterns, i.broken = ignorefile.ReadAll(strings.NewReader(text))
	if i.broken == nil {
		_, i.broken = patternmatcher.MatchesOrParentMatches("x", i.patterns)
	}
	if i.broken == nil {
		i.quick, i.broken = newQuickMatch(i.patterns, about.Index)
	}
	about.Index.ignores[text] = i
	return i
}

// hides reports whether the file does not reach the builder.
func (i *ignoreFile) hides(file string) bool {
	if i.broken != nil {
		return false
	}
	hidden, asked := i.known[file]
	if !asked {
		hidden = i.quick.matches(file)
		i.known[file] = hidden
	}
	return hidden
}

// needed is a path in the context that an instruction takes.
type needed struct {
	path string
	line int
	by   string
}

// takes lists what the Dockerfile takes from the build context.
func (f *file) takes() []needed {
	var found []needed
	add := func(by string, line int, paths ...string) {
		for _, p := range paths {
			if p = contextPath(p); p != "" {
				found = append(found, needed{p, line, by})
			}
		}
	}
	for _, s := range f.stages {
		for c, line := range each[*instructions.CopyCommand](s.steps) {
			if c.From == "" {
				add("COPY", line, c.SourcePaths...)
			}
		}
		for c, line := range each[*instructions.AddCommand](s.steps) {
			add("ADD", line, c.SourcePaths...)
		}
		for c, line := range each[*instructions.RunCommand](s.steps) {
			for _, m := range instructions.GetMounts(c) {
				if m.Type == instructions.MountTypeBind && m.From == "" {
					add("RUN --mount=type=bind", line, m.Source)
				}
			}
		}
	}
	return found
}

// contextPath cleans a source; "" for what is none in the context, the context as a whole, or not known.
func contextPath(source string) string {
	if strings.Contains(source, "$") || isURL(source) {
		return ""
	}
	source = strings.TrimPrefix(path.Clean("/"+source), "/")
	if source == "." {
		return ""
	}
	return source
}

// isURL reports what ADD would fetch.
func isURL(source string) bool {
	return strings.HasPrefix(source, "http://") || strings.HasPrefix(source, "https://") || strings.HasPrefix(source, "git@") || strings.HasPrefix(source, "git://")
}

// under looks through all files for those that a source names.
func under(files []string, source string) []string {
	var found []string
	wild := strings.ContainsAny(source, "*?[")
	for _, f := range files {
		f, shut := strings.CutSuffix(f, "/")
		if f == source || shut && strings.HasPrefix(source, f+"/") || strings.HasPrefix(f, source+"/") || wild && wildMatches(source, f) {
			found = append(found, f)
		}
	}
	return found
}

// wildMatches reports whether the pattern matches the file or a directory above it.
func wildMatches(pattern, file string) bool {
	if strings.Contains(pattern, "**") {
		hit, err := patternmatcher.MatchesOrParentMatches(file, []string{pattern})
		return err == nil && hit
	}
	for f := file; f != "." && f != "/"; f = path.Dir(f) {
		if hit, _ := path.Match(pattern, f); hit {
			return true
		}
	}
	return false
}
