// Package python reads Python services: what they depend on, with which package manager, the application that is served and by
// which server, and what the sources say about ports, files and the system packages that they need.
//
// python.go makes the stacks; deps.go and manager.go read the manifests, python.toml has the tables of
// frameworks, servers and packages, entry.go finds the application.
package python
