package detect

import (
	"path"
	"slices"
	"strings"
)

// rustFile is a source without its comments and tests, whose offsets are those of the file.
type rustFile struct {
	path, text string
	crate      *rustCrate
}

// rustSources are the files that one program is compiled from, its first source first.
type rustSources struct {
	t     *tree
	files []rustFile
}

// rustPiece is a part of a source that says something about an expression.
type rustPiece struct {
	file rustFile
	at   int
	text string
	name string // what it defines: "port"
}

var (
	rustNoise  = lazy(`(?s)"(?:\\.|[^"\\])*"|r#+".*?"#+|//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])'`)
	rustTests  = lazy(`#\[cfg\(test\)\]\s*(?:pub )?mod \w+ \{`)
	rustMain   = lazy(`\bfn\s+main\s*\(|#\[(?:rocket::)?launch\]`)
	rustWord   = lazy(`\.?\b[A-Za-z_]\w*\b(?:::\w+)*`)
	rustString = lazy(`"((?:\\.|[^"\\])*)"`)
)

// sourcesOf reads the sources of a program; those of the package's other programs are left out.
func (s *rustService) sourcesOf(b rustBin, bins []rustBin) *rustSources {
	out := &rustSources{t: s.t}
	var files []string
	owner := map[string]*rustCrate{}
	for _, c := range s.closure {
		for _, p := range s.t.sources(c.dir, ".rs") {
			root := path.Base(p) == "build.rs" && path.Dir(p) == c.dir
			other := slices.ContainsFunc(bins, func(o rustBin) bool {
				return c == s.rustCrate && o.path != b.path && (p == o.path || path.Base(o.path) == "main.rs" && path.Base(path.Dir(o.path)) != "src" && inside(p, path.Dir(o.path)))
			})
			if !root && !other && c.owns(p) && p != b.path {
				files, owner[p] = append(files, p), c
			}
		}
	}
	owner[b.path] = s.rustCrate
	for _, p := range append([]string{b.path}, files[:min(len(files), maxGrepFiles)]...) {
		if text, err := s.t.source(p); err == nil {
			out.files = append(out.files, rustFile{path: p, text: rustClean(text), crate: owner[p]})
		}
	}
	return out
}

// rustClean blanks comments and tests; offsets stay as they are.
func rustClean(text string) string {
	b := []byte(text)
	for _, at := range rustNoise.FindAllStringIndex(text, -1) {
		if text[at[0]] == '/' {
			rustBlank(b[at[0]:at[1]])
		}
	}
	for _, at := range rustTests.FindAllStringIndex(string(b), -1) {
		rustBlank(b[at[0]:rustClosed(string(b), at[1]-1)])
	}
	return string(b)
}

func rustBlank(b []byte) {
	for i := range b {
		if b[i] != '\n' {
			b[i] = ' '
		}
	}
}

// rustClosed gives the offset behind the bracket that closes the one at an offset.
func rustClosed(text string, open int) int {
	depth := 0
	for i := open; i < len(text); i++ {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		}
	}
	return len(text)
}

