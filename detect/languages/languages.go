package languages

import (
	"io/fs"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/detect/golang"
	"github.com/msgen/msgen/detect/java"
	"github.com/msgen/msgen/detect/node"
	"github.com/msgen/msgen/detect/python"
	"github.com/msgen/msgen/detect/rust"
)

// Scan reads a repository with all languages, and then with the readers given; see detect.Scan.
func Scan(repo fs.FS, more ...detect.Reader) (detect.Report, error) {
	return detect.Scan(repo, all(), more...)
}

// all are those that msgen has code for.
func all() []detect.Language {
	return []detect.Language{golang.Read, node.Read, python.Read, java.Read, rust.Read}
}
