package flow_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// sign is how one sees that an edit is there, in the Dockerfile as BuildKit reads it.
type sign struct{ kind, stage, a, b string }

// readSign reads one of
//
//	holds: STAGE: TEXT            an instruction of the stage holds these words, with others where "…" stands
//	sets: STAGE: ENV NAME=VALUE   that is the name's value at the end of the stage; so for LABEL
//	stands: STAGE: IMAGE          the stage stands on the image, whatever its tag is
//	lacks: STAGE: TEXT            none does
//	order: STAGE: TEXT < TEXT     the first instruction with the one stands above the first with the other
//	stages: NAME < NAME           the one stage stands above the other
//	comment: STAGE: TEXT < TEXT   the comment stands directly above the instruction
func readSign(line string) (sign, bool, error) {
	kind, rest, _ := strings.Cut(line, ": ")
	if !slices.Contains([]string{"holds", "stands", "sets", "lacks", "order", "stages", "comment"}, kind) {
		return sign{}, false, nil
	}
	s := sign{kind: kind}
	if kind != "stages" {
		var ok bool
		if s.stage, rest, ok = strings.Cut(rest, ": "); !ok {
			return s, false, fmt.Errorf("%s: no stage", line)
		}
	}
	s.a = rest
	if slices.Contains([]string{"order", "stages", "comment"}, kind) {
		var ok bool
		if s.a, s.b, ok = strings.Cut(rest, " < "); !ok {
			return s, false, fmt.Errorf("%s: no <", line)
		}
	}
	return s, true, nil
}

func (s sign) String() string {
	return strings.TrimSuffix(s.kind+" "+s.stage+": "+s.a+" < "+s.b, " < ")
}

// instruction is one as BuildKit reads it: its stage, its words with one space between any two, the comments above it.
type instruction struct{ stage, text, comments string }

// instructionsOf reads a Dockerfile.
func instructionsOf(text string) ([]instruction, error) {
	parsed, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	var all []instruction
	stage := ""
	for _, n := range parsed.AST.Children {
		words := strings.Fields(n.Original)
		if strings.EqualFold(n.Value, "from") {
			stage = words[len(words)-1]
		}
		all = append(all, instruction{stage, strings.Join(words, " "), strings.Join(n.PrevComment, "\n")})
	}
	return all, nil
}

// find gives the place of the first instruction of a stage that holds words; -1 for none. "…" stands for any others.
func find(all []instruction, stage, words string) int {
	return slices.IndexFunc(all, func(i instruction) bool {
		text := " " + i.text + " "
		for _, part := range strings.Split(words, " … ") {
			at := strings.Index(text, " "+part+" ")
			if i.stage != stage || at < 0 {
				return false
			}
			text = text[at+len(part)+1:]
		}
		return true
	})
}

// setting is the value that a stage's ENVs or LABELs give a name at last, as it is written.
func setting(all []instruction, stage, keyword, name string) string {
	value := ""
	for _, i := range all {
		if rest, ok := strings.CutPrefix(i.text, keyword+" "); ok && i.stage == stage {
			for _, m := range regexp.MustCompile(`([\w.]+)=("[^"]*"|\S*)`).FindAllStringSubmatch(rest, -1) {
				if m[1] == name {
					value = m[2]
				}
			}
		}
	}
	return value
}

// shown reports whether the sign is to be seen.
func (s sign) shown(all []instruction) bool {
	a := find(all, s.stage, s.a)
	switch s.kind {
	case "holds":
		return a >= 0
	case "stands":
		from := find(all, s.stage, "FROM")
		return from >= 0 && strings.HasPrefix(all[from].text, "FROM "+s.a+":")
	case "sets":
		keyword, pair, _ := strings.Cut(s.a, " ")
		name, value, _ := strings.Cut(pair, "=")
		return setting(all, s.stage, keyword, name) == value
	case "lacks":
		return a < 0
	case "order":
		b := find(all, s.stage, s.b)
		return a >= 0 && b > a
	case "stages":
		a, b := find(all, s.a, "FROM"), find(all, s.b, "FROM")
		return a >= 0 && b > a
	}
	b := find(all, s.stage, s.b)
	return b >= 0 && strings.Contains(all[b].comments, s.a)
}

// missing gives the first sign of edits that a Dockerfile does not show, "" for none.
func missing(text string, all []handEdit) string {
	read, err := instructionsOf(text)
	if err != nil {
		return "cannot be read: " + err.Error()
	}
	for _, e := range all {
		for _, s := range e.signs {
			if !s.shown(read) {
				return s.String()
			}
		}
	}
	return ""
}

// balance compares the words of a merged text with those of its sides, stage by stage: what a side added is there as often
// as it added it, what a side took out is gone, and nothing else moved. It gives the first word that is not so, "" for none.
func balance(base, yours, theirs, merged string) string {
	b, o, t, r := wordsByStage(base), wordsByStage(yours), wordsByStage(theirs), wordsByStage(merged)
	known := map[string]bool{}
	for _, side := range []map[string]int{b, o, t, r} {
		for w := range side {
			known[w] = true
		}
	}
	var wrong []string
	for w := range known {
		mine, other, both := o[w]-b[w], t[w]-b[w], r[w]-b[w]
		least := mine + other
		if mine > 0 && other > 0 {
			least = max(mine, other)
		} else if mine < 0 && other < 0 {
			least = min(mine, other)
		}
		if low, high := min(least, mine+other), max(least, mine+other); both < low || both > high {
			wrong = append(wrong, fmt.Sprintf("%s: %+d here, %+d there, %+d in both", w, mine, other, both))
		}
	}
	slices.Sort(wrong)
	return strings.Join(wrong, "; ")
}

// wordsByStage counts the words of each stage. Comments above a FROM belong to its stage.
func wordsByStage(text string) map[string]int {
	count := map[string]int{}
	stage, pending := "", []string{}
	for _, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			pending = append(pending, words...)
			continue
		}
		if words[0] == "FROM" {
			stage = words[len(words)-1]
		}
		if words[0] == "FROM" {
			words = strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" :@", r) }) // a tag is a word of its own
		}
		for _, w := range append(pending, words...) {
			if w != `\` {
				count[stage+" "+w]++
			}
		}
		pending = nil
	}
	for _, w := range pending {
		count[stage+" "+w]++
	}
	return count
}
