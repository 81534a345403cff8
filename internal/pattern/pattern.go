package pattern

import (
	"regexp"
	"regexp/syntax"
	"sync"
)

// Pattern is a regular expression that costs nothing until it is needed. A run needs few of the many that this package
// knows, so one is read and compiled when it is first asked for; and most of the texts that it is tried on hold none of the
// words that every match has, which is seen at a fraction of the cost of a try.
type Pattern struct {
	text    string
	parse   sync.Once
	compile sync.Once
	words   Words // every match holds one of them; none are known when it is empty
	re      *regexp.Regexp
}

// New gives the expression of a text; a test compiles every one that the sources of this package name.
func New(text string) *Pattern { return &Pattern{text: text} }

// UnmarshalText takes the text of an expression from a table.
func (e *Pattern) UnmarshalText(text []byte) error {
	e.text = string(text)
	return nil
}

// MayMatch reports whether a text can hold a match at all.
func (e *Pattern) MayMatch(s string) bool {
	e.needs()
	return e.words.In(s)
}

// needs gives words of which every match holds one.
func (e *Pattern) needs() []string {
	e.parse.Do(func() {
		if tree, err := syntax.Parse(e.text, syntax.Perl); err == nil {
			e.words.all = needed(tree)
		}
	})
	return e.words.all
}

// Compiled gives the regular expression itself.
func (e *Pattern) Compiled() *regexp.Regexp {
	e.compile.Do(func() { e.re = regexp.MustCompile(e.text) })
	return e.re
}

// Match reports whether a text matches, as Regexp.Match does; each method below does what that of regexp.Regexp does.
func (e *Pattern) Match(b []byte) bool { return e.Compiled().Match(b) }

// MatchString reports whether a text holds a match.
func (e *Pattern) MatchString(s string) bool { return e.MayMatch(s) && e.Compiled().MatchString(s) }

// FindString gives the first match, "" for none.
func (e *Pattern) FindString(s string) string { return first(e, s, (*regexp.Regexp).FindString) }

// FindStringIndex gives where the first match begins and ends, nil for none.
func (e *Pattern) FindStringIndex(s string) []int {
	return first(e, s, (*regexp.Regexp).FindStringIndex)
}

// FindStringSubmatch gives the first match and its groups, nil for none.
func (e *Pattern) FindStringSubmatch(s string) []string {
	return first(e, s, (*regexp.Regexp).FindStringSubmatch)
}

// FindStringSubmatchIndex gives where the first match and its groups begin and end.
func (e *Pattern) FindStringSubmatchIndex(s string) []int {
	return first(e, s, (*regexp.Regexp).FindStringSubmatchIndex)
}

// FindAllString gives at most n matches, all of them for n < 0.
func (e *Pattern) FindAllString(s string, n int) []string {
	return all(e, s, n, (*regexp.Regexp).FindAllString)
}

// FindAllStringIndex gives where the matches begin and end.
func (e *Pattern) FindAllStringIndex(s string, n int) [][]int {
	return all(e, s, n, (*regexp.Regexp).FindAllStringIndex)
}

// FindAllStringSubmatch gives the matches with their groups.
func (e *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	return all(e, s, n, (*regexp.Regexp).FindAllStringSubmatch)
}

// FindAllStringSubmatchIndex gives where the matches and their groups begin and end.
func (e *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return all(e, s, n, (*regexp.Regexp).FindAllStringSubmatchIndex)
}

// ReplaceAllString puts a text in the place of every match.
func (e *Pattern) ReplaceAllString(s, by string) string {
	if !e.MayMatch(s) {
		return s
	}
	return e.Compiled().ReplaceAllString(s, by)
}

// first is a search that gives the zero value when nothing matches.
func first[T any](e *Pattern, s string, find func(*regexp.Regexp, string) T) (none T) {
	if !e.MayMatch(s) {
		return none
	}
	return find(e.Compiled(), s)
}

// all is a search for every match.
func all[T any](e *Pattern, s string, n int, find func(*regexp.Regexp, string, int) []T) []T {
	if !e.MayMatch(s) {
		return nil
	}
	return find(e.Compiled(), s, n)
}
