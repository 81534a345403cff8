package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// probeSource is the health probe: one request, no library, Java 8 suffices.
const probeSource = `import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

// Probe PATH HIGHEST PORT [VARIABLE] exits 0 when GET PATH on the port (or $VARIABLE, if set) of this container answers
// with a status from 200 to HIGHEST within three seconds.
final class Probe {
    public static void main(String[] args) throws Exception {
        String port = args.length > 3 ? System.getenv(args[3]) : null;
        byte[] line = new byte[12];
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(3000);
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                    Integer.parseInt(port == null ? args[2] : port)), 3000);
            socket.getOutputStream().write(("GET " + args[0] + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes());
            for (int n, read = 0; read < line.length; read += n) {
                n = socket.getInputStream().read(line, read, line.length - read);
                if (n < 0) {
                    System.exit(1);
                }
            }
        }
        int status = Integer.parseInt(new String(line, 9, 3));
        System.exit(status >= 200 && status <= Integer.parseInt(args[1]) ? 0 : 1);
    }
}
`

// runtime adds the stage that links the runtime, where the base has none, and compiles the probe.
func (w *javaWork) runtime(p *Plan) error {
	image, err := w.in.Catalog.Image("jdk", catalog.Full, w.line)
	if err != nil {
		return err
	}
	if w.base != catalog.Distroless {
		if w.port() > 0 {
			p.Stages = append(p.Stages, &Stage{Name: "probe", From: image.Ref, Native: true, Workdir: "/opt/probe", Steps: probeSteps(),
				About: "The health probe, run by the image's own Java."})
		}
		return nil
	}
	s := &Stage{Name: "jre", From: image.Ref, About: "The Java virtual machine and the modules that the program uses; no edit of a source runs it again."}
	if w.port() > 0 {
		s.Workdir = "/opt/probe"
		s.Steps = probeSteps()
		s.Steps[0].Why = "The health probe, since the image has no shell."
	}
	if !w.java.Reflective {
		s.Steps = append(s.Steps, Step{Slot: "build", Copy: &Copy{From: "modules", Sources: []string{"/modules.txt"}, Dest: "/"}})
	}
	s.Steps = append(s.Steps, w.link())
	p.Stages = append(p.Stages, s)
	return nil
}

// probeSteps write and compile the probe.
func probeSteps() []Step {
	return []Step{
		{Slot: "deps", Copy: &Copy{Content: probeSource, Dest: "Probe.java"}},
		{Slot: "deps", Run: &Run{Commands: []Command{{Script: "javac Probe.java"}}}},
	}
}

// alwaysLinked are modules that are found by name at run time only: elliptic curves for TLS, what serializers call,
// zip file systems.
const alwaysLinked = "jdk.crypto.ec,jdk.unsupported,jdk.zipfs"

// link runs jlink. What it leaves out is what nobody starts: headers, manuals, debug tables of the JDK's own classes.
func (w *javaWork) link() Step {
	modules, why := "java.se,jdk.httpserver,jdk.management,jdk.naming.dns,jdk.net,"+alwaysLinked, "All of Java SE, since the program reaches classes by name, where jdeps cannot see them; the jdk modules are those that are found by name."
	if !w.java.Reflective {
		modules, why = `"$(cat /modules.txt),`+alwaysLinked+`"`, "The jdk modules are found by name at run time, so jdeps does not see them."
	}
	if w.in.Choices.Wants("debug") {
		modules = strings.Replace(modules, alwaysLinked, alwaysLinked+",jdk.jdwp.agent", 1)
	}
	flags := "--strip-java-debug-attributes --no-header-files --no-man-pages"
	archive := "/jre/bin/java -Xshare:dump"
	switch n := number(w.line); {
	case n >= 21:
		flags += " --compress=zip-6 --generate-cds-archive"
		archive = "rm -f /jre/lib/server/classes_nocoops.jsa"
		why += " The class-data archive spares each start some time; its twin for heaps over 32 GB goes."
	case n >= 13:
		flags += " --compress=2"
	default:
		flags, archive = "--strip-debug --no-header-files --no-man-pages --compress=2", "/jre/bin/java -Xshare:dump"
	}
	script := "jlink --add-modules " + modules + "\n  " + flags + " --output /jre\n&& " + archive +
		"\n&& if grep -q 'libz\\.so\\.1' /jre/lib/libjli.so; then cp -L \"$(find /usr/lib -name libz.so.1 | head -n 1)\" /jre/lib/; fi"
	return Step{Slot: "build", Why: why + " libz comes along when this JDK links the system's, for distroless has none.", Run: &Run{Commands: []Command{{Script: script}}}}
}

