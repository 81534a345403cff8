package flow

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
)

// fileWords explain what stands outside of stages, by block.
func fileWords() map[string]string {
	return map[string]string{
		"header": "The syntax line says which version of the Dockerfile's language the file is written in, so that every builder reads it alike; below it stands who wrote the file.",
		"ignore": "It keeps out of the build context what the image does not need.",
	}
}

// slotWords explain each slot where the plan has no words of its own.
func slotWords() map[string]string {
	return map[string]string{
		"from":        "The image or the stage that this stage stands on.",
		"env":         "What the commands of the stage, or the program in it, find in the environment.",
		"workdir":     "The directory that commands and the program start in.",
		"packages":    "System packages that the base lacks.",
		"deps":        "Dependencies come before the sources, so that they are installed again only when they change.",
		"copy":        "What the stage needs, and no more, so that a change of anything else leaves it cached.",
		"build":       "What the stage makes.",
		"user":        "The program runs as a user that is not root; the number lets a platform check it.",
		"expose":      "The port that the program listens on.",
		"healthcheck": "It asks the program itself whether it is well, without a shell.",
		"stopsignal":  "The signal that ends the program in good order.",
		"entrypoint":  "What the container runs, without a shell in between, so that it gets the signals.",
		"labels":      "What the image says of itself, in the words of the OCI.",
	}
}

// slotKeys says which choices and facts each slot rests on.
func slotKeys() map[string][]string {
	return map[string][]string{
		"from":        {"base", "version"},
		"packages":    {"base"},
		"deps":        {"manager", "manifest"},
		"copy":        {"build", "start", "manifest"},
		"build":       {"build", "manager", "manifest"},
		"user":        {"base"},
		"expose":      {"port"},
		"healthcheck": {"health", "port"},
		"stopsignal":  {"signals"},
		"entrypoint":  {"start", "main", "signals", "manifest"},
		"labels":      {"manifest"},
	}
}

// stageKeys says what a stage as a whole rests on, where its FROM or what is copied from it says no more.
func stageKeys() map[string][]string {
	return map[string][]string{
		"prod":  {"base"},
		"build": {"build", "manager", "manifest"},
		"probe": {"health", "port"},
		"init":  {"signals", "start"},
		"jre":   {"version", "base"},
		"debug": {"base"}, "dev": {"manager", "framework"}, "test": {"manager", "framework"},
	}
}

// keysOf gives the row of a stage; a stage without one brings dependencies.
func keysOf(stage string) []string {
	if keys, ok := stageKeys()[stage]; ok {
		return slices.Clone(keys)
	}
	return []string{"manager", "manifest"}
}

// keys gives what a line of a slot rests on. Stages that were asked for rest on that as well.
func (w reasons) keys(s *plan.Stage, o render.Origin) []string {
	keys := slices.Clone(slotKeys()[o.Slot])
	switch o.Slot {
	case "from":
		switch {
		case w.service.Plan.Stage(s.From) != nil: // what the stage is for
			keys = keysOf(s.Name)
		case s != w.service.Plan.Prod():
			keys = append([]string{"version"}, keysOf(s.Name)...)
		}
	case "env":
		if keys = keysOf(s.Name); s == w.service.Plan.Prod() {
			keys = []string{"framework", "manager", "manifest"}
		}
		if port := strconv.Itoa(w.service.Choices.Port.Value); port != "0" && strings.Contains(w.line, "="+port) {
			keys = []string{"port", "portEnv"}
		}
	case "packages":
		if s.Native || !slices.Contains([]string{"prod", "runtime", "debug", "base"}, s.Name) {
			keys = keysOf(s.Name) // tools of the build
		}
	case "copy":
		if o.Step >= 0 && s.Steps[o.Step].Copy != nil && w.service.Plan.Stage(s.Steps[o.Step].Copy.From) != nil {
			keys = append(keysOf(s.Steps[o.Step].Copy.From), "manifest")
		}
	}
	if o.Slot == "copy" && s.Name == "probe" {
		keys = keysOf(s.Name)
	}
	if slices.Contains([]string{"dev", "test", "test-report", "debug"}, s.Name) {
		keys = append(keys, "targets")
	}
	return slices.Compact(keys)
}

