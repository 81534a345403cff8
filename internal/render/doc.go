// Package next writes files from a plan: it lays the decided stages out with the templates of the layers.
//
// A layer is a tree of templates: _shared speaks for all stacks, then the folder of the stack. A file whose name begins
// with _ holds blocks only; every other file becomes an output. A later layer's file replaces the one of the same path,
// and its {{define}} replaces the block of the same name; {{super .}} in it prints the block below. An empty {{define}}
// removes a block, and a {{block}} is a default that stands only where no layer has defined the name.
//
// The blocks that a stage prints are named STAGE.SLOT (deps.packages, prod.healthcheck); where no layer defines one,
// _shared's block for that slot (stage.packages) speaks. See Slots.
package render
