package plan

// Java is a Java service as templates/java sees it.
type Java struct {
	Common
	// Images are the image references of the stages.
	Images JavaImages `from:"base,version,manager"`
	// BuildTool is "maven" or "gradle"; of the fields Maven and Gradle, the one for it is set.
	BuildTool string `from:"manager"`
	// Maven is what Maven is told; nil for a project that Gradle builds.
	Maven *JavaMaven `from:"manager"`
	// Gradle is what Gradle is told; nil for a project that Maven builds.
	Gradle *JavaGradle `from:"manager"`
	// Git names what in the build would read .git, which no stage has: "git-commit-id", "git-properties"; "git-command" is a
	// script that runs git.
	Git []string `from:"git"`
	// GitPackages are what the build needs to make a repository of its own, for what cannot be told to do without one; nil
	// where nothing needs that.
	GitPackages *SystemPackages `from:"git"`
	// Framework is the framework of the program: "spring-boot", "quarkus", "micronaut"; "" for none that is known.
	Framework string `from:"framework"`
	// Module is the directory of the module that runs, relative to the build context: "api"; "." for the outermost.
	Module string `from:"main"`
	// Project is what the build tool calls that module: "api" for Maven, ":api" for Gradle; "" for the outermost.
	Project string `from:"main"`
	// Layout is what the build leaves behind: "layers" is a Spring Boot jar that can be taken apart, "fast-jar" the directory
	// quarkus-app, "legacy-jar" a runnable jar with lib/, as Quarkus made it before 1.12, "fat" one archive with everything,
	// "lib" the program's jar with its libraries beside it.
	Layout string `from:"framework,artifact"`
	// Archive is the archive that the build makes: "target/shop-1.0.jar"; "" where only the build knows its name.
	Archive string `from:"artifact"`
	// Program is what that archive is called in the image: "app.jar", or "app.war", whose ending Tomcat looks for.
	Program string `from:"artifact"`
	// JarMode is how a Spring Boot jar is taken apart: "tools" from Spring Boot 3.3, "layertools" before; "" for other layouts.
	JarMode string `from:"frameworkVersion"`
	// Libraries says that the program needs jars beside its own.
	Libraries bool `from:"manifest"`
	// OwnLibraries says that other modules of this build are among those jars.
	OwnLibraries bool `from:"manifest"`
	// Reflective says that the program reaches classes by name, so that nothing can tell which Java modules it needs.
	Reflective bool `from:"framework"`
	// Workdir is the working directory of the program, "/work", where it reads Data and writes; "" for a program that does
	// neither.
	Workdir string `from:"writes,data"`
	// Data are files that the program reads from there, relative to the build context: "config.yml".
	Data []string `from:"data"`
	// Home says that it writes to the home directory of its user, which is the working directory then.
	Home bool `from:"writes"`
	// BuildFiles are what the build tool reads before it needs sources.
	BuildFiles JavaBuildFiles `from:"manager"`
	// Sources are the files and directories that the program is compiled from, relative to the build context: "src/main".
	Sources []string `from:"main"`
	// TestSources are the same with the tests: "src".
	TestSources []string `from:"main"`
	// Assets is the front end that the build packs into the program; nil for none.
	Assets *Assets `from:"assets"`
	// CacheName starts the names of the caches that only this program uses: "api".
	CacheName string `from:"name"`
	// ManagementPort is a second TCP port, which the health check asks; 0 for none.
	ManagementPort int `from:"management"`
	// Health is what the health check asks the program.
	Health JavaHealth `from:"health,port,portEnv,management"`
	// Test runs the tests; nil where nobody asked for that target.
	Test *JavaTest `from:"targets"`
	// Dev runs the sources; nil where nobody asked for that target.
	Dev *JavaDev `from:"targets,framework,main"`
	// Ignore is what the .dockerignore says of this repository.
	Ignore JavaIgnore `from:"main,targets,assets"`
}

// JavaImages are image references.
type JavaImages struct {
	// Build has the JDK and the build tool: "maven:3.9-eclipse-temurin-21". A project with Gradle's wrapper needs the JDK alone.
	Build string
	// JDK links the runtime and compiles the health probe: "eclipse-temurin:21-jdk".
	JDK string
	// Runtime is the final image: "eclipse-temurin:21-jre-alpine".
	Runtime string
	// Debug is the image with a shell that the debug target stands on; "" where nobody asked for it.
	Debug string
}

