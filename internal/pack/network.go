package pack

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strings"
)

// Network says how a company's builds reach the outside.
type Network struct {
	// Proxy is the address of the proxy of the build, "http://proxy.example.com:3128"; "" for none. NoProxy are the hosts that
	// are reached without it.
	Proxy   string
	NoProxy []string
	// Registries are the registries that packages come from, by kind: npm, python, maven, go, cargo.
	Registries map[string]Registry
}

// Registry is a place that packages come from.
type Registry struct {
	// URL is its address: "https://npm.example.com/".
	URL string
	// Secret is the ID of the build secret with the credentials: "npmrc"; "" for none.
	Secret string
}

// readRegistries reads the mapping registries.
func (n *Network) readRegistries(v *node) error {
	n.Registries = map[string]Registry{}
	registry := func(kind string) func(*node) error {
		return func(v *node) error {
			var to Registry
			err := v.Read(readers{
				"url":    checked(&to.URL, checkAddress),
				"secret": matching(&to.Secret, nameForm, "the ID of a secret: lower-case letters, digits and hyphens, at most 40"),
			})
			if err == nil {
				err = v.Need("url")
			}
			n.Registries[kind] = to
			return err
		}
	}
	return v.Read(readers{
		"npm":    registry("npm"),
		"python": registry("python"),
		"maven":  registry("maven"),
		"go":     registry("go"),
		"cargo":  registry("cargo"),
	})
}

// checkAddress checks the address of a server. Credentials in it would end up in images.
func checkAddress(s string) error {
	u, err := url.Parse(strings.TrimPrefix(s, "sparse+"))
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("%q is not an address such as https://npm.example.com/", s)
	case u.User != nil:
		return errors.New("the address contains credentials, which would be stored in the image; use a build secret")
	}
	return nil
}

// over lays what a higher pack says over this.
func (n Network) over(o Network) Network {
	if o.Proxy != "" {
		n.Proxy, n.NoProxy = o.Proxy, o.NoProxy
	}
	all := map[string]Registry{}
	maps.Copy(all, n.Registries)
	maps.Copy(all, o.Registries)
	n.Registries = all
	return n
}

// Describe says in one line each what the network changes.
func (n Network) Describe() (lines []string) {
	if n.Proxy != "" {
		lines = append(lines, strings.Join(append([]string{"proxy " + n.Proxy + ", except for"}, n.NoProxy...), " "))
		if len(n.NoProxy) == 0 {
			lines = []string{"proxy " + n.Proxy}
		}
	}
	for _, kind := range sortedKeys(n.Registries) {
		r := n.Registries[kind]
		line := kind + " packages come from " + r.URL
		if r.Secret != "" {
			line += " with the secret " + r.Secret
		}
		lines = append(lines, line)
	}
	return lines
}
