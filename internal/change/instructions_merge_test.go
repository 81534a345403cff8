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
		{"comment here, instruction there", "FROM a\n# b\nUSER c\n", "FROM a\n# d\nUSER c\n", "FROM a\n# b\nUSER e\n", "FROM a\n# d\nUSER e\n"},
	}
}
