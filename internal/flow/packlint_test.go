package flow

import (
	"testing"

	"github.com/msgen/msgen/internal/plan"
)

// TestSamples renders the sample of each of msgen's stacks: one service of that stack.
func TestSamples(t *testing.T) {
	for _, stack := range plan.Stacks() {
		repo, known := Sample(stack)
		if !known {
			t.Errorf("there is no sample of %s", stack)
			continue
		}
		result, err := Run(Request{Repo: repo})
		if err != nil || len(result.Services) != 1 || result.Services[0].Stack.Stack != stack {
			t.Errorf("%s: %d services, %v", stack, len(result.Services), err)
		}
	}
}
