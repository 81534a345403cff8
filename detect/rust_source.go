package detect

import (
	"slices"
	"strings"
)

// rustSources are the files that one program is compiled from, its first source first.
type rustSources struct {
	t     *tree
	files []rustPiece
}

// rustPiece is a source without its comments and tests, or a part of it: an expression, or, with a name, what defines that name.
type rustPiece struct {
	path, text, whole, name string // whole is the text of the file, whose offsets are those of the repository's
	at                      int
	crate                   *rustCrate
}

var (
	rustNoise  = lazy(`(?s)"(?:\\.|[^"\\])*"|r#+".*?"#+|//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])'`)
	rustTests  = lazy(`#\[cfg\(test\)\]\s*(?:pub )?mod \w+ \{`)
	rustWord   = lazy(`\b[A-Za-z_]\w*(?:::\w+)*`)
	rustString = lazy(`"((?:\\.|[^"\\])*)"`)
	rustInline = lazy(`\{([A-Za-z_]\w*)(?::[^}]*)?\}`)
	rustMethod = lazy(`^\.\w+\s*(?:\(|::)`)
)

// add reads sources. Comments and tests become blanks.
func (s *rustSources) add(c *rustCrate, files ...string) {
	for _, p := range files[:min(len(files), max(maxGrepFiles-len(s.files), 0))] {
		text, err := s.t.source(p)
		if err != nil {
			continue
		}
		b := []byte(text)
		for _, at := range rustNoise.FindAllStringIndex(text, -1) {
			if text[at[0]] == '/' {
				blank(b, at[0], at[1])
			}
		}
		for _, at := range rustTests.FindAllStringIndex(string(b), -1) {
			blank(b, at[0], rustUntil(string(b), at[1], "")+1)
		}
		s.files = append(s.files, rustPiece{p, string(b), string(b), "", 0, c})
	}
}

// rustUntil gives the offset of the first of the bytes that stands outside of brackets and texts, or of a closing bracket.
func rustUntil(text string, from int, ends string) int {
	for i, depth := from, 0; i < len(text); i++ {
		switch c := text[i]; {
		case depth == 0 && strings.IndexByte(ends+")]}", c) >= 0:
			return i
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
		case c == '"':
			i = endOfString(text, i)
		}
	}
	return len(text) - 1
}

// part gives what stands between two offsets.
func (p rustPiece) part(from, to int, name string) rustPiece {
	return rustPiece{p.path, p.text[from:max(from, to)], p.text, name, from, p.crate}
}

// line is the evidence of an offset of the piece, or of the first that is no space.
func (s *rustSources) line(p rustPiece, offset int) Evidence {
	return s.t.atOffset(p.path, p.at+offset+len(p.text[offset:])-len(strings.TrimLeft(p.text[offset:], " \t\n")))
}

// find gives the first text that a pattern finds.
func (s *rustSources) find(pattern string) Fact[string] {
	for _, f := range s.files {
		if text, at := f.find(pattern); at >= 0 {
			return fact(text, s.t.atOffset(f.path, at))
		}
	}
	return Fact[string]{}
}

// find gives what a pattern finds in a piece: its group, or the whole, and the offset; -1 for nothing.
func (p rustPiece) find(pattern string) (string, int) {
	m := rustPatterns()[pattern].FindStringSubmatchIndex(p.text)
	if m == nil {
		return "", -1
	}
	for g := 2; g < len(m); g += 2 {
		if m[g] >= 0 {
			return p.text[m[g]:m[g+1]], m[g]
		}
	}
	return p.text[m[0]:m[1]], m[0]
}

// calls gives each call that an expression finds: the call itself, then its arguments. The expression ends with the bracket.
func (s *rustSources) calls(call string) (all [][]rustPiece) {
	re := lazy(call)
	for _, f := range s.files {
		for _, at := range re.FindAllStringIndex(f.text, -1) {
			args := []rustPiece{f.part(at[0], at[1], "")}
			for from := at[1]; strings.IndexByte("({", f.text[at[1]-1]) >= 0; from++ {
				end := rustUntil(f.text, from, ",")
				args = append(args, f.part(from, end, ""))
				if from = end; f.text[end] != ',' {
					break
				}
			}
			all = append(all, args)
		}
	}
	return all
}

// follow gives an expression and the definitions of the names in it, near ones first.
func (s *rustSources) follow(p rustPiece) []rustPiece {
	all, seen := []rustPiece{p}, []string{"self", "main("}
	for i := 0; i < len(all) && len(all) < 24; i++ {
		text := rustString.ReplaceAllString(all[i].text, `""`)
		for _, name := range rustInline.FindAllStringSubmatch(all[i].text, -1) { // format!("{port}") names a variable
			text += " " + name[1]
		}
		for _, at := range rustWord.FindAllStringIndex(text, -1) {
			word, rest := text[at[0]:at[1]], text[at[1]:]
			name := word[strings.LastIndexByte(word, ':')+1:]
			if strings.HasPrefix(strings.TrimSpace(rest), "(") {
				name += "("
			} else if strings.HasPrefix(rest, ".") && !rustMethod.MatchString(rest) {
				continue // what the field is set to says more
			}
			if name != "_" && !slices.Contains(seen, name) {
				seen = append(seen, name)
				all = append(all, s.defined(name, all[i])...)
			}
		}
	}
	return all
}

// defined gives the definitions of a name: a function's body, or what a variable, constant, field or option is set to.
func (s *rustSources) defined(name string, by rustPiece) (out []rustPiece) {
	word, call := strings.CutSuffix(name, "(")
	for _, row := range rustTables().at("definitions").list() {
		re := lazy(strings.ReplaceAll(row.at("match").text(), "NAME", word))
		for _, f := range s.files {
			if (row.at("of").text() == "NAME(") != call || row.at("near").truth() && f.path != by.path || !strings.Contains(f.text, word) {
				continue
			}
			for _, at := range re.FindAllStringSubmatchIndex(f.text, -1) {
				if len(at) > 2 {
					out = append(out, f.part(at[2], at[3], word))
				} else {
					out = append(out, f.part(at[1], rustUntil(f.text, at[1], row.at("ends").text()), word))
				}
			}
		}
	}
	return out
}
