// Package flow is the sentence of the architecture as one function: look, choose, decide, write, read back.
package flow

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/detect/languages"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/internal/verify"
)

// Request is what a command wants of a repository.
type Request struct {
	// Repo is the repository; give it the FS of an os.Root, so that no link leads out of it.
	Repo fs.FS
	// Report is what was found in it already; nil looks.
	Report *detect.Report
	// Service, when set, is the one service to take; Stack, when set, the only template family.
	Service, Stack string
	// Only, when not empty, are the services that the user's file names; Service is stronger.
	Only []string
	// Wishes are what flags and variables say.
	Wishes choice.Wishes
	// Saved gives what the user's file says of a service, which flags and variables override; nil for nothing.
	Saved func(service string) choice.Wishes
	// Team are the packs, combined; nil for none. Render renders what packs bring; nil does it in this process.
	Team   *pack.Team
	Render Renderer
	// Exceptions excuse breaches of the packs' policy, until the day that each names; Today is the day, "2026-11-21", and ""
	// that of the catalog.
	Exceptions []pack.Exception
	Today      string
	// OutputDir is the directory below the repository that the files go to; "" for beside the sources.
	OutputDir string
	// ModelOnly ends with the model of each service: nothing is rendered, so templates that are being written may be broken.
	ModelOnly bool
	// Consult asks a person about one service, if one can be asked: it gets the wishes so far and gives them back with the
	// answers. Options are the bases that could be taken.
	Consult func(detect.Stack, choice.Wishes, []plan.Option) (choice.Wishes, error)
}

// Service is one service of a repository with all that came of it.
type Service struct {
	Stack   detect.Stack
	Choices choice.Choices
	Plan    *plan.Plan
	Files   []render.File
	// Built is what the rendered Dockerfile says of itself.
	Built verify.Inspection
	// Findings are breaches of msgen's own rules in the files; there should be none.
	Findings []verify.Finding
	// Said are the answers to the packs' questions.
	Said []choice.Text
	// Verdict is what the packs' policy says of the files.
	Verdict pack.Verdict
}

// Result is what came of a request.
type Result struct {
	Report   detect.Report
	Services []Service
	// Skipped are services that no image can be made of, while others could.
	Skipped []detect.Stack

	team *team
}

// Files gives the files of all services.
func (r Result) Files() []render.File {
	var files []render.File
	for _, s := range r.Services {
		files = append(files, s.Files...)
	}
	return files
}

// Run goes through the sentence for every service that is wanted. Nothing is written.
func Run(req Request) (Result, error) {
	packs, report, err := begin(req)
	if err != nil {
		return Result{}, err
	}
	if req.Render != nil {
		defer req.Render.Close()
	}
	result := Result{Report: report, team: packs}
	stacks, skipped, err := pick(report, req)
	if err != nil {
		return result, err
	}
	result.Skipped = skipped
	missing := &choice.MissingError{}
	for i, done := range served(stacks, req, report, packs) {
		s, err := stacks[i], done.err
		var open *choice.MissingError
		if errors.As(err, &open) {
			missing.Answers = append(missing.Answers, open.Answers...)
			continue
		}
		if err != nil {
			return result, named(err, s, len(stacks))
		}
		result.Services = append(result.Services, done.Service)
	}
	if len(missing.Answers) > 0 {
		return result, hint.With(missing, missing.Hints()...)
	}
	return result, nil
}

// outcome is a service, or why there is none.
type outcome struct {
	Service
	err error
}

// served yields what comes of each stack, in their order. Where nobody is asked and no pack is used, they are worked on side by
// side; each worker has its own view of the files.
func served(stacks []detect.Stack, req Request, report detect.Report, packs *team) iter.Seq2[int, outcome] {
	return func(yield func(int, outcome) bool) {
		if req.Consult != nil || len(packs.layers) > 1 || len(stacks) == 1 {
			first := true
			for i, s := range stacks {
				done, err := serve(s, req, report, packs, first)
				first = first && err != nil
				if !yield(i, outcome{done, err}) {
					return
				}
			}
			return
		}
		all := make([]outcome, len(stacks))
		var next atomic.Int64
		var workers sync.WaitGroup
		for range min(runtime.GOMAXPROCS(0), len(stacks)) {
			worker := *packs
			worker.indexes = nil
			workers.Go(func() {
				for i := next.Add(1) - 1; int(i) < len(stacks); i = next.Add(1) - 1 {
					done, err := serve(stacks[i], req, report, &worker, false)
					all[i] = outcome{done, err}
				}
			})
		}
		workers.Wait()
		for i, done := range all {
			if !yield(i, done) {
				return
			}
		}
	}
}

// begin reads the packs and the repository, one beside the other.
func begin(req Request) (packs *team, report detect.Report, err error) {
	var seen error
	var looking sync.WaitGroup
	ready := make(chan struct{})
	if req.Report != nil {
		report = *req.Report
	} else {
		looking.Go(func() {
			report, seen = languages.Scan(req.Repo, func(files detect.Files, report *detect.Report) error {
				if <-ready; err != nil {
					return err
				}
				return packs.stacks(files, report)
			})
		})
	}
	packs, err = newTeam(req)
	close(ready)
	looking.Wait()
	return packs, report, cmp.Or(err, seen)
}

