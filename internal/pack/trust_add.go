package pack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/config"
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
	items, there := trustItems(path, data)
	changed := withTrust(string(data), source)
	if there {
		changed, err = config.Set(data, []string{"trust"}, config.List(append(items, source.String())...))
	}
	if err != nil {
		return nil, unchangeable(path, err, "add it yourself under trust: as an item - "+source.String())
	}
	return changed, nil
}

// RemoveTrust gives the text of a file of settings without a trusted source, and whether it was there; all other bytes stay.
// What cannot be changed safely is an error that says what to do.
func RemoveTrust(path string, data []byte, source Source) ([]byte, bool, error) {
	before, err := ReadTrust(path, data)
	if err != nil || !slices.Contains(before.Sources, source) {
		return data, false, err
	}
	items, _ := trustItems(path, data)
	kept := slices.DeleteFunc(items, func(item string) bool {
		s, err := ParseSource(item)
		return err == nil && s == source
	})
	changed, err := config.Set(data, []string{"trust"}, config.List(kept...))
	if err != nil {
		return nil, true, unchangeable(path, err, "take the item "+source.String()+" out by hand")
	}
	return changed, true, nil
}

// trustItems gives the items of trust: as they are written, and whether there is such a key. ReadTrust has read the file.
func trustItems(path string, data []byte) (items []string, there bool) {
	n, err := parseYAML(path, data)
	if err != nil { // nothing but comments
		return nil, false
	}
	trust := n.At("trust")
	if trust == nil {
		return nil, false
	}
	for _, i := range trust.Items {
		items = append(items, i.Text)
	}
	return items, true
}

// withTrust adds the key trust: at the end of a text.
func withTrust(text string, source Source) []byte {
	end := "\n"
	if strings.Contains(text, "\r\n") {
		end = "\r\n"
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += end
	}
	return []byte(text + "trust:" + end + "  - " + source.String() + end)
}

// unchangeable is the error of a file of settings that only a person can change.
func unchangeable(path string, err error, instead string) error {
	return hint.With(fmt.Errorf("%s: msgen cannot edit trust: in this form: %w", path, err), instead)
}
