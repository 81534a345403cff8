package plan

// SystemPackages are packages that a base's own package manager installs.
type SystemPackages struct {
	// Manager is apt or apk.
	Manager string
	// Release is the distribution's release, which tells caches apart: "trixie", "alpine".
	Release string
	// Names are the packages: "gcc", "libpq-dev".
	Names []string
	// For are the dependencies that need them, for a comment: "psycopg2"; empty for none in particular.
	For []string
}

// apkNames translates the names of Debian's packages where Alpine has another.
func apkNames() map[string]string {
	return map[string]string{
		"build-essential": "build-base", "pkg-config": "pkgconf", "libcairo2-dev": "cairo-dev", "libpango1.0-dev": "pango-dev",
		"libjpeg-dev": "jpeg-dev", "libgif-dev": "giflib-dev", "librsvg2-dev": "librsvg-dev", "libvips-dev": "vips-dev", "libpq-dev": "libpq-dev",
		"libsqlite3-dev": "sqlite-dev", "libcairo2": "cairo", "libpango-1.0-0": "pango", "libjpeg62-turbo": "libjpeg-turbo", "libgif7": "giflib",
		"librsvg2-2": "librsvg", "libpq5": "libpq", "libvips42": "vips", "libvips42t64": "vips", "openssl": "openssl",
	}
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
