package flow

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
)

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
		return withLost(chosen(key, c.Start, choice.QuoteWords(c.Start.Value)), s.Stack.Start.Because, lost(s.Stack.Start)), true
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

// factOf gives a fact of a stack that is no choice; its value is empty where it is not known. Files are the repository's.
func factOf(s detect.Stack, key string, files []string) (known, bool) {
	switch key {
	case "manager":
		return found(key, s.Manager, s.Manager.Value), true
	case "framework":
		return found(key, s.Framework, s.Framework.Value), true
	case "build":
		return found(key, s.Build, choice.QuoteWords(s.Build.Value)), true
	case "health":
		return found(key, s.Health, s.Health.Value), true
	case "portEnv":
		return found(key, s.PortEnv, s.PortEnv.Value), true
	case "signals":
		return found(key, s.Signals, fmt.Sprint(s.Signals.Value)), true
	case "start": // a front end's, which nobody chooses
		return found(key, s.Start, choice.QuoteWords(s.Start.Value)), true
	case "version":
		return found(key, s.Version, s.Version.Value), true
	case "manifest":
		return manifest(s, files), true
	}
	for _, f := range s.Facts {
		switch {
		case f.Name == key && f.IsList:
			return found(key, f.List, strings.Join(f.List.Value, " ")), true
		case f.Name == key:
			return found(key, f.Text, f.Text.Value), true
		}
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
		"java": {"pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"}, "rust": {"Cargo.toml"},
	}[s.Stack]
	for _, name := range names {
		if p := path.Join(s.Dir, name); slices.Contains(files, p) {
			return known{Said: Said{"manifest", p, string(choice.Detected), p}, because: []detect.Evidence{{Path: p}}}
		}
	}
	return known{Said: Said{Key: "manifest", Source: string(choice.Default)}}
}
