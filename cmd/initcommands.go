package cmd

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/verify"
)

// targetCommands are the commands for one build target; Run is "" where the build does all.
type targetCommands struct {
	Target string `json:"target"`
	Build  string `json:"build"`
	Run    string `json:"run,omitempty"`
	what   string
}

// showCommands prints the commands that build and run a service.
func (r *initRun) showCommands(s flow.Service) {
	if r.adopted(s) {
		return
	}
	w := r.env.Err
	fmt.Fprintf(w, "  %s\n  %s\n", r.buildCommand(s, ""), r.runCommand(s))
	if url := address(s.Built.Target("")); url != "" {
		fmt.Fprintf(w, "  %s\n", url)
	}
	if names := r.unset(s); len(names) > 0 {
		fmt.Fprintf(w, "  set in your shell first: %s\n", strings.Join(names, ", "))
	}
	for _, t := range r.targets(s) {
		fmt.Fprintf(w, "%s: %s\n  %s\n", t.Target, t.what, t.Build)
		if t.Run != "" {
			fmt.Fprintf(w, "  %s\n", t.Run)
		}
	}
}

// adopted reports whether the Dockerfile of a service is somebody else's and stays.
func (r *initRun) adopted(s flow.Service) bool {
	for _, f := range s.Files {
		if slices.Contains(r.talk.adopt, f.Path) {
			return true
		}
	}
	return false
}

// address is where a browser finds what listens, "" for nothing.
func address(s verify.Stage) string {
	if len(s.Expose) == 0 {
		return ""
	}
	return fmt.Sprintf("http://localhost:%d", s.Expose[0])
}

// unset gives the variables that the printed commands take from the shell and that are not set there.
func (r *initRun) unset(s flow.Service) []string {
	var names []string
	for _, secret := range s.Plan.Secrets {
		if secret.Env != "" && r.env.Getenv(secret.Env) == "" {
			names = append(names, secret.Env)
		}
	}
	if r.envFile(s) != "" {
		return names
	}
	for _, name := range s.Plan.RunEnv {
		if r.env.Getenv(name) == "" {
			names = append(names, name)
		}
	}
	return names
}

// envFile gives the .env file that sets all that the container needs, and nothing that the image sets otherwise; "" for none.
func (r *initRun) envFile(s flow.Service) string {
	name := path.Join(s.Stack.Dir, ".env")
	text, err := fs.ReadFile(r.r.repo, name)
	if err != nil || len(s.Plan.RunEnv) == 0 {
		return ""
	}
	image := map[string]string{}
	for _, v := range plan.CommonOf(s.Plan.Model).Env {
		image[v.Name] = v.Value
	}
	set := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if own, there := image[key]; there && value != own {
			return "" // the file is for the developer's machine: HOST=localhost
		}
		set[key] = ok
	}
	if slices.ContainsFunc(s.Plan.RunEnv, func(name string) bool { return !set[name] }) {
		return ""
	}
	return path.Join(r.shown, name)
}

// targets gives the commands for the build targets beside prod.
func (r *initRun) targets(s flow.Service) []targetCommands {
	var all []targetCommands
	for _, name := range s.Choices.Targets.Value {
		t := targetCommands{Target: name, Build: r.buildCommand(s, name)}
		stage := s.Built.Target(name)
		image := r.tag(s.Stack) + ":" + name
		switch {
		case name == "test" && s.Built.Target("test-report").Name == "test-report":
			t.what, t.Build = "runs the tests and writes the report to the directory report", r.buildCommand(s, "test-report")
		case name == "test":
			t.what = "runs the tests"
		case name == "dev":
			t.what, t.Run = "runs your sources and follows your edits", r.docker(s, stage, r.mounts(s, stage), image)
		case name == "debug":
			t.what, t.Run = "opens a shell in the production image", r.docker(s, stage, []string{"-it", "--entrypoint", "sh"}, image)
		default:
			continue
		}
		all = append(all, t)
	}
	return all
}

// mounts gives the options that mount the sources into the dev container, but not over what was installed there.
func (r *initRun) mounts(s flow.Service, stage verify.Stage) []string {
	var over []string
	switch m := s.Plan.Model.(type) {
	case *plan.Node:
		if m.PnP || stage.Root == "" {
			return nil // the installed packages are files between the sources
		}
		if m.Deps != nil {
			over = append(over, path.Join(m.Root, "node_modules"))
			for _, dir := range m.Deps.MemberModules {
				over = append(over, path.Join(m.Root, dir))
			}
		}
		if m.Dev != nil {
			over = append(over, m.Dev.Dirs...)
		}
	case *plan.Python:
		if m.Install != nil {
			over = append(over, path.Join(stage.Root, ".venv"))
		}
	case *plan.Go, *plan.Java:
	default:
		return nil
	}
	if stage.Root == "" {
		return nil
	}
	words := []string{"-v", "$PWD" + strings.TrimSuffix("/"+path.Join(r.shown, s.Plan.Context), "/.") + ":" + stage.Root}
	if path.IsAbs(r.shown) {
		words[1] = path.Join(r.shown, s.Plan.Context) + ":" + stage.Root
	}
	slices.Sort(over)
	for i, dir := range over {
		if !slices.ContainsFunc(over[:i], func(up string) bool { return strings.HasPrefix(dir+"/", up+"/") }) {
			words = append(words, "-v", dir)
		}
	}
	return words
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

// buildCommand is the docker command that builds a service, or one of its targets.
func (r *initRun) buildCommand(s flow.Service, target string) string {
	words := []string{"docker", "buildx", "build"}
	switch target {
	case "":
		words = append(words, "--load", "-t", r.tag(s.Stack))
	case "test":
		words = append(words, "--target", target)
	case "test-report":
		words = append(words, "--target", target, "--output", "report")
	default:
		words = append(words, "--load", "--target", target, "-t", r.tag(s.Stack)+":"+target)
	}
	if s.Built.SSH {
		words = append(words, "--ssh", "default")
	}
	for _, name := range s.Plan.BuildArgs {
		words = append(words, "--build-arg", name)
	}
	line := shellLine(words)
	for _, secret := range s.Plan.Secrets {
		line += " --secret " + secretWord(secret)
	}
	words = nil
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
	return r.docker(s, s.Built.Target(""), nil, r.tag(s.Stack))
}

// docker is the docker command that runs a stage with further options.
func (r *initRun) docker(s flow.Service, stage verify.Stage, options []string, image string) string {
	words := []string{"docker", "run", "--rm"}
	for _, port := range stage.Expose {
		words = append(words, "-p", fmt.Sprintf("%d:%d", port, port))
	}
	if file := r.envFile(s); file != "" {
		words = append(words, "--env-file", file)
	} else {
		for _, name := range s.Plan.RunEnv {
			words = append(words, "-e", name)
		}
	}
	for _, dir := range plan.CommonOf(s.Plan.Model).Volumes {
		words = append(words, "-v", r.tag(s.Stack)+"-"+path.Base(dir)+":"+dir)
	}
	line := shellLine(words)
	for _, word := range options {
		if below, here := strings.CutPrefix(word, "$PWD"); here {
			line += ` "$PWD"` + strings.TrimPrefix(shellLine([]string{"-" + below}), "-")
			continue
		}
		line += " " + choice.QuoteWord(word)
	}
	return line + " " + image
}
