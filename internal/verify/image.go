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

// lines are the release lines that have ended, or will, with the day; newest first. What is older than the last row of
// a kind has ended before it.
type endedLine struct{ kind, version, eol string }

// tableDate is the day on which endOfLife was gathered.
const tableDate = "2026-11-20"

func endOfLife() []endedLine {
	return []endedLine{
		{"node", "25", "2026-06-01"}, {"node", "23", "2025-06-01"}, {"node", "21", "2024-06-01"}, {"node", "20", "2026-04-30"}, {"node", "19", "2023-06-01"}, {"node", "18", "2025-04-30"}, {"node", "17", "2022-06-01"},
		{"python", "3.11", "2027-10-31"}, {"python", "3.10", "2026-10-31"}, {"python", "3.9", "2025-10-31"}, {"python", "3.8", "2024-10-07"},
		{"golang", "1.24", "2026-02-10"}, {"golang", "1.23", "2025-08-12"}, {"golang", "1.22", "2025-02-11"},
		{"java", "26", "2026-09-15"}, {"java", "24", "2025-09-16"}, {"java", "23", "2025-03-18"}, {"java", "22", "2024-09-17"}, {"java", "20", "2023-09-19"}, {"java", "19", "2023-03-21"}, {"java", "18", "2022-09-20"},
		{"java", "16", "2021-09-14"}, {"java", "15", "2021-03-16"}, {"java", "14", "2020-09-15"}, {"java", "13", "2020-03-17"}, {"java", "12", "2019-09-17"}, {"java", "10", "2018-09-25"}, {"java", "9", "2018-03-20"}, {"java", "7", "2022-07-29"},
		{"alpine", "3.22", "2027-05-01"}, {"alpine", "3.21", "2026-11-01"}, {"alpine", "3.20", "2026-04-01"}, {"alpine", "3.19", "2025-11-01"},
		{"ubuntu", "20.04", "2025-05-31"}, {"ubuntu", "18.04", "2023-05-31"},
		{"debian", "11", "2026-08-31"}, {"debian", "10", "2024-06-30"},
		{"ruby", "3.2", "2026-04-01"}, {"ruby", "3.1", "2025-03-26"},
		{"php", "8.1", "2025-12-31"}, {"php", "8.0", "2023-11-26"},
		{"dotnet", "9.0", "2026-11-10"}, {"dotnet", "8.0", "2026-11-10"}, {"dotnet", "7.0", "2024-05-14"},
		{"centos", "8", "2021-12-31"}, {"centos", "7", "2024-06-30"},
	}
}

// releases finds the release lines that a reference names: its own, and that of the distribution in its tag.
func (i image) releases() []endedLine {
	var found []endedLine
	add := func(kind, version string) {
		if version != "" {
			found = append(found, endedLine{kind: kind, version: version})
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
	for _, c := range codenames() {
		if strings.Contains(i.tag, c[0]) {
			add(c[1], c[2])
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

func codenames() [][3]string {
	return [][3]string{{"jessie", "debian", "8"}, {"stretch", "debian", "9"}, {"buster", "debian", "10"}, {"bullseye", "debian", "11"}, {"xenial", "ubuntu", "16.04"}, {"bionic", "ubuntu", "18.04"}, {"focal", "ubuntu", "20.04"}}
}
