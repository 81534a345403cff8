// Package render writes files from a plan: the templates of the layers print what the model says.
//
// A layer is a tree of templates: _shared speaks for all stacks, then the folder of the stack. A file whose name begins
// with _ holds blocks only; every other file becomes an output. A later layer's file replaces the one of the same path,
// and its {{define}} replaces the block of the same name; {{super .}} in it prints the block below. An empty {{define}}
// removes a block, and a {{block}} is a default that stands only where no layer has defined the name.
//
// Templates run once, and marks around what they print say where each line comes from: see Line.
package render
