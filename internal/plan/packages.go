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
		if apk, ok := tables().Alpine[n]; ok {
			n = apk
		}
		names = append(names, n)
	}
	return names
}
