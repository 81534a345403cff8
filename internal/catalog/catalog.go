// Package catalog knows the public base images: which tags exist for which version of a runtime, what is in them and
// until when they live. It is data with a date (images.yaml), not code, and it never asks a registry.
package catalog

// Base names a family of runtime bases, as --base takes it.
const (
	Scratch    = "scratch"
	Distroless = "distroless"
	Alpine     = "alpine"
	Slim       = "slim"
	Full       = "full" // the build side: toolchain, headers, package manager
)

// Image is one tag that can be pulled.
type Image struct {
	// Ref is what stands behind FROM: "node:24-trixie-slim", "gcr.io/distroless/static-debian13:nonroot", "scratch".
	Ref string
	// Debug is the tag of the same image with a shell, where there is one: "gcr.io/distroless/static-debian13:debug-nonroot".
	Debug string
	// Kind is what it is for: go, node, python, java, maven, gradle, uv, nginx, debian, static, base, base-nossl, cc.
	Kind string
	// Base is its family: scratch, distroless, alpine, slim, full.
	Base string
	// Version is the version of the runtime in it: "24", "3.13", "21"; "" where it has none.
	Version string
	// OS is the distribution that it is made of: "debian13", "debian12", "alpine3.22", "ubuntu24.04", "".
	OS string
	// Libc is glibc, musl or none.
	Libc string
	// Shell reports whether there is a /bin/sh.
	Shell bool
	// Packages is its package manager: apt, apk, or "".
	Packages string
	// User is the unprivileged user to run as, numeric: "65532", "1000", "101".
	User string
	// NeedsUser reports whether that user is not in its /etc/passwd.
	NeedsUser bool
	// Entrypoint is what the image itself sets; nil when nothing.
	Entrypoint []string
	// Program is the absolute path of the interpreter in it: "/nodejs/bin/node", "/usr/local/bin/node"; "" where there is none.
	Program string
	// EOL is the day after which nobody mends it, "2028-04-30"; "" when not known.
	EOL string
}

// Version is one release line of a runtime.
type Version struct {
	// Number is the release line as image tags name it: "24", "3.13", "1.26", "21".
	Number string
	// EOL is the day on which its maintenance ends, "2028-04-30".
	EOL string
	// Default marks the line to take when nothing is declared.
	Default bool
	// Ended reports whether EOL lies before the catalog's own date.
	Ended bool
}

// Catalog is the data. The zero value knows nothing; Load gives the built-in one.
type Catalog struct {
	// Date is the day on which the data was gathered, "2026-11-20".
	Date   string
	images []Image
	lines  map[string][]Version // kind -> release lines, newest first
}
