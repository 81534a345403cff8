// Package pack reads a team's pack: a folder of data that changes what msgen writes. Nothing in a pack runs; it is read
// whole, checked, and kept in memory, so that what was judged is what is used.
//
//	pack.yaml            name, version, the msgen it fits, the pack it extends
//	answers.schema.json  the team's own questions
//	images.yaml          which image plays which role, mirrors, allowed and denied registries
//	policy.yaml          rules on, off or enforced; blocks that nobody above may override; what is required and forbidden
//	templates/           STACK/NAME.tmpl and _shared/NAME.tmpl, laid over the built-in ones
//	files/               plain files that are added as they are
//	stacks/NAME.yaml     a stack that msgen does not know
//	migrations/NAME.yaml what a repository does when the pack moves to a new version
//	tests/CASE/          a repository, its answers, and what must come of it
//
// Every reader is strict: an unknown key, a second value, a wrong type is an error with file and line.
package pack
