package e2e

import (
	"path"
	"strings"
)

// allowance is something of a base image that would be a breach if msgen had brought it.
type allowance struct {
	// image begins the reference of the base; "" means every base.
	image string
	// paths may be written: a directory stands for all below it. tools may be there, by name.
	paths, tools string
	// why says why that is no fault of the Dockerfile.
	why string
}

// allowances is the table. What is not in it is a breach.
func allowances() []allowance {
	const apt = "apt apt-get dpkg "
	const node = "npm npx yarn yarnpkg corepack "
	return []allowance{
		{"", "/tmp /var/tmp /run /var/run /var/lock /dev /proc /sys", "", "made for everyone, or mounted over when the container runs"},
		{"gcr.io/distroless/", "/home/nonroot", "", "the empty home of the base's own user"},
		{"node:", "/home/node", apt + node, "the home of the base's user; npm and yarn come with the official image"},
		{"python:", "", apt + "pip pip3 pip3.9 pip3.10 pip3.11 pip3.12 pip3.13 pip3.14", "pip comes with the official image"},
		{"python:3", "", "apk", "the alpine kind of it"},
		{"node:2", "", "apk", "the alpine kind of it"},
		{"oven/bun:", "/home/bun", apt + "apk bunx", "bunx comes with the official image"},
		{"denoland/deno:", "", apt, "where a stand-in is used, it is made of Debian"},
		{"debian:", "", apt, "Debian's own package manager"},
		{"alpine:", "", "apk " + apt, "Alpine's own package manager; where a stand-in is used, it is made of Debian"},
		{"eclipse-temurin:", "/home/ubuntu", apt + "apk", "Ubuntu's own package manager and user"},
		{"eclipse-temurin:", "", "as ld x86_64-linux-gnu-as x86_64-linux-gnu-ld", "binutils of the rig's stand-in, which is Debian with OpenJDK"},
		{"nginxinc/nginx-unprivileged:", "/etc/nginx /var/cache /usr/share/nginx", apt + "apk",
			"the base gives nginx's own directories to its user, for the scripts of its entrypoint"},
		{"busybox:", "/home", "", "the home that the base makes for everyone"},
	}
}

// mayWrite reports whether a path may be writable on a base.
func mayWrite(name, base string) bool {
	for _, a := range allowances() {
		if !strings.HasPrefix(base, a.image) {
			continue
		}
		for _, p := range strings.Fields(a.paths) {
			if name == p || strings.HasPrefix(name, p+"/") {
				return true
			}
		}
	}
	return false
}

// brings reports whether a base itself brings a tool.
func brings(base, tool string) bool {
	for _, a := range allowances() {
		if a.image == "" || !strings.HasPrefix(base, a.image) {
			continue
		}
		for _, t := range strings.Fields(a.tools) {
			if t == tool {
				return true
			}
		}
	}
	return false
}

// BaseOf gives the image that a stage of a Dockerfile stands on in the end; target "" means the last stage.
func BaseOf(dockerfile, target string) string {
	from, last := map[string]string{}, ""
	for _, line := range strings.Split(dockerfile, "\n") {
		words := strings.Fields(line)
		if len(words) < 2 || !strings.EqualFold(words[0], "FROM") {
			continue
		}
		words = words[1:]
		for len(words) > 1 && strings.HasPrefix(words[0], "--") {
			words = words[1:]
		}
		last = words[0]
		if len(words) == 3 && strings.EqualFold(words[1], "AS") {
			last = words[2]
			from[last] = words[0]
		}
	}
	if target == "" {
		target = last
	}
	for from[target] != "" {
		target = from[target]
	}
	return strings.TrimPrefix(strings.TrimPrefix(target, "docker.io/"), "library/")
}

// secretLike says whether a path of a layer looks like a secret or like the repository's history.
func secretLike(name string) bool {
	file := path.Base(name)
	for _, dir := range strings.Split(path.Dir(name), "/") {
		if dir == ".git" || dir == ".ssh" || dir == ".aws" || dir == ".gnupg" {
			return true
		}
	}
	switch path.Ext(file) {
	case ".pem", ".key", ".p12", ".pfx", ".jks", ".keystore":
		return true
	}
	if file == ".env" || (strings.HasPrefix(file, ".env.") && file != ".env.example") {
		return true
	}
	for _, f := range []string{".git", ".npmrc", ".yarnrc.yml", ".netrc", ".pypirc", ".git-credentials", ".pgpass", "id_rsa", "id_ed25519", "id_ecdsa", "id_dsa"} {
		if file == f {
			return true
		}
	}
	return strings.HasSuffix(name, "/.docker/config.json") || strings.HasSuffix(name, "/.m2/settings.xml") || strings.HasSuffix(name, "/.kube/config")
}

// isPublic knows files that look like secrets and are not: each row says why.
func isPublic(name string) bool {
	for _, p := range []struct{ part, why string }{
		{"/etc/ssl/", "certificate authorities"},
		{"/usr/lib/ssl/", "certificate authorities"},
		{"/usr/share/ca-certificates/", "certificate authorities"},
		{"/usr/local/share/ca-certificates/", "certificate authorities"},
		{"/cacert.pem", "certificate authorities, as the package certifi carries them"},
		{"/rig/ca.pem", "the certificate of the test machine's way to the registries"},
		{"/usr/local/lib/node_modules/", "what the official Node image brings"},
		{"/usr/local/lib/python3", "the standard library's tests, in the official Python image"},
		{"/node_modules/", "a published package"},
		{"/site-packages/", "a published package"},
		{"/usr/lib/python3", "the distribution's Python"},
		{"/usr/share/keyrings/", "public keys of the distribution"},
		{"/usr/share/gnupg/", "public keys of key servers"},
		{"/etc/apt/", "public keys of the distribution"},
		{"/etc/apk/keys/", "public keys of the distribution"},
	} {
		if strings.Contains(name, p.part) {
			return true
		}
	}
	return false
}
