package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// The targets beside prod: test with its report, dev, debug.

// nodeRunner is a test runner whose own report is known: the words that make it write one to /report.
type nodeRunner struct {
	command []string // how the project's command begins
	report  []string
}

// nodeRunners holds one row for each runner that writes a report without another package.
func nodeRunners() []nodeRunner {
	return []nodeRunner{
		{[]string{"vitest"}, []string{"--reporter=default", "--reporter=junit", "--outputFile.junit=/report/junit.xml"}},
		{[]string{"bun", "test"}, []string{"--reporter=junit", "--reporter-outfile=/report/junit.xml"}},
	}
}

// nodeTestFlags stand right behind --test, for words that follow name files.
func nodeTestFlags() []string {
	return []string{"--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=junit", "--test-reporter-destination=/report/junit.xml"}
}

// testStages run the project's tests; "test-report" holds nothing but what they wrote, for --output.
func (s *nodeService) testStages() []*Stage {
	if !s.in.Choices.Wants("test") || len(s.n.Test.Value) == 0 {
		return nil
	}
	from := s.installed()
	if s.builds() && s.n.Static == nil && !s.n.Bundled {
		from = "build"
	}
	st := &Stage{Name: "test", From: from, About: "Runs the project's tests; `--target test-report --output report` takes the result out"}
	if s.workdir() != s.installRoot() {
		st.Workdir = s.workdir()
	}
	if from != "build" || s.n.BuildFiles != nil {
		st.Steps = append(st.Steps, Step{Slot: "copy", Copy: &Copy{Sources: []string{"."}, Dest: nodeRoot + "/"}})
	}
	st.Steps = append(st.Steps, Step{Slot: "build", Run: &Run{Commands: append(
		[]Command{{Args: []string{"mkdir", "/report"}}}, s.testCommand())}})
	report := &Stage{Name: "test-report", From: "scratch", About: "Nothing but the report, for `--output`",
		Steps: []Step{{Slot: "copy", Copy: &Copy{From: "test", Sources: []string{"/report"}, Dest: "/"}}}}
	return []*Stage{st, report}
}

// testCommand runs the tests with a report: the runner's own where it is known, else what it prints.
func (s *nodeService) testCommand() Command {
	test := s.n.Test.Value
	for i, a := range test {
		if test[0] == "node" && a == "--test" {
			args := append(append([]string{}, test[:i+1]...), nodeTestFlags()...)
			return Command{Args: append(args, test[i+1:]...)}
		}
	}
	for _, r := range nodeRunners() {
		if len(test) >= len(r.command) && strings.Join(test[:len(r.command)], " ") == strings.Join(r.command, " ") {
			return Command{Args: s.call(append(append([]string{}, test...), r.report...))}
		}
	}
	logged := []string{"sh", "-c", `"$@" > /report/test.log 2>&1 || { cat /report/test.log; exit 1; }`, "sh"}
	return Command{Args: append(logged, s.call(test)...)}
}

// devStage reloads when a mounted source changes. It runs as an unprivileged user, who may write where the server keeps
// what it makes.
func (s *nodeService) devStage() *Stage {
	if !s.in.Choices.Wants("dev") {
		return nil
	}
	command := s.devCommand()
	st := &Stage{Name: "dev", From: s.installed(), User: "1000", Cmd: command,
		About: "Hot reload: mount the sources over " + s.workdir()}
	if s.workdir() != s.installRoot() {
		st.Workdir = s.workdir()
	}
	dirs := []string{"."}
	for _, d := range s.framework.devDirs {
		dirs = append(dirs, path.Join(s.workdir(), d))
	}
	st.Steps = []Step{
		{Slot: "copy", Copy: &Copy{Sources: []string{"."}, Dest: nodeRoot + "/", Chown: "1000:1000"}},
		{Slot: "build", Run: &Run{Commands: []Command{{Args: append([]string{"install", "-d", "-o", "1000", "-g", "1000"}, dirs...)}}}},
	}
	if s.devReload() {
		st.Expose = []int{s.devPort()}
	}
	return st
}

// devReload reports whether the development server listens.
func (s *nodeService) devReload() bool { return s.devPort() != 0 }

// devPort is where the development server listens.
func (s *nodeService) devPort() int {
	if p := s.n.DevPort.Value; p != 0 {
		return p
	}
	return s.port()
}

// devCommand is the project's own, made to listen for the world outside; without one, the runtime's watch mode.
func (s *nodeService) devCommand() []string {
	dev := s.n.Dev.Value
	if len(dev) == 0 {
		command := s.command()
		if first(command) == s.kind {
			return append([]string{s.kind, "--watch"}, command[1:]...)
		}
		return command
	}
	args := s.call(dev)
	if !s.listening(dev) {
		if args[0] == "npm" && within(args, "run") {
			args = append(append([]string{}, args...), "--")
		}
		args = append(append([]string{}, args...), s.framework.dev...)
	}
	return args
}

// listening reports whether a development command says itself where it listens.
func (s *nodeService) listening(dev []string) bool {
	for _, a := range dev {
		if strings.HasPrefix(a, "--host") || a == "-H" {
			return true
		}
	}
	return len(s.framework.dev) == 0
}

// debugProgram is the same image with a shell, or where the base has one, with the inspector.
func (s *nodeService) debugProgram() *Stage {
	st := &Stage{Name: "debug", From: "runtime"}
	if s.base == catalog.Distroless && s.final.Debug != "" {
		st.About = "The same files and command, and a shell: docker run -it --entrypoint sh"
		st.Steps = []Step{artifact(s.final.Debug, "/busybox", "/busybox")}
		st.Env = []Var{{Name: "PATH", Value: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/nodejs/bin:/busybox"}}
		return st
	}
	st.About = "The same files, and the inspector on 9229; the base has a shell: docker exec -it … sh"
	st.Expose = []int{9229}
	_, cmd := s.entry()
	st.Cmd = append([]string{"--inspect=0.0.0.0:9229"}, cmd...)
	return st
}

// debugSite is the same site with a log that says more.
func (s *nodeService) debugSite() *Stage {
	return &Stage{Name: "debug", From: "runtime", About: "The same files, and a log that says more; the base has a shell: docker exec -it … sh",
		Cmd: []string{"-g", "daemon off; error_log /dev/stderr info;"}}
}
