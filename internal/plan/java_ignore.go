package plan

import (
	"path"
	"strings"
)

// ignore lets through what a COPY names, and nothing else.
func (w *javaWork) ignore(stages []*Stage) []Pattern {
	if w.stack.Assets != nil && w.stack.Assets.Dir == w.stack.Context {
		return append(javaDeny(), secretPatterns(w.stack, stages)...)
	}
	out := []Pattern{{Comment: "Nothing but what a COPY names; secrets, .git and build output cannot slip in.", Text: "**"}}
	var let []string
	if w.stack.Assets != nil {
		let = append(let, strings.TrimPrefix(w.stack.Assets.Dir, strings.TrimPrefix(w.stack.Context+"/", "./")))
	}
	if w.java.Tool == "gradle" && w.java.Wrapper {
		let = append(let, "gradlew")
	}
	let = append(let, w.java.Files...)
	let = append(let, w.java.Extra...)
	for _, m := range w.java.Modules {
		dirs := m.Main
		if w.in.Choices.Wants("test") || w.in.Choices.Wants("dev") {
			dirs = append(append([]string(nil), m.Main...), m.Tests...)
		}
		let = append(let, dirs...)
	}
	seen := map[string]bool{}
	for _, l := range let {
		if l = path.Clean(l); !seen[l] {
			seen[l] = true
			out = append(out, Pattern{Text: "!" + l})
		}
	}
	if w.stack.Assets != nil {
		out = append(out, Pattern{Text: "**/node_modules"})
	}
	return append(out, secretPatterns(w.stack, stages)...)
}

// javaDeny is for a front end in the same directory, whose files have any name: it lists what must stay out.
func javaDeny() []Pattern {
	out := []Pattern{{Comment: "Version control, what the build makes anew, and what no stage reads.", Text: "**/.git"}}
	for _, text := range []string{"**/.github", "**/.idea", "**/.vscode", "**/node_modules", "**/target", "**/build", "**/.gradle", "**/Dockerfile*", "**/.dockerignore", "**/*.md"} {
		out = append(out, Pattern{Text: text})
	}
	return out
}
