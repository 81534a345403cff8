package flow

import (
	"path"
	"slices"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/lock"
)

// Separate is drift by the question that it answers. A service can stand in each list, with what belongs there.
type Separate struct {
	// Stack is what the repository says otherwise, Answers what the user does, Packs what other packs write otherwise, Catalog
	// what msgen itself would write otherwise.
	Stack, Answers, Packs, Catalog []ServiceDrift
}

// Separate tells the causes of drift apart. What an answer changes is known exactly: the service is rendered with the old
// answers as well. Where facts and msgen itself moved together, an image that msgen no longer writes at all is msgen's
// doing, and of the lines ServiceDrift.Aged says that both may have moved them.
func (u *Update) Separate() Separate {
	var all Separate
	rest := &all.Catalog
	if len(u.Packs()) > 0 {
		rest = &all.Packs
	}
	for _, d := range u.Services {
		stack, answers, own := u.part(d)
		for _, p := range []struct {
			one  *ServiceDrift
			list *[]ServiceDrift
		}{{stack, &all.Stack}, {answers, &all.Answers}, {own, rest}} {
			if p.one != nil {
				*p.list = append(*p.list, *p.one)
			}
		}
	}
	return all
}

// part takes the drift of one service apart; nil for a cause that has no part in it.
func (u *Update) part(d ServiceDrift) (stack, answers, own *ServiceDrift) {
	rest := d
	switch {
	case d.New && len(u.req.Only) > 0, d.Vanished && u.leftOut(d.Service):
		only := lock.Answer{Key: "only", Source: "file", From: ".msgen.yaml"}
		d.Answers = append(d.Answers, moveOf("only", only, only, true))
		return nil, &d, nil
	case d.Wished() && !u.packed(d):
		if answers, rest = u.byAnswers(d); !rest.counts() {
			return nil, answers, nil
		}
	}
	if !rest.Stack() {
		return nil, answers, &rest
	}
	if moved := u.outdated(rest.Images); len(moved) > 0 {
		own = &ServiceDrift{Service: d.Service, Images: moved, Aged: d.Aged}
		if !versioned(rest) {
			rest.Images = slices.DeleteFunc(slices.Clone(rest.Images), func(i ImageMove) bool { return slices.Contains(moved, i) })
		}
	}
	return &rest, answers, own
}

// packed reports whether packs moved, and all answers that moved are to their questions: a new version asks others.
func (u *Update) packed(d ServiceDrift) bool {
	own := func(a AnswerMove) bool { _, own := choice.KeyOf(a.Key); return own || a.elsewhere() }
	return len(u.Packs()) > 0 && !slices.ContainsFunc(d.Answers, own)
}

// leftOut reports whether a service is here still, and the user's file does not name it.
func (u *Update) leftOut(service string) bool {
	return len(u.req.Only) > 0 && slices.ContainsFunc(u.Result.Report.All(), func(s detect.Stack) bool { return s.Name == service })
}

// outdated gives the moves away from an image that msgen no longer writes at all.
func (u *Update) outdated(moves []ImageMove) []ImageMove {
	var all []ImageMove
	for _, i := range moves {
		if _, known := u.Result.team.images.Knows(i.Old); !known {
			all = append(all, i)
		}
	}
	return all
}

// versioned reports whether the facts themselves choose other images: the release line, the framework or the kind of stack.
func versioned(d ServiceDrift) bool {
	return slices.ContainsFunc(d.Facts, func(f lock.Difference) bool {
		return Headline(f) && slices.Contains([]string{"version", "framework", "manager", "stack"}, f.Key)
	})
}

// byAnswers parts what the user's answers change from the rest, by a rendering with the old answers. Where that is no
// longer possible, all goes with the answers, but for the facts.
func (u *Update) byAnswers(d ServiceDrift) (*ServiceDrift, ServiceDrift) {
	answers := ServiceDrift{Service: d.Service, Aged: d.Aged}
	rest := ServiceDrift{Service: d.Service, Aged: d.Aged, Facts: slices.DeleteFunc(slices.Clone(d.Facts), func(f lock.Difference) bool { return f.Key == baseFact })}
	before, err := u.withOldAnswers(d)
	was, known := lock.Service{}, lock.Service{}
	if old := u.Old.Service(d.Service); old != nil {
		was = *old
	}
	if err == nil {
		known, err = remember(before)
	}
	if err != nil {
		answers.Answers, answers.Images, answers.Files = d.Answers, d.Images, d.Files
		return &answers, rest
	}
	now := u.next.Service(d.Service)
	rest.Images, answers.Images = imageMoves(&was, &known), imageMoves(&known, now)
	for _, a := range d.Answers {
		then, _ := known.Answer(a.Key)
		if a.wished() || then.Value != a.New.Value {
			answers.Answers = append(answers.Answers, a)
		} else {
			rest.Answers = append(rest.Answers, a)
		}
	}
	rest.Files, answers.Files = u.between(d.Service, before)
	return &answers, rest
}

// withOldAnswers renders a service as it is now, with what the lock says that a person answered.
func (u *Update) withOldAnswers(d ServiceDrift) (Service, error) {
	req := u.req.Request
	req.Wishes, req.Saved, req.Consult = choice.Wishes{}, nil, nil
	if old := u.Old.Service(d.Service); old != nil {
		for _, a := range old.Answers {
			if given(a) {
				req.Wishes[a.Key] = choice.Wish{Value: a.Value, Source: choice.Source(a.Source), From: a.From}
			}
		}
	}
	for _, a := range d.Answers {
		if a.Key == "outputDir" {
			req.OutputDir = a.Old.Value
		}
	}
	return serve(u.service(d.Service).Stack, req, u.Result.Report, u.Result.team, u.Result.Services[0].Stack.Name == d.Service)
}

// between gives what leads from the last rendering to the one with the old answers, and from there to the new one.
func (u *Update) between(service string, before Service) (rest, answers []FileDrift) {
	middle := map[string][]byte{}
	for _, f := range before.Files {
		middle[path.Clean(f.Path)] = []byte(f.Text)
	}
	for _, f := range u.Files {
		switch text, still := middle[f.Moved]; {
		case f.Service != service || f.Fate == Gone || f.Fate == Dropped:
		case f.Moved != "" && still: // the answers move it
			rest = appendDrift(rest, f.Moved, "", f.Base, text, f.Yours)
			answers = appendDrift(answers, f.Path, f.Moved, text, f.Theirs, f.Yours)
		default:
			rest = appendDrift(rest, f.Path, f.Moved, f.Base, middle[f.Path], f.Yours)
			answers = appendDrift(answers, f.Path, "", middle[f.Path], f.Theirs, f.Yours)
		}
	}
	return rest, answers
}

// Catalog gives the date of the images that msgen writes now.
func (u *Update) Catalog() string { return u.Result.team.images.Date }
