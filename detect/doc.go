// Package detect says what a repository is.
//
// Scan walks the tree once and gives a Report: a Stack for every service found, each made of Facts. A Fact is a value
// with its Evidence, the line of the file that says so; evidence that lost against stronger evidence is kept beside it.
// What the evidence leaves open becomes a Question with its candidates: detect never guesses between equals.
//
// There is one reader per language (golang.go, node.go, python.go, java.go), and all of them read through the same
// index (tree.go) and the same form for manifests (document.go), so that every value knows its line.
package detect
