package rust

import (
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// sources are the files that one program is compiled from, its first source first.
type sources struct {
	t     *detect.Tree
	files []piece
	known map[string][]piece // what defines a name
}

// piece is a source without its comments and tests, or a part of it: an expression, or, with a name, what defines that name.
type piece struct {
	path, text, whole, name string // whole is the text of the file, whose offsets are those of the repository's
	at                      int
	crate                   *crate
	near                    bool // it holds in its own file alone
}

// maxPieces is how many definitions one expression is followed through.
const maxPieces = 24

var (
	noise         = pattern.New(`(?s)"(?:\\.|[^"\\])*"|r#+".*?"#+|//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])'`)
	tests         = pattern.New(`#\[cfg\(test\)\]\s*(?:pub )?mod \w+ \{`)
	word          = pattern.New(`\b[A-Za-z_]\w*(?:::\w+)*`)
	stringLiteral = pattern.New(`"((?:\\.|[^"\\])*)"`)
	inline        = pattern.New(`\{([A-Za-z_]\w*)(?::[^}]*)?\}`)
	method        = pattern.New(`^\.\w+\s*(?:\(|::)`)
)

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
func back(text string, at int, lines string) int {
	n, _ := strconv.Atoi(lines)
	for ; n >= 0 && at >= 0; n-- {
		at = strings.LastIndexByte(text[:at], '\n')
	}
	return max(at, 0)
}

// add reads sources. Comments and tests become blanks.
func (s *sources) add(c *crate, files ...string) {
	for _, p := range files[:min(len(files), max(detect.MaxGrepFiles-len(s.files), 0))] {
		if clean, ok := c.ws.read[p]; ok {
			s.files = append(s.files, piece{p, clean, clean, "", 0, c, false})
			continue
		}
		text, err := s.t.Source(p)
		if err != nil {
			continue
		}
		b := []byte(text)
		for _, at := range noise.FindAllStringIndex(text, -1) {
			if text[at[0]] == '/' {
				formats.Blank(b, at[0], at[1])
			}
		}
		for _, at := range tests.FindAllStringIndex(string(b), -1) {
			formats.Blank(b, at[0], until(string(b), at[1], "")+1)
		}
		c.ws.read[p] = string(b)
		s.files = append(s.files, piece{p, c.ws.read[p], c.ws.read[p], "", 0, c, false})
	}
}

// until gives the offset of the first of the bytes that stands outside of brackets and texts, or of a closing bracket.
func until(text string, from int, ends string) int {
	return min(detect.Until(text, from, ends, `"`), len(text)-1)
}

// part gives what stands between two offsets.
func (p piece) part(from, to int, name string) piece {
	return piece{p.path, p.text[from:max(from, to)], p.text, name, from, p.crate, false}
}

// line is the evidence of an offset of the piece, or of the first that is no space.
func (s *sources) line(p piece, offset int) detect.Evidence {
	return s.t.AtOffset(p.path, p.at+offset+len(p.text[offset:])-len(strings.TrimLeft(p.text[offset:], " \t\n")))
}

// find gives the first text that a pattern finds.
func (s *sources) find(pattern string) detect.Fact[string] {
	for _, f := range s.files {
		if text, at := f.find(pattern); at >= 0 {
			return detect.NewFact(text, s.t.AtOffset(f.path, at))
		}
	}
	return detect.Fact[string]{}
}

// find gives what a pattern finds in a piece: its group, or the whole, and the offset; -1 for nothing.
func (p piece) find(pattern string) (string, int) {
	m := patterns()[pattern].FindStringSubmatchIndex(p.text)
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
func (s *sources) calls(call string) (all [][]piece) {
	re := pattern.New(call)
	for _, f := range s.files {
		for _, at := range re.FindAllStringIndex(f.text, -1) {
			args := []piece{f.part(at[0], at[1], "")}
			for from := at[1]; strings.IndexByte("({", f.text[at[1]-1]) >= 0; from++ {
				end := until(f.text, from, ",")
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

// follow gives an expression and the definitions of the names in it, near ones first, until there are so many.
func (s *sources) follow(p piece, most int) []piece {
	all, seen := []piece{p}, []string{"self", "main("}
	for i := 0; i < len(all) && len(all) < most; i++ {
		text := stringLiteral.ReplaceAllString(all[i].text, `""`)
		for _, name := range inline.FindAllStringSubmatch(all[i].text, -1) { // format!("{port}") names a variable
			text += " " + name[1]
		}
		if fn, at := all[i].find("default"); at >= 0 && strings.HasPrefix(all[i].text, "#[") {
			text += " " + fn + "("
		}
		for _, at := range word.FindAllStringIndex(text, -1) {
			word, rest := text[at[0]:at[1]], text[at[1]:]
			name := word[strings.LastIndexByte(word, ':')+1:]
			if strings.HasPrefix(strings.TrimSpace(rest), "(") {
				name += "("
			} else if strings.HasPrefix(rest, ".") && !method.MatchString(rest) {
				continue // what the field is set to says more
			}
			if name != "_" && !slices.Contains(seen, name) {
				seen = append(seen, name)
				all = append(all, slices.DeleteFunc(s.defined(name), func(d piece) bool { return d.near && d.path != p.path && d.path != all[i].path })...)
			}
		}
	}
	return all
}

// defined gives the definitions of a name: a function's body, or what a variable, constant, field or option is set to.
func (s *sources) defined(name string) []piece {
	if out, ok := s.known[name]; ok {
		return slices.Clone(out)
	}
	var out []piece
	word, call := strings.CutSuffix(name, "(")
	for i, row := range tables().At("definitions").List() {
		if row.At("call").True() != call {
			continue
		}
		replaced, re := strings.NewReplacer("NAME", word), (*pattern.Pattern)(nil)
		holds := row.At("holds").Texts()
		for i := range holds {
			holds[i] = replaced.Replace(holds[i])
		}
		for _, f := range s.files {
			key := strconv.Itoa(i) + name + " " + f.path
			found, known := f.crate.ws.known[key]
			for _, text := range holds {
				for at := strings.Index(f.text, text); at >= 0 && !known; at = next(f.text, text, at) {
					if re == nil {
						re = pattern.New(replaced.Replace(row.At("match").Text()))
					}
					from := back(f.text, at, row.At("above").Text())
					for _, m := range re.FindAllStringSubmatchIndex(f.text[from:min(len(f.text), at+maxSignature)], -1) {
						d := f.part(from+m[1], until(f.text, from+m[1], row.At("ends").Text()), word)
						if len(m) > 2 {
							d = f.part(from+m[2], from+m[3], word)
						}
						if d.near = row.At("near").True(); !slices.ContainsFunc(found, func(o piece) bool { return o.at == d.at }) {
							found = append(found, d)
						}
					}
				}
			}
			f.crate.ws.known[key] = found
			out = append(out, found...)
		}
	}
	s.known[name] = out
	return slices.Clone(out)
}
