package lock

import "encoding/json"

// SchemaID is where the schema of a lock is published.
const SchemaID = "https://raw.githubusercontent.com/msgen/msgen/main/docs/schema/lock.json"

// object is a piece of a schema.
type object = map[string]any

// Schema gives the JSON Schema (draft 2020-12) of a lock as Marshal writes it. docs/schema/lock.json is a copy.
func Schema() []byte {
	root := closed(object{
		"lockVersion": described(object{"const": Version}, "the form of this file; each form keeps this line and the next"),
		"msgen":       described(text(), "the release of msgen that wrote it"),
		"catalog":     described(text(), "the date of the list of base images"),
		"packs":       described(object{"type": "array", "items": packSchema()}, "the team's layers, in the order in which they are laid"),
		"services":    named(serviceSchema()),
		"files":       named(fileSchema()),
	}, "lockVersion", "msgen", "catalog")
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = SchemaID
	root["title"] = "msgen's own memory in a repository, " + Name
	out, err := json.MarshalIndent(root, "", "  ") // maps are written in the order of their keys
	if err != nil {
		return nil // a tree of maps, lists and texts has no error
	}
	return append(out, '\n')
}

// text is the schema of any text, hash of what Hash gives.
func text() object { return object{"type": "string"} }
func hash() object { return object{"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"} }

// described adds a description.
func described(schema object, words string) object {
	schema["description"] = words
	return schema
}

// closed is a mapping that has these keys and no others.
func closed(properties object, required ...string) object {
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// named is a mapping from names of the repository.
func named(value object) object {
	return object{"type": "object", "additionalProperties": value}
}

func packSchema() object {
	return closed(object{
		"ref":      described(text(), "what the user wrote"),
		"resolved": described(text(), "the same with its digest or commit"),
		"name":     text(), "version": text(),
		"tree":   described(text(), "the hash of its files, the same for each way to transport them"),
		"signer": text(),
	}, "ref")
}

func serviceSchema() object {
	return closed(object{
		"dir":     described(text(), "the service's folder"),
		"context": described(text(), "the folder that docker build gets"),
		"stack":   text(),
		"answers": described(named(closed(object{
			"value":  text(),
			"source": described(text(), "flag, environment, answer, file, detected or default"),
			"from":   described(text(), "the flag, the variable or the line"),
		}, "value", "source")), "every choice, by its name"),
		"facts": described(named(closed(object{
			"value": text(), "path": text(), "line": object{"type": "integer", "minimum": 1},
			"text": described(text(), "what the line says"),
		}, "value")), "what was seen of the repository, each with its evidence"),
		"images": described(named(closed(object{"ref": text()}, "ref")), "the base image of each stage"),
	}, "dir", "context", "stack")
}

func fileSchema() object {
	s := closed(object{
		"service":  text(),
		"absent":   described(object{"type": "boolean"}, "the user deleted the file, and it stays so"),
		"accepted": described(hash(), "the text on disk that a person reviewed"),
		"rendered": described(hash(), "the hash of the base"),
		"base": described(object{"type": "string", "pattern": "^[A-Za-z0-9+/]+={0,2}$", "maxLength": maxEncoded},
			"the text as it was rendered, gzip and base64"),
	}, "service")
	s["dependentRequired"] = object{"rendered": []string{"base"}, "base": []string{"rendered"}}
	return s
}
