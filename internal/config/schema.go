package config

import (
	"encoding/json"

	"github.com/msgen/msgen/internal/choice"
)

// shape is a JSON Schema, or a part of one.
type shape map[string]any

// Schema gives the JSON Schema (draft 2020-12) of the file, as `msgen schema config` prints it and docs/schema/config.json
// holds it. Editors show its descriptions. Parse is stricter in what a schema cannot say, as that a day exists.
func Schema() []byte {
	root := object("The answers of a repository's Dockerfiles.", shape{
		"apiVersion": shape{"const": APIVersion, "description": "The form of this file."},
		"only":       list("The services to write for; all when it is absent.", word("The name of a service.")),
		"outputDir": shape{"type": "string", "minLength": 1, "pattern": `^(?!/)(?!(.*/)?\.\.(/|$))[^\\:\n]*$`,
			"description": "Where the files go: a folder below the repository. Without it they stand beside the sources.", "examples": []string{"deploy/docker"}},
		"pins": shape{"enum": []string{PinsBot, PinsMsgen}, "default": PinsBot,
			"description": "Who moves the digests of images: a bot, as Renovate or Dependabot, or msgen at each update."},
		"packs":      list("The team's layers, in the order in which they are laid.", word("A folder, git+https://… or oci://…")),
		"exceptions": list("Breaches of a rule that pass until a day.", shape{"$ref": "#/$defs/exception"}),
		"answers":    shape{"$ref": "#/$defs/answers", "description": "The answers for all services."},
		"services": shape{"type": []string{"object", "null"}, "description": "What is answered for single services, by their names; above the answers for all.",
			"additionalProperties": shape{"$ref": "#/$defs/service"}},
	})
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = SchemaURL
	root["title"] = Name
	root["$defs"] = shape{
		"answers":   object("The choices; what is absent is detected, or the default.", answerShapes()),
		"service":   object("One service.", shape{"answers": shape{"$ref": "#/$defs/answers", "description": "The answers for this service."}}),
		"exception": exceptionShape(),
	}
	out, err := json.MarshalIndent(root, "", "  ") // maps are written in the order of their keys
	if err != nil {
		return nil // a tree of maps, lists and texts has no error
	}
	return append(out, '\n')
}

// answerShapes describes each choice in the words of --help.
func answerShapes() shape {
	types := map[string]shape{
		"base":    {"enum": choice.Bases()},
		"targets": {"oneOf": []shape{targetsShape(), {"type": "string", "description": "The same, separated by commas."}}},
		"port":    {"type": "integer", "minimum": 0, "maximum": 65535},
		"version": {"type": []string{"string", "number"}, "minLength": 1, "examples": []string{"22", "3.12"}},
		"start": {"oneOf": []shape{{"type": "array", "minItems": 1, "items": shape{"type": []string{"string", "number"}}},
			{"type": "string", "minLength": 1, "description": "A text is split as a shell would split it."}}},
		"main": {"type": []string{"string", "number"}, "minLength": 1},
	}
	all := shape{}
	for _, k := range choice.Keys() {
		s := shape{"description": k.Help + " (" + k.Flag + ", " + k.Variable + ")"}
		for name, v := range types[k.Name] {
			s[name] = v
		}
		all[k.Name] = s
	}
	return all
}

func targetsShape() shape {
	return shape{"type": "array", "minItems": 1, "items": shape{"enum": choice.Targets()}}
}

func exceptionShape() shape {
	s := object("A breach of a rule that passes until a day.", shape{
		"rule":   word("The name of the rule."),
		"reason": word("Why it may be breached, for who reads it."),
		"until":  shape{"type": "string", "format": "date", "description": "The last day, as 2026-12-31."},
	})
	s["type"], s["required"] = "object", []string{"rule", "reason", "until"}
	return s
}

// object is a map with these keys and no others; nothing at all is an empty one.
func object(description string, properties shape) shape {
	return shape{"type": []string{"object", "null"}, "description": description, "properties": properties, "additionalProperties": false}
}

// list is a list of things that are all different.
func list(description string, items shape) shape {
	return shape{"type": "array", "description": description, "items": items, "uniqueItems": true}
}

// word is a text that is not empty; YAML makes a number of some.
func word(description string) shape {
	return shape{"type": []string{"string", "number"}, "minLength": 1, "description": description}
}
