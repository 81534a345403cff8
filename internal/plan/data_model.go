package plan

// Data is a service of a stack that is data: what its templates see.
type Data struct {
	Common
	// Images are the image references by role: "build", "runtime".
	Images map[string]string `from:"base,version"`
}

// NewData makes the model of a stack that is data; images are the references by role.
func NewData(in Input, title string, images map[string]string) *Data {
	m := &Data{Common: common(in, in.Stack.Stack, title), Images: images}
	m.Version, m.Port, m.Entrypoint, m.SecretFiles = in.Choices.Version.Value, in.Choices.Port.Value, in.Choices.Start.Value, certainSecrets()
	return m
}