// rustUntil gives the offset of the first of the bytes that stands outside of brackets and texts.
func rustUntil(text string, from int, ends string) int {
	for i := from; i < len(text); i++ {
		switch {
		case strings.IndexByte(ends, text[i]) >= 0, strings.IndexByte(")]}", text[i]) >= 0:
			return i
		case strings.IndexByte("([{", text[i]) >= 0:
			i = rustClosed(text, i) - 1
		case text[i] == '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		}
	}
	return len(text)
}

// arguments cuts what stands in the brackets that open at an offset.
func (f rustFile) arguments(open int) (args []rustPiece) {
	end := rustClosed(f.text, open) - 1
	for from := open + 1; from < end; {
		to := min(rustUntil(f.text, from, ","), end)
		args = append(args, rustPiece{file: f, at: from, text: f.text[from:to]})
		from = to + 1
	}
	return args
}

// calls gives the arguments of every call that an expression finds; the expression ends with the bracket.
func (s *rustSources) calls(re *expression) (all [][]rustPiece) {
	for _, f := range s.files {
		for _, at := range re.FindAllStringIndex(f.text, -1) {
			whole := rustPiece{file: f, at: at[0], text: f.text[at[0]:at[1]]}
			args := []rustPiece{whole}
			if open := strings.IndexByte(whole.text, '('); open >= 0 && whole.text[0] != '#' {
				args = append(args, f.arguments(at[0]+open)...)
			}
			all = append(all, args)
		}
	}
	return all
}

func (s *rustSources) at(p rustPiece) Evidence {
	text := strings.TrimLeft(p.text, " \t\n")
	return s.t.atOffset(p.file.path, p.at+len(p.text)-len(text))
}

// follow gives an expression and the definitions of the names in it, near ones first.
func (s *rustSources) follow(p rustPiece) []rustPiece {
	all, seen := []rustPiece{p}, map[string]bool{}
	for i := 0; i < len(all) && len(all) < 24; i++ {
		text := rustString.ReplaceAllString(all[i].text, `""`)
		for _, m := range rustString.FindAllStringSubmatch(all[i].text, -1) { // format!("{port}") names a variable
			for _, name := range rustInline.FindAllStringSubmatch(m[1], -1) {
				text += " " + name[1]
			}
		}
		for _, at := range rustWord.FindAllStringIndex(text, -1) {
			word, rest := text[at[0]:at[1]], text[at[1]:]
			parts := strings.Split(strings.TrimPrefix(word, "."), "::")
			name, call := parts[len(parts)-1], strings.HasPrefix(strings.TrimSpace(rest), "(")
			field := strings.HasPrefix(rest, ".") && !rustMethod.MatchString(rest)
			if key := name + map[bool]string{true: "("}[call]; !seen[key] && !field && name != "self" && len(name) > 1 {
				seen[key] = true
				all = append(all, s.defined(name, call, all[i])...)
			}
		}
	}
	return all
}

var (
	rustInline = lazy(`\{([a-z_]\w*)(?::[^}]*)?\}`)
	rustMethod = lazy(`^\.\w+\s*(?:\(|::)`)
)

// defined gives the definitions of a name: a function's body, or what a variable, constant, field or option is set to.
func (s *rustSources) defined(name string, call bool, by rustPiece) (out []rustPiece) {
	if call {
		re := lazy(`\bfn\s+` + name + `\s*(?:<[^>]*>)?\(`)
		for _, f := range s.files {
			if at := re.FindStringIndex(f.text); at != nil {
				if from := rustUntil(f.text, rustClosed(f.text, at[1]-1), "{;"); from < len(f.text) && f.text[from] != ';' {
					return []rustPiece{{f, from, f.text[from:rustClosed(f.text, from)], name}}
				}
				if brace := strings.IndexByte(f.text[at[1]:], '{'); brace >= 0 {
					from := at[1] + brace
					return []rustPiece{{f, from, f.text[from:rustClosed(f.text, from)], name}}
				}
			}
		}
		return nil
	}
	let := lazy(`\b(?:let\s+(?:mut\s+)?|const\s+|static\s+)` + name + `\b\s*(?::[^=;]+)?=`)
	option := lazy(`((?:#\[[^\n]*(?:\n[^\n]*)??\]\s*)+)(?:pub(?:\([a-z]+\))?\s+)?` + name + `\s*:\s*[\w<>:]+`)
	field := lazy(`(?m)(?:[{,(]\s*|^\s*|\.)` + name + `\s*[:=]\s*`)
	for _, f := range s.files {
		for _, at := range let.FindAllStringIndex(f.text, -1) {
			if f.path == by.file.path || strings.ToUpper(name) == name {
				out = append(out, rustPiece{f, at[1], f.text[at[1]:rustUntil(f.text, at[1], ";")], name})
			}
		}
		for _, at := range option.FindAllStringSubmatchIndex(f.text, -1) {
			out = append(out, rustPiece{f, at[2], f.text[at[2]:at[3]], name})
		}
		for _, at := range field.FindAllStringIndex(f.text, -1) {
			if end := rustUntil(f.text, at[1], ",;"); !strings.HasPrefix(f.text[at[1]:], ":") && end > at[1] {
				out = append(out, rustPiece{f, at[1], f.text[at[1]:end], name})
			}
		}
	}
	return out
}

// paths gives the texts that an expression can be, without the names of variables and the like.
func (s *rustSources) paths(p rustPiece) (out []rustPiece) {
	for _, piece := range s.follow(p) {
		for _, m := range rustString.FindAllStringSubmatchIndex(piece.text, -1) {
			text := piece.text[m[2]:m[3]]
			if before := strings.TrimRight(piece.text[:m[0]], " ("); text != "" && !strings.HasSuffix(before, "var") && !strings.HasSuffix(before, "expect") && !strings.HasSuffix(before, "context") {
				out = append(out, rustPiece{file: piece.file, at: piece.at + m[0], text: text, name: piece.text})
			}
		}
	}
	return out
}
