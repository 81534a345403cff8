package detect

import (
	"regexp"
	"sync"
)

// expression is a regular expression that is compiled when it is first asked for: a run needs few of the many that this
// package knows, and compiling all of them would cost every start of the program.
type expression struct {
	text string
	once sync.Once
	re   *regexp.Regexp
}

// lazy gives the expression of a text; a test compiles every one that the sources of this package name.
func lazy(text string) *expression { return &expression{text: text} }

func (e *expression) compiled() *regexp.Regexp {
	e.once.Do(func() { e.re = regexp.MustCompile(e.text) })
	return e.re
}

// The methods are those of regexp.Regexp.

func (e *expression) Match(b []byte) bool                  { return e.compiled().Match(b) }
func (e *expression) MatchString(s string) bool            { return e.compiled().MatchString(s) }
func (e *expression) FindString(s string) string           { return e.compiled().FindString(s) }
func (e *expression) FindStringIndex(s string) []int       { return e.compiled().FindStringIndex(s) }
func (e *expression) FindStringSubmatch(s string) []string { return e.compiled().FindStringSubmatch(s) }
func (e *expression) FindStringSubmatchIndex(s string) []int {
	return e.compiled().FindStringSubmatchIndex(s)
}
func (e *expression) FindAllString(s string, n int) []string { return e.compiled().FindAllString(s, n) }
func (e *expression) FindAllStringIndex(s string, n int) [][]int {
	return e.compiled().FindAllStringIndex(s, n)
}
func (e *expression) FindAllStringSubmatch(s string, n int) [][]string {
	return e.compiled().FindAllStringSubmatch(s, n)
}
func (e *expression) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return e.compiled().FindAllStringSubmatchIndex(s, n)
}
func (e *expression) ReplaceAllString(s, by string) string {
	return e.compiled().ReplaceAllString(s, by)
}
