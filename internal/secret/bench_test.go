package secret

import "testing"

// BenchmarkHidden measures the look at a name that is none of the table's.
func BenchmarkHidden(b *testing.B) {
	for b.Loop() {
		Hidden("src/d12/file_12_34.json")
	}
}
