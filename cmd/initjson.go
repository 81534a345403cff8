package cmd

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/verify"
)

// initSummary is what init decided and did, for machines.
type initSummary struct {
	Schema   string           `json:"schema"`
	Written  bool             `json:"written"`
	Services []serviceSummary `json:"services"`
	Files    []fileSummary    `json:"files"`
	// Notes concern the repository as a whole; those on a service stand with it.
	Notes []detect.Note `json:"notes"`
	// Again is the command line that gives the same result without prompts.
	Again string `json:"again"`
}

// serviceSummary is one service of an initSummary.
type serviceSummary struct {
	Name    string         `json:"name"`
	Dir     string         `json:"dir"`
	Context string         `json:"context"`
	Stack   string         `json:"stack"`
	Base    string         `json:"base"`
	Because string         `json:"because"`
	Choices choice.Choices `json:"choices"`
	Image   string         `json:"image"`
	Expose  []int          `json:"expose"`
	Secrets []string       `json:"secrets"`
	RunEnv  []string       `json:"runEnv"`
	// Build and Run are commands for a shell.
	Build string `json:"build"`
	Run   string `json:"run"`
	// URL is where the running image answers, "" where it listens nowhere.
	URL string `json:"url"`
	// Targets are the commands for the build targets beside prod.
	Targets  []targetCommands `json:"targets"`
	Notes    []detect.Note    `json:"notes"`
	Findings []verify.Finding `json:"findings"`
}

// fileSummary is one file of an initSummary: create, update or same; keep where a person said so.
type fileSummary struct {
	Path string      `json:"path"`
	Kind change.Kind `json:"kind"`
}

// summary collects what was decided and done.
func (r *initRun) summary() initSummary {
	sum := initSummary{Schema: "msgen.init/v1", Written: r.wrote, Services: []serviceSummary{}, Files: []fileSummary{}, Notes: append([]detect.Note{}, r.result.Report.Notes...), Again: strings.Join(r.again(), " && ")}
	for _, s := range r.result.Services {
		one := serviceSummary{Name: s.Stack.Name, Dir: s.Plan.Dir, Context: s.Plan.Context, Stack: s.Stack.Stack, Base: s.Plan.Base,
			Because: s.Plan.Because, Choices: s.Choices, Image: s.Built.Target("").Image, Expose: append([]int{}, s.Built.Target("").Expose...),
			Secrets: []string{}, RunEnv: append([]string{}, s.Plan.RunEnv...), Build: r.buildCommand(s, ""), Run: r.runCommand(s), URL: address(s.Built.Target("")), Targets: append([]targetCommands{}, r.targets(s)...),
			Notes: append(append([]detect.Note{}, s.Stack.Notes...), s.Plan.Notes...), Findings: append([]verify.Finding{}, s.Findings...)}
		for _, secret := range s.Plan.Secrets {
			one.Secrets = append(one.Secrets, secret.ID)
		}
		sum.Services = append(sum.Services, one)
	}
	for _, c := range append(r.files[:len(r.files):len(r.files)], r.state...) {
		sum.Files = append(sum.Files, fileSummary{c.Path, c.Kind})
	}
	return sum
}
