package detect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// Grammar tells by data how the sources of a language are read as expressions.
type Grammar struct {
	// Noise are texts, characters and comments, of which those that begin with a slash become blanks; Tests begins what is compiled
	// for tests alone, up to its bracket.
	Noise, Tests *pattern.Pattern
	// Word is a name; Inline is one in a text, Called one of a function in an attribute. What Method follows is called on its value.
	Word, Inline, Called, Method *pattern.Pattern
	// Passed are names that lead nowhere; a function's ends with its bracket.
	Passed      []string
	Definitions []Definition
	Patterns    map[string]*pattern.Pattern
}

// Definition is a form in which a NAME gets its value.
type Definition struct {
	Holds       []string
	Match, Ends string
	Above       int
	Call, Near  bool
}

// Code is all sources of a language, each read once.
type Code struct {
	t *Tree
	*Grammar
	texts map[string]string  // without comments and tests, by path
	known map[string][]Piece // what defines a name in a source, by both
}

// NewCode makes the code of a language in a tree.
func NewCode(t *Tree, g *Grammar) *Code {
	return &Code{t: t, Grammar: g, texts: map[string]string{}, known: map[string][]Piece{}}
}

// Sources are the files that one program is compiled from, its first source first.
type Sources struct {
	*Code
	files   []Piece
	defined map[string][]Piece // what defines a name
}

// Piece is a source without its comments and tests, or a part of it: an expression, or, with a name, what defines that name.
type Piece struct {
	Path, Text, Name string
	Whole            string // the text of the file, whose offsets are those of the repository's
	at               int
	near             bool // it holds in its own file alone
	code             *Code
}

// maxSignature is how much of a file is read behind a name for what defines it.
const maxSignature = 1024

// next is the offset of the next occurrence of a text; -1 for none.
func next(text, what string, at int) int {
	if i := strings.Index(text[at+1:], what); i >= 0 {
		return at + 1 + i
	}
	return -1
}

// back is the offset where the line begins that stands so many lines above an offset.
func back(text string, at, lines int) int {
	for ; lines >= 0 && at >= 0; lines-- {
		at = strings.LastIndexByte(text[:at], '\n')
	}
	return max(at, 0)
}

// until gives the offset of the first of the bytes that stands outside of brackets and texts, or of a closing bracket.
func until(text string, from int, ends string) int {
	return min(Until(text, from, ends, `"`), len(text)-1)
}

// Sources gives some files; more are added.
func (c *Code) Sources(files ...string) *Sources {
	s := &Sources{Code: c, defined: map[string][]Piece{}}
	s.Add(files...)
	return s
}

// Add reads sources. Comments and tests become blanks.
func (s *Sources) Add(files ...string) {
	for _, p := range files[:min(len(files), max(MaxGrepFiles-len(s.files), 0))] {
		clean, ok := s.texts[p]
		if !ok {
			text, err := s.t.Source(p)
			if err != nil {
				continue
			}
			clean = s.clean(text)
			s.texts[p] = clean
		}
		s.files = append(s.files, Piece{Path: p, Text: clean, Whole: clean, code: s.Code})
	}
}

// clean puts blanks in the place of comments and tests.
func (c *Code) clean(text string) string {
	b := []byte(text)
	for _, at := range c.Noise.FindAllStringIndex(text, -1) {
		if text[at[0]] == '/' {
			formats.Blank(b, at[0], at[1])
		}
	}
	for _, at := range c.Tests.FindAllStringIndex(string(b), -1) {
		formats.Blank(b, at[0], until(string(b), at[1], "")+1)
	}
	return string(b)
}

// part gives what stands between two offsets.
func (p Piece) part(from, to int, name string) Piece {
	return Piece{Path: p.Path, Text: p.Text[from:max(from, to)], Whole: p.Text, Name: name, at: from, code: p.code}
}

// Line is the evidence of an offset of a piece, or of the first that is no space.
func (c *Code) Line(p Piece, offset int) Evidence {
	return c.t.AtOffset(p.Path, p.at+offset+len(p.Text[offset:])-len(strings.TrimLeft(p.Text[offset:], " \t\n")))
}

// Find gives the first text that a pattern finds.
func (s *Sources) Find(pattern string) Fact[string] {
	for _, f := range s.files {
		if text, at := f.Find(pattern); at >= 0 {
			return NewFact(text, s.t.AtOffset(f.Path, at))
		}
	}
	return Fact[string]{}
}

