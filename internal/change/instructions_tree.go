package change

import (
	"slices"
	"strings"
)

// stage is a FROM with what follows it. The first of a file has no FROM: it holds what stands before all of them.
type stage struct {
	name  string
	units []unit
}

// stages cuts a file's units where its stages begin. Comments above the first FROM are the file's.
func stages(units []unit) []stage {
	all := []stage{{}}
	for _, u := range units {
		if u.keyword == "FROM" {
			var above []unit
			if len(all) > 1 {
				above = all[len(all)-1].comments()
			}
			all = append(all, stage{stageName(u.logical), above})
		}
		last := &all[len(all)-1]
		last.units = append(last.units, u)
	}
	return all
}

// comments takes the comments at the end of a stage away and gives them: they speak of the stage that follows.
func (s *stage) comments() []unit {
	n := len(s.units)
	for n > 0 && s.units[n-1].keyword == "" {
		n--
	}
	above := slices.Clone(s.units[n:])
	s.units = s.units[:n:n]
	return above
}

// stageName is the name that a FROM gives, in small letters; "" for none.
func stageName(logical string) string {
	words := strings.Fields(afterFlags(strings.TrimSpace(logical[len("FROM"):])))
	if len(words) == 3 && strings.EqualFold(words[1], "AS") {
		return strings.ToLower(words[2])
	}
	return ""
}

// lines are all lines of a stage.
func (s stage) lines() []line {
	var all []line
	for _, u := range s.units {
		all = append(all, u.lines()...)
	}
	return all
}

// lines are all lines of a unit.
func (u unit) lines() []line { return slices.Concat(u.blank, u.comments, u.body) }

// says are a unit's lines without the empty ones above it.
func (u unit) says() []line { return slices.Concat(u.comments, u.body) }

// same reports whether two units say the same.
func (u unit) same(o unit) bool {
	return sameLines(u.comments, o.comments) && sameLines(u.body, o.body)
}

// unpinned is what a unit says without the tags and digests of images.
func (u unit) unpinned() string {
	body := slices.Clone(u.body)
	for _, p := range slices.Backward(pinPlaces(u)) {
		p.replace(body, image{name: p.name})
	}
	return strings.Join(texts(slices.Concat(u.comments, body)), "\n")
}

// identity is what makes a unit the one it is, "" where nothing but its words does: a stage has one CMD.
func (u unit) identity() string {
	switch u.keyword {
	case "FROM", "CMD", "ENTRYPOINT", "HEALTHCHECK", "STOPSIGNAL", "SHELL":
		return u.keyword
	case "#":
		return u.keyword + strings.ToLower(directiveLine().FindStringSubmatch(u.logical)[1])
	}
	return ""
}

// likeness is how much two units look alike, from 0 to 1.
func (u unit) likeness(o unit) float64 {
	switch {
	case u.keyword != o.keyword:
		return 0
	case u.identity() != "":
		if u.identity() == o.identity() {
			return 1
		}
		return 0
	case u.keyword == "ENV" || u.keyword == "LABEL" || u.keyword == "ARG":
		return shared(keys(u.logical), keys(o.logical))
	case u.keyword == "":
		return alike(texts(u.comments), texts(o.comments))
	}
	return alike(strings.Fields(u.logical)[1:], strings.Fields(o.logical)[1:])
}

// shared is 1 when two lists have a word in common.
func shared(a, b []string) float64 {
	if slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) }) {
		return 1
	}
	return 0
}

// alike is the share of words that two lists have in common, the rarer ones as often as they come.
func alike(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	count := map[string]int{}
	for _, w := range a {
		count[w]++
	}
	common := 0
	for _, w := range b {
		if count[w] > 0 {
			count[w]--
			common++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

// keys are the names that an ENV, LABEL or ARG sets.
func keys(logical string) []string {
	words := shellWords(logical)
	var names []string
	for _, w := range words[min(1, len(words)):] {
		name, _, _ := strings.Cut(w, "=")
		names = append(names, name)
	}
	return names
}
