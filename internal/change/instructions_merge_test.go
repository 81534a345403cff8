package change

import (
	"strings"
	"testing"
)

// labels are what the tests put behind markers.
func labels(form Form) MergeOptions {
	return MergeOptions{Form: form, LabelYours: "yours", LabelBase: "last", LabelTheirs: "new"}
}

// TestMergeInstructions holds the rules of the merge by instructions.
func TestMergeInstructions(t *testing.T) {
	for _, c := range instructionCases() {
		t.Run(c.name, func(t *testing.T) {
			m := Merge(Sides{[]byte(c.base), []byte(c.yours), []byte(c.theirs)}, labels(Instructions))
			if string(m.Text) != c.want {
				t.Errorf("got\n%s\nwant\n%s", m.Text, c.want)
			}
			if conflict := strings.Contains(c.want, markYours); conflict != (len(m.Conflicts) > 0) {
				t.Errorf("%d conflicts", len(m.Conflicts))
			}
		})
	}
}

// mergeCase is one row.
type mergeCase struct{ name, base, yours, theirs, want string }

func instructionCases() []mergeCase {
	return []mergeCase{
		{"neighbours", "FROM a\nUSER b\nEXPOSE 1\n", "FROM a\nUSER c\nEXPOSE 1\n", "FROM a\nUSER b\nEXPOSE 2\n", "FROM a\nUSER c\nEXPOSE 2\n"},
		{"both new at one place", "FROM a\n\nUSER b\n", "FROM a\n\nENV C=1\n\nUSER b\n", "FROM a\n\nWORKDIR /d\n\nUSER b\n", "FROM a\n\nWORKDIR /d\n\nENV C=1\n\nUSER b\n"},
		{"deleted here, changed there", "FROM a\nRUN b c\nUSER d\n", "FROM a\nRUN b c e\nUSER d\n", "FROM a\nUSER d\n",
			"FROM a\n<<<<<<< yours\nRUN b c e\n||||||| last\nRUN b c\n=======\n>>>>>>> new\nUSER d\n"},
		{"a stage dropped that was edited", "FROM a AS x\nRUN b\n\nFROM c AS y\n", "FROM a AS x\nRUN b\nRUN d\n\nFROM c AS y\n", "FROM c AS y\n",
			"<<<<<<< yours\nFROM a AS x\nRUN b\nRUN d\n||||||| last\nFROM a AS x\nRUN b\n=======\n>>>>>>> new\nFROM c AS y\n"},
		{"a stage added on each side", "FROM a AS x\n\nFROM c AS y\n", "FROM a AS x\n\nFROM d AS mine\nRUN e\n\nFROM c AS y\n", "FROM a AS x\n\nFROM f AS other\n\nFROM c AS y\n",
			"FROM a AS x\n\nFROM f AS other\n\nFROM d AS mine\nRUN e\n\nFROM c AS y\n"},
		{"reordered here, changed there", "FROM a\nUSER b\nWORKDIR /c\n", "FROM a\nWORKDIR /c\nUSER b\n", "FROM a\nUSER d\nWORKDIR /c\n", "FROM a\nWORKDIR /c\nUSER d\n"},
		{"keys of one ENV", "FROM a\nENV B=1 \\\n    C=2\n", "FROM a\nENV B=1 \\\n    C=2 \\\n    D=\"x y\"\n", "FROM a\nENV B=3 \\\n    E=4 \\\n    C=2\n",
			"FROM a\nENV B=3 \\\n    E=4 \\\n    C=2 \\\n    D=\"x y\"\n"},
		{"one key of ENV twice", "FROM a\nENV B=1 C=2\n", "FROM a\nENV B=3 C=2\n", "FROM a\nENV B=4 C=2\n",
			"FROM a\n<<<<<<< yours\nENV B=3 C=2\n||||||| last\nENV B=1 C=2\n=======\nENV B=4 C=2\n>>>>>>> new\n"},
		{"ports", "FROM a\nEXPOSE 1\n", "FROM a\nEXPOSE 1 2\n", "FROM a\nEXPOSE 3 1\n", "FROM a\nEXPOSE 3 1 2\n"},
		{"port moved twice", "FROM a\nEXPOSE 1\n", "FROM a\nEXPOSE 2\n", "FROM a\nEXPOSE 3\n",
			"FROM a\n<<<<<<< yours\nEXPOSE 2\n||||||| last\nEXPOSE 1\n=======\nEXPOSE 3\n>>>>>>> new\n"},
		{"packages", "FROM a\nRUN apt-get update \\\n && apt-get install -y tini\n", "FROM a\nRUN apt-get update \\\n && apt-get install -y curl tini\n",
			"FROM a\nRUN apt-get update \\\n && apt-get install -y tini libpq5 \\\n && true\n", "FROM a\nRUN apt-get update \\\n && apt-get install -y curl tini libpq5 \\\n && true\n"},
		{"mounts", "FROM a\nRUN --mount=type=cache,target=/b c\n", "FROM a\nRUN --mount=type=cache,target=/b --mount=type=secret,id=d c\n",
			"FROM a\nRUN --mount=type=cache,target=/b,sharing=locked c\n", "FROM a\nRUN --mount=type=cache,target=/b,sharing=locked --mount=type=secret,id=d c\n"},
		{"words of RUN", "FROM a\nRUN go build -o /x ./cmd/a\n", "FROM a\nRUN go build -tags b -o /x ./cmd/a\n", "FROM a\nRUN go build -o /x ./cmd/c\n", "FROM a\nRUN go build -tags b -o /x ./cmd/c\n"},
		{"heredoc", "FROM a\nRUN <<E\nb\nc\nd\nE\n", "FROM a\nRUN <<E\nb\nc\nx\nE\n", "FROM a\nRUN <<E\ny\nc\nd\nE\n", "FROM a\nRUN <<E\ny\nc\nx\nE\n"},
		{"sources", "FROM a\nCOPY b c ./\n", "FROM a\nCOPY b c d ./\n", "FROM a\nCOPY b e c ./\n", "FROM a\nCOPY b e c d ./\n"},
		{"a stage renamed there, edited here", "FROM a AS x\nRUN b\nRUN c\nUSER d\n", "FROM a AS x\nRUN b\nRUN c\nENV E=1\nUSER d\n", "FROM a AS y\nRUN b\nRUN c\nUSER d\n", "FROM a AS y\nRUN b\nRUN c\nENV E=1\nUSER d\n"},
		{"stages reordered there, edited here", "FROM a AS x\nRUN b\n\nFROM c AS y\nRUN d\n", "FROM a AS x\nRUN b\nENV E=1\n\nFROM c AS y\nRUN d\n", "FROM c AS y\nRUN d\n\nFROM a AS x\nRUN b\n", "FROM c AS y\nRUN d\n\nFROM a AS x\nRUN b\nENV E=1\n"},
		{"both reordered", "FROM a\nUSER b\nWORKDIR c\nRUN d\n", "FROM a\nWORKDIR c\nUSER b\nRUN d\n", "FROM a\nUSER b\nRUN d\nWORKDIR c\n",
			"FROM a\nWORKDIR c\nUSER b\n<<<<<<< yours\nRUN d\n||||||| last\nWORKDIR c\nRUN d\n=======\nRUN d\nWORKDIR c\n>>>>>>> new\n"},
		{"by hand, without a name", "FROM a AS x\nRUN b\n\nFROM c AS y\nEXPOSE 1\nUSER d\n", "FROM e\nCOPY . .\nEXPOSE 1\n", "FROM a AS x\nRUN b\n\nFROM c AS y\nEXPOSE 2\nUSER d\n", "FROM e\nCOPY . .\nEXPOSE 2\n"},
		{"another escape", "# escape=`\nFROM a\nENV B=1 `\n  C=2\n", "# escape=`\nFROM a\nENV B=1 `\n  C=2 `\n  D=3\n", "# escape=`\nFROM a\nENV B=4 `\n  C=2\n", "# escape=`\nFROM a\nENV B=4 `\n  C=2 `\n  D=3\n"},
		{"CRLF inside one instruction", "FROM a\nENV B=1 \\\n  C=2\n", "FROM a\r\nENV B=1 \\\r\n  C=3\r\n", "FROM a\nENV B=4 \\\n  C=2\n", "FROM a\r\nENV B=4 \\\r\n  C=3\r\n"},
		{"comments of one instruction twice", "FROM a\n# b\nUSER c\n", "FROM a\n# d\nUSER c\n", "FROM a\n# e\nUSER c\n", "FROM a\n<<<<<<< yours\n# d\n||||||| last\n# b\n=======\n# e\n>>>>>>> new\nUSER c\n"},
		{"the same CMD added twice", "FROM a\n", "FROM a\nCMD b\n", "FROM a\nCMD c\n", "FROM a\n<<<<<<< yours\nCMD b\n||||||| last\n=======\nCMD c\n>>>>>>> new\n"},
		{"no heredoc's end: by lines", "FROM a\nRUN <<E\nb\nc\n", "FROM a\nRUN <<E\nx\nb\nc\n", "FROM a\nRUN <<E\nb\nc\ny\n", "FROM a\nRUN <<E\nx\nb\nc\ny\n"},
		{"a comment above a stage goes with it", "FROM a AS x\n\nFROM c AS y\n", "FROM a AS x\n\nFROM d AS mine\n\nFROM c AS y\n", "FROM a AS x\n\n# of y\n\nFROM c AS y\n",
			"FROM a AS x\n\nFROM d AS mine\n\n# of y\n\nFROM c AS y\n"},
		{"a package here, another installer there", "FROM a\nRUN apt-get install -y b\n", "FROM a\nRUN apt-get install -y b c\n", "FROM a\nRUN apk add b\n",
			"FROM a\n<<<<<<< yours\nRUN apt-get install -y b c\n||||||| last\nRUN apt-get install -y b\n=======\nRUN apk add b\n>>>>>>> new\n"},
		{"one label twice, apart from each other", "FROM a\nLABEL b=1\n", "FROM a\nLABEL b=1 c=2\n", "FROM a\nLABEL b=1\nUSER d\nLABEL c=3\n",
			"FROM a\nLABEL b=1 c=2\nUSER d\n<<<<<<< yours\n||||||| last\n=======\nLABEL c=3\n>>>>>>> new\n"},
		{"one label twice, alike", "FROM a\nLABEL b=1\n", "FROM a\nLABEL b=1 c=2\n", "FROM a\nLABEL b=1\nUSER d\nLABEL c=2\n", "FROM a\nLABEL b=1 c=2\nUSER d\nLABEL c=2\n"},
		{"options at one place", "FROM a\nRUN mvn -B package\n", "FROM a\nRUN mvn -B -Pb package\n", "FROM a\nRUN mvn -B -s c package\n", "FROM a\nRUN mvn -B -s c -Pb package\n"},
		{"the same option at one place", "FROM a\nRUN b c\n", "FROM a\nRUN b -d=1 c\n", "FROM a\nRUN b -d=2 c\n",
			"FROM a\n<<<<<<< yours\nRUN b -d=1 c\n||||||| last\nRUN b c\n=======\nRUN b -d=2 c\n>>>>>>> new\n"},
		{"commands at one place", "FROM a\nRUN b && c\n", "FROM a\nRUN b && d && c\n", "FROM a\nRUN b && e && c\n",
			"FROM a\n<<<<<<< yours\nRUN b && d && c\n||||||| last\nRUN b && c\n=======\nRUN b && e && c\n>>>>>>> new\n"},
		{"a mirror here, a new tag there", "FROM node:22 AS a\n\nFROM node:22 AS b\n", "FROM node:22 AS a\n\nFROM example.com/hub/node:22 AS b\n", "FROM node:24 AS a\n\nFROM node:24 AS b\n",
			"FROM node:24 AS a\n\nFROM example.com/hub/node:24 AS b\n"},
		{"another image here, a new tag there", "FROM node:22 AS a\n", "FROM example.com/hub/bun:22 AS a\n", "FROM node:24 AS a\n",
			"<<<<<<< yours\nFROM example.com/hub/bun:22 AS a\n||||||| last\nFROM node:22 AS a\n=======\nFROM node:24 AS a\n>>>>>>> new\n"},
		{"two mirrors", "FROM node:22\n", "FROM b.example.com/node:22\n", "FROM c.example.com/node:22\n",
			"<<<<<<< yours\nFROM b.example.com/node:22\n||||||| last\nFROM node:22\n=======\nFROM c.example.com/node:22\n>>>>>>> new\n"},
		{"comment here, instruction there", "FROM a\n# b\nUSER c\n", "FROM a\n# d\nUSER c\n", "FROM a\n# b\nUSER e\n", "FROM a\n# d\nUSER e\n"},
	}
}
