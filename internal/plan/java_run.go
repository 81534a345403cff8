package plan

import (
	"github.com/msgen/msgen/detect"
)

// springBoot reports whether the service is a Spring Boot application.
func (w *javaWork) springBoot() bool { return w.stack.Framework.Value == "spring-boot" }

// port is where the program listens in the container; 0 when it does not.
func (w *javaWork) port() int { return w.in.Choices.Port.Value }

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
