// Package formats reads JSON, TOML, YAML, XML, Java properties, .env and .tool-versions files into one form: a Node that
// knows the line it stands on. A file that cannot be read is an *Error with its path and line.
package formats
