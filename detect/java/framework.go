package java

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
)

// artifacts are the libraries of a module, as group:artifact, with the place of each.
type artifacts map[string]detect.Evidence

// find gives the first library, by name, that begins with one of the prefixes.
func (a artifacts) find(prefixes ...string) (string, detect.Evidence, bool) {
	var names []string
	for name := range a {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, prefix := range prefixes {
		for _, name := range names {
			if strings.HasPrefix(name, prefix) {
				return name, a[name], true
			}
		}
	}
	return "", detect.Evidence{}, false
}

// frameworkOf finds the framework among the libraries.
func frameworkOf(libs artifacts) (detect.Fact[string], framework) {
	for _, f := range tables().Frameworks {
		if _, at, ok := libs.find(f.Libraries...); ok {
			return detect.NewFact(f.Name, at), f
		}
	}
	return detect.Fact[string]{}, framework{}
}

// findFramework finds the module's framework, by its plugin or its libraries.
func findFramework(p *pom) detect.Fact[string] {
	if f, _ := frameworkOf(p.artifacts()); f.Known() {
		return f
	}
	for _, name := range []string{"spring-boot", "quarkus", "micronaut"} {
		if n := p.plugin(tables().Boms[name].Plugin); n != nil {
			return detect.NewFact(name, detect.EvidenceOf(n))
		}
	}
	return detect.Fact[string]{}
}

// frameworkVersion reads the framework's version.
func frameworkVersion(p *pom, framework string) detect.Fact[string] {
	b, ok := tables().Boms[framework]
	if !ok {
		return detect.Fact[string]{}
	}
	if parent := p.outside(); b.Parent != "" && parent.At("artifactId").Text() == b.Parent {
		return p.fact(parent.At("version"))
	}
	for _, q := range p.chain() {
		for _, n := range withArtifact(q.doc.At("dependencyManagement", "dependencies").Each("dependency"), b.Bom) {
			if f := p.fact(n.At("version")); f.Known() {
				return f
			}
		}
	}
	if f := p.fact(p.plugin(b.Plugin).At("version")); f.Known() {
		return f
	}
	for _, d := range p.dependencies() {
		if d.version != "" && strings.HasPrefix(d.group+":"+d.artifact, "org.springframework.boot:") && framework == "spring-boot" {
			return detect.NewFact(d.version, detect.EvidenceOf(d.node))
		}
	}
	return detect.Fact[string]{}
}

// serves finds where the program listens and what says that it is well.
func serves(t *detect.Tree, s *detect.Stack, dirs []string, libs artifacts) {
	var f framework
	if i := slices.IndexFunc(tables().Frameworks, func(f framework) bool { return f.Name == s.Framework.Value }); i >= 0 {
		f = tables().Frameworks[i]
	}
	s.Java.Reflective = f.Reflective
	conf := settingsBelow(t, dirs[len(dirs)-1])
	if off, _ := conf.get("spring.main.web-application-type"); strings.EqualFold(off, "none") {
		return
	}
	serves := f.Name != ""
	at := s.Framework.Because
	if len(f.Serves) > 0 {
		var e detect.Evidence
		if _, e, serves = libs.find(f.Serves...); serves {
			at = []detect.Evidence{e}
		}
	}
	if len(f.Keys) > 0 { // a port in the settings speaks of a server that another library brings
		s.Port, s.PortEnv = conf.port(f.Keys...)
		serves = serves || s.Port.Known()
	}
	if _, at, ok := libs.find("com.linecorp.armeria:armeria-spring-boot"); ok && !s.Port.Known() { // it serves by itself
		if s.Port, s.PortEnv = conf.port("armeria.ports.port"); !s.Port.Known() {
			s.Port = detect.NewFact(8080, at)
		}
		f.Env = ""
	}
	if f.Env == "" || f.Name == "helidon" {
		ownServer(t, s, dirs)
	}
	if serves && f.Host != "" {
		settingsHost(s, f, conf)
	}
	if !s.Port.Known() && serves && f.Port > 0 {
		s.Port = detect.NewFact(f.Port, at...)
	}
	grpc(t, s, libs, conf)
	if s.Port.Known() && !s.PortEnv.Known() && f.Env != "" && !s.Java.GRPC.Known() {
		s.PortEnv = detect.NewFact(f.Env, s.Framework.Because...)
	}
	if s.Port.Known() && !s.Java.GRPC.Known() {
		health(t, s, dirs, libs, conf)
	}
}

// grpc finds a server that answers gRPC alone: a starter of Spring Boot without a web server beside it, or a port that a source
// gives to gRPC itself.
func grpc(t *detect.Tree, s *detect.Stack, libs artifacts, conf settings) {
	_, at, ok := libs.find("net.devh:grpc-server-spring-boot-starter", "net.devh:grpc-spring-boot-starter", "org.springframework.grpc:spring-grpc-server-spring-boot-starter", "org.springframework.grpc:spring-grpc-spring-boot-starter")
	if ok && !s.Port.Known() {
		if s.Port, s.PortEnv = conf.port("grpc.server.port", "spring.grpc.server.port"); !s.Port.Known() {
			s.Port = detect.NewFact(9090, at)
		}
		s.Java.GRPC = detect.NewFact(true, at)
	}
	if s.Framework.Value == "grpc" && s.Port.Known() {
		if text, err := t.Source(s.Port.Because[0].Path); err == nil && strings.Contains(text, "io.grpc") {
			s.Java.GRPC = detect.NewFact(true, s.Framework.Because...)
		}
	}
}

// ownServer reads from the sources where a program listens that says it in code.
func ownServer(t *detect.Tree, s *detect.Stack, dirs []string) {
	calls := calls(t, dirs)
	s.Host, s.HostEnv = calls.host, calls.hostEnv
	if s.Port.Known() {
		return
	}
	if s.Port = calls.port; s.Port.Known() {
		s.PortEnv = detect.Strongest(s.PortEnv, calls.portEnv)
		return
	}
	s.PortEnv = detect.Strongest(s.PortEnv, calls.portEnv)
}

// settingsHost reads the address from the settings. A framework that reads no variable by itself is told by an argument.
func settingsHost(s *detect.Stack, f framework, conf settings) {
	value, at := conf.get(f.Host)
	text, variable := resolvePlaceholder(value)
	if !detect.Loopback(text) {
		return
	}
	switch {
	case variable != "" && strings.ToUpper(variable) == variable:
		s.Host, s.HostEnv = detect.NewFact(text, at), detect.NewFact(variable, at)
	case f.HostEnv != "":
		s.Host, s.HostEnv = detect.NewFact(text, at), detect.NewFact(f.HostEnv, s.Framework.Because...)
	case f.Name == "ktor" && strings.HasSuffix(s.Java.Main.Value, "EngineMain"):
		s.Java.Args = detect.NewFact([]string{"-host=0.0.0.0"}, at)
	default:
		s.Host = detect.NewFact(text, at)
	}
}

// health finds the path that says that the program is well, and the port on which it answers.
func health(t *detect.Tree, s *detect.Stack, dirs []string, libs artifacts, conf settings) {
	switch s.Framework.Value {
	case "spring-boot":
		actuator(t, s, dirs, libs, conf)
	case "quarkus":
		if _, at, ok := libs.find("io.quarkus:quarkus-smallrye-health"); ok {
			root, _ := conf.get("quarkus.http.root-path")
			s.Health = detect.NewFact(path.Join("/", root, settingOr(conf, "quarkus.http.non-application-root-path", "q"), settingOr(conf, "quarkus.smallrye-health.root-path", "health")), at)
		}
	case "micronaut":
		if _, at, ok := libs.find("io.micronaut:micronaut-management"); ok {
			root, _ := conf.get("micronaut.server.context-path")
			s.Health = detect.NewFact(path.Join("/", root, settingOr(conf, "endpoints.all.path", ""), "health"), at)
			s.Java.Management, _ = conf.port("endpoints.all.port")
		}
	}
	if !s.Health.Known() {
		prefix, _ := conf.get("server.servlet.context-path", "spring.webflux.base-path", "micronaut.server.context-path", "quarkus.http.root-path")
		if prefix == "" || prefix == "/" {
			s.Health = sourceHealth(t, dirs)
		}
	}
}

// actuator reads where Spring Boot's actuator answers. One that Spring Security guards would answer 401, so it only
// counts where the sources let it through.
func actuator(t *detect.Tree, s *detect.Stack, dirs []string, libs artifacts, conf settings) {
	_, at, ok := libs.find("org.springframework.boot:spring-boot-starter-actuator")
	if !ok {
		return
	}
	if off, _ := conf.get("management.endpoint.health.enabled", "management.endpoints.enabled-by-default"); off == "false" {
		return
	}
	if _, guard, ok := libs.find("org.springframework.boot:spring-boot-starter-security", "org.springframework.boot:spring-boot-starter-oauth2-resource-server"); ok && !letsThrough(t, dirs) {
		s.Notes = append(s.Notes, detect.Note{Text: "Spring Security protects /actuator/health, so the health check only tests whether the server answers",
			Add: "a rule that permits /actuator/health for everyone", Because: []detect.Evidence{guard}})
		return
	}
	base := settingOr(conf, "management.endpoints.web.base-path", "/actuator")
	health := settingOr(conf, "management.endpoints.web.path-mapping.health", "health")
	because := []detect.Evidence{at}
	s.Java.Management, _ = conf.port("management.server.port")
	if s.Java.Management.Value == s.Port.Value {
		s.Java.Management = detect.Fact[int]{}
	}
	prefix, where := conf.get("server.servlet.context-path", "spring.webflux.base-path")
	if s.Java.Management.Known() {
		prefix, where = conf.get("management.server.base-path")
	}
	if prefix != "" {
		because = append(because, where)
	}
	s.Health = detect.NewFact(path.Join("/", prefix, base, health), because...)
}

// letsThrough reports whether a source names the actuator's paths, as a security rule that permits them does.
func letsThrough(t *detect.Tree, dirs []string) bool {
	for _, dir := range dirs {
		for _, p := range t.Under(path.Join(dir, "src/main"), ".java", ".kt") {
			text, err := t.Source(p)
			if err == nil && (strings.Contains(text, "/actuator") || strings.Contains(text, "EndpointRequest")) && strings.Contains(text, "permitAll") {
				return true
			}
		}
	}
	return false
}

// settingOr gives a setting, resolved, or a default.
func settingOr(conf settings, key, def string) string {
	v, _ := conf.get(key)
	if v, _ = resolvePlaceholder(v); v == "" {
		return def
	}
	return v
}
