package verify

import (
	"regexp"
	"strings"
)

// image is what is known about a base, from the catalog or from its reference alone.
type image struct {
	ref string
	// repo is the reference without tag and digest, name its last part: "gcr.io/distroless/cc-debian13", "cc-debian13".
	repo, name, tag, digest string
	// libc is glibc, musl or none; "" when nothing tells.
	libc string
	// shell is yes, no or "" when nothing tells.
	shell string
	// user is the user that the image sets; "" is root or unknown.
	user string
	// toolchain says what in it belongs to a build: "the Go toolchain"; "" for nothing.
	toolchain string
	// fat says that a smaller variant of the same image exists.
	fat bool
	// program is the path of the interpreter, where the catalog knows it.
	program string
	// entrypoint reports that the image itself starts something.
	entrypoint bool
	eol        string
}

// known gives what is known about a reference.
func (f *file) known(ref string) image {
	i := fromRef(ref)
	if f.about.Images == nil {
		return i
	}
	c, ok := f.about.Images.Knows(ref)
	if !ok {
		return i
	}
	if c.Libc != "" {
		i.libc = c.Libc
	}
	i.shell = "no"
	if c.Shell {
		i.shell = "yes"
	}
	i.program, i.eol = c.Program, c.EOL
	return i
}

// fromRef reads what a reference gives away.
func fromRef(ref string) image {
	i := image{ref: ref}
	i.repo, i.digest, _ = strings.Cut(ref, "@")
	if colon := strings.LastIndexByte(i.repo, ':'); colon > strings.LastIndexByte(i.repo, '/') {
		i.repo, i.tag = i.repo[:colon], i.repo[colon+1:]
	}
	i.name = i.repo[strings.LastIndexByte(i.repo, '/')+1:]
	switch {
	case ref == "scratch":
		i.libc, i.shell = "none", "no"
	case strings.Contains(i.repo, "distroless/"):
		i.distroless()
	case strings.Contains(i.repo, "chainguard/"):
		i.libc, i.shell, i.user = "glibc", yes(strings.HasSuffix(i.tag, "-dev") || i.name == "wolfi-base"), "65532"
		if i.name == "static" {
			i.libc = "none"
		}
	default:
		i.distribution()
	}
	i.toolchain, i.fat = buildSide(i)
	return i
}

func (i *image) distroless() {
	i.shell, i.libc = yes(strings.HasPrefix(i.tag, "debug")), "glibc"
	if strings.HasPrefix(i.name, "static") {
		i.libc = "none"
	}
	if strings.Contains(i.tag, "nonroot") {
		i.user = "65532"
	}
	i.entrypoint = !strings.HasPrefix(i.name, "static") && !strings.HasPrefix(i.name, "base") && !strings.HasPrefix(i.name, "cc")
}

func (i *image) distribution() {
	alpine := i.name == "alpine" || strings.Contains(i.tag, "alpine") || strings.HasSuffix(i.name, "-alpine")
	switch {
	case alpine || i.name == "busybox" && strings.Contains(i.tag, "musl"):
		i.libc, i.shell = "musl", "yes"
	case ofDebian(*i):
		i.libc, i.shell = "glibc", "yes"
	}
	if strings.Contains(i.repo, "nginx-unprivileged") {
		i.user = "101"
	}
	i.entrypoint = !ofSystem(i.name)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// ofSystem reports an image that is a distribution and no program.
func ofSystem(name string) bool {
	switch name {
	case "scratch", "alpine", "debian", "ubuntu", "centos", "fedora", "rockylinux", "almalinux", "amazonlinux", "busybox", "wolfi-base", "buildpack-deps", "golang", "gcc", "rust":
		return true
	}
	return false
}

// ofDebian reports the images that are known to be made of a glibc distribution when their tag does not say alpine.
func ofDebian(i image) bool {
	switch i.name {
	case "debian", "ubuntu", "fedora", "rockylinux", "almalinux", "centos", "amazonlinux", "golang", "node", "python", "rust", "gcc", "ruby", "php", "perl", "openjdk",
		"eclipse-temurin", "amazoncorretto", "maven", "gradle", "buildpack-deps", "nginx", "httpd", "redis", "postgres", "wolfi-base":
		return true
	}
	return false
}

// buildSide says what of a build's tools an image holds, and whether it is the large variant of an image that has a
// small one.
func buildSide(i image) (toolchain string, fat bool) {
	small := strings.Contains(i.tag, "slim") || strings.Contains(i.tag, "alpine") || i.libc == "none" || strings.Contains(i.repo, "distroless/") || strings.Contains(i.repo, "chainguard/")
	switch i.name {
	case "golang":
		return "the Go toolchain", false
	case "rust":
		return "the Rust toolchain", false
	case "gcc", "buildpack-deps", "swift", "haskell", "zig":
		return "a compiler", false
	case "maven", "gradle":
		return "a build tool and a JDK", false
	case "sdk":
		return "an SDK", false
	case "eclipse-temurin", "openjdk", "amazoncorretto", "ibm-semeru-runtimes", "sapmachine", "liberica-openjdk-debian", "zulu-openjdk":
		if !strings.Contains(i.tag, "jre") {
			return "a JDK", false
		}
	case "node", "python", "ruby", "perl", "php":
		return "", !small
	case "java", "jdk":
		return "", false
	}
	return "", false
}

// endedLine is a release line that has ended, or will, with the day; Name is the word for it in a tag.
type endedLine struct{ Name, Kind, Version, EOL string }

// tableDate is the day on which the table of ended release lines was gathered.
const tableDate = "2026-11-20"

// releases finds the release lines that a reference names: its own, and that of the distribution in its tag.
func (i image) releases() []endedLine {
	var found []endedLine
	add := func(kind, version string) {
		if version != "" {
			found = append(found, endedLine{Kind: kind, Version: version})
		}
	}
	number := leadingNumber().FindString(i.tag)
	switch i.name {
	case "node", "python", "golang", "alpine", "ubuntu", "debian", "ruby", "php", "centos":
		add(i.name, strings.TrimPrefix(number, "v"))
	case "eclipse-temurin", "amazoncorretto", "openjdk":
		add("java", number)
	case "sdk", "aspnet", "runtime", "runtime-deps":
		add("dotnet", number)
	}
	if m := javaNumber().FindStringSubmatch(i.tag); m != nil && (i.name == "maven" || i.name == "gradle") {
		add("java", m[1])
	}
	if m := alpineNumber().FindStringSubmatch(i.tag); m != nil {
		add("alpine", m[1])
	}
	for _, c := range tables().Codenames {
		if strings.Contains(i.tag, c.Name) {
			add(c.Kind, c.Version)
		}
	}
	if m := regexp.MustCompile(`-debian(\d+)$`).FindStringSubmatch(i.name); m != nil {
		add("debian", m[1])
	}
	if m := regexp.MustCompile(`^nodejs(\d+)-`).FindStringSubmatch(i.name); m != nil {
		add("node", m[1])
	}
	return found
}
