package verify

import (
	"path"
	"strings"

	"github.com/moby/patternmatcher"
)

// quickMatch answers whether any pattern of a .dockerignore matches a path or a directory above it. Most patterns speak of
// one name at any depth ("**/*.pem") or of one path ("dist"), and need no regular expression; names come again and again in
// a large repository.
type quickMatch struct {
	globs []string                       // of one name, at any depth
	names map[string]bool                // what the globs say of a name
	paths map[string]bool                // paths without wildcards
	rest  *patternmatcher.PatternMatcher // all other patterns; nil for none
	// exceptions says that a pattern begins with "!": then the order of all patterns decides.
	exceptions bool
}

// newQuickMatch sorts the patterns. What they say of names is kept with the index of the context, for other services.
func newQuickMatch(patterns []string, index *Index) (*quickMatch, error) {
	q := &quickMatch{paths: map[string]bool{}}
	var rest []string
	for _, p := range patterns {
		name, anywhere := strings.CutPrefix(p, "**/")
		_, err := path.Match(name, "x")
		switch {
		case strings.HasPrefix(p, "!"):
			q.exceptions = true
		case anywhere && err == nil && name != "" && !strings.Contains(name, "/") && !strings.Contains(name, "**") && !strings.Contains(name, `\`):
			q.globs = append(q.globs, name)
		case !strings.ContainsAny(p, `*?[\`):
			q.paths[strings.Trim(path.Clean(p), "/")] = true
		default:
			rest = append(rest, p)
		}
	}
	key := strings.Join(q.globs, "\n")
	if q.names = index.names[key]; q.names == nil {
		q.names = map[string]bool{}
		index.names[key] = q.names
	}
	if len(rest) == 0 {
		return q, nil
	}
	var err error
	q.rest, err = patternmatcher.New(rest)
	return q, err
}

// matches reports whether a pattern matches the path or a directory above it.
func (q *quickMatch) matches(file string) bool {
	for from, i := 0, 0; i <= len(file); i++ {
		if i < len(file) && file[i] != '/' {
			continue
		}
		if q.paths[file[:i]] || q.name(file[from:i]) {
			return true
		}
		from = i + 1
	}
	if q.rest == nil {
		return false
	}
	match, err := q.rest.MatchesOrParentMatches(file)
	return err == nil && match
}

// name reports whether a pattern of one name matches.
func (q *quickMatch) name(name string) bool {
	hidden, known := q.names[name]
	if known {
		return hidden
	}
	for _, g := range q.globs {
		if match, err := path.Match(g, name); err == nil && match {
			hidden = true
			break
		}
	}
	q.names[name] = hidden
	return hidden
}
