package config

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// maker writes files as people do: in lines or brackets, with words, blank lines and quotes wherever they may stand.
type maker struct {
	*rand.Rand
	unit string
	b    strings.Builder
	path []string
	all  [][]string // of what may be changed
}

func (m *maker) pick(list ...string) string { return list[m.IntN(len(list))] }

// end ends a line, and sometimes adds others that say nothing.
func (m *maker) end(indent string) {
	m.b.WriteString(m.pick("", "", "", "  # it's [a: {\"", " #") + "\n")
	m.b.WriteString(m.pick("", "", "", "\n", indent+"# a: 'b\n", indent+"# é\n\n"))
}

// scalar gives a value on one line.
func (m *maker) scalar(flow bool) string {
	s := m.pick("a", "a b", "8080", "true", `"x # \" y"`, `'it''s: {'`, "\"é\"", "b:c", "it's", "x#y", "'#'", "-1")
	if !flow {
		s = m.pick(s, s, "a, b", "a]b", "x}")
	}
	return s
}

// flow gives a list, or a map of the depth, in brackets.
func (m *maker) flow(depth int) string {
	space := m.pick("", " ")
	var parts []string
	if depth == 0 {
		for range m.IntN(4) {
			parts = append(parts, m.scalar(true))
		}
		return "[" + space + strings.Join(parts, m.pick(", ", ",\n          ")) + space + "]"
	}
	keys := m.keys(m.IntN(4))
	for _, k := range keys {
		m.path = append(m.path, strings.Trim(k, `"'`))
		v := m.scalar(true)
		if depth > 1 {
			v = m.flow(depth - m.IntN(2) - 1)
		}
		m.all = append(m.all, append([]string{}, m.path...))
		parts = append(parts, k+": "+v)
		m.path = m.path[:len(m.path)-1]
	}
	return "{" + space + strings.Join(parts, ", ") + space + "}"
}

func (m *maker) keys(n int) []string {
	names := []string{"port", `"main one"`, "base", "'@x/y'", "é", "start", "k-1"}
	m.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names[:n]
}

// lines writes a map in lines.
func (m *maker) lines(indent string, depth int) {
	for _, k := range m.keys(1 + m.IntN(4)) {
		m.path = append(m.path, strings.Trim(k, `"'`))
		m.b.WriteString(indent + k + ":")
		m.entry(indent, depth)
		m.all = append(m.all, append([]string{}, m.path...))
		m.path = m.path[:len(m.path)-1]
	}
}

// entry writes the value behind a key.
func (m *maker) entry(indent string, depth int) {
	deeper := indent + m.unit
	switch m.IntN(9) {
	case 0, 1, 2:
		m.b.WriteString(" " + m.scalar(false))
		m.end(indent)
	case 3:
		m.b.WriteString(" " + m.flow(m.IntN(3)))
		m.end(indent)
	case 4:
		m.b.WriteString(m.pick(" |", " >-", " |-", " >") + m.pick("", " # x") + "\n" + deeper + "a # b\n" + m.pick("", "\n") + deeper + "c\n" + m.pick("", "\n", indent+"# y\n"))
	case 5:
		m.end(indent)
		dash := m.pick(indent, deeper)
		for range 1 + m.IntN(3) {
			m.b.WriteString(dash + "- " + m.scalar(false))
			m.end(dash)
		}
	case 6:
		m.end(indent)
	default:
		if depth == 0 {
			m.b.WriteString(" z")
			m.end(indent)
			return
		}
		m.end(deeper)
		m.lines(deeper, depth-1)
	}
}

// In files of all styles every value can be set, added below every map, and taken out again, without an error.
func TestSetAnywhere(t *testing.T) {
	values := []Value{Text("new"), Text("it's: \"# x"), Number(7), List("p", "q r"), List(), Text("8080"), Text("a\nb")}
	for seed := range uint64(400) {
		m := &maker{Rand: rand.New(rand.NewPCG(seed, 1)), unit: "  "}
		m.unit = m.pick("  ", "    ")
		m.b.WriteString(m.pick("", "---\n", "# x\n\n"))
		m.lines("", 3)
		data := []byte(m.b.String())
		if seed%3 == 1 {
			data = []byte(strings.ReplaceAll(string(data), "\n", "\r\n"))
		}
		if seed%5 == 1 {
			data = append([]byte(bom), data...)
		}
		root, err := read(data)
		if err != nil {
			t.Fatalf("%d: %v\n%s", seed, err, data)
		}
		v := values[m.IntN(len(values))]
		for _, path := range m.all {
			if err := setAndBack(data, root, path, v); err != nil {
				t.Errorf("%d: %q: %v\n%s", seed, path, err, data)
				return
			}
		}
	}
}

// setAndBack sets a value, or one below it for a map or nothing, and takes it out.
func setAndBack(data []byte, root *node, path []string, v Value) error {
	n, _ := walk(root, path)
	added := n.Kind == isMap || n.Kind == isNull
	if added {
		path = append(append([]string{}, path...), "new", "key")
	}
	after, err := Set(data, path, v)
	if err != nil {
		return err
	}
	if strings.Contains(string(data), "\r\n") != strings.Contains(string(after), "\r\n") || strings.Count(string(after), "\r") != strings.Count(string(after), "\n") && strings.Contains(string(data), "\r") {
		return fmt.Errorf("mixed line ends\n%q", after)
	}
	if was, is := strings.Count(string(data), "#"), strings.Count(string(after), "#"); added && is < was {
		return fmt.Errorf("a comment is gone\n%s", after)
	}
	back, err := Unset(after, path)
	if err == nil && added && n.Kind == isMap && len(n.Fields) > 0 && string(back) != string(data) {
		err = fmt.Errorf("back it is\n%s", back)
	}
	return err
}
