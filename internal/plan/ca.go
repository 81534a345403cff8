package plan

// CA is a company's certificate authority, which a pack adds to what every image trusts.
type CA struct {
	// Name is the pack's: "acme".
	Name string
	// Hash is the name by which OpenSSL looks the certificate up: "4324eb5e" of 4324eb5e.0.
	Hash string
	// PEM is the certificate, for {{pem .CA.PEM}} in a heredoc: "-----BEGIN CERTIFICATE-----" and its lines.
	PEM string
	// Image is an image with the public authorities and a shell: "alpine:3.23".
	Image string
}

// Trust adds a certificate authority to a model, and to that of the front end in it.
func Trust(model any, ca *CA) {
	if c := CommonOf(model); c != nil {
		c.CA = ca
	}
	if a := field[*Assets](model, "Assets"); a != nil && a.Node != nil {
		a.Node.CA = ca
	}
}
