package cmd

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/plan"
)

// talk is init's conversation with a person.
type talk struct {
	answers map[string]choice.Wishes // by service
	open    []choice.Missing         // what has to be asked
	all     bool                     // whether everything is asked
	only    []string                 // the services that were chosen; nil for all
	adopt   []string                 // Dockerfiles to take over as they are
	replace []string                 // Dockerfiles to overwrite
	ended   bool                     // whether nothing is left to write
}

// converse asks which services, what to do with Dockerfiles that are there, and whether the defaults are right. It changes the
// request accordingly.
func (r *initRun) converse(req *flow.Request) error {
	r.talk.answers = map[string]choice.Wishes{}
	result, err := flow.Run(*req)
	if err = r.stillOpen(err); err != nil {
		return err
	}
	r.result = result
	req.Report, req.Consult = &result.Report, r.consult
	stacks, err := flow.Pick(result.Report, *req)
	if err != nil {
		return err
	}
	for _, ask := range []func([]detect.Stack) ([]detect.Stack, error){r.setUp, r.chooseServices, r.chooseFiles} {
		if stacks, err = ask(stacks); err != nil || r.talk.ended {
			return err
		}
	}
	if r.talk.only != nil {
		req.Only = r.talk.only
	}
	return r.settle(*req)
}

// stillOpen keeps the questions that an error names, for which it is no error.
func (r *initRun) stillOpen(err error) error {
	var missing *choice.MissingError
	if !errors.As(err, &missing) {
		r.talk.open = nil
		return err
	}
	for _, m := range missing.Answers {
		if _, asked := r.talk.answers[m.Service][m.Key.Name]; asked {
			return err
		}
	}
	r.talk.open = missing.Answers
	return nil
}

// setUp asks what a person wants of a repository that is set up.
func (r *initRun) setUp(stacks []detect.Stack) ([]detect.Stack, error) {
	known := func(s detect.Stack) bool { return r.r.lock != nil && r.r.lock.Service(s.Name) != nil }
	if !slices.ContainsFunc(stacks, known) || r.o.dryRun || r.o.diff || r.o.force {
		return stacks, nil
	}
	answer, err := r.asker.Choose(choice.Ask{Text: "msgen is already set up here (" + lock.Name + ")", Default: "update", Options: []choice.Offer{
		{Value: "update", Why: "re-render and keep your edits, as msgen update does"},
		{Value: "change", Why: "change your answers, then re-render"},
		{Value: "quit", Why: "leave everything as it is"},
	}})
	switch {
	case err != nil:
		return nil, err
	case answer == "update":
		r.talk.ended = true
		return nil, r.update()
	case answer == "quit":
		r.end("nothing was changed")
	}
	r.talk.all = answer == "change"
	return stacks, nil
}

// update does what msgen update would do with the same flags.
func (r *initRun) update() error {
	u := &updateRun{env: r.env, o: &updateOptions{service: r.o.service, wishes: r.o.wishes, packs: r.o.packs}, cmd: r.cmd}
	if err := u.settings(); err != nil {
		return err
	}
	return u.work(r.r)
}

// end ends the conversation with nothing left to write.
func (r *initRun) end(why string) {
	r.talk.ended = true
	fmt.Fprintln(r.env.Err, why)
}

// chooseServices asks which of several services get a Dockerfile.
func (r *initRun) chooseServices(stacks []detect.Stack) ([]detect.Stack, error) {
	if len(stacks) < 2 || len(r.r.config.Only) > 0 || r.talk.all {
		return stacks, nil
	}
	ask := choice.Ask{Text: "Which services get a Dockerfile?", Help: "press Space to select or deselect a service, and Enter to continue"}
	var names []string
	for _, s := range stacks {
		names = append(names, s.Name)
		ask.Options = append(ask.Options, choice.Offer{Value: s.Name, Why: fmt.Sprintf("%s in %s", s.Stack, s.Dir)})
	}
	ask.Default = strings.Join(names, ",")
	chosen, err := r.asker.ChooseMany(ask)
	if err != nil {
		return nil, err
	}
	if len(chosen) == 0 {
		r.end("no service was selected; nothing was written")
	}
	if len(chosen) < len(stacks) {
		r.talk.only = chosen
	}
	return slices.DeleteFunc(stacks, func(s detect.Stack) bool { return !slices.Contains(chosen, s.Name) }), nil
}

// chooseFiles asks what to do with Dockerfiles that are there and that msgen does not know.
func (r *initRun) chooseFiles(stacks []detect.Stack) ([]detect.Stack, error) {
	var rest []detect.Stack
	for _, s := range stacks {
		keep, err := r.chooseFile(s, r.dockerfile(s))
		if err != nil {
			return nil, err
		}
		if !keep {
			rest = append(rest, s)
		}
	}
	switch {
	case len(rest) == 0:
		r.end("nothing was written")
	case len(rest) < len(stacks):
		r.talk.only = nil
		for _, s := range rest {
			r.talk.only = append(r.talk.only, s.Name)
		}
	}
	return rest, nil
}

// dockerfile gives the path of a service's Dockerfile.
func (r *initRun) dockerfile(s detect.Stack) string {
	dir := s.Dir
	if all := r.result.Report.Stacks; len(all) == 1 && all[0].Name == s.Name {
		dir = s.Context
	}
	return path.Join(r.below, dir, "Dockerfile")
}

