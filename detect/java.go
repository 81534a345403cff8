package detect

// Java is what only a Java or Kotlin service has. Paths are relative to the stack's Context.
type Java struct {
	// Dotenv is the file of variables without which the program ends, ".env".
	Dotenv Fact[string] `json:"dotenv,omitzero" fact:"dotenv"`
	// Tool is maven or gradle.
	Tool string `json:"tool"`
	// Root is the directory of the outermost pom.xml or of the Gradle settings; the build is started for it.
	Root string `json:"root"`
	// Module is the directory of the module that runs; Project is its name for the tool: "api" for Maven, ":api" for Gradle, "" for Root itself.
	Module  string `json:"module"`
	Project string `json:"project,omitempty"`
	// Modules are the modules that the build compiles, Module included.
	Modules []JavaModule `json:"modules"`
	// Files are the build's own files: every pom.xml of the reactor, the Gradle scripts, the wrapper, the version catalog.
	Files []string `json:"files"`
	// Extra are other files and directories that the build files name.
	Extra []string `json:"extra,omitempty"`
	// Layout says what the build leaves behind.
	Layout JavaLayout `json:"layout"`
	// Artifact is the archive that the build makes, "target/shop-1.0.jar"; unknown where the build file computes its name.
	Artifact Fact[string] `json:"artifact,omitzero" fact:"artifact"`
	// War reports whether that archive is a war, whose ending Tomcat looks for.
	War bool `json:"war,omitempty"`
	// Main is the class that is started; unknown where the archive's manifest says it.
	Main Fact[string] `json:"main,omitzero" fact:"main"`
	// Args are arguments that the program needs, "server", "config.yml".
	Args Fact[[]string] `json:"args,omitzero"`
	// Data are files and directories that the program reads from its working directory: "config.yml".
	Data Fact[[]string] `json:"data,omitzero" fact:"data"`
	// Pin is the release that a file demands of the JDK itself (.java-version, a Gradle toolchain); Level is the release
	// that classes are compiled for, which newer JVMs run as well.
	Pin   Fact[string] `json:"pin,omitzero" fact:"pin"`
	Level Fact[string] `json:"level,omitzero" fact:"level"`
	// Toolchain is the JDK that plugins of Maven look for in ~/.m2/toolchains.xml, as the build writes its version: "17", "[17,)".
	// Vendor is the vendor that they ask for.
	Toolchain Fact[string] `json:"toolchain,omitzero" fact:"toolchain"`
	Vendor    string       `json:"vendor,omitempty"`
	// Most is the newest release on which the build and the program are known to work, because of what MostFor names: "Lombok
	// 1.18.24".
	Most    Fact[string] `json:"most,omitzero"`
	MostFor string       `json:"mostFor,omitempty"`
	// FrameworkVersion is the framework's version, where it can be read.
	FrameworkVersion Fact[string] `json:"frameworkVersion,omitzero" fact:"frameworkVersion"`
	// ToolVersion is the version of Maven or Gradle that the wrapper names; Wrapper reports whether the wrapper is complete.
	ToolVersion Fact[string] `json:"toolVersion,omitzero" fact:"wrapper"`
	Wrapper     bool         `json:"wrapper,omitempty"`
	// WrapperCRLF reports whether the lines of the wrapper's script end as on Windows, which no shell in an image reads.
	WrapperCRLF bool `json:"wrapperCRLF,omitempty"`
	// Libraries reports whether the program needs jars besides its own.
	Libraries bool `json:"libraries,omitempty"`
	// Management is a second port, on which the health path answers.
	Management Fact[int] `json:"management,omitzero" fact:"management"`
	// GRPC reports whether the port answers gRPC alone, and no request of HTTP/1.
	GRPC Fact[bool] `json:"grpc,omitzero" fact:"grpc"`
	// Devtools is the evidence of spring-boot-devtools.
	Devtools Fact[bool] `json:"devtools,omitzero"`
	// Repositories are hosts other than Maven Central that artifacts come from; Settings is a settings.xml in the
	// repository, and SettingsEnv the variables that it reads.
	Repositories Fact[[]string] `json:"repositories,omitzero" fact:"repositories"`
	Settings     string         `json:"settings,omitempty"`
	SettingsEnv  []string       `json:"settingsEnv,omitempty"`
	// Guarded reports whether Settings holds passwords as they are: then no layer may have it.
	Guarded bool `json:"guarded,omitempty"`
	// Private are settings of the build tool that hold a credential: never copied, mounted as secret files.
	Private []string `json:"private,omitempty"`
	// Git names what in the build reads .git: "git-commit-id", "git-properties", "git-command" for a script that runs git.
	Git Fact[[]string] `json:"git,omitzero" fact:"git"`
	// Node reports whether the build downloads Node for a front end.
	Node Fact[bool] `json:"node,omitzero" fact:"node"`
	// Generators are plugins that do more than compile and pack, and so may fail where there are no sources.
	Generators []string `json:"generators,omitempty"`
	// Reports are plugins that only make reports of the site, which no package needs.
	Reports []string `json:"reports,omitempty"`
	// Reflective reports whether the program reaches classes by name, so that jdeps cannot see what it needs.
	Reflective bool `json:"reflective,omitempty"`
	// Others are the same service with another module, one for each further candidate of the question "main".
	Others []Stack `json:"-"`
}

// JavaModule is one module of a build.
type JavaModule struct {
	// Dir is its directory, Jar the name of the jar that others get from it, where that is known.
	Dir string `json:"dir"`
	Jar string `json:"jar,omitempty"`
	// Main are its directories of production sources and resources, Tests those of its tests.
	Main  []string `json:"main,omitempty"`
	Tests []string `json:"tests,omitempty"`
}

// JavaLayout says what a build leaves behind.
type JavaLayout string

// The layouts.
const (
	JavaLayers    JavaLayout = "layers"     // a Spring Boot jar, to be extracted by jarmode tools or layertools
	JavaFastJar   JavaLayout = "fast-jar"   // Quarkus: quarkus-app/
	JavaLegacyJar JavaLayout = "legacy-jar" // Quarkus before 1.12: a runnable jar, and its libraries in lib/
	JavaFat       JavaLayout = "fat"        // one archive with everything, java -jar
	JavaLib       JavaLayout = "lib"        // the program's jar, and its libraries beside it
)
