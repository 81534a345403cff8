package worktree

import "strings"

// glob is a pattern with wildcards, as git's wildmatch reads it. A step below anyByte is that byte; one from firstClass on is a class.
type glob struct {
	steps   []uint32
	classes []class
	most    string // the longest run of plain bytes: a text without it does not match
}

const (
	anyByte    = 256 + iota // ?
	anyName                 // *, which ends at a slash
	anyPath                 // **
	anyFolders              // **/, which can be nothing
	never                   // what cannot match: an open bracket, a backslash at the end
	firstClass
)

// class is a set of bytes.
type class [4]uint64

func (c *class) add(from, to byte) {
	for b := int(from); b <= int(to); b++ {
		c[b>>6] |= 1 << (b & 63)
	}
}

func (c *class) has(b byte) bool { return c[b>>6]&(1<<(b&63)) != 0 }

// newGlob reads a pattern.
func newGlob(p string) glob {
	g := glob{steps: make([]uint32, 0, len(p))}
	for i := 0; i < len(p); {
		switch p[i] {
		case '?':
			g.steps, i = append(g.steps, anyByte), i+1
		case '*':
			i = g.stars(p, i)
		case '[':
			i = g.bracket(p, i+1)
		case '\\':
			if i++; i == len(p) {
				g.steps = append(g.steps, never)
				break
			}
			fallthrough
		default:
			g.steps, i = append(g.steps, uint32(p[i])), i+1
		}
	}
	g.most = longest(g.steps)
	return g
}

// longest gives the longest run of plain bytes.
func longest(steps []uint32) string {
	var run, most []byte
	for _, s := range steps {
		if s >= anyByte {
			run = nil
			continue
		}
		if run = append(run, byte(s)); len(run) > len(most) {
			most = run
		}
	}
	return string(most)
}

// stars reads one star or more, and gives the place after them. Two are special only where they are all between slashes.
func (g *glob) stars(p string, i int) int {
	end := i + 1
	for end < len(p) && p[end] == '*' {
		end++
	}
	whole := end-i > 1 && (i == 0 || p[i-1] == '/')
	switch rest := p[end:]; {
	case whole && strings.HasPrefix(rest, "/"):
		g.steps, end = append(g.steps, anyFolders), end+1
	case whole && (rest == "" || strings.HasPrefix(rest, `\/`)):
		g.steps = append(g.steps, anyPath)
	default:
		g.steps = append(g.steps, anyName)
	}
	return end
}

// bracket reads a class from behind its bracket, and gives the place after it. A slash is in no class.
func (g *glob) bracket(p string, i int) int {
	var c class
	negated := i < len(p) && (p[i] == '!' || p[i] == '^')
	if negated {
		i++
	}
	var before byte // 0 where no range can begin
	for first := true; first || i < len(p) && p[i] != ']'; first = false {
		next, ok := 0, false
		if before, next, ok = c.member(p, i, before); !ok {
			g.steps = append(g.steps, never)
			return len(p)
		}
		i = next
	}
	if i >= len(p) {
		g.steps = append(g.steps, never)
		return len(p)
	}
	if negated {
		for w := range c {
			c[w] = ^c[w]
		}
	}
	c['/'>>6] &^= 1 << ('/' & 63)
	g.steps, g.classes = append(g.steps, firstClass+uint32(len(g.classes))), append(g.classes, c)
	return i + 1
}

// member reads one member of a class: a byte, the end of a range that the byte before began, or a named class.
func (c *class) member(p string, i int, before byte) (last byte, next int, ok bool) {
	if i >= len(p) {
		return 0, i, false
	}
	ranged := p[i] == '-' && before != 0 && i+1 < len(p) && p[i+1] != ']'
	if ranged {
		i++
	}
	if p[i] == '\\' {
		if i++; i == len(p) {
			return 0, i, false
		}
	} else if !ranged && strings.HasPrefix(p[i:], "[:") {
		end := strings.IndexByte(p[i:], ']')
		if end < 0 {
			return 0, i, false
		}
		if end >= 3 && p[i+end-1] == ':' {
			return 0, i + end + 1, c.named(p[i+2 : i+end-1])
		}
	}
	if ranged {
		c.add(before, p[i])
		return 0, i + 1, true
	}
	c.add(p[i], p[i])
	return p[i], i + 1, true
}

// named adds a class that has a name; false where there is none of that name.
func (c *class) named(name string) bool {
	ranges := map[string]string{
		"alnum": "09AZaz", "alpha": "AZaz", "blank": "  \t\t", "cntrl": "\x00\x1f\x7f\x7f", "digit": "09", "graph": "!~", "lower": "az",
		"print": " ~", "punct": "!/:@[`{~", "space": "  \t\n\r\r", "upper": "AZ", "xdigit": "09AFaf",
	}[name]
	for i := 0; i+1 < len(ranges); i += 2 {
		c.add(ranges[i], ranges[i+1])
	}
	return ranges != ""
}

// match holds a text against the pattern. It keeps all places of the text that the steps so far can reach, so its time is the
// product of both lengths, whatever the pattern; left loses what it takes.
func (g glob) match(text string, left *int) bool {
	if !strings.Contains(text, g.most) {
		return false
	}
	var room [256]bool
	at := room[:]
	if len(text) >= len(room) {
		at = make([]bool, len(text)+1)
	}
	at = at[:len(text)+1]
	at[0] = true
	low := 0 // no place before it is reached
	for _, s := range g.steps {
		*left -= len(at) - low
		if !g.step(s, text, at, low) {
			return false
		}
		for !at[low] {
			low++
		}
	}
	return at[len(text)]
}

// step goes on from the places that are reached, and reports whether any is left.
func (g glob) step(s uint32, text string, at []bool, low int) bool {
	some := false
	switch s {
	case anyName, anyPath:
		for i := low + 1; i < len(at); i++ {
			at[i] = at[i] || at[i-1] && (s == anyPath || text[i-1] != '/')
		}
		return true
	case anyFolders:
		for i := len(at) - 1; i > low; i-- {
			at[i] = at[i] || text[i-1] == '/'
		}
		return true
	case never:
		return false
	}
	for i := len(at) - 1; i > low; i-- {
		at[i] = at[i-1] && g.takes(s, text[i-1])
		some = some || at[i]
	}
	at[low] = false
	return some
}

// takes reports whether a step that stands for one byte takes this one.
func (g glob) takes(s uint32, b byte) bool {
	switch {
	case s < anyByte:
		return byte(s) == b
	case s == anyByte:
		return b != '/'
	}
	return g.classes[s-firstClass].has(b)
}
