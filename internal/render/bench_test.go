package render

import "testing"

func BenchmarkFiles(b *testing.B) {
	p := full()
	p.Stages[0].Steps[1].Run.Commands[1].Script = "a"
	for b.Loop() {
		if _, err := Files(p, builtIn()); err != nil {
			b.Fatal(err)
		}
	}
}
