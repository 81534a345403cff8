package verify

import (
	"path"
	"strconv"
	"strings"

	"github.com/moby/patternmatcher"
)

// quickMatch answers whether a .dockerignore hides a path: the last pattern that matches it or a directory above it decides.
// Most patterns speak of one name at any depth ("**/*.pem") or of one path ("dist"), and need no regular expression; names
// come again and again in a large repository.
type quickMatch struct {
	back  []bool         // whether a pattern begins with "!"
	globs []numbered     // of one name, at any depth
	names map[string]int // the last of the globs that matches a name, counted from 1; 0 for none
	paths map[string]int // the last pattern of a path without wildcards, counted from 1
	rest  []numbered     // all other patterns
}

// numbered is a pattern with its place in the file, counted from 1.
type numbered struct {
	at   int
	glob string                         // of one name
	any  *patternmatcher.PatternMatcher // of any kind
}

// newQuickMatch sorts the patterns. What they say of names is kept with the index of the context, for other services.
func newQuickMatch(patterns []string, index *Index) (*quickMatch, error) {
	q := &quickMatch{paths: map[string]int{}, back: make([]bool, len(patterns)+1)}
	key := ""
	for i, p := range patterns {
		at := i + 1
		p, q.back[at] = strings.CutPrefix(p, "!")
		name, anywhere := strings.CutPrefix(p, "**/")
		_, err := path.Match(name, "x")
		switch {
		case anywhere && err == nil && name != "" && !strings.Contains(name, "/") && !strings.Contains(name, "**") && !strings.Contains(name, `\`):
			q.globs = append(q.globs, numbered{at: at, glob: name})
			key += strconv.Itoa(at) + name + "\n"
		case !strings.ContainsAny(p, `*?[\`):
			q.paths[strings.Trim(path.Clean(p), "/")] = at
		default:
			m, err := patternmatcher.New([]string{p})
			if err != nil {
				return nil, err
			}
			q.rest = append(q.rest, numbered{at: at, any: m})
		}
	}
	if q.names = index.names[key]; q.names == nil {
		q.names = map[string]int{}
		index.names[key] = q.names
	}
	return q, nil
}

// matches reports whether the last pattern that matches the path or a directory above it hides it.
func (q *quickMatch) matches(file string) bool {
	last := 0
	for from, i := 0, 0; i <= len(file); i++ {
		if i < len(file) && file[i] != '/' {
			continue
		}
		last = max(last, q.paths[file[:i]], q.name(file[from:i]))
		from = i + 1
	}
	for i := len(q.rest) - 1; i >= 0 && q.rest[i].at > last; i-- {
		if match, err := q.rest[i].any.MatchesOrParentMatches(file); err == nil && match {
			last = q.rest[i].at
		}
	}
	return last > 0 && !q.back[last]
}

// name gives the last pattern of one name that matches, 0 for none.
func (q *quickMatch) name(name string) int {
	last, known := q.names[name]
	if known {
		return last
	}
	for _, g := range q.globs {
		if match, err := path.Match(g.glob, name); err == nil && match {
			last = g.at
		}
	}
	q.names[name] = last
	return last
}
