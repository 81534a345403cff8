package detect

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/secret"
)

// anonymous takes the logins out of the addresses that a stack shows: labels and the lock keep them for good.
func (s *Stack) anonymous() {
	s.Source, s.Description = secret.Anonymous(s.Source), secret.Anonymous(s.Description)
	if s.Java != nil {
		for i, url := range s.Java.Repositories.Value {
			s.Java.Repositories.Value[i] = secret.Anonymous(url)
		}
	}
}

// manifest are files that people write, of all that an install reads.
var manifest = pattern.New(`(^|/)(package\.json|pyproject\.toml|Pipfile|pom\.xml|[^/]*requirements[^/]*\.txt|(build|settings)\.gradle(\.kts)?)$`)

// sayLogins notes manifests that have an address with a password in them: an install needs them as they are.
func (v *vault) sayLogins(files ...[]string) {
	for _, p := range slices.Concat(files...) {
		if line := v.loginIn(p); line > 0 {
			v.note(p+" contains a URL with a password, which may end up in the image", "a variable instead, and a new password: everyone with access to the repository knows this one", v.t.At(p, line))
		}
	}
}

// sayScripts notes scripts of Gradle that have a secret written into them: the build runs them, so that they are in its
// stage, and no mount of the file would help where it is committed.
func (v *vault) sayScripts(files []string) {
	for _, f := range files {
		for _, p := range append(v.t.Under(f), f) {
			if !gradleScript.MatchString(p) || !v.t.Has(p) {
				continue
			}
			lines := PlainScript(v.t.Lines(p))
			header := slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, "HttpHeaderCredentials") })
			for i, line := range lines {
				if secret.Literal(line, header) {
					v.note(p+" contains a credential, which the build stages contain too", "a variable instead, read with System.getenv, and a new credential: everyone with access to the repository knows this one", Evidence{Path: p, Line: i + 1})
					break
				}
			}
		}
	}
}

// gradleScript are the scripts of Gradle.
var gradleScript = pattern.New(`\.gradle(\.kts)?$`)

// loginIn gives the first line of a manifest that has an address with a password in it, 0 for none.
func (v *vault) loginIn(p string) int {
	line, known := v.login[p]
	if !known && manifest.MatchString(p) {
		line = 1 + slices.IndexFunc(v.t.Lines(p), func(l string) bool { return secret.Gives("", l) })
	}
	v.login[p] = line
	return line
}

// AskForSecrets leaves values with the name of a secret out of the commands and variables of a stack. Those of the start
// are asked for when the container runs, those of the build are secrets of the build.
func (s *Stack) AskForSecrets() {
	if n := s.Node; n != nil {
		n.StartEnv = s.askEnv(n.StartEnv)
		build := n.BuildEnv
		n.BuildEnv = slices.DeleteFunc(slices.Clone(build), func(e EnvVar) bool { return secret.Gives(e.Name, e.Value) })
		for _, e := range build {
			if secret.Gives(e.Name, e.Value) {
				n.BuildSecrets = AddCandidate(n.BuildSecrets, e.Name, evidence(s.Build))
			}
		}
	}
	if s.Start.Known() {
		s.Start.Value = s.askWords(s.Start.Value)
	}
	if p := s.Python; p != nil {
		p.Env = slices.DeleteFunc(slices.Clone(p.Env), func(e Setting) bool {
			return len(s.askEnv([]EnvVar{{e.Name, e.Value}})) == 0
		})
		if name, value, assigned := strings.Cut(p.App.Value, "="); assigned && secret.Gives(name, value) {
			p.App = Fact[string]{}
		}
	}
}

// Secrets reports whether a command holds a secret, and names the variables that it sets to one.
func Secrets(command []string) (variables []string, held bool) {
	s := Stack{Start: NewFact(command, Evidence{Path: "-"})}
	s.AskForSecrets()
	for _, c := range s.AskEnv {
		variables = append(variables, c.Value)
	}
	return variables, len(s.Notes) > 0
}

