package verify

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/bounded"
)

// secret reports a file that looks like one, by its name and, for names that are often harmless, by what is in it.
func (c Context) secret(file string) bool {
	name := path.Base(file)
	switch {
	case harmless(name):
		return false
	case name == ".env" || strings.HasPrefix(name, ".env."):
		return true
	case slices.Contains([]string{"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".netrc", "_netrc", ".pypirc", ".git-credentials", ".htpasswd", "terraform.tfstate"}, name):
		return true
	case slices.Contains([]string{".p12", ".pfx", ".jks", ".keystore", ".ppk"}, path.Ext(name)):
		return true
	case slices.ContainsFunc([]string{".aws/credentials", ".docker/config.json", ".kube/config", ".m2/settings.xml", ".ssh/"}, func(s string) bool { return strings.Contains("/"+file, "/"+s) }):
		return true
	case path.Ext(name) == ".pem" || path.Ext(name) == ".key":
		return c.Read == nil || c.contains(file, "PRIVATE KEY")
	case slices.Contains([]string{".npmrc", ".yarnrc", ".yarnrc.yml"}, name):
		return c.contains(file, "_authToken=", "_auth=", "_password=", "npmAuthToken:", "npmAuthIdent:")
	case name == "settings.xml" || name == "pip.conf" || name == "nuget.config":
		return c.contains(file, "<password>", "ClearTextPassword")
	}
	return false
}

// harmless reports the names of files that only show what a secret looks like.
func harmless(name string) bool {
	for _, end := range []string{".example", ".sample", ".template", ".dist", ".tmpl", ".defaults", ".schema"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return strings.HasSuffix(name, ".pub")
}

// contains reports one of the texts in a file; not when it cannot be read, or when the value comes from a variable. A file
// that is too large to be looked at counts as one that holds them.
func (c Context) contains(file string, texts ...string) bool {
	if c.Read == nil {
		return false
	}
	data, err := c.Read(file)
	if err != nil {
		return errors.As(err, new(bounded.LargeError))
	}
	for line := range strings.Lines(string(data)) {
		for _, t := range texts {
			if _, value, ok := strings.Cut(line, t); ok && !strings.HasPrefix(strings.Trim(value, ` "'`), "$") {
				return true
			}
		}
	}
	return false
}
