// Package node reads Node services, those that run on Bun among them: package.json and its workspaces, the package manager and
// its lock file, the framework, the build and what it leaves, and the program that the start script runs.
//
// service.go makes the stacks; package.go and workspace.go read the manifests, node.toml has the tables of
// frameworks, packages and commands.
package node
