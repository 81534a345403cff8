package pack

import (
	"fmt"
	"strings"
)

// Describe says in one line each what the images of a pack change: for the person who decides whether to trust it.
func (i *Images) Describe() []string {
	var lines []string
	for _, r := range i.roles {
		line := fmt.Sprintf("%s %s is %s", r.kind, r.base, r.ref)
		if r.versions != nil {
			line += " for " + strings.Join(r.versions, ", ")
		}
		lines = append(lines, line)
	}
	for _, w := range i.references {
		lines = append(lines, fmt.Sprintf("%s is %s", w.from, w.literal))
	}
	for _, w := range i.mirrors {
		lines = append(lines, fmt.Sprintf("%s comes from %s", w.from, w.to))
	}
	return append(lines, lists(i.allow, i.deny)...)
}

// Describe says in one line each what the policy asks for.
func (p *Policy) Describe() []string {
	var lines []string
	for _, id := range p.Rules() {
		lines = append(lines, fmt.Sprintf("%s is %s", id, p.rules[id].state))
	}
	for _, block := range sortedKeys(p.final) {
		lines = append(lines, fmt.Sprintf("the block %s is final", block))
	}
	for _, l := range p.labels {
		lines = append(lines, "the label "+l.text+" is required")
	}
	for _, f := range p.families {
		lines = append(lines, "the final stage must not be based on "+f.text)
	}
	return append(lines, lists(p.allow, p.deny)...)
}

// lists says which registries may be used, and which not.
func lists(allow [][]namespace, deny []namespace) []string {
	var lines []string
	for _, list := range allow {
		lines = append(lines, "images come from "+joinedNames(list)+" alone")
	}
	if len(deny) > 0 {
		lines = append(lines, "no image comes from "+joinedNames(deny))
	}
	return lines
}

func joinedNames(list []namespace) string {
	var names []string
	for _, n := range list {
		names = append(names, n.String())
	}
	if names == nil {
		return "nowhere"
	}
	return strings.Join(names, ", ")
}
