// Package secret knows what gives a secret away: the names of files that hold one, what stands in them, the names of
// variables, and addresses with a login. Detect, plan and verify share its tables, so that what one calls a secret the
// others never ship.
package secret

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// kind is one kind of file that holds secrets.
type kind struct {
	// names are globs of base names and of directories, separated by spaces.
	names string
	// signs is what such a file holds when it is a secret; empty for names that leave no doubt.
	signs string
	// home are the directories in which such a file is a part of the program, unless it holds the signs.
	home string
	// mild marks names that say little by themselves: a file that cannot be read is none.
	mild bool
	// settings marks the settings of package managers, which an install reads and no program does.
	settings bool
}

// PublicNames is an expression for what bundlers put into the files that a browser is given, and so no secrets.
const PublicNames = `(?:VITE|NEXT_PUBLIC|REACT_APP|PUBLIC|GATSBY|VUE_APP|NUXT_PUBLIC|EXPO_PUBLIC|NX_PUBLIC|STORYBOOK|NG_APP|UMI_APP|SNOWPACK_PUBLIC)_[A-Z0-9_]+`

// PublicSettings are other names for what builds and servers are told and what is no secret.
const PublicSettings = `PUBLIC_URL|BASE_URL|NODE_ENV|MODE|GENERATE_SOURCEMAP|INLINE_RUNTIME_CHUNK|DISABLE_ESLINT_PLUGIN|CI|PORT|HOST`

// public are comments, and variables that bundlers put into the files which a browser is given.
const public = `(?m)^\s*#.*|^\s*(export\s+)?(` + PublicNames + `|` + PublicSettings + `)\s*=(?:\s*'[^']*'|\s*"[^"]*"|.*)`

// The signs that several kinds share.
const (
	privateKey = `PRIVATE KEY`
	// assigned is a value behind a name that speaks of a secret; what a variable gives is none.
	assigned = `(?im)["']?[\w.:/-]*(token|_auth|authIdent|passw(or)?d|passphrase|secret|private_?key|access_?key|api_?key)\w*["']?\s*[:=]\s*["']?[^\s"'$<{\[]`
	// login is a name and a password in an address.
	login = `://[^\s/:@$"'<>{}]+:[^\s/@$"'<>{}]+@`
	// element is the same as assigned in XML.
	element = `<(?:password|passphrase|token)>\s*[^$<{\s]`
	either  = assigned + `|` + login
	// dumps are the names of copies of a database, which may lie among its migrations.
	dumps = "dump*.sql *dump.sql backup*.sql *backup.sql"
)

// kinds is the table.
func kinds() []kind {
	return []kind{
		{names: ".npmrc .yarnrc* bunfig.toml pip.conf pip.ini uv.toml poetry.toml *pdm.toml gradle.properties maven.config jvm.config",
			signs: either + `|(?i)_auth\w*"?[ \t]+"?[^\s"$]`, home: `^(buildSrc|build-logic|gradle)$`, mild: true, settings: true},
		{names: "settings.xml settings-security.xml nuget.config NuGet.Config", signs: element + `|ClearTextPassword|<master>|` + login, home: `^(src|resources)$`, mild: true, settings: true},
		{names: "*.pem", signs: privateKey},
		{names: "*.key", signs: privateKey + `|(?m)^\s*[0-9A-Za-z+/=_-]{16,}\s*$`},
		{names: "*.sql " + dumps, signs: `(?mi)^COPY .+ FROM stdin|^PRAGMA foreign_keys=OFF;\s*BEGIN|^(?:--|/\*).*(?:sql|mariadb|sqlite|pg_?).*dump[\s\S]*^INSERT INTO`, mild: true,
			home: `(?i)^(db|database|sql|migrat\w*|quer\w*|schemas?|seeds?|drizzle|prisma|supabase|flyway|liquibase|alembic|resources|initdb\S*)$`},
		{names: "secrets.json secrets.y*ml secrets.toml *credentials.json credentials.y*ml client_secret*.json",
			signs: either + `|` + privateKey, home: `^(locales?|i18n|lang|languages|translations|messages)$`},
		{names: ".docker", signs: `"(auth|identitytoken|registrytoken)"|` + privateKey, mild: true},
		{names: ".env* *.env .flaskenv"},
		{names: "*.p8 *.p12 *.pfx *.jks *.keystore *.ppk *.kdbx *.ovpn id_rsa* id_dsa* id_ecdsa* id_ed25519*"},
		{names: ".aws .ssh .kube .gnupg .azure .gcloud"},
		{names: ".netrc _netrc .pypirc .git-credentials .htpasswd .pgpass .my.cnf .s3cfg .boto .dockercfg .vault-token .vault_pass* .secrets *.secret .*_history"},
		{names: "*.tfstate* *.tfvars* .terraformrc *.tfrc.json"},
		{names: "kubeconfig kubeconfig.y*ml *.kubeconfig"},
		{names: "service*ccount*.json *firebase-adminsdk*.json gcp?key*.json *sa-key.json keyfile.json gha-creds-*.json credentials.csv *accessKeys.csv"},
		{names: "*.dump *.sql.gz *.sql.bz2 *.sql.xz *.sql.zst *.sql.zip"},
	}
}

