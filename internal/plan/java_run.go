package plan

import (
	"path"
	"slices"
	"strconv"

	"github.com/msgen/msgen/detect"
)

// runtime says how the program runs.
func (m *Java) runtime(w *javaWork) {
	m.Port, m.Entrypoint = w.port(), append(w.command(), w.java.Args.Value...)
	if start := w.in.Choices.Start; start.Given() && len(start.Value) > 0 {
		m.Entrypoint = start.Value
	}
	m.files(w)
	if port := w.in.Choices.Port; port.Given() && port.Value != 0 && port.Value != w.st.Port.Value && w.st.PortEnv.Known() {
		m.Env = []Var{{Name: w.st.PortEnv.Value, Value: strconv.Itoa(port.Value)}}
	}
	if m.Port == 0 {
		return
	}
	m.ManagementPort = max(0, w.java.Management.Value)
	m.Health = JavaHealth{Path: w.st.Health.Value, Known: w.st.Health.Value != "", Port: m.Port, PortEnv: m.PortEnv}
	if m.Health.Connects = w.java.GRPC.Value; !m.Health.Known && !m.Health.Connects {
		m.Health.Path = "/"
	}
	if m.ManagementPort > 0 {
		m.Health.Port, m.Health.PortEnv = m.ManagementPort, ""
	}
}

// javaWorkdir is the working directory of a program that reads or writes there: apart from the program, which nobody may change.
const javaWorkdir = "/work"

// files says what the program reads and writes beside itself.
func (m *Java) files(w *javaWork) {
	writes := slices.Clone(w.st.Writes)
	for i, write := range writes {
		if m.Workdir == "" && !path.IsAbs(write.Dir) {
			m.Workdir = javaWorkdir
		}
		if write.Dir == "~" {
			m.Home, writes[i].Dir = true, "."
		}
	}
	if m.Data = w.java.Data.Value; len(m.Data) > 0 {
		m.Workdir = javaWorkdir
	}
	m.written(writes, javaWorkdir, false)
}

// program is what the archive is called in the image.
func (w *javaWork) program() string {
	if w.java.War {
		return "app.war"
	}
	return "app.jar"
}

// springBoot reports whether the service is a Spring Boot application.
func (w *javaWork) springBoot() bool { return w.st.Framework.Value == "spring-boot" }

// ownLibraries reports whether other modules of the build are among the libraries.
func (w *javaWork) ownLibraries() bool {
	if w.java.Tool == "gradle" {
		return w.java.Libraries && len(w.java.Modules) > 1
	}
	return len(w.ownJars()) > 0
}

// command starts the program without a shell, so that the JVM is PID 1 and ends on SIGTERM.
func (w *javaWork) command() []string {
	const logging = "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"
	switch w.java.Layout {
	case detect.JavaFastJar:
		return []string{"java", logging, "-jar", "/app/quarkus-run.jar"}
	case detect.JavaFat:
		if w.java.Main.Known() && !w.springBoot() {
			return []string{"java", "-cp", "/app/app.jar", w.java.Main.Value}
		}
		return []string{"java", "-jar", "/app/" + w.program()}
	case detect.JavaLegacyJar:
		return []string{"java", logging, "-jar", "/app/app.jar"}
	case detect.JavaLib:
		cp := "/app/app.jar"
		if w.java.Libraries || w.ownLibraries() {
			cp += ":/app/lib/*"
		}
		return []string{"java", "-cp", cp, w.java.Main.Value}
	}
	return slices.Clone(tables().SpringBoot.of(w.java.FrameworkVersion.Value).Command)
}
