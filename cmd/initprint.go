package cmd

import (
	"fmt"
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/plan"
)

// showStacks prints what was found, to the person; machines read --json.
func (r *initRun) showStacks() {
	if r.o.json || r.o.stdout {
		return
	}
	for _, s := range r.result.Services {
		facts := s.Stack
		facts.Notes, facts.Questions = nil, nil
		printStack(r.env.Err, facts)
		fmt.Fprintf(r.env.Err, "  %-10s %s  (%s)\n", "base", s.Plan.Base, s.Plan.Because)
	}
}

// showNotes prints what a person should know: detect's notes, on the repository and on each service, and plan's, skipped services, findings.
func (r *initRun) showNotes() {
	if r.o.json {
		return
	}
	r.r.unknown(r.env, r.result.Report)
	printNotes(r.env.Err, "", r.result.Report.Notes)
	for _, s := range r.result.Services {
		if r.asker == nil {
			printNotes(r.env.Err, "", s.Stack.Notes)
		}
		printNotes(r.env.Err, "", s.Plan.Notes)
		for _, f := range s.Findings {
			fmt.Fprintf(r.env.Err, "%s: %s\n", f.Severity, f)
		}
	}
	for _, s := range r.result.Skipped {
		fmt.Fprintf(r.env.Err, "note: %s is left out: %s%s\n", s.Name, s.Refusal.Text, where(s.Refusal.Because))
	}
}

// preview shows a person what is about to be written: each file with its length, a Dockerfile with its stages.
func (r *initRun) preview() {
	stages := map[string]string{}
	for _, s := range r.result.Services {
		var names []string
		for _, stage := range s.Built.Stages {
			names = append(names, stage.Name)
		}
		for _, f := range s.Files {
			if path.Base(f.Path) == "Dockerfile" {
				stages[f.Path] = ": " + strings.Join(names, ", ")
			}
		}
	}
	for _, c := range r.files {
		if c.Kind != change.Same {
			fmt.Fprintf(r.env.Err, "  %s %s (%d lines%s)\n", c.Kind, visible(c.Path), strings.Count(string(c.New), "\n"), stages[c.Path])
		}
	}
}

// printOne prints the Dockerfile of the one service.
func (r *initRun) printOne() error {
	if n := len(r.result.Services); n != 1 {
		var names []string
		for _, s := range r.result.Services {
			names = append(names, s.Stack.Name)
		}
		return hint.With(fmt.Errorf("--stdout prints one Dockerfile, and there are %d services", n), "name one with --service: "+strings.Join(names, ", "))
	}
	for _, f := range r.result.Services[0].Files {
		if path.Base(f.Path) == "Dockerfile" {
			fmt.Fprint(r.env.Out, f.Text)
		}
	}
	return nil
}

// printDone prints what was or would be done, and what to type next.
func (r *initRun) printDone() error {
	if r.o.json {
		return printJSON(r.env.Out, r.summary())
	}
	for _, c := range append(r.files[:len(r.files):len(r.files)], r.state...) {
		fmt.Fprintf(r.env.Out, "%s %s\n", r.word(c), visible(c.Path))
	}
	r.showLayers()
	for _, s := range r.result.Services {
		for _, line := range r.next(s) {
			fmt.Fprintf(r.env.Err, "  %s\n", line)
		}
	}
	fmt.Fprintf(r.env.Err, "the same again without questions:\n  %s\n", r.again())
	return nil
}

// showLayers says which lines packs and the repository's own templates print, as why would, where nothing was written that
// why could be asked about.
func (r *initRun) showLayers() {
	if !r.o.dryRun {
		return
	}
	for _, s := range r.result.Services {
		for _, f := range s.Files {
			for _, b := range flow.ForeignBlocks(f) {
				fmt.Fprintf(r.env.Err, "  %s:%d  block %s of %s (%s:%d)\n", visible(f.Path), b.At, b.Block, b.Layer, b.Template, b.Line)
			}
		}
	}
}

// word says in one word what was or would be done with a file.
func (r *initRun) word(c change.Change) string {
	words := map[change.Kind]string{change.Create: "CREATED", change.Update: "UPDATED", change.Same: "UNCHANGED", change.Delete: "DELETED"}
	fresh := r.o.force || r.fate(c.Path) == flow.Written || c.Path == config.Name || c.Path == lock.Name
	switch {
	case r.o.dryRun && c.Kind == change.Delete:
		return "WOULD DELETE"
	case r.kept[c.Path]:
		return "KEPT"
	case r.o.dryRun && c.Kind == change.Create:
		return "WOULD CREATE"
	case r.o.dryRun && c.Kind == change.Update && fresh:
		return "WOULD UPDATE"
	case r.o.dryRun && c.Kind == change.Update:
		return "DIFFERS"
	}
	return words[c.Kind]
}

