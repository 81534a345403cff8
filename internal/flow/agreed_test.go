package flow

import (
	"testing"

	"github.com/msgen/msgen/internal/lock"
)

// TestAgreedAnswers: what a person answered just as msgen would have is no drift; everything else that moves is.
func TestAgreedAnswers(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new lock.Answer
		base     string
		moves    int
	}{
		{"port", lock.Answer{Key: "port", Value: "3000", Source: "answer"}, lock.Answer{Key: "port", Value: "3000", Source: "detected"}, "slim", 0},
		{"targets", lock.Answer{Key: "targets", Value: "prod", Source: "answer"}, lock.Answer{Key: "targets", Value: "prod", Source: "default"}, "slim", 0},
		{"base", lock.Answer{Key: "base", Value: "slim", Source: "answer"}, lock.Answer{Key: "base", Value: "auto", Source: "default"}, "slim", 0},
		{"base by a pack", lock.Answer{Key: "base", Value: "slim", Source: "answer"}, lock.Answer{Key: "base", Value: "auto", Source: "pack"}, "slim", 0},
		{"another base now", lock.Answer{Key: "base", Value: "slim", Source: "answer"}, lock.Answer{Key: "base", Value: "auto", Source: "default"}, "alpine", 1},
		{"another port now", lock.Answer{Key: "port", Value: "3000", Source: "answer"}, lock.Answer{Key: "port", Value: "4000", Source: "detected"}, "slim", 1},
		{"a line taken out", lock.Answer{Key: "port", Value: "3000", Source: "file"}, lock.Answer{Key: "port", Value: "3000", Source: "detected"}, "slim", 1},
	} {
		was := &lock.Service{Answers: []lock.Answer{c.old}}
		now := &lock.Service{Answers: []lock.Answer{c.new}, Facts: []lock.Fact{{Key: "base", Value: c.base}}}
		if got := answerMoves(was, now); len(got) != c.moves {
			t.Errorf("%s: %v, want %d", c.name, got, c.moves)
		}
	}
}