// modules adds the stage that lists the Java modules of a program that reaches no class by name. The list, not the jars,
// decides whether the runtime is linked again.
func (w *javaWork) modules(p *Plan) error {
	if w.base != catalog.Distroless || w.java.Reflective {
		return nil
	}
	image, err := w.in.Catalog.Image("jdk", catalog.Full, w.line)
	if err != nil {
		return err
	}
	jars := "/jars/*.jar"
	s := &Stage{Name: "modules", From: image.Ref, Native: true,
		About: "Lists the Java modules that the program uses. The list, not the jars, decides whether the runtime is linked again."}
	path := ""
	if w.java.Layout == detect.JavaLib && w.java.Libraries {
		s.Steps = append(s.Steps, Step{Slot: "copy", Copy: &Copy{From: "build", Sources: []string{"/out/lib/"}, Dest: "/jars/lib/"}})
		path = " --class-path '/jars/lib/*'"
	}
	sources := []string{"/out/app.jar"}
	if w.ownLibraries() && w.java.Layout == detect.JavaLib {
		sources = append([]string{"/out/own/"}, sources...)
	}
	s.Steps = append(s.Steps, Step{Slot: "copy", Copy: &Copy{From: "build", Sources: sources, Dest: "/jars/"}},
		Step{Slot: "build", Why: "All of Java SE where a jar cannot be read.", Run: &Run{Commands: []Command{{
			Script: "jdeps --ignore-missing-deps --multi-release " + w.line + " --print-module-deps" + path + " " + jars + " > /modules.txt\n|| echo java.se > /modules.txt"}}}})
	p.Stages = append(p.Stages, s)
	return nil
}

// testStages add the stage that runs the tests, and the one from which the report is taken.
func (w *javaWork) testStages(p *Plan) error {
	if !w.in.Choices.Wants("test") {
		return nil
	}
	step, reports := w.tool.test(w)
	if len(reports) == 0 {
		w.notes = append(w.notes, detect.Note{Text: "there are no tests, so the target test only compiles", Add: "src/test/java"})
	}
	s := &Stage{Name: "test", From: "deps", About: "Runs the tests; no other stage waits for it.", Steps: append(w.sources(true), step)}
	p.Stages = append(p.Stages, s)
	if len(reports) == 0 {
		return nil
	}
	report := &Stage{Name: "test-report", From: "scratch", About: "Only the report: docker buildx build --target test-report --output report ."}
	for _, dir := range sortedDirs(reports) {
		report.Steps = append(report.Steps, Step{Slot: "copy", Copy: &Copy{From: "test", Sources: []string{reports[dir] + "/"}, Dest: strings.TrimSuffix(path.Join("/", dir), "/") + "/"}})
	}
	p.Stages = append(p.Stages, report)
	return nil
}

// dev adds the stage for working on the sources.
func (w *javaWork) dev(p *Plan) error {
	if !w.in.Choices.Wants("dev") {
		return nil
	}
	s := &Stage{Name: "dev", From: "deps", Steps: w.sources(true)}
	if w.port() > 0 {
		s.Expose = []int{w.port()}
	}
	if cmd := w.tool.dev(w); cmd != nil {
		s.Cmd = cmd
		s.About = "Runs the program from its sources; mount them over the same directories. A class that is compiled anew restarts it."
	} else {
		w.devLoop(s)
	}
	p.Stages = append(p.Stages, s)
	return nil
}
