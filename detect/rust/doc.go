// Package rust reads Rust services: the Cargo manifests and workspaces, the binaries, the toolchain, and what the crates need of the
// system.
package rust