// known is a choice or fact with its evidence.
type known struct {
	Said
	because []detect.Evidence
	against []detect.Lost
}

// choiceOf gives a choice of a service as text; its value is empty where nothing was chosen nor found.
func choiceOf(s Service, key string) (known, bool) {
	c := s.Choices
	switch key {
	case "base":
		k := chosen(key, c.Base, c.Base.Value)
		if s.Plan != nil && (k.Value == "auto" || k.Value == "") {
			k.Value, k.From = s.Plan.Base, "auto"
		}
		return k, true
	case "targets":
		return chosen(key, c.Targets, strings.Join(c.Targets.Value, ",")), true
	case "port":
		return withLost(chosen(key, c.Port, strconv.Itoa(c.Port.Value)), s.Stack.Port.Because, lost(s.Stack.Port)), true
	case "version":
		return withLost(chosen(key, c.Version, c.Version.Value), s.Stack.Version.Because, lost(s.Stack.Version)), true
	case "start":
		return withLost(chosen(key, c.Start, shellWords(c.Start.Value)), s.Stack.Start.Because, lost(s.Stack.Start)), true
	case "main":
		return chosen(key, c.Main, c.Main.Value), true
	}
	return known{}, false
}

// withLost adds what spoke for another value; evidence for a value that a person overrode has lost as well.
func withLost(k known, found []detect.Evidence, against []detect.Lost) known {
	if len(k.because) == 0 {
		for _, b := range found {
			against = append(against, detect.Lost{Value: b.Text, Because: b})
		}
	}
	k.against = against
	return k
}

func lost[T any](f detect.Fact[T]) []detect.Lost { return slices.Clone(f.Against) }

func chosen[T any](key string, c choice.Choice[T], value string) known {
	return known{Said: Said{Key: key, Value: value, Source: string(c.Source), From: c.From}, because: c.Because}
}

// shellWords joins words as a person would type them.
func shellWords(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = choice.QuoteWord(w)
	}
	return strings.Join(quoted, " ")
}

// factOf gives a fact of a stack that is no choice; its value is empty where it is not known. Files are the repository's.
func factOf(s detect.Stack, key string, files []string) (known, bool) {
	switch key {
	case "manager":
		return found(key, s.Manager, s.Manager.Value), true
	case "framework":
		return found(key, s.Framework, s.Framework.Value), true
	case "build":
		return found(key, s.Build, shellWords(s.Build.Value)), true
	case "health":
		return found(key, s.Health, s.Health.Value), true
	case "portEnv":
		return found(key, s.PortEnv, s.PortEnv.Value), true
	case "signals":
		return found(key, s.Signals, fmt.Sprint(s.Signals.Value)), true
	case "start": // a front end's, which nobody chooses
		return found(key, s.Start, shellWords(s.Start.Value)), true
	case "version":
		return found(key, s.Version, s.Version.Value), true
	case "manifest":
		return manifest(s, files), true
	}
	return known{}, false
}

func found[T any](key string, f detect.Fact[T], value string) known {
	if !f.Known() {
		return known{Said: Said{Key: key, Source: string(choice.Default)}, against: f.Against}
	}
	return known{Said{key, value, string(choice.Detected), f.Because[0].String()}, f.Because, f.Against}
}

// manifest is the file that names and describes a service.
func manifest(s detect.Stack, files []string) known {
	names := map[string][]string{
		"go": {"go.mod", "go.work"}, "node": {"package.json"}, "python": {"pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "requirements.txt"},
		"java": {"pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"},
	}[s.Stack]
	for _, name := range names {
		if p := path.Join(s.Dir, name); slices.Contains(files, p) {
			return known{Said: Said{"manifest", p, string(choice.Detected), p}, because: []detect.Evidence{{Path: p}}}
		}
	}
	return known{Said: Said{Key: "manifest", Source: string(choice.Default)}}
}
