package java

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// gradleCatalog is a version catalog, by the names that scripts use: dots for the dashes and underscores of the catalog.
type gradleCatalog struct {
	versions  map[string]string
	plugins   map[string]gradleVersioned
	libraries map[string]string // group:artifact
	bundles   map[string][]string
}

// gradleVersioned is a plugin with its version.
type gradleVersioned struct{ id, version string }

func newCatalog() *gradleCatalog {
	return &gradleCatalog{map[string]string{}, map[string]gradleVersioned{}, map[string]string{}, map[string][]string{}}
}

// accessor writes an alias as scripts do.
func accessor(alias string) string { return strings.NewReplacer("-", ".", "_", ".").Replace(alias) }

// plugin gives the plugin behind an alias.
func (c *gradleCatalog) plugin(alias string) gradleVersioned {
	if c == nil {
		return gradleVersioned{}
	}
	return c.plugins[alias]
}

// named gives the libraries behind an alias, which may be a bundle. A bundle holds libraries only, never another bundle.
func (c *gradleCatalog) named(alias string) []string {
	if c == nil {
		return nil
	}
	aliases := []string{alias}
	if name, ok := strings.CutPrefix(alias, "bundles."); ok {
		aliases = c.bundles[name]
	}
	var out []string
	for _, a := range aliases {
		if lib := c.libraries[accessor(a)]; lib != "" {
			out = append(out, lib)
		}
	}
	return out
}

var (
	gradleCreates = pattern.New(`\bcreate\(\s*["'](\w+)["']|^\s*(\w+)\s*\{`)
	gradleFrom    = pattern.New(`\bfrom\s*\(?\s*files\(\s*["']([^"']+\.toml)["']`)
	gradleEntry   = pattern.New(`\b(version|library|plugin|bundle)\s*\(?\s*["']([\w.-]+)["']\s*,\s*(.+)`)
	gradleRef     = pattern.New(`\.?\bversion(Ref)?\(?\s*["']([^"']+)["']`)
)

// readCatalogs reads the catalogs of a build: the file that Gradle finds by itself, and what the settings name or write.
func (b *gradleBuild) readCatalogs(t *detect.Tree, settings []string) error {
	catalog := func(name string) *gradleCatalog {
		if b.catalogs[name] == nil {
			b.catalogs[name] = newCatalog()
		}
		return b.catalogs[name]
	}
	if p := path.Join(b.root, "gradle/libs.versions.toml"); t.Has(p) {
		doc, err := t.TOML(p)
		if err != nil {
			return err
		}
		catalog("libs").read(doc)
	}
	name, inside := "libs", false
	for _, line := range settings {
		if inside = inside || strings.Contains(line, "versionCatalogs"); !inside {
			continue
		}
		if m := gradleCreates.FindStringSubmatch(line); m != nil && m[1]+m[2] != "versionCatalogs" {
			name = m[1] + m[2]
		}
		if m := gradleFrom.FindStringSubmatch(line); m != nil {
			if p := path.Join(b.root, m[1]); t.Has(p) {
				doc, err := t.TOML(p)
				if err != nil {
					return err
				}
				catalog(name).read(doc)
			}
		}
		if m := gradleEntry.FindStringSubmatch(line); m != nil {
			catalog(name).entry(m[1], accessor(m[2]), m[3])
		}
	}
	return nil
}

// read takes a catalog's file.
func (c *gradleCatalog) read(doc *formats.Node) {
	each := func(table string, visit func(alias string, n *formats.Node)) {
		tab := doc.At(table)
		for _, k := range tab.Keys() {
			visit(accessor(k), tab.At(k))
		}
	}
	each("versions", func(alias string, n *formats.Node) { c.versions[alias] = n.Text() })
	each("plugins", func(alias string, n *formats.Node) {
		id, version, _ := strings.Cut(n.Text(), ":")
		if n.Text() == "" {
			if id, version = n.At("id").Text(), n.At("version").Text(); version == "" {
				version = c.versions[accessor(n.At("version", "ref").Text())]
			}
		}
		c.plugins[alias] = gradleVersioned{id, version}
	})
	each("libraries", func(alias string, n *formats.Node) {
		module := n.Text() + n.At("module").Text()
		if group := n.At("group").Text(); group != "" {
			module = group + ":" + n.At("name").Text()
		}
		c.libraries[alias] = coordinates(module)
	})
	each("bundles", func(alias string, n *formats.Node) { c.bundles[alias] = n.Texts() })
}

// entry takes a line of a settings script: library("alias", "group", "artifact"), bundle("alias", listOf("a", "b")).
func (c *gradleCatalog) entry(kind, alias, rest string) {
	var words []string
	version := ""
	if m := gradleRef.FindStringSubmatch(rest); m != nil {
		if version = m[2]; m[1] != "" {
			version = c.versions[accessor(m[2])]
		}
		rest, _, _ = strings.Cut(rest, m[0])
	}
	for _, m := range gradleQuoted.FindAllStringSubmatch(rest, -1) {
		words = append(words, m[1])
	}
	if len(words) == 0 {
		return
	}
	switch kind {
	case "version":
		c.versions[alias] = words[0]
	case "plugin":
		c.plugins[alias] = gradleVersioned{words[0], version}
	case "library":
		c.libraries[alias] = coordinates(strings.Join(words, ":"))
	case "bundle":
		c.bundles[alias] = words
	}
}

// coordinates gives group:artifact of a module that may have a version.
func coordinates(module string) string {
	parts := strings.SplitN(module, ":", 3)
	if len(parts) < 2 {
		return ""
	}
	return parts[0] + ":" + parts[1]
}
