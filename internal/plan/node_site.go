package plan

import (
	"regexp"
)

// sitePort is where nginx listens when nobody says otherwise: above 1024, for it has no privileges.
const sitePort = 8080

var (
	urlPath  = regexp.MustCompile(`^/[A-Za-z0-9_./-]+/$`)
	filePath = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)
)
