package plan

import (
	"net/url"
	"strings"
)

// Network is how a build reaches the outside, as packs say.
type Network struct {
	// Proxy is the proxy of the build; nil for none.
	Proxy *Proxy
	// NPM, Python, Maven, Go and Cargo are the registries that packages come from in place of the public ones; nil for these.
	NPM, Python, Maven, Go, Cargo *Registry
}

// Proxy is an HTTP proxy.
type Proxy struct {
	// URL is its address, "http://proxy.example.com:3128"; Host and Port are its parts.
	URL, Host, Port string
	// No are the hosts that are reached without it: "localhost", ".example.com".
	No []string
}

// Registry is a registry of packages.
type Registry struct {
	// URL is its address: "https://npm.example.com/".
	URL string
	// Secret is the ID of the build secret with the credentials: "npmrc"; "" for none.
	Secret string
}

// NewProxy takes an address apart; nil for none.
func NewProxy(address string, no []string) *Proxy {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return nil
	}
	p := &Proxy{URL: address, Host: u.Hostname(), Port: u.Port(), No: no}
	if p.Port == "" {
		p.Port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return p
}

// buildArgs are the predefined arguments that lead a build through the proxy; BuildKit keeps them out of the image.
func (n Network) buildArgs() []string {
	if n.Proxy == nil {
		return nil
	}
	args := []string{"HTTP_PROXY=" + n.Proxy.URL, "HTTPS_PROXY=" + n.Proxy.URL}
	if len(n.Proxy.No) > 0 {
		args = append(args, "NO_PROXY="+strings.Join(n.Proxy.No, ","))
	}
	return args
}

// asks reports whether the registry wants credentials.
func (r *Registry) asks() bool { return r != nil && r.Secret != "" }

// secret is the build secret of a registry: a file of the user's home, or else a variable; nothing where none is wanted.
func (r *Registry) secret(file, env string) []Secret {
	if !r.asks() {
		return nil
	}
	return []Secret{{ID: r.Secret, File: file, Env: env, Required: true, Why: "the registry " + r.URL + " asks for it"}}
}