// named says which of several services an error concerns, and what fits instead of what was refused.
func named(err error, s detect.Stack, of int) error {
	var hints []string
	var refusal *plan.Refusal
	if errors.As(err, &refusal) && refusal.Nearest != "" {
		verb := "add "
		if strings.HasPrefix(refusal.Nearest, "-") {
			verb = "take " // flags
		}
		hints = append(hints, verb+refusal.Nearest)
	}
	if refusal != nil && refusal.Hint != "" {
		hints = append(hints, refusal.Hint)
	}
	if of > 1 {
		err = fmt.Errorf("%s: %w", s.Name, err)
	}
	if len(hints) == 0 {
		return err
	}
	return hint.With(err, hints...)
}

// serve makes the files of one service; the first one brings what the packs add to the repository as a whole.
func serve(s detect.Stack, req Request, report detect.Report, packs *team, first bool) (Service, error) {
	wishes := req.wishes(s.Name)
	if slices.ContainsFunc(report.More, func(o detect.Stack) bool { return o.Name == s.Name }) {
		wishes = maps.Clone(wishes)
		if wishes["main"].Source == choice.File {
			delete(wishes, "main") // it says what the other service of the project runs
		}
	}
	if req.Consult != nil && s.Refusal == nil {
		var err error
		if wishes, err = consult(s, req, wishes, packs); err != nil {
			return Service{}, err
		}
	}
	done := Service{Stack: s}
	answers, err := done.choose(packs, wishes)
	if err != nil {
		return done, err
	}
	if err := packs.unspoken(s.Stack, func(p render.Problem) bool { return p.Unknown }); err != nil {
		return done, err
	}
	p, err := packs.plan(packs.input(s, done.Choices))
	if err != nil {
		return done, err
	}
	if len(report.Stacks) == 1 && s.Name == report.Stacks[0].Name {
		p.Dir = p.Context // a member of a workspace that is its only service is built from the root: docker build .
	}
	if done.Plan = p; req.ModelOnly {
		p.Model = plan.WithAnswers(p.Model, answers)
		return done, nil
	}
	options := render.Options{Final: packs.Policy.Final(), Answers: answers}
	files, err := packs.render(p, packs.layers, options)
	if err != nil {
		return done, err
	}
	if err := packs.contained(p, files, options); err != nil {
		return done, err
	}
	if err := packs.outputs(p, files); err != nil {
		return done, err
	}
	done.Files = files
	p.Secrets = mountedSecrets(files, p.Secrets)
	if done.Findings, err = judge(p, files, req.Repo, report.Files, packs); err != nil {
		return done, err
	}
	if done.Built, err = packs.inspect(files, packs.index(report.Files, p.Context, plan.CommonOf(p.Model).Added)); err != nil {
		return done, err
	}
	if err := done.targets(); err != nil {
		return done, err
	}
	if err := faulty(s.Stack, done.Findings, files, packs, req.Exceptions); err != nil {
		return done, err
	}
	if done.Verdict, err = packs.judge(done, files, req); err != nil {
		return done, err
	}
	done.Files = append(place(files, req.OutputDir), packs.added(p, first)...)
	return done, nil
}

// targets refuses a build target that the Dockerfile does not have: a request is never dropped in silence.
func (s *Service) targets() error {
	for _, want := range s.Choices.Targets.Value {
		if s.Built.Target(want).Name == want {
			continue
		}
		for _, f := range s.Files {
			if by := f.Origin(s.Built.Target("").Line); isDockerfile(f.Path) && len(by) > 0 && by[len(by)-1].Layer != "msgen" {
				o := by[len(by)-1]
				return hint.With(fmt.Errorf("%s/%s has no stage %s", o.Layer, o.Template, want), "add the stage to the template, or leave the target out")
			}
		}
		reason := "the program has no target " + want
		if want == "test" {
			reason = "no tests were found, so there is no target test"
		}
		rest := slices.DeleteFunc(slices.Clone(s.Choices.Targets.Value), func(t string) bool { return t == want })
		return &plan.Refusal{Reason: reason, Nearest: "--target " + strings.Join(rest, ",")}
	}
	return nil
}

// choose settles the choices of a service and the answers to the packs' questions; what is missing of both is told at once.
func (s *Service) choose(packs *team, wishes choice.Wishes) (map[string]any, error) {
	var open, missing *choice.MissingError
	choices, err := choice.Resolve(s.Stack, wishes, packs.weaker)
	if err != nil && !errors.As(err, &open) {
		return nil, err
	}
	s.Choices = choices
	answers, said, err := packs.answers(s.Stack, wishes)
	if err != nil && !errors.As(err, &missing) {
		return nil, err
	}
	s.Said = said
	switch {
	case open != nil && missing != nil:
		return nil, &choice.MissingError{Answers: append(open.Answers, missing.Answers...)}
	case open != nil:
		return nil, open
	case missing != nil:
		return nil, missing
	}
	return answers, nil
}

// place moves files below another directory. There the ignore file always bears the Dockerfile's name, since the context
// has no room for it.
func place(files []render.File, dir string) []render.File {
	if dir == "" {
		return files
	}
	for i := range files {
		name := path.Base(files[i].Path)
		if name == ".dockerignore" {
			name = "Dockerfile.dockerignore"
		}
		files[i].Path = path.Join(dir, path.Dir(files[i].Path), name)
	}
	return files
}

// wishes gives all that was said of a service: the user's file, and over it variables and flags.
func (req Request) wishes(service string) choice.Wishes {
	if req.Saved == nil {
		return req.Wishes
	}
	return req.Saved(service).Over(req.Wishes)
}
