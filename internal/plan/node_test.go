package plan

import (
	"github.com/msgen/msgen/detect"
)

// known is a fact with evidence.
func known[T any](v T) detect.Fact[T] {
	return detect.Fact[T]{Value: v, Because: []detect.Evidence{{Path: "package.json", Line: 1}}}
}
