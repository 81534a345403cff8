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

// systemNames gives Debian's names of packages as a package manager has them.
func systemNames(manager string, debian ...string) []string {
	if manager != "apk" {
		return debian
	}
	var names []string
	for _, n := range debian {
		if apk, ok := alpineNames()[n]; ok {
			n = apk
		}
		names = append(names, n)
	}
	return names
}

// alpineNames are Alpine's names of Debian's packages, where they differ.
func alpineNames() map[string]string {
	return map[string]string{
		"build-essential": "build-base", "default-libmysqlclient-dev": "mariadb-connector-c-dev", "fonts-dejavu-core": "font-dejavu",
		"libc6-dev": "musl-dev", "libcairo2": "cairo", "libcairo2-dev": "cairo-dev", "libgif-dev": "giflib-dev", "libgif7": "giflib",
		"libgraphviz-dev": "graphviz-dev", "libgssapi-krb5-2": "krb5-libs", "libharfbuzz-subset0": "harfbuzz-subset", "libimage-exiftool-perl": "exiftool", "libjpeg-dev": "jpeg-dev",
		"libjpeg62-turbo": "libjpeg-turbo", "libkrb5-dev": "krb5-dev", "libldap-dev": "openldap-dev", "libldap2": "libldap", "libmagic1": "libmagic",
		"libmariadb3": "mariadb-connector-c", "libpango-1.0-0": "pango", "libpango1.0-dev": "pango-dev", "libpangoft2-1.0-0": "pango",
		"libportaudio2": "portaudio", "libpq5": "libpq", "librsvg2-2": "librsvg", "librsvg2-dev": "librsvg-dev", "libsasl2-2": "libsasl",
		"libsasl2-dev": "cyrus-sasl-dev", "libsndfile1": "libsndfile", "libsqlite3-dev": "sqlite-dev", "libssl-dev": "openssl-dev",
		"libssl3t64": "libssl3", "libvips-dev": "vips-dev", "libvips42": "vips", "libvips42t64": "vips", "libxmlsec1-dev": "xmlsec-dev",
		"libxmlsec1-openssl": "xmlsec", "libzbar0": "zbar", "pkg-config": "pkgconf", "portaudio19-dev": "portaudio-dev", "zlib1g": "zlib",
		"zlib1g-dev": "zlib-dev",
	}
}
