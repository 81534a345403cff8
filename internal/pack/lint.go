package pack

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// Warning is something in a pack that is in order and most likely not meant.
type Warning struct {
	// Path and Line are the place; Line 0 is the file as a whole.
	Path string
	Line int
	Text string
}

// String gives the warning as compilers do.
func (w Warning) String() string { return place(w.Path, w.Line) + ": " + w.Text }

// Lint looks for what Read lets pass: answers that no template uses, policy that is wider than it looks, stacks without
// templates, tests that answer what nobody asks. Below are the packs that it extends. What templates say is rendering's.
func Lint(p *Pack, below ...*Pack) ([]Warning, error) {
	team, err := Combine(append(slices.Clone(below), p))
	if err != nil {
		return nil, err
	}
	l := linter{pack: p, team: team}
	for _, look := range []func(){l.answers, l.policy, l.stacks, l.cases, l.manifest} {
		look()
	}
	return l.found, nil
}

type linter struct {
	pack  *Pack
	team  *Team
	found []Warning
}

func (l *linter) say(path string, line int, format string, args ...any) {
	l.found = append(l.found, Warning{path, line, fmt.Sprintf(format, args...)})
}

// answers looks for questions whose answer changes nothing.
func (l *linter) answers() {
	used := map[string]bool{}
	for _, q := range l.team.Schema.Questions() {
		for _, c := range q.When {
			used[c.Key] = true
		}
	}
	name := regexp.MustCompile(`\.Answers\.([a-zA-Z0-9]+)|"([a-zA-Z0-9]+)"`)
	for _, p := range l.team.Packs {
		for _, file := range namesIn(p.FS, "templates") {
			data, err := fs.ReadFile(p.FS, file)
			if err != nil {
				continue
			}
			for _, m := range name.FindAllStringSubmatch(string(data), -1) {
				used[m[1]+m[2]] = true
			}
		}
	}
	for _, q := range l.pack.Schema.Questions() {
		if !used[q.Key] {
			l.say(schemaName, q.Line, "no template and no question uses the answer %s", q.Key)
		}
	}
}

// policy looks for rules that say more than they seem to.
func (l *linter) policy() {
	for _, rule := range l.pack.Policy.Rules() {
		state, by := l.pack.Policy.State(rule)
		if state == Off && slices.Contains(slices.Concat(shorthands()["root"], shorthands()["secrets"]), rule) {
			l.say("policy.yaml", lineOf(by), "%s keeps root and secrets out of images, and this pack turns it off", rule)
		}
	}
	l.empty("images.yaml", l.pack.Images.allow)
	l.empty("policy.yaml", l.pack.Policy.allow)
}

// empty looks for lists of allowed registries that allow none.
func (l *linter) empty(file string, lists [][]namespace) {
	for _, list := range lists {
		if len(list) == 0 {
			l.say(file, 0, "an empty list allows no image at all")
		}
	}
}

// lineOf gives the line of a place: of "acme policy.yaml:7" it is 7.
func lineOf(by string) int {
	var n int
	_, _ = fmt.Sscan(by[strings.LastIndex(by, ":")+1:], &n)
	return n
}

// stacks looks for stacks that are described and not laid out, or laid out and not spoken of.
func (l *linter) stacks() {
	for _, s := range l.pack.Stacks {
		if _, err := fs.Stat(l.pack.FS, "templates/"+s.Name+"/Dockerfile.tmpl"); err != nil {
			l.say("stacks/"+s.Name+".yaml", 0, "there is no templates/%s/Dockerfile.tmpl for it", s.Name)
		}
		if !l.pack.For(s.Name) {
			l.say("pack.yaml", 0, "stacks leaves out %s, which the pack adds", s.Name)
		}
	}
	for _, file := range namesIn(l.pack.FS, "templates") {
		if stack := strings.Split(file, "/")[1]; stack != "_shared" && !l.pack.For(stack) {
			l.say(file, 0, "stacks in pack.yaml does not list %s, so this template is never used", stack)
		}
	}
}

// cases looks at the answers of the tests, and for tests that want nothing.
func (l *linter) cases() {
	if len(l.pack.Cases) == 0 {
		l.say("tests", 0, "the pack has no test")
	}
	for _, c := range l.pack.Cases {
		for _, key := range sortedKeys(c.Answers) {
			if _, err := l.team.Schema.Answer(key, c.Answers[key]); err != nil && !slices.Contains(Reserved(), key) {
				l.say("tests/"+c.Name+"/answers.yaml", 0, "%v", err)
			}
		}
		if len(namesIn(c.Want, ".")) == 0 {
			l.say("tests/"+c.Name, 0, "the test has no expected files yet; msgen pack test --update writes them")
		}
	}
}

// manifest looks for what people will miss.
func (l *linter) manifest() {
	if l.pack.Description == "" {
		l.say("pack.yaml", 0, "the pack has no description; add one line that says what it is for")
	}
	if l.pack.Msgen.text == "" {
		l.say("pack.yaml", 0, "msgen is missing: it says which versions of msgen the pack is for")
	}
	if d := l.pack.Deprecated; d != nil && d.Message == "" && d.ReplacedBy == "" {
		l.say("pack.yaml", 0, "deprecated should say why, or what to use instead")
	}
}
