package plan

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// compilers are the system packages that compiling wants; nil for none.
func (w *pyWork) compilers() *SystemPackages {
	p := &SystemPackages{Manager: w.tools.Packages, Release: w.tools.Codename()}
	for _, n := range w.py.Native {
		for _, name := range n.Build {
			p.Names = appendNew(p.Names, w.systemNames(name)...)
		}
		if len(n.Build) > 0 {
			p.For = append(p.For, n.Name)
		}
	}
	if len(p.Names) == 0 {
		return nil
	}
	if w.base == catalog.Distroless {
		p.Names = appendNew(p.Names, "python3-dev")
	}
	return p
}

func appendNew(list []string, names ...string) []string {
	for _, n := range names {
		found := false
		for _, have := range list {
			found = found || have == n
		}
		if !found {
			list = append(list, n)
		}
	}
	return list
}

// runPackages are the system packages that the program loads.
func (w *pyWork) runPackages() (names []string, of []string, because []detect.Evidence) {
	for _, n := range w.py.Native {
		if len(n.Run) == 0 {
			continue
		}
		for _, name := range n.Run {
			names = appendNew(names, w.systemNames(name)...)
		}
		of = append(of, n.Name)
		because = append(because, n.Because)
	}
	return names, of, because
}

// systemNames gives the base's names of a package of Debian's.
func (w *pyWork) systemNames(debian string) []string {
	if w.tools.Packages != "apk" {
		return []string{debian}
	}
	if names, ok := alpineNames()[debian]; ok {
		return names
	}
	return []string{strings.TrimSuffix(debian, "0")}
}

// alpineNames are Alpine's names of Debian's packages.
func alpineNames() map[string][]string {
	return map[string][]string{
		"libc6-dev": {"musl-dev"}, "gcc": {"gcc"}, "g++": {"g++"}, "pkg-config": {"pkgconf"}, "git": {"git"}, "ca-certificates": {"ca-certificates"},
		"libpq-dev": {"libpq-dev"}, "libpq5": {"libpq"}, "default-libmysqlclient-dev": {"mariadb-connector-c-dev"}, "libmariadb3": {"mariadb-connector-c"},
		"libcairo2-dev": {"cairo-dev"}, "libcairo2": {"cairo"}, "libpango-1.0-0": {"pango"}, "libpangoft2-1.0-0": {"pango"}, "libharfbuzz-subset0": {"harfbuzz-subset"},
		"fonts-dejavu-core": {"font-dejavu"}, "poppler-utils": {"poppler-utils"}, "ffmpeg": {"ffmpeg"}, "tesseract-ocr": {"tesseract-ocr"}, "libzbar0": {"zbar"},
		"portaudio19-dev": {"portaudio-dev"}, "libportaudio2": {"portaudio"}, "libsndfile1": {"libsndfile"}, "libmagic1": {"libmagic"}, "unixodbc": {"unixodbc"},
		"libldap-dev": {"openldap-dev"}, "libsasl2-dev": {"cyrus-sasl-dev"}, "libldap2": {"libldap"}, "libsasl2-2": {"libsasl"}, "libxml2-dev": {"libxml2-dev"},
		"libxmlsec1-dev": {"xmlsec-dev"}, "libxmlsec1-openssl": {"xmlsec"}, "libgraphviz-dev": {"graphviz-dev"}, "graphviz": {"graphviz"},
	}
}