// next gives the commands that build and run the image of a service.
func (r *initRun) next(s flow.Service) []string {
	return []string{r.buildCommand(s), r.runCommand(s)}
}

// tag is the image's name: the service's, as references allow it.
func tag(s detect.Stack) string {
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return '-'
	}, strings.ToLower(path.Base(s.Name)))
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	if name = strings.Trim(name, "-"); name == "" {
		return "app"
	}
	return name
}

// tag is the image's name, another one for each service: where names become the same, the folder tells them apart, else a number.
func (r *initRun) tag(s detect.Stack) string {
	taken := map[string]bool{}
	for _, other := range r.result.Services {
		name := tag(other.Stack)
		if whole := strings.Trim(tag(detect.Stack{Name: strings.ReplaceAll(other.Stack.Dir, "/", "-")}), "-"); taken[name] && other.Stack.Dir != "." {
			name = whole
		}
		for base, n := name, 2; taken[name]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		taken[name] = true
		if other.Stack.Dir == s.Dir && other.Stack.Name == s.Name {
			return name
		}
	}
	return tag(s)
}

// operand gives a path as no command takes it for an option.
func operand(p string) string {
	if strings.HasPrefix(p, "-") {
		return "./" + p
	}
	return p
}

// buildCommand is the docker command that builds a service.
func (r *initRun) buildCommand(s flow.Service) string {
	line := shellLine([]string{"docker", "buildx", "build", "--load", "-t", r.tag(s.Stack)})
	for _, secret := range s.Plan.Secrets {
		line += " --secret " + secretWord(secret)
	}
	var words []string
	if s.Plan.SSH {
		words = append(words, "--ssh", "default")
	}
	for _, name := range s.Plan.BuildArgs {
		words = append(words, "--build-arg", name)
	}
	switch {
	case r.o.outputDir != "":
		words = append(words, "-f", operand(path.Join(r.o.outputDir, s.Plan.Dir, "Dockerfile")))
	case r.below != "":
		words = append(words, "-f", operand(path.Join(r.shown, r.below, s.Plan.Dir, "Dockerfile")))
	case s.Plan.Context != s.Plan.Dir:
		words = append(words, "-f", operand(path.Join(r.shown, s.Plan.Dir, "Dockerfile")))
	}
	return line + " " + shellLine(append(words, operand(path.Join(r.shown, s.Plan.Context))))
}

// secretWord is a secret's word on the command line. A file below the home directory is named by $HOME: no shell expands
// a ~ inside a word.
func secretWord(secret plan.Secret) string {
	below, home := strings.CutPrefix(secret.File, "~/")
	switch {
	case home:
		return "\"id=" + secret.ID + ",src=$HOME/" + below + "\""
	case secret.File != "":
		return choice.QuoteWord("id=" + secret.ID + ",src=" + secret.File)
	}
	return choice.QuoteWord("id=" + secret.ID + ",env=" + secret.Env)
}

// runCommand is the docker command that runs a service.
func (r *initRun) runCommand(s flow.Service) string {
	words := []string{"docker", "run", "--rm"}
	for _, port := range s.Built.Target("").Expose {
		words = append(words, "-p", fmt.Sprintf("%d:%d", port, port))
	}
	for _, name := range s.Plan.RunEnv {
		words = append(words, "-e", name)
	}
	for _, dir := range plan.CommonOf(s.Plan.Model).Volumes {
		words = append(words, "-v", r.tag(s.Stack)+"-"+path.Base(dir)+":"+dir)
	}
	return shellLine(append(words, r.tag(s.Stack)))
}

// again gives the command that would give the same result without a question.
func (r *initRun) again() string {
	words := []string{"msgen", "init", "--yes"}
	if r.o.service != "" {
		words = append(words, "--service", r.o.service)
	}
	if r.o.stack != "" {
		words = append(words, "--stack", r.o.stack)
	}
	for _, p := range r.o.pack {
		words = append(words, "--pack", p)
	}
	if len(r.result.Services) > 0 {
		words = append(words, given(r.result.Services[0])...)
	}
	if r.o.outputDir != "" {
		words = append(words, "--output-dir", r.o.outputDir)
	}
	if r.shown != "." {
		words = append(words, operand(r.shown))
	}
	return shellLine(words)
}

// given gives the flags for what a person chose.
func given(s flow.Service) []string {
	var words []string
	for _, t := range s.Choices.Texts() {
		if t.Given {
			words = append(words, t.Key.Flag, t.Value)
		}
	}
	for _, t := range s.Said {
		if t.Given {
			words = append(words, t.Key.Flag, t.Key.Name+"="+t.Value)
		}
	}
	return words
}

// shellLine joins words as a person would type them.
func shellLine(words []string) string { return choice.QuoteWords(words) }
