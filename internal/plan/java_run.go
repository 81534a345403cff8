package plan

import (
	"path"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// javaOptionsVar is what the JVM reads by itself, so that no shell has to expand it.
const javaOptionsVar = "JAVA_TOOL_OPTIONS"

// javaFlags make the heap follow the container's limit, and end a program that has run out of memory.
const javaFlags = "-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError"

// springBoot reports whether the service is a Spring Boot application.
func (w *javaWork) springBoot() bool { return w.stack.Framework.Value == "spring-boot" }

// port is where the program listens in the container; 0 when it does not.
func (w *javaWork) port() int { return w.in.Choices.Port.Value }

// prod adds the final stage.
func (w *javaWork) prod(p *Plan) error {
	s, err := w.final("prod")
	if err != nil {
		return err
	}
	s.Health = w.health()
	p.Stages = append(p.Stages, s)
	s.Labels, s.LabelArgs = w.labels(p)
	return nil
}

// final makes a stage that runs the program: prod, or debug on a base with a shell.
func (w *javaWork) final(name string) (*Stage, error) {
	s := &Stage{Name: name}
	env := []Var{}
	switch w.base {
	case catalog.Distroless:
		image, err := w.in.Catalog.Image("cc", catalog.Distroless, "")
		if err != nil {
			return nil, err
		}
		s.From, s.User = image.Ref, image.User
		if name == "debug" {
			s.From = image.Debug
		}
		s.Steps = append(s.Steps, Step{Slot: "copy", Copy: &Copy{From: "jre", Sources: []string{"/jre"}, Dest: "/opt/java", Link: true}})
		env = append(env, Var{Name: "PATH", Value: "/opt/java/bin:$PATH", Expand: true})
		s.About = "The default target: glibc, the linked runtime, the program; from the seldom to the often changed."
	default:
		image, err := w.in.Catalog.Image("jre", w.base, w.line)
		if err != nil {
			return nil, err
		}
		s.From, s.User = image.Ref, image.User
		s.About = "The default target: the runtime and the program; from the seldom to the often changed."
	}
	s.User += ":" + s.User
	s.Env = append(env, w.env(name)...)
	if w.port() > 0 {
		s.Expose = w.ports()
	}
	if w.port() > 0 && name == "prod" {
		s.Steps = append(s.Steps, Step{Slot: "copy", Copy: &Copy{From: w.probeStage(), Sources: []string{"/opt/probe/Probe.class"}, Dest: "/opt/probe/", Link: true}})
	}
	s.Steps = append(s.Steps, w.program()...)
	s.Entrypoint = w.entrypoint()
	return s, nil
}

// env are the variables of the running program.
func (w *javaWork) env(stage string) []Var {
	flags := javaFlags
	if stage == "debug" {
		flags += " -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005"
	}
	vars := []Var{{Name: javaOptionsVar, Value: flags}}
	if port := w.in.Choices.Port; port.Given() && port.Value != 0 && port.Value != w.stack.Port.Value && w.stack.PortEnv.Known() {
		vars = append(vars, Var{Name: w.stack.PortEnv.Value, Value: strconv.Itoa(port.Value)})
	}
	return vars
}

// ports are the ports that something in the image listens on.
func (w *javaWork) ports() []int {
	ports := []int{w.port()}
	if m := w.java.Management.Value; m > 0 && m != w.port() {
		ports = append(ports, m)
	}
	return ports
}

// program copies what the build left, from the seldom to the often changed.
func (w *javaWork) program() []Step {
	from := func(source, dest string) Step {
		return Step{Slot: "copy", Copy: &Copy{From: "build", Sources: []string{source}, Dest: dest, Link: true}}
	}
	switch w.java.Layout {
	case detect.JavaFastJar:
		return []Step{from("/out/lib/", "/app/lib/"), from("/out/quarkus/", "/app/quarkus/"), from("/out/quarkus-run.jar", "/app/"), from("/out/app/", "/app/app/")}
	case detect.JavaFat:
		return []Step{from("/out/app.jar", "/app/")}
	case detect.JavaLib:
		return w.libProgram(from)
	}
	steps := []Step{}
	lib := ""
	if newer(w.java.FrameworkVersion.Value, 3, 3) {
		lib = "lib/"
	}
	steps = append(steps, from("/layers/dependencies/"+lib, "/app/"+lib))
	if lib == "" {
		steps = append(steps, from("/layers/spring-boot-loader/", "/app/"))
	}
	if w.java.Snapshots {
		steps = append(steps, from("/layers/snapshot-dependencies/"+lib, "/app/"+lib))
	}
	return append(steps, from("/layers/application/", "/app/"))
}

// libProgram copies a jar and its libraries, those of other people first.
func (w *javaWork) libProgram(from func(source, dest string) Step) []Step {
	var steps []Step
	if w.java.Libraries {
		steps = append(steps, from("/out/lib/", "/app/lib/"))
	}
	if w.ownLibraries() {
		steps = append(steps, from("/out/own/", "/app/lib/"))
	}
	return append(steps, from("/out/app.jar", "/app/"))
}

// ownLibraries reports whether other modules of the build are among the libraries.
func (w *javaWork) ownLibraries() bool {
	if w.java.Tool == "gradle" {
		return w.java.Libraries && len(w.java.Modules) > 1
	}
	for _, m := range w.java.Modules {
		if m.Dir != w.java.Module && m.Jar != "" {
			return true
		}
	}
	return false
}

// entrypoint is the command of the container: no shell, so that the JVM is PID 1 and ends on SIGTERM.
func (w *javaWork) entrypoint() []string {
	if start := w.in.Choices.Start; start.Given() && len(start.Value) > 0 {
		return start.Value
	}
	switch w.java.Layout {
	case detect.JavaFastJar:
		return []string{"java", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-jar", "/app/quarkus-run.jar"}
	case detect.JavaFat:
		if w.java.Main.Known() && !w.springBoot() {
			return []string{"java", "-cp", "/app/app.jar", w.java.Main.Value}
		}
		return []string{"java", "-jar", "/app/app.jar"}
	case detect.JavaLib:
		cp := "/app/app.jar"
		if w.java.Libraries || w.ownLibraries() {
			cp += ":/app/lib/*"
		}
		return []string{"java", "-cp", cp, w.java.Main.Value}
	}
	switch version := w.java.FrameworkVersion.Value; {
	case newer(version, 3, 3):
		return []string{"java", "-jar", "/app/app.jar"}
	case newer(version, 3, 2):
		return []string{"java", "-cp", "/app", "org.springframework.boot.loader.launch.JarLauncher"}
	}
	return []string{"java", "-cp", "/app", "org.springframework.boot.loader.JarLauncher"}
}

// health asks the program by a class of the image: path, highest good status, port, and the variable that moves it.
func (w *javaWork) health() *Health {
	if w.port() == 0 {
		return nil
	}
	where, most := w.stack.Health.Value, "200"
	if where == "" {
		where, most = "/", "499"
	}
	port, env := strconv.Itoa(w.port()), w.stack.PortEnv.Value
	if m := w.java.Management.Value; m > 0 {
		port, env = strconv.Itoa(m), ""
	}
	test := []string{"java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-cp", "/opt/probe", "Probe", where, most, port}
	if env != "" {
		test = append(test, env)
	}
	start := "20s"
	if w.java.Reflective {
		start = "60s"
	}
	return &Health{Test: test, Interval: "30s", Timeout: "5s", StartPeriod: start, Retries: 3}
}

// labels describe the image; version and revision come from the build command.
func (w *javaWork) labels(p *Plan) ([]Var, []Arg) {
	labels := []Var{{Name: "org.opencontainers.image.title", Value: p.Name}}
	for _, l := range []Var{
		{Name: "description", Value: strings.Join(strings.Fields(w.stack.Description), " ")},
		{Name: "source", Value: w.stack.Source},
		{Name: "licenses", Value: w.stack.License},
	} {
		if l.Value != "" {
			labels = append(labels, Var{Name: "org.opencontainers.image." + l.Name, Value: l.Value})
		}
	}
	return append(labels, Var{Name: "org.opencontainers.image.version", Value: "$VERSION", Expand: true},
			Var{Name: "org.opencontainers.image.revision", Value: "$REVISION", Expand: true}),
		[]Arg{{Name: "VERSION", Default: "dev"}, {Name: "REVISION", Default: "unknown"}}
}

// debug adds the program over a base with a shell, with a port for a debugger.
func (w *javaWork) debug(p *Plan) error {
	if !w.in.Choices.Wants("debug") {
		return nil
	}
	s, err := w.final("debug")
	if err != nil {
		return err
	}
	s.About = "The same program over a base with a shell; a debugger finds it on port 5005."
	s.Expose = append(s.Expose, 5005)
	p.Stages = append(p.Stages, s)
	return nil
}

// secrets are what the build wants by --secret.
func (w *javaWork) secrets() []Secret {
	out := fileSecrets(w.java.Private)
	if w.java.Settings != "" && w.java.Guarded {
		return append(out, Secret{ID: "maven-settings", File: w.java.Settings, Why: "the passwords in it open the artifact repositories"})
	}
	for _, name := range w.java.SettingsEnv {
		out = append(out, Secret{ID: name, Env: name, Why: "read by " + w.readBy()})
	}
	if len(out) == 0 && w.java.Repositories.Known() && w.java.Tool == "maven" {
		out = append(out, Secret{ID: "maven-settings", File: "~/.m2/settings.xml", Why: "the way into " + w.java.Repositories.Value[0]})
	}
	return out
}

// readBy names what reads the variables of private repositories.
func (w *javaWork) readBy() string {
	if w.java.Settings != "" {
		return w.java.Settings
	}
	return "the Gradle scripts"
}

// secretMounts give the secrets to a build step alone.
func (w *javaWork) secretMounts() []Mount {
	var out []Mount
	for _, s := range w.secrets() {
		switch {
		case s.Env != "":
			out = append(out, Mount{Type: "secret", ID: s.ID, Env: s.Env})
		case s.ID == "maven-settings":
			out = append(out, Mount{Type: "secret", ID: s.ID, Target: "/root/.m2/settings.xml"})
		default:
			out = append(out, Mount{Type: "secret", ID: s.ID, Target: path.Join("/src", s.File), Required: true})
		}
	}
	return out
}

// probeStage is where the class of the health probe is compiled.
func (w *javaWork) probeStage() string {
	if w.base == catalog.Distroless {
		return "jre"
	}
	return "probe"
}
