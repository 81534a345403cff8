package flow

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/internal/verify"
)

// contained refuses files in which an answer breaks out of the instruction that it stands in. Whatever templates do with an
// answer, the instructions must be those that a harmless word in its place gives.
func (t *team) contained(p *plan.Plan, files []render.File, options render.Options) error {
	if len(t.layers) == 1 {
		return nil
	}
	odd := slices.DeleteFunc(oddAnswers(options.Answers), func(key string) bool {
		q, asked := t.Schema.Question(key)
		return asked && len(q.Options) > 0 // the pack's own words
	})
	if plain := harmlessPlan(p); plain.Name != p.Name || plain.Title != p.Title {
		breach, err := t.differs(plain, files, options)
		if err != nil {
			return err
		}
		if breach != nil {
			return hint.With(fmt.Errorf("the name or title of the service, %q, %s", p.Name, breach.text), "in the template, pass it through label, env, word, path, exec, or comment")
		}
	}
	if len(odd) == 0 {
		return nil
	}
	breach, err := t.differs(p, files, options, odd...)
	if err != nil || breach == nil {
		return err
	}
	for _, key := range odd {
		if alone, err := t.differs(p, files, options, key); err == nil && alone != nil {
			return hint.With(fmt.Errorf("the answer %s %s", key, alone.text), "in the template, pass it through label, env, word, path, exec, or comment")
		}
	}
	return fmt.Errorf("the answers %q %s", odd, breach.text)
}

// breach says where an answer changes the instructions.
type breach struct{ text string }

// differs renders with harmless words in the place of some answers, and gives the first instruction that is another; nil
// where there is none.
func (t *team) differs(p *plan.Plan, files []render.File, options render.Options, keys ...string) (*breach, error) {
	answers := maps.Clone(options.Answers)
	for _, key := range keys {
		answers[key] = harmlessAnswer(answers[key])
	}
	options.Answers = answers
	again, err := t.render(p, t.layers, options)
	if err != nil {
		return nil, fmt.Errorf("with plain words for the answers %q: %w", keys, err)
	}
	for _, f := range files {
		i := slices.IndexFunc(again, func(g render.File) bool { return g.Path == f.Path })
		if !isDockerfile(f.Path) || i < 0 {
			continue
		}
		have, err := verify.Shape(f.Path, f.Text)
		if err != nil {
			return &breach{fmt.Sprintf("produces a file that cannot be parsed: %v", err)}, nil
		}
		want, err := verify.Shape(f.Path, again[i].Text)
		if err != nil {
			return nil, nil // the file is wrong without the answers too, which is said elsewhere
		}
		if b := firstOther(f.Path, have, want); b != nil {
			return b, nil
		}
	}
	return nil, nil
}

// firstOther compares instructions by their names.
func firstOther(path string, have, want []verify.Instruction) *breach {
	for i, h := range have {
		if i >= len(want) || want[i].Name != h.Name {
			return &breach{fmt.Sprintf("changes the instructions: %s:%d would differ from %s", path, h.Line, h.Name)}
		}
	}
	if len(have) < len(want) {
		return &breach{fmt.Sprintf("changes the instructions: %s would have one more, %s", path, want[len(have)].Name)}
	}
	return nil
}

// odd finds what is not plain in an answer.
func odd() *regexp.Regexp { return regexp.MustCompile(`[^A-Za-z0-9_./:@%+,-]`) }

// oddAnswers gives the keys of the answers that are more than plain words, sorted.
func oddAnswers(answers map[string]any) []string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(answers)) {
		switch v := answers[key].(type) {
		case string:
			if odd().MatchString(v) {
				keys = append(keys, key)
			}
		case []string:
			if slices.ContainsFunc(v, odd().MatchString) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// harmlessPlan gives the plan with plain words for the texts of the repository that name the service.
func harmlessPlan(p *plan.Plan) *plan.Plan {
	word := func(s string) string { return odd().ReplaceAllString(s, "x") }
	plain := *p
	plain.Name, plain.Title, plain.Model = word(p.Name), word(p.Title), plan.WithNames(p.Model, word)
	return &plain
}

// harmlessAnswer gives an answer of the same kind and size in plain words.
func harmlessAnswer(value any) any {
	switch v := value.(type) {
	case string:
		return odd().ReplaceAllString(v, "x")
	case []string:
		var words []string
		for _, w := range v {
			words = append(words, odd().ReplaceAllString(w, "x"))
		}
		return words
	}
	return value
}
