package cmd

import (
	"regexp"
	"strings"

	"github.com/msgen/msgen/internal/pack"
)

// packChanges says in one line each what a pack changes: blocks, files, authority, images, policy, stacks and questions.
func packChanges(p *pack.Pack) []string {
	var lines []string
	add := func(word string, items []string) {
		for _, item := range items {
			lines = append(lines, word+" "+item)
		}
	}
	blocks, files := packTemplates(p)
	add("block", blocks)
	add("file", files)
	for _, f := range p.Files() {
		add("file", []string{f.Path})
	}
	if p.CA != nil {
		add("authority", []string{p.Manifest.CA + ": every image trusts it (" + p.CA.Hash + ")"})
	}
	add("network", p.Manifest.Network.Describe())
	add("image", p.Images.Describe())
	add("policy", p.Policy.Describe())
	for _, s := range p.Stacks {
		name := s.Name
		if s.Replaces != "" {
			name += ", in place of " + s.Replaces
		}
		add("stack", []string{name})
	}
	for _, q := range p.Schema.Questions() {
		add("question", []string{q.Key + ": " + q.Prompt})
	}
	return lines
}

// blockBegin is where a template begins a block.
func blockBegin() *regexp.Regexp {
	return regexp.MustCompile(`\{\{-?\s*(?:define|block)\s+"([^"]+)"`)
}

// packTemplates gives the blocks that the templates of a pack define, as "go: prod.labels", and the files that they become.
func packTemplates(p *pack.Pack) (blocks, files []string) {
	texts := treeFiles(p.Templates())
	for _, name := range union(texts, nil) {
		stack, base, _ := strings.Cut(strings.TrimSuffix(name, ".tmpl"), "/")
		if !strings.HasPrefix(base, "_") {
			files = append(files, stack+": "+base)
		}
		for _, m := range blockBegin().FindAllStringSubmatch(string(texts[name]), -1) {
			blocks = append(blocks, stack+": "+m[1])
		}
	}
	return blocks, files
}