// Find gives what a pattern finds in a piece: its group, or the whole, and the offset; -1 for nothing.
func (p Piece) Find(pattern string) (string, int) {
	m := p.code.Patterns[pattern].FindStringSubmatchIndex(p.Text)
	if m == nil {
		return "", -1
	}
	for g := 2; g < len(m); g += 2 {
		if m[g] >= 0 {
			return p.Text[m[g]:m[g+1]], m[g]
		}
	}
	return p.Text[m[0]:m[1]], m[0]
}

// Calls gives each call that an expression finds: the call itself, then its arguments. The expression ends with the bracket.
func (s *Sources) Calls(call *pattern.Pattern) (all [][]Piece) {
	for _, f := range s.files {
		for _, at := range call.FindAllStringIndex(f.Text, -1) {
			args := []Piece{f.part(at[0], at[1], "")}
			for from := at[1]; strings.IndexByte("({", f.Text[at[1]-1]) >= 0; from++ {
				end := until(f.Text, from, ",")
				args = append(args, f.part(from, end, ""))
				if from = end; f.Text[end] != ',' {
					break
				}
			}
			all = append(all, args)
		}
	}
	return all
}

var pieceText = pattern.New(`"((?:\\.|[^"\\])*)"`)

// Follow gives an expression and the definitions of the names in it, near ones first, until there are so many.
func (s *Sources) Follow(p Piece, most int) []Piece {
	all, seen := []Piece{p}, slices.Clone(s.Passed)
	for i := 0; i < len(all) && len(all) < most; i++ {
		text := pieceText.ReplaceAllString(all[i].Text, `""`)
		for _, name := range s.Inline.FindAllStringSubmatch(all[i].Text, -1) {
			text += " " + name[1]
		}
		if fn := s.Called.FindStringSubmatch(all[i].Text); fn != nil {
			text += " " + fn[1] + "("
		}
		for _, at := range s.Word.FindAllStringIndex(text, -1) {
			word, rest := text[at[0]:at[1]], text[at[1]:]
			name := word[strings.LastIndexByte(word, ':')+1:]
			if strings.HasPrefix(strings.TrimSpace(rest), "(") {
				name += "("
			} else if strings.HasPrefix(rest, ".") && !s.Method.MatchString(rest) {
				continue // what the field is set to says more
			}
			if name != "_" && !slices.Contains(seen, name) {
				seen = append(seen, name)
				all = append(all, slices.DeleteFunc(s.Defined(name), func(d Piece) bool { return d.near && d.Path != p.Path && d.Path != all[i].Path })...)
			}
		}
	}
	return all
}

// Defined gives the definitions of a name: a function's body, or what a variable, constant, field or option is set to.
func (s *Sources) Defined(name string) []Piece {
	if out, ok := s.defined[name]; ok {
		return slices.Clone(out)
	}
	var out []Piece
	word, call := strings.CutSuffix(name, "(")
	for i, row := range s.Definitions {
		if row.Call != call {
			continue
		}
		named, re := strings.NewReplacer("NAME", word), (*pattern.Pattern)(nil)
		for _, f := range s.files {
			key := strconv.Itoa(i) + name + " " + f.Path
			found, known := s.known[key]
			for _, text := range row.Holds {
				text = named.Replace(text)
				for at := strings.Index(f.Text, text); at >= 0 && !known; at = next(f.Text, text, at) {
					if re == nil {
						re = pattern.New(named.Replace(row.Match))
					}
					found = row.add(found, f, re, at, word)
				}
			}
			s.known[key] = found
			out = append(out, found...)
		}
	}
	s.defined[name] = out
	return slices.Clone(out)
}

// add adds the definitions of a word that stand around an offset of a file.
func (d Definition) add(found []Piece, f Piece, re *pattern.Pattern, at int, word string) []Piece {
	from := back(f.Text, at, d.Above)
	for _, m := range re.FindAllStringSubmatchIndex(f.Text[from:min(len(f.Text), at+maxSignature)], -1) {
		p := f.part(from+m[1], until(f.Text, from+m[1], d.Ends), word)
		if len(m) > 2 {
			p = f.part(from+m[2], from+m[3], word)
		}
		if p.near = d.Near; !slices.ContainsFunc(found, func(o Piece) bool { return o.at == p.at }) {
			found = append(found, p)
		}
	}
	return found
}
