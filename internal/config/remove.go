package config

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// remove takes the last field of the way out, and those above it that hold nothing else; with words
// also the comments behind it that are deeper than its key.
func (p *page) remove(root *node, way []*field, words bool) ([]edit, error) {
	at, err := p.find(way[len(way)-1], parent(root, way).Flow)
	if err != nil {
		return nil, err
	}
	for len(way) > 1 && len(parent(root, way).Fields) == 1 {
		up := way[:len(way)-1]
		above, err := p.find(up[len(up)-1], parent(root, up).Flow)
		if err != nil {
			return nil, err
		}
		if bytes.Contains(p.data[above.colon:at.key], []byte("#")) || bytes.Contains(p.data[at.to:max(at.to, above.to)], []byte("#")) {
			break
		}
		way, at = up, above
	}
	if parent(root, way).Flow {
		return []edit{p.removeFlow(at)}, nil
	}
	if words {
		at.to = p.wordsEnd(at)
	}
	return []edit{p.removeLines(at)}, nil
}

// wordsEnd gives the end of an entry with the comments behind it that are deeper than its key.
func (p *page) wordsEnd(at place) int {
	end, column := at.to, at.key-p.lineStart(at.key)
	for line := p.next(at.to); line >= 0; line = p.next(line) {
		begin := p.blank(line)
		if begin >= p.lineEnd(line) {
			continue
		}
		if p.data[begin] != '#' || begin-line <= column {
			break
		}
		end = p.lineEnd(line)
	}
	return end
}

// removeLines takes whole lines out. A file without a last line end stays one.
func (p *page) removeLines(at place) edit {
	from, to := p.lineStart(at.key), p.lineEnd(at.to)
	switch {
	case to < len(p.data):
		to += len(p.eolAt(to))
	case from > p.start:
		from = p.lineEnd(from - 1)
	}
	return edit{from, to, ""}
}

// removeFlow takes an entry out of brackets, with the comma behind or before it.
func (p *page) removeFlow(at place) edit {
	const space = " \t\r\n"
	from, to := at.key, at.to
	rest := p.data[to:]
	if after := bytes.TrimLeft(rest, space); len(after) > 0 && after[0] == ',' {
		after = after[1:]
		if next := bytes.TrimLeft(after, space); len(next) > 0 && next[0] != '#' && next[0] != '}' {
			after = next
		} else if begin := p.lineStart(from); begin > p.start && len(bytes.TrimSpace(p.data[begin:from])) == 0 {
			from = p.lineEnd(begin - 1)
		}
		return edit{from, len(p.data) - len(after), ""}
	}
	if before := bytes.TrimRight(p.data[:from], space); len(before) > 0 && before[len(before)-1] == ',' {
		from = len(before) - 1
	}
	return edit{from, to, ""}
}

// leaf is a value that holds no others, under the path that leads to it.
type leaf struct {
	path []string
	text string
}

// leaves lists all values that hold no others, in the order of the file.
func leaves(n *node, path []string) []leaf {
	var all []leaf
	for i, item := range n.Items {
		all = append(all, leaves(item, append(slices.Clone(path), strconv.Itoa(i)))...)
	}
	for _, f := range n.Fields {
		all = append(all, leaves(f.Value, append(slices.Clone(path), f.Name))...)
	}
	if len(all) == 0 {
		return []leaf{{path, fmt.Sprintf("%s %q", n.Kind, n.Text)}}
	}
	return all
}

// others gives the leaves that a change at the path must not touch: not those below it, nor what was empty above it.
func others(root *node, path []string) []leaf {
	return slices.DeleteFunc(leaves(root, nil), func(l leaf) bool {
		short := min(len(l.path), len(path))
		return slices.Equal(l.path[:short], path[:short])
	})
}

// checked reads a changed file again: the value is there, or gone for nil, and all others are as they were.
func checked(before *node, data []byte, path []string, v *Value) ([]byte, error) {
	what := strings.Join(path, ".")
	after, err := read(data)
	if err != nil {
		return nil, fmt.Errorf("this change of %s would break the file; edit it yourself: %w", what, err)
	}
	n, way := walk(after, path)
	there := len(way) == len(path)
	if there != (v != nil) || there && !v.is(n) {
		return nil, fail(before.Line, "%s cannot be changed without touching other lines; edit the file yourself", what)
	}
	same := func(a, b leaf) bool { return a.text == b.text && slices.Equal(a.path, b.path) }
	if !slices.EqualFunc(others(before, path), others(after, path), same) {
		return nil, fail(before.Line, "changing %s would change another value; edit the file yourself", what)
	}
	return data, nil
}
