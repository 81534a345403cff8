package flow

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/verify"
)

// remember gives what the lock keeps of a service: the choices with their source, the facts with their evidence, the bases.
func remember(s Service) (lock.Service, error) {
	kept := lock.Service{Name: s.Stack.Name, Dir: s.Stack.Dir, Context: s.Stack.Context, Stack: s.Stack.Stack,
		Answers: answers(s.Choices), Images: images(s.Built)}
	facts, err := facts(s.Stack)
	if err != nil {
		return kept, err
	}
	kept.Facts = append(facts, lock.Fact{Key: "base", Value: s.Plan.Base, Text: s.Plan.Because})
	slices.SortFunc(kept.Facts, func(a, b lock.Fact) int { return strings.Compare(a.Key, b.Key) })
	return kept, nil
}

func answers(c choice.Choices) []lock.Answer {
	var all []lock.Answer
	for _, t := range c.Texts() {
		all = append(all, lock.Answer{Key: t.Key.Name, Value: t.Value, Source: string(t.Source), From: t.From})
	}
	slices.SortFunc(all, func(a, b lock.Answer) int { return strings.Compare(a.Key, b.Key) })
	return all
}

// images gives the bases of the stages that stand on an image.
func images(built verify.Inspection) []lock.Image {
	var all []lock.Image
	for _, s := range built.Stages {
		if s.Direct {
			all = append(all, lock.Image{Stage: s.Name, Ref: s.Image})
		}
	}
	slices.SortFunc(all, func(a, b lock.Image) int { return strings.Compare(a.Stage, b.Stage) })
	return all
}

// facts takes a stack apart into single facts, one for each thing that detect says of it. It reads the JSON that detect
// publishes, so that a new fact needs no line here.
func facts(s detect.Stack) ([]lock.Fact, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("facts of %s: %w", s.Name, err)
	}
	var tree map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		return nil, fmt.Errorf("facts of %s: %w", s.Name, err)
	}
	for _, told := range []string{"name", "dir", "context", "stack"} {
		delete(tree, told) // the service itself says them
	}
	var all []lock.Fact
	take(&all, "", tree)
	return slices.DeleteFunc(all, func(f lock.Fact) bool { return inWords(f.Key) }), nil
}

// inWords reports whether a fact is text for people, of the service or of the front end that it serves. It changes with msgen.
func inWords(key string) bool {
	return slices.ContainsFunc(strings.Split(key, "."), func(part string) bool { return part == "notes" || part == "questions" || part == "refusal" })
}

// take adds the facts of a value to the list.
func take(all *[]lock.Fact, key string, value any) {
	switch v := value.(type) {
	case map[string]any:
		if because, ok := v["because"]; ok && v["value"] != nil {
			*all = append(*all, seen(key, v["value"], because))
			return
		}
		for name, inner := range v {
			take(all, strings.TrimPrefix(key+"."+name, "."), inner)
		}
	case []any:
		takeList(all, key, v)
	case nil:
	default:
		*all = append(*all, lock.Fact{Key: key, Value: spell(v)})
	}
}

// takeList adds a list: one fact where it holds plain values, else one for each entry.
func takeList(all *[]lock.Fact, key string, list []any) {
	if len(list) == 0 {
		return
	}
	if _, plain := list[0].(map[string]any); !plain {
		*all = append(*all, lock.Fact{Key: key, Value: spell(list)})
		return
	}
	used := map[string]int{}
	for _, entry := range list {
		name := key + "." + called(entry.(map[string]any))
		if used[name]++; used[name] > 1 {
			name += "#" + strconv.Itoa(used[name])
		}
		m := entry.(map[string]any)
		because := m["because"]
		if m["path"] != nil && because == nil {
			because = m // evidence itself
		}
		*all = append(*all, seen(name, stripped(entry), because))
	}
}

// called gives the name by which an entry of a list is known.
func called(entry map[string]any) string {
	for _, key := range []string{"name", "module", "package", "value", "path", "dir", "symbol"} {
		if s, ok := entry[key].(string); ok && s != "" {
			return s
		}
	}
	return "entry"
}

// stripped gives a value without evidence and line numbers, which move while nothing changes.
func stripped(value any) any {
	switch v := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for name, inner := range v {
			if name != "because" && name != "line" && name != "against" {
				kept[name] = stripped(inner)
			}
		}
		return kept
	case []any:
		kept := make([]any, len(v))
		for i := range v {
			kept[i] = stripped(v[i])
		}
		return kept
	}
	return value
}

// seen makes a fact of a value and its evidence: one place, or several of which the first counts.
func seen(key string, value, because any) lock.Fact {
	f := lock.Fact{Key: key, Value: spell(value)}
	if list, ok := because.([]any); ok && len(list) > 0 {
		because = list[0]
	}
	e, ok := because.(map[string]any)
	if !ok {
		return f
	}
	f.Path, _ = e["path"].(string)
	f.Text, _ = e["text"].(string)
	if n, ok := e["line"].(json.Number); ok {
		line, _ := n.Int64() // it was an int before it was JSON
		f.Line = int(line)
	}
	return f
}

// longest is how many bytes of a value stand in the lock; of a longer one its hash does.
const longest = 1000

// spell gives a value as text: words as they are, a list of words as a person would type them, everything else as JSON.
func spell(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	if words, ok := allWords(value); ok {
		if text := choice.QuoteWords(words); len(text) <= longest {
			return text
		}
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err.Error() // it was JSON before
	}
	text := strings.TrimSuffix(b.String(), "\n")
	if len(text) > longest {
		return fmt.Sprintf("%d bytes, sha256:%x", len(text), sha256.Sum256([]byte(text)))
	}
	return text
}

// allWords gives a list of nothing but words.
func allWords(value any) ([]string, bool) {
	list, ok := value.([]any)
	var words []string
	for _, v := range list {
		word, isWord := v.(string)
		if !isWord {
			return nil, false
		}
		words = append(words, word)
	}
	return words, ok
}
