package change

import (
	"slices"
	"strings"
)

// word is a word of an instruction with what stands before it: space, line ends, what continues a line.
type word struct{ sep, text string }

// section is a part of an instruction: one word, or a list whose elements have keys.
type section struct {
	// list is the list's name, "" for a word; keys are for its elements.
	list  string
	words []word
	keys  []string
}

// name is what two sides must have in common to have the same section.
func (s section) name() string {
	if s.list != "" {
		return "\x00" + s.list
	}
	return s.words[0].text
}

// words takes the head of an instruction apart; the text is what follows the last word.
func (m *merger) words(u unit) ([]word, string) {
	s := splitter{}
	s.setEscape(m.escape)
	var all []word
	pending := ""
	for i, l := range u.body[:u.head] {
		if i > 0 && isComment(l.text) {
			text := strings.TrimLeft(l.text, " \t")
			all = append(all, word{pending + l.text[:len(l.text)-len(text)], text})
			pending = "\n"
			continue
		}
		core, _ := s.cut(l.text)
		rest := core
		for {
			text := strings.TrimLeft(rest, " \t")
			pending += rest[:len(rest)-len(text)]
			if text == "" {
				break
			}
			end := strings.IndexAny(text+" ", " \t")
			all = append(all, word{pending, text[:end]})
			pending, rest = "", text[end:]
		}
		pending += l.text[len(core):] + "\n"
	}
	return all, strings.TrimSuffix(pending, "\n")
}

// glue joins words that a quote holds together.
func glue(words []word) []word {
	var all []word
	for _, w := range words {
		if n := len(all); n > 0 && open(all[n-1].text) {
			all[n-1].text += w.sep + w.text
			continue
		}
		all = append(all, w)
	}
	return all
}

// open reports whether a quote in a text is not closed.
func open(text string) bool {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '\'', '"':
			if i = closing(text, i); i < 0 {
				return true
			}
		}
	}
	return false
}

// sections cuts an instruction's words into words and lists. The keyword has to be the first word.
func sections(keyword string, words []word) []section {
	all := []section{{words: words[:1]}}
	words = words[1:]
	if keyed(keyword) {
		return append(all, list("pairs", glue(words), pairKey))
	}
	flags := 0
	for flags < len(words) && strings.HasPrefix(words[flags].text, "--") {
		flags++
	}
	all = append(all, list("flags", words[:flags], flagKey))
	words = words[flags:]
	switch {
	case keyword == "EXPOSE", keyword == "VOLUME" && !startsArray(words):
		return append(all, list("elements", words, sameKey))
	case (keyword == "COPY" || keyword == "ADD") && len(words) > 1 && !startsArray(words):
		return append(all, list("sources", words[:len(words)-1], sameKey), section{words: words[len(words)-1:]})
	case keyword == "RUN":
		return append(all, commandSections(words)...)
	}
	return append(all, asSections(words)...)
}

func startsArray(words []word) bool { return len(words) > 0 && strings.HasPrefix(words[0].text, "[") }

// asSections makes each word a section.
func asSections(words []word) []section {
	all := make([]section, len(words))
	for i := range words {
		all[i].words = words[i : i+1]
	}
	return all
}

// list makes a list of words.
func list(name string, words []word, key func(string) string) section {
	s := section{list: name, words: words}
	for _, w := range words {
		s.keys = append(s.keys, key(w.text))
	}
	return s
}

func sameKey(text string) string { return text }

// pairKey is the name of a name=value pair, and of a package with its version.
func pairKey(text string) string {
	name, _, _ := strings.Cut(text, "=")
	return name
}

// flagKey is a flag's name, and for a mount its place.
func flagKey(text string) string {
	name, value, _ := strings.Cut(text, "=")
	if name != "--mount" {
		return name
	}
	for _, field := range strings.Split(value, ",") {
		if k, v, _ := strings.Cut(field, "="); k == "target" || k == "dst" || k == "destination" || k == "id" && strings.Contains(value, "type=secret") {
			return name + " " + v
		}
	}
	return text
}

// commandSections finds the lists of packages in a shell command.
func commandSections(words []word) []section {
	var all []section
	for i := 0; i < len(words); {
		n := packages(words, i)
		if n == 0 {
			all = append(all, section{words: words[i : i+1]})
			i++
			continue
		}
		all = append(all, list(installer(words, i), words[i:i+n], pairKey))
		i += n
	}
	return all
}

// packages is the number of words after an index that are packages to install, with the options between them; 0 where
// no such list begins.
func packages(words []word, at int) int {
	if installer(words, at) == "" {
		return 0
	}
	n := 0
	for at+n < len(words) && !endsCommand(words[at+n].text) && !strings.HasPrefix(words[at+n].text, "#") {
		n++
	}
	return n
}

// installer names whose packages begin at an index, "" for none: what one distribution calls a package is no word of another.
func installer(words []word, at int) string {
	if at == 0 {
		return ""
	}
	start := at - 1
	for start > 0 && !endsCommand(words[start-1].text) {
		start--
	}
	type verb struct{ verb, of string }
	verbs := map[string]verb{"apt-get": {"install", "deb"}, "apt": {"install", "deb"}, "apk": {"add", "apk"}, "dnf": {"install", "rpm"}, "microdnf": {"install", "rpm"}, "yum": {"install", "rpm"}}
	if v := verbs[words[start].text]; v.verb != "" && words[at-1].text == v.verb {
		return v.of
	}
	return ""
}

// endsCommand reports whether a shell command ends with a word.
func endsCommand(text string) bool {
	return slices.Contains([]string{"&&", "||", "|", "&", "{", "(", "then", "do"}, text) || strings.HasSuffix(text, ";")
}
