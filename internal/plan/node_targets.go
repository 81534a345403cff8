package plan

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// testModel decides on the test stage.
func (s *nodeService) testModel() *NodeTest {
	test := s.n.Test.Value
	if !s.in.Choices.Wants("test") || len(test) == 0 {
		return nil
	}
	t := &NodeTest{From: s.installed(), Copy: true, Command: s.commandOf(test)}
	if s.builds() && s.generated() == "build" && s.n.Static == nil && !s.n.Bundled {
		t.From, t.Copy = "build", s.n.BuildFiles != nil
	}
	at := slices.Index(test, "--test")
	switch {
	case test[0] == "node" && at > 0:
		t.Runner, t.Command.Args, t.Args = "node", test[:at+1], test[at+1:]
	case test[0] == "vitest":
		t.Runner = "vitest"
	case len(test) > 1 && test[0] == "bun" && test[1] == "test":
		t.Runner = "bun"
	}
	return t
}

// devModel decides on the dev stage: the project's own command or, without one, the runtime's watch mode.
func (s *nodeService) devModel() *NodeDev {
	if !s.in.Choices.Wants("dev") {
		return nil
	}
	d := &NodeDev{From: s.installed(), Port: cmp.Or(s.n.DevPort.Value, s.port())}
	d.Dirs = each(s.framework.DevDirs, func(dir string) string { return path.Join(s.workdir(), dir) })
	if dev := s.n.Dev.Value; len(dev) > 0 {
		d.Command, d.Listen = s.commandOf(dev), s.framework.Told && !slices.ContainsFunc(dev, func(a string) bool { return strings.HasPrefix(a, "--host") || a == "-H" })
		d.Script = dev[0] == "npm" && slices.Contains(dev, "run")
		return d
	}
	command := s.command()
	if d.Watch = first(command) == s.kind; d.Watch {
		command = command[1:]
	}
	d.Command.Args = command
	return d
}