// askEnv gives the variables that may be baked and asks for the others.
func (s *Stack) askEnv(env []EnvVar) []EnvVar {
	var kept []EnvVar
	for _, e := range env {
		if !secret.Gives(e.Name, e.Value) {
			kept = append(kept, e)
			continue
		}
		s.ask(e.Name)
	}
	return kept
}

// evidence gives the first line behind a fact.
func evidence(f Fact[[]string]) Evidence {
	if !f.Known() {
		return Evidence{}
	}
	return f.Because[0]
}

// ask notes that a variable comes when the container runs.
func (s *Stack) ask(name string) {
	at := evidence(s.Start)
	if slices.ContainsFunc(s.AskEnv, func(c Candidate) bool { return c.Value == name }) {
		return
	}
	s.AskEnv = append(s.AskEnv, Candidate{Value: name, Because: []Evidence{at}})
	s.Notes = append(s.Notes, Note{Text: "the start command sets " + name + ", which looks like a secret: the image does not contain it; pass it when the container runs",
		Add: "docker run -e " + name + ", and take the value out of the file, which the image may contain", Because: []Evidence{at}})
}

var (
	// scriptSecret is an assignment inside a script of the shell.
	scriptSecret = pattern.New(`(?:\bexport\s+)?\b([A-Za-z_][A-Za-z0-9_]*)=("[^"]*"|'[^']*'|[^\s"';&|]+)(\s*(?:&&|;))?\s*`)
	// wordSecret is a flag with its value.
	wordSecret = pattern.New(`^--?([A-Za-z][\w-]*)(?:=(.*))?$`)
)

// askWords takes secrets out of the words of a command: assignments become variables of the container; a flag with a
// password has to be given by whoever runs it.
func (s *Stack) askWords(words []string) []string {
	var kept []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		name, value, assigned := strings.Cut(w, "=")
		switch flag := wordSecret.FindStringSubmatch(w); {
		case i > 0 && words[i-1] == "-c":
			kept = append(kept, s.askScript(w))
		case assigned && formats.IsEnvName(name) && secret.Gives(name, value):
			s.ask(name)
			if last := len(kept) - 1; last >= 0 && slices.Contains([]string{"-e", "--env", "-D", "--define"}, kept[last]) {
				kept = kept[:last]
			}
		case flag != nil && s.secretFlag(flag, words[i+1:]):
			if !assigned {
				i++
			}
		case strings.ContainsAny(w, " \t\n"):
			kept = append(kept, s.askScript(w))
		case secret.Gives("", w):
			s.leftOut("an address with a password")
			kept = append(kept, secret.Anonymous(w))
		default:
			kept = append(kept, w)
		}
	}
	return kept
}

// secretFlag reports a flag whose value, its own or the next word, is a secret, and says that it is left out.
func (s *Stack) secretFlag(flag, rest []string) bool {
	name := strings.ReplaceAll(flag[1], "-", "_")
	value := flag[2]
	if value == "" && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") && !strings.Contains(flag[0], "=") {
		value = rest[0]
	}
	if value == "" || strings.HasSuffix(strings.ToLower(name), "auth") || !secret.Gives(name, value) {
		return false
	}
	given, _, _ := strings.Cut(flag[0], "=")
	s.leftOut(given)
	return true
}

// leftOut notes that the start command lost a secret.
func (s *Stack) leftOut(what string) {
	s.Notes = append(s.Notes, Note{Text: "the start command passes " + what + ", which looks like a secret: the image does not contain it",
		Add: "a variable that the program reads, passed with docker run -e", Because: []Evidence{evidence(s.Start)}})
}

// askScript takes the assignments of secrets out of a script.
func (s *Stack) askScript(script string) string {
	var b strings.Builder
	last := 0
	for _, m := range scriptSecret.FindAllStringSubmatchIndex(script, -1) {
		name, value := script[m[2]:m[3]], strings.Trim(script[m[4]:m[5]], `"'`)
		if !secret.Gives(name, value) {
			continue
		}
		s.ask(name)
		b.WriteString(script[last:m[0]])
		last = m[1]
	}
	return b.String() + script[last:]
}
