package verify

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/msgen/msgen/internal/secret"
)

func checkSecretNames(f *file, say say) {
	for i := range f.globals {
		for _, a := range f.globals[i].Args {
			if secret.Variable(a.Key) {
				say(firstLine(f.globals[i].Location()), "ARG %s: its value stays in the image history; use RUN --mount=type=secret", a.Key)
			}
		}
	}
	steps := allSteps(f.stages)
	for c, line := range each[*instructions.ArgCommand](steps) {
		for _, a := range c.Args {
			if secret.Variable(a.Key) {
				say(line, "ARG %s: its value stays in the image history; use RUN --mount=type=secret", a.Key)
			}
		}
	}
	for c, line := range each[*instructions.EnvCommand](steps) {
		for _, e := range c.Env {
			if secret.Variable(e.Key) && !secret.Harmless(e.Value) {
				say(line, "ENV %s: its value stays in the image; pass it with docker run -e", e.Key)
			}
		}
	}
}

// secretPatterns are the shapes of well-known tokens, and of passwords inside addresses.
func secretPatterns() []secretPattern {
	return []secretPattern{
		{"AKIA", regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`)}, {"ASIA", regexp.MustCompile(`\bASIA[0-9A-Z]{16}\b`)},
		{"gh", regexp.MustCompile(`\bgh[pousr]_[A-Za-z0-9]{36,}`)}, {"github_pat_", regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{22,}`)},
		{"glpat-", regexp.MustCompile(`\bglpat-[A-Za-z0-9_-]{20,}`)}, {"npm_", regexp.MustCompile(`\bnpm_[A-Za-z0-9]{36,}`)}, {"pypi-", regexp.MustCompile(`\bpypi-[A-Za-z0-9_-]{50,}`)},
		{"xox", regexp.MustCompile(`\bxox[abpr]-[A-Za-z0-9-]{10,}`)}, {"sk_live_", regexp.MustCompile(`\bsk_live_[A-Za-z0-9]{20,}`)}, {"AIza", regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{35}\b`)},
		{"PRIVATE KEY", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`)},
		{"@", regexp.MustCompile(`[a-z][a-z0-9+.-]*://[^\s/:@$"'{}]+:[^\s/:@$"'{}]{3,}@`)},
	}
}

// secretPattern is a form of secret, and a word that every such secret holds: a text without it is not searched.
type secretPattern struct {
	word string
	form *regexp.Regexp
}

func checkSecretValues(f *file, say say) {
	for _, p := range secretPatterns() {
		if !strings.Contains(f.text, p.word) {
			continue
		}
		for _, at := range p.form.FindAllStringIndex(f.text, -1) {
			start := strings.LastIndexByte(f.text[:at[0]], '\n') + 1
			if strings.HasPrefix(strings.TrimSpace(f.text[start:at[1]]), "#") {
				continue
			}
			found := []rune(f.text[at[0]:at[1]])
			say(1+strings.Count(f.text[:at[0]], "\n"), "the text contains what looks like a secret: %s...", string(found[:min(8, len(found))]))
		}
	}
}

func checkSecretFiles(f *file, say say) {
	for c, line := range each[*instructions.CopyCommand](allSteps(f.stages)) {
		if c.From == "" {
			f.saySecrets(say, line, c.SourcePaths)
		}
	}
	for c, line := range each[*instructions.AddCommand](allSteps(f.stages)) {
		f.saySecrets(say, line, c.SourcePaths)
	}
}

// saySecrets judges names that are given in full. An .npmrc is often copied and rarely without a token; its content, when
// it can be read, decides.
func (f *file) saySecrets(say say, line int, names []string) {
	for _, p := range names {
		p = strings.TrimPrefix(path.Clean("/"+p), "/")
		often := slices.Contains([]string{".npmrc", ".yarnrc", "settings.xml", "pip.conf"}, path.Base(p)) && f.about.Read == nil
		if often || f.about.secretSource(p) {
			say(line, "%s may contain secrets and stays in the layer; use RUN --mount=type=secret", p)
		}
	}
}

// checkLogin looks for credentials in the arguments of a command, also those that a build argument brings.
func checkLogin(f *file, say say) {
	text := regexp.MustCompile(`(?i)(docker|podman|npm|az|helm|aws ecr) +login\b.*(-p|--password)[ =]|aws configure set aws_secret|npm config set [^ ]*_authToken|_authToken=[^\s"']|echo +[^|]*(password|token|secret)[^|]*>+|Authorization: *(Bearer|Basic|token) +\$?[A-Za-z0-9{_-]{3,}`)
	for run, line := range each[*instructions.RunCommand](allSteps(f.stages)) {
		if m := text.FindString(script(run.ShellDependantCmdLine)); m != "" && !mountsSecret(run) {
			say(line, "the command contains a secret (%s); use RUN --mount=type=secret", shorten(m))
		}
	}
}

func mountsSecret(run *instructions.RunCommand) bool {
	return slices.ContainsFunc(instructions.GetMounts(run), func(m *instructions.Mount) bool { return m.Type == instructions.MountTypeSecret })
}
