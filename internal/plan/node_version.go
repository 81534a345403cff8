package plan

import (
	"fmt"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/versions"
)

// nodeLine gives the release line that a declared version of Node means, and what there is to say about it.
//
// A range takes the catalog's default when it admits that, else the newest line that is still maintained; only a range
// that admits no maintained line takes one that has ended.
func nodeLine(c *catalog.Catalog, declared detect.Fact[string]) (catalog.Version, []detect.Note, error) {
	text := strings.TrimSpace(declared.Value)
	if text == "" {
		d := c.Default("node")
		return d, []detect.Note{{
			Text: "no version of Node is declared, so the image uses " + d.Number + ", the current long-term release",
			Add:  fmt.Sprintf(`"engines": {"node": %q} to package.json`, d.Number),
		}}, nil
	}
	admits, err := nodeAdmits(c, text)
	if err != nil {
		d := c.Default("node")
		return d, []detect.Note{{
			Text: fmt.Sprintf("%q is not a version of Node, so the image uses %s", text, d.Number),
			Add:  "a version such as " + d.Number, Because: declared.Because,
		}}, nil
	}
	line := bestLine(c.Versions("node"), admits)
	if line.Number == "" {
		return line, nil, &Refusal{
			Reason:  fmt.Sprintf("no image of Node for the declared version %q is known", text),
			Nearest: "--runtime-version " + c.Default("node").Number, Because: declared.Because,
		}
	}
	return line, nodeLineNotes(c, line, declared), nil
}

// nodeAdmits gives a test of release lines for a range or one of the names that version managers know.
func nodeAdmits(c *catalog.Catalog, text string) (func(string) bool, error) {
	name := strings.ToLower(text)
	only := func(number string) func(string) bool { return func(n string) bool { return n == number } }
	switch name {
	case "lts/*", "lts", "--lts", "stable", "system", "node", "latest", "current":
		return only(c.Default("node").Number), nil
	}
	if number, ok := tables().Codenames[strings.TrimPrefix(strings.TrimPrefix(name, "lts/"), "lts-")]; ok {
		return only(number), nil
	}
	r, err := versions.ParseRange(strings.TrimPrefix(name, "node-"))
	return r.Admits, err
}

// nodeLineNotes says when a line has ended, and when an exact pin is followed by its line alone.
func nodeLineNotes(c *catalog.Catalog, line catalog.Version, declared detect.Fact[string]) []detect.Note {
	notes := endedNote("Node", line, "a maintained version, such as "+c.Default("node").Number, declared.Because)
	r, err := versions.ParseRange(declared.Value)
	if exact := r.Exact(); err == nil && exact != "" {
		notes = append(notes, detect.Note{
			Text:    fmt.Sprintf("the image follows the patch releases of Node %s rather than exactly %s, so that security fixes arrive", line.Number, exact),
			Because: declared.Because,
		})
	}
	return notes
}
