// Package golang reads Go services: modules and workspaces, their main packages, and what the sources of each say about where
// it listens, what it reads and writes, and what its build needs.
//
// golang.go makes the stacks; module.go reads go.mod and go.work, source.go and read.go the packages, value.go works out what an
// expression stands for, listen.go and port.go where a program listens. golang.toml has the tables
// of frameworks, modules and calls.
package golang
