package verify

import (
	"regexp"
	"sync"
)

// lazily compiles a pattern when it is first used: at start nobody needs it.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// The patterns that are tried on many words of a Dockerfile.
var (
	// targetName are names of stages that somebody asks for.
	targetName = lazily(`(?i)(^|[-_])(test|tests|report|reports|dev|develop|development|debug|lint|check|coverage|cover|e2e|artifacts?|export|docs|migrate|migrations|prod|production|final|release|runtime|validate|vet|sbom|ci)($|[-_])`)
	// volatileName is what changes with every build, steadyName the version of a tool.
	volatileName = lazily(`(?i)(^|_)(git_?sha|sha|commit|revision|vcs_ref|build_?date|build_?time|date|timestamp|build_?id|build_?number|version)$`)
	// steadyName: see volatileName.
	steadyName = lazily(`(?i)^(node|go|golang|python|java|jdk|ruby|php|alpine|debian|ubuntu|npm|yarn|pnpm|uv|poetry|pip|maven|gradle|rust|nginx|tini|bun|base|image|dotnet|[a-z0-9_]*_tool)_?version$`)
	// sourceFile is a source, manifestFile one that is read like a manifest.
	sourceFile = lazily(`\.(go|js|ts|tsx|jsx|py|java|kt|rs|rb|php|cs)$`)
	// manifestFile: see sourceFile.
	manifestFile = lazily(`^(setup\.py|.*\.config\.[jt]s|\.pnpmfile\.c?js|build\.rs)$`)
	// variable is the use of one in a shell text.
	variable = lazily(`\$\{?([A-Za-z_][A-Za-z0-9_]*)`)
	// arrayLike begins like an array of texts.
	arrayLike = lazily(`^\[\s*["'][^"']*["']?\s*[,\]]`)
	// leadingNumber is the release line in a tag.
	leadingNumber = lazily(`^v?(\d+(?:\.\d+)?)`)
	// javaNumber is the release line of Java in a tag.
	javaNumber = lazily(`(?:temurin|openjdk|jdk|corretto)-?(\d+)`)
	// alpineNumber is the release line of Alpine in a tag.
	alpineNumber = lazily(`alpine-?(3\.\d+)`)
)