// JavaMaven is what Maven is told.
type JavaMaven struct {
	// POM is the outermost pom.xml, where it lies in a directory: "services/pom.xml"; "" beside the build context's root.
	POM string `from:"manager"`
	// Settings is a settings.xml of the repository without passwords: ".mvn/settings.xml"; "" for none.
	Settings string `from:"settings"`
	// Release is the release that classes are compiled for, where the project names none: "21".
	Release string `from:"version"`
	// Toolchain is the JDK that plugins look for, which the JDK of the image has to be; nil where none does.
	Toolchain *JavaToolchain `from:"toolchain"`
	// SkipNode says that the build would build the front end, which has stages of its own.
	SkipNode bool `from:"node,assets"`
	// Packages says that running the build without sources fetches what it needs; otherwise Maven lists what to fetch.
	Packages bool `from:"generators"`
	// FailNever says that this may fail, because plugins want sources.
	FailNever bool `from:"generators"`
	// Excluded are the plugins that only report, which need not be fetched: "maven-jxr-plugin,spotbugs-maven-plugin"; "" for none.
	Excluded string `from:"reports"`
	// OwnJars are the jars that the program gets from other modules of the build: "common-1.0.jar".
	OwnJars []string `from:"main"`
	// Modules is the number of modules that the build compiles: 3.
	Modules int `from:"main"`
}

// JavaToolchain is a JDK as plugins of Maven ask for it.
type JavaToolchain struct {
	// Version is the version that they want: "17".
	Version string
	// Vendor is the vendor that they want: "temurin"; "" for any.
	Vendor string
}

// JavaGradle is what Gradle is told.
type JavaGradle struct {
	// Wrapper says that the project brings its own Gradle, by gradlew.
	Wrapper bool `from:"wrapper"`
	// Repackages says that the plugin is Spring Boot's of before 2.0, whose task is another one.
	Repackages bool `from:"frameworkVersion"`
	// CRLF says that the lines of gradlew end as on Windows, which no shell in an image reads.
	CRLF bool `from:"wrapper"`
	// SkipNode says that the build would build the front end, which has stages of its own.
	SkipNode bool `from:"node,assets"`
}

// JavaBuildFiles are the files of the build itself.
type JavaBuildFiles struct {
	// Dirs are directories, copied one by one: "gradle", "buildSrc".
	Dirs []string
	// Files are copied together: "pom.xml", "settings.gradle.kts".
	Files []string
	// Parents says that Files keep their directories.
	Parents bool
	// AllModules says that modules are among them which this program does not need.
	AllModules bool
}

// JavaHealth is what the health check asks the program.
type JavaHealth struct {
	// Path is the URL path to ask for: "/actuator/health".
	Path string
	// Known says that Path answers 200 when the program is well; otherwise any answer below 500 counts.
	Known bool
	// Connects says that the check only connects, because the port answers gRPC alone; Path is "" then.
	Connects bool `from:"grpc"`
	// Port is the TCP port that answers: 8080.
	Port int
	// PortEnv is the environment variable that moves that port: "SERVER_PORT"; "" for none.
	PortEnv string
}

// JavaTest is the test stage.
type JavaTest struct {
	// Projects are Gradle's names of the modules with tests, in the order of the build: ":api"; "" for the outermost.
	Projects []string
	// Dirs are the directories of the modules with tests, sorted, each with a slash behind it: "api/"; "" for the outermost.
	// There are none where the stage only compiles.
	Dirs []string
}

// JavaDev is the dev stage.
type JavaDev struct {
	// Runner is what runs the sources: "spring-boot", "quarkus" or "application" is the task of a plugin, "loop" a script that
	// builds and restarts; "" where the class to start is not known, so that the stage only holds the tools.
	Runner string
	// Main is the class that the script starts: "com.example.Main".
	Main string
	// Watched are the directories that the script watches: "src/main".
	Watched []string
}

// JavaIgnore is what the .dockerignore says of this repository.
type JavaIgnore struct {
	// All says that the whole context is let in but for some names, because a front end lies in the same directory.
	All bool
	// Included are the paths that some stage copies: "pom.xml"; not used with All.
	Included []string
	// Made says that what tools make in directories has to stay out, because whole directories beside the sources are let in.
	Made bool
}