// chooseFile asks about one Dockerfile, and reports whether the service is left alone.
func (r *initRun) chooseFile(s detect.Stack, file string) (keep bool, err error) {
	text, there, err := change.Read(r.r.repo, file)
	if err != nil || !there || r.o.force || r.o.outputDir != "" || r.r.lock != nil && r.r.lock.File(file) != nil {
		return false, err
	}
	if flow.Ours(text) {
		return false, nil // its lock is lost; the merge decides
	}
	answer, err := r.asker.Choose(choice.Ask{Text: visible(file) + " exists and was not written by msgen", Default: "keep", Options: []choice.Offer{
		{Value: "keep", Why: "leave " + s.Name + " alone: nothing is written for it"},
		{Value: "adopt", Why: "keep its text, and let msgen update merge later changes into it"},
		{Value: "replace", Why: "write a new Dockerfile in its place"},
	}})
	switch answer {
	case "adopt":
		r.talk.adopt = append(r.talk.adopt, file)
	case "replace":
		r.talk.replace = append(r.talk.replace, file)
	}
	return answer == "keep", err
}

// settle shows what would be written until the person agrees.
func (r *initRun) settle(req flow.Request) error {
	for {
		result, err := flow.Run(req)
		if r.refused(err) {
			continue
		}
		r.talk.all = false
		if err = r.stillOpen(err); err != nil {
			return err
		}
		if len(r.talk.open) > 0 {
			continue
		}
		r.result = result
		for _, s := range result.Services {
			r.showStack(s)
		}
		r.showNotes()
		answer, err := r.agree()
		switch {
		case err != nil:
			return err
		case answer == "yes":
			return nil
		case answer == "quit":
			r.end("nothing was written")
			return nil
		case answer == "customize":
			r.talk.all = true
		}
	}
}

// refused says that an answer cannot be met, so that everything is asked again; it does so for answers alone.
func (r *initRun) refused(err error) bool {
	var refusal *plan.Refusal
	if !r.talk.all || !errors.As(err, &refusal) {
		return false
	}
	fmt.Fprintf(r.env.Err, "not possible: %s; choose again\n", refusal)
	return true
}

// agree asks whether the defaults are right; a preview is shown as often as one likes.
func (r *initRun) agree() (string, error) {
	for {
		answer, err := r.asker.Choose(choice.Ask{Text: "Use these settings?", Default: "yes",
			Help: "yes writes the files; customize asks for base image, build targets and port; preview prints the Dockerfile first",
			Options: []choice.Offer{
				{Value: "yes", Why: "write the files"},
				{Value: "customize", Why: "choose base image, build targets and port"},
				{Value: "preview", Why: "print the Dockerfile first"},
				{Value: "quit", Why: "write nothing"},
			}})
		if err != nil || answer != "preview" {
			return answer, err
		}
		for _, f := range r.result.Files() {
			if path.Base(f.Path) == "Dockerfile" {
				fmt.Fprintf(r.env.Err, "\n---- %s ----\n%s\n", visible(f.Path), f.Text)
			}
		}
	}
}

// consult gives what the person answered about a service, and asks what has to be asked.
func (r *initRun) consult(s detect.Stack, w choice.Wishes, options []plan.Option) (choice.Wishes, error) {
	given := choice.Wishes{} // what no answer may change
	for key, wish := range w {
		if wish.Source == choice.Flag || wish.Source == choice.Environment {
			given[key] = wish
		}
	}
	said := r.talk.answers[s.Name]
	for _, m := range r.talk.open {
		if m.Service != s.Name || !asksItself(s, m.Key.Name) {
			continue
		}
		i := slices.IndexFunc(s.Questions, func(q detect.Question) bool { return q.Key == m.Key.Name })
		answer, err := choice.Open(s, s.Questions[i], r.asker)
		if err != nil {
			return nil, err
		}
		said = said.Over(choice.Wishes{m.Key.Name: choice.Answered(answer)})
	}
	if offers := r.offers(s, given, options); r.talk.all && len(offers) > 0 {
		answers, err := choice.Consult(s, given, r.choices(s), offers, r.asker)
		if err != nil {
			return nil, err
		}
		said = said.Over(answers)
	}
	if r.talk.all || r.isOpen(s) {
		known := w.Over(said)
		if r.talk.all {
			known = given
		}
		answers, err := r.r.consult(s.Name, s.Stack, known, r.asker)
		if err != nil {
			return nil, err
		}
		said = said.Over(answers)
	}
	r.talk.answers[s.Name] = said
	return w.Over(said).Over(given), nil
}

// asksItself reports whether a question is the stack's own rather than a pack's.
func asksItself(s detect.Stack, key string) bool {
	return slices.ContainsFunc(s.Questions, func(q detect.Question) bool { return q.Key == key })
}

// isOpen reports whether a pack's question about a service has no answer.
func (r *initRun) isOpen(s detect.Stack) bool {
	return slices.ContainsFunc(r.talk.open, func(m choice.Missing) bool { return m.Service == s.Name && !asksItself(s, m.Key.Name) })
}

// choices gives the choices for a service as they were shown last.
func (r *initRun) choices(s detect.Stack) choice.Choices {
	for _, done := range r.result.Services {
		if done.Stack.Name == s.Name {
			return done.Choices
		}
	}
	return choice.Choices{}
}

// offers gives the bases that a person can choose; those that are not possible are listed with the reason.
func (r *initRun) offers(s detect.Stack, given choice.Wishes, options []plan.Option) []choice.Offer {
	var offers []choice.Offer
	_, settled := given["base"]
	for _, o := range options {
		switch {
		case o.Refused == nil:
			offers = append(offers, choice.Offer{Value: o.Base, Why: o.Why})
		case !settled && r.talk.all:
			fmt.Fprintf(r.env.Err, "%s: base %s is not possible: %s\n", s.Name, o.Base, o.Refused)
		}
	}
	return offers
}
