// Package detect says what a repository is.
//
// A Report holds a Stack for every service found, each made of Facts. A Fact is a value with its Evidence, the line of the
// file that says so; evidence that lost against stronger evidence is kept beside it. What the evidence leaves open becomes a
// Question with its candidates: detect never guesses between equals.
//
// This package is the core: the types of the report (stack.go, evidence.go, and one file for what only a language has),
// the Tree that one walk of the repository gives (tree.go, walk.go, text.go, sources.go), its manifests as documents that know
// their lines (manifest.go, over internal/formats), sources as expressions (code.go, with a language's Grammar as data), the search for secrets, and Scan, which asks the languages and judges their
// stacks against each other (settle.go). It knows no language's files.
//
// Each language is a package below (detect/golang, detect/node …) with one function, Read. The package detect/languages
// lists them, and its Scan is the one to call: detect.Scan takes the languages as an argument, because they import this package.
package detect
