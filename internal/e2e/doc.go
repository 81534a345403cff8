// Package e2e proves that what msgen writes works: it builds the image of a case, looks at what is in it, runs it, asks
// it, stops it, edits a source file and builds again.
//
// A Trial is one image tried in that way; it gives a Row of figures and the Breaches of what was promised. Reading the
// build's record (buildsteps_test.go) and the image's files (imagefiles_test.go, layers_test.go) are pure functions with tests
// of their own, which need no Docker. The tests that do carry the build tag e2e: `make e2e`.
package e2e
