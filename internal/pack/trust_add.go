package pack

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// AddTrust gives the text of a file of settings with one more trusted source; all other bytes stay. A source that is
// covered already changes nothing. What cannot be changed safely is an error that says what to write.
func AddTrust(path string, data []byte, source Source) ([]byte, error) {
	before, err := ReadTrust(path, data)
	if err != nil {
		return nil, err
	}
	if source == (Source{}) || slices.ContainsFunc(before.Sources, func(s Source) bool { return s.Covers(source) }) {
		return data, nil
	}
	end := "\n"
	if strings.Contains(string(data), "\r\n") {
		end = "\r\n"
	}
	changed := addItem(string(data), source.String(), end)
	after, err := ReadTrust(path, []byte(changed))
	if err != nil || len(after.Sources) != len(before.Sources)+1 || !sameBut(after, before, source) {
		return nil, hint.With(fmt.Errorf("%s: msgen cannot edit trust: in this form", path), "add it yourself under trust: as an item - "+source.String())
	}
	return []byte(changed), nil
}

// addItem writes one more item below trust:, or trust: at the end of the text.
func addItem(text, item, end string) string {
	lines := strings.SplitAfter(text, "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "trust:") })
	if at < 0 {
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += end
		}
		return text + "trust:" + end + "  - " + item + end
	}
	if flow := regexp.MustCompile(`^trust:\s*\[(.*)\]`).FindStringSubmatchIndex(lines[at]); flow != nil {
		comma := ", "
		if strings.TrimSpace(lines[at][flow[2]:flow[3]]) == "" {
			comma = ""
		}
		lines[at] = lines[at][:flow[3]] + comma + item + lines[at][flow[3]:]
		return strings.Join(lines, "")
	}
	last, indent := at, "  "
	for i := at + 1; i < len(lines); i++ {
		if dash := regexp.MustCompile(`^\s*- `).FindString(lines[i]); dash != "" {
			last, indent = i, strings.TrimSuffix(dash, "- ")
		} else if l := strings.TrimSpace(lines[i]); l != "" && !strings.HasPrefix(l, "#") {
			break
		}
	}
	if !strings.HasSuffix(lines[last], "\n") {
		lines[last] += end
	}
	return strings.Join(slices.Insert(lines, last+1, indent+"- "+item+end), "")
}
