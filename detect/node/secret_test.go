package node

import (
	"strings"

	"github.com/msgen/msgen/detect"
)

// values lists what candidates say.
func values(list []detect.Candidate) string {
	var out []string
	for _, c := range list {
		out = append(out, c.Value)
	}
	return strings.Join(out, " ")
}
