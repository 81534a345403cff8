package python

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// newestRelease is the newest Python that the pinned packages still install on.
func newestRelease(p *project) {
	for _, row := range tables().Bounds {
		if _, ok := p.deps.byName[row.Name]; !ok && p.deps.lock[row.Name] == (detect.Evidence{}) {
			continue
		}
		version := p.deps.version(row.Name)
		if version == "" && row.Before != "" || row.From != "" && versions.Before(version, row.From) || row.Before != "" && !versions.Before(version, row.Before) {
			continue
		}
		noteBound(p, row.Newest, strings.TrimSpace(row.Name+" "+version), p.depEvidence(row.Name))
	}
}
