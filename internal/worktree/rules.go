package worktree

import (
	"path"
	"strings"
)

// rules are the patterns of one ignore file.
type rules struct {
	name     string // of the file, as a person finds it
	base     string // the directory that they are about, "" for the root of the work tree
	patterns []pattern
	// A name is held against those alone whose last part is the name itself, or has its ending, or that can match any name.
	names, endings map[string][]int
	others         []int
}

// pattern is one line.
type pattern struct {
	line                   int
	negated, dirOnly, deep bool   // deep: without a slash, so it is about names in all directories below
	start                  string // what it begins with, up to the first wildcard
	rest                   *glob  // nil where that is all
}

// newRules reads the text of an ignore file; nil where it says nothing.
func newRules(name, base string, text []byte) *rules {
	r := &rules{name: name, base: base, names: map[string][]int{}, endings: map[string][]int{}}
	line := 0
	for s := range strings.SplitSeq(strings.TrimPrefix(string(text), "\ufeff"), "\n") {
		line++
		s, _, _ = strings.Cut(strings.TrimSuffix(s, "\r"), "\x00")
		if s = untrailed(s); s != "" && s[0] != '#' {
			r.add(s, line)
		}
	}
	if len(r.patterns) == 0 {
		return nil
	}
	return r
}

// untrailed takes away the spaces at the end that no backslash keeps.
func untrailed(s string) string {
	end := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ' ':
			continue
		case '\\':
			if i++; i == len(s) {
				return s
			}
		}
		end = i + 1
	}
	return s[:end]
}

// add takes in one pattern.
func (r *rules) add(s string, line int) {
	p := pattern{line: line}
	s, p.negated = strings.CutPrefix(s, "!")
	s, p.dirOnly = strings.CutSuffix(s, "/")
	p.deep = !strings.Contains(s, "/")
	s = strings.TrimPrefix(s, "/")
	if s == "" {
		return
	}
	p.start = s
	if i := strings.IndexAny(s, wild); i >= 0 {
		rest := newGlob(s[i:])
		p.start, p.rest = s[:i], &rest
	}
	r.file(s, len(r.patterns))
	r.patterns = append(r.patterns, p)
}

// wild are the characters that mean more than themselves.
const wild = `*?[\`

// file puts a pattern where the names it can match will find it.
func (r *rules) file(s string, i int) {
	last := path.Base(s)
	ending, isEnding := strings.CutPrefix(last, "*")
	switch {
	case strings.ContainsAny(s, `[\`) || strings.HasSuffix(s, "/") || glued(s): // a slash can be part of these, or be none
		r.others = append(r.others, i)
	case !strings.ContainsAny(last, wild):
		r.names[last] = append(r.names[last], i)
	case isEnding && strings.Contains(ending, ".") && !strings.ContainsAny(ending, wild):
		r.endings[path.Ext(ending)] = append(r.endings[path.Ext(ending)], i)
	default:
		r.others = append(r.others, i)
	}
}

// glued reports whether the first wildcard is ** behind a word: git takes a**/b for ab too.
func glued(s string) bool {
	i := strings.IndexAny(s, wild)
	return i > 0 && s[i-1] != '/' && strings.HasPrefix(s[i:], "**")
}

// last gives the last pattern that speaks of an entry; nil where none does. Left loses what it takes.
func (r *rules) last(dir, name string, isDir bool, left *int) *pattern {
	best, full := -1, ""
	for _, some := range [][]int{r.names[name], r.endings[path.Ext(name)], r.others} {
		for i := len(some) - 1; i >= 0 && some[i] > best; i-- {
			p := &r.patterns[some[i]]
			if *left--; p.dirOnly && !isDir {
				continue
			}
			if full == "" && !p.deep {
				full = below(dir, r.base) + name
			}
			if p.deep && p.matches(name, left) || !p.deep && p.matches(full, left) {
				best = some[i]
			}
		}
	}
	if best < 0 {
		return nil
	}
	return &r.patterns[best]
}

// matches holds a text against the pattern.
func (p *pattern) matches(text string, left *int) bool {
	rest, ok := strings.CutPrefix(text, p.start)
	if !ok || p.rest == nil {
		return ok && rest == ""
	}
	return p.rest.match(rest, left)
}

// below gives the path of a directory as seen from one above it, with a slash at its end; "" where both are the same.
func below(dir, base string) string {
	switch {
	case dir == base:
		return ""
	case base == "":
		return dir + "/"
	}
	return dir[len(base)+1:] + "/"
}
