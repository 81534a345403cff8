package plan

import (
	"path"
	"strconv"
)

// runtime says how the program runs.
func (m *Java) runtime(w *javaWork) {
	m.Port, m.Entrypoint = w.port(), w.entrypoint()
	if port := w.in.Choices.Port; port.Given() && port.Value != 0 && port.Value != w.stack.Port.Value && w.stack.PortEnv.Known() {
		m.Env = []Var{{Name: w.stack.PortEnv.Value, Value: strconv.Itoa(port.Value)}}
	}
	if m.Port == 0 {
		return
	}
	if manage := w.java.Management.Value; manage > 0 {
		m.ManagementPort = manage
	}
	m.Health = JavaHealth{Path: w.stack.Health.Value, Known: w.stack.Health.Value != "", Port: m.Port, PortEnv: m.PortEnv}
	if !m.Health.Known {
		m.Health.Path = "/"
	}
	if m.ManagementPort > 0 {
		m.Health.Port, m.Health.PortEnv = m.ManagementPort, ""
	}
}

// ignore says what the build context holds.
func (m *Java) ignore(w *javaWork) {
	var copied, front []string
	if m.Gradle != nil && m.Gradle.Wrapper {
		copied = append(copied, "gradlew")
	}
	copied = append(copied, w.java.Files...)
	if m.Wants("test") || m.Wants("dev") {
		copied = append(copied, m.TestSources...)
	} else {
		copied = append(copied, m.Sources...)
	}
	if m.Assets != nil {
		front = m.Assets.Node.contextPaths()
	}
	m.SecretFiles = secretLines(w.stack, append(front, copied...))
	a := w.stack.Assets
	if m.Ignore.All = a != nil && a.Dir == w.stack.Context; m.Ignore.All {
		return
	}
	if a != nil {
		copied = append([]string{w.inContext(a.Dir)}, copied...)
	}
	for _, p := range copied {
		m.Ignore.Included = union(m.Ignore.Included, []string{path.Clean(p)})
	}
}