// glob is one name of the table.
type glob struct {
	text, piece string // piece is the longest text without a wildcard in it
	of          kind
}

// index is the table by what a name begins or ends with, so that most names are told from all globs at a glance.
type index struct {
	exact       map[string]kind
	first, last [256][]glob
	inner       []glob
}

// table gives the index of the kinds.
var table = sync.OnceValue(func() *index {
	t := &index{exact: map[string]kind{}}
	for _, k := range kinds() {
		for _, text := range strings.Fields(k.names) {
			pieces := strings.FieldsFunc(text, func(r rune) bool { return r == '*' || r == '?' })
			g := glob{text, slices.MaxFunc(pieces, func(a, b string) int { return len(a) - len(b) }), k}
			switch begin, end := text[0], text[len(text)-1]; {
			case g.piece == text:
				t.exact[text] = k
			case begin != '*':
				t.first[begin] = append(t.first[begin], g)
			case end != '*':
				t.last[end] = append(t.last[end], g)
			default:
				t.inner = append(t.inner, g)
			}
		}
	}
	return t
})

// kindOf gives the kind of the strictest name that a part of a path has.
func kindOf(p string) (kind, bool) {
	found, ok := kind{}, false
	for part := range strings.SplitSeq(p, "/") {
		if part == "" {
			continue
		}
		for _, k := range kindsOf(part) {
			if !ok || found.signs != "" {
				found, ok = k, true
			}
		}
	}
	return found, ok
}

// kindsOf gives the kinds that one name may be of.
func kindsOf(name string) []kind {
	t := table()
	var all []kind
	if k, ok := t.exact[name]; ok {
		all = append(all, k)
	}
	for _, globs := range [][]glob{t.first[name[0]], t.last[name[len(name)-1]], t.inner} {
		for _, g := range globs {
			if !strings.Contains(name, g.piece) {
				continue
			}
			if hit, _ := path.Match(g.text, name); hit {
				all = append(all, g.of)
			}
		}
	}
	return all
}

// Hidden reports a path that a glob of the table matches, in any part of it.
func Hidden(p string) bool {
	_, ok := kindOf(p)
	return ok
}

// Named reports a file that has the name of a secret. The names of files that only show what one looks like are none.
func Named(p string) bool { return Hidden(p) && !harmless(p) }

// Settings reports the settings of a package manager, which hold a secret only now and then.
func Settings(p string) bool {
	k, ok := kindOf(p)
	return ok && k.settings
}

// Held reports whether a file with the name of a secret is one, by what stands in it.
func Held(p, text string) bool {
	k, ok := kindOf(p)
	if k.settings {
		text = expression(`(?m)^\s*[#;].*`).ReplaceAllString(text, "")
	}
	if base := path.Base(p); base == ".env" || base == ".env.production" {
		rest := expression(public).ReplaceAllString(text, "")
		if strings.TrimSpace(text) != "" && strings.TrimSpace(rest) == "" && !expression(login).MatchString(text) {
			return false
		}
	}
	return ok && !harmless(p) && (k.signs == "" || expression(k.signs).MatchString(text))
}

// Unread is the answer for a file that nobody may read or that is not there: its name decides, where it says enough.
func Unread(p string) bool {
	k, ok := kindOf(p)
	return ok && !harmless(p) && !k.mild
}

// Certain reports a name that no content can clear.
func Certain(p string) bool {
	k, ok := kindOf(p)
	return ok && !harmless(p) && k.signs == ""
}

// Home gives the directory of a path in which its kind of file is a part of the program; "" for none.
func Home(p string) string {
	k, ok := kindOf(p)
	if !ok || k.home == "" {
		return ""
	}
	parts := strings.Split(path.Clean(p), "/")
	for i, part := range parts[:len(parts)-1] {
		if expression(k.home).MatchString(part) {
			return path.Join(parts[:i+1]...)
		}
	}
	return ""
}

// Dump reports the name of a copy of a database.
func Dump(p string) bool {
	return slices.ContainsFunc(strings.Fields(dumps), func(glob string) bool {
		hit, err := path.Match(glob, path.Base(p))
		return hit && err == nil
	})
}

// Names gives the globs of the table, for a .dockerignore.
func Names() []string {
	var all []string
	for _, k := range kinds() {
		all = append(all, strings.Fields(k.names)...)
	}
	return all
}

// Source reports the source of a program, which may well be about keys and credentials. One below a hidden directory is none.
func Source(p string) bool {
	return expression(`^([^.][^/]*/)*[^./][^/]*\.([cm]?[jt]sx?|go|pyi?|java|kts?|groovy|scala|vue|svelte|css|scss|html|c|h|cc|cpp|rs|sh)$`).MatchString(p)
}

// harmless reports sources, the names of files that only show what a secret looks like, and those of public keys.
func harmless(p string) bool {
	return Source(p) || expression(`\.(example|sample|template|dist|tmpl|defaults|schema|pub)$|(^|\.)(example|sample|template)\.`).MatchString(path.Base(p))
}

// compiled holds the expressions that were asked for.
var compiled sync.Map

// expression compiles a text once.
func expression(text string) *regexp.Regexp {
	if re, ok := compiled.Load(text); ok {
		return re.(*regexp.Regexp)
	}
	re := regexp.MustCompile(text)
	compiled.Store(text, re)
	return re
}
