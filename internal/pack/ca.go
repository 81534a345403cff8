package pack

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // OpenSSL names certificates by it; nothing is protected by it
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// CA is the certificate authority of a company, which every image of the team trusts.
type CA struct {
	// Name is the pack's, Hash what OpenSSL looks the certificate up by: "4324eb5e".
	Name, Hash string
	// PEM is the certificate and nothing else.
	PEM string
}

// readCA reads the certificate that pack.yaml names.
func (p *Pack) readCA() error {
	if p.Manifest.CA == "" {
		return nil
	}
	data, err := fs.ReadFile(p.FS, p.Manifest.CA)
	if err != nil {
		return wrong("pack.yaml", 0, fmt.Errorf("ca names %s, which is not a file of the pack", p.Manifest.CA))
	}
	ca, err := parseCA(data)
	if err != nil {
		return wrong(p.Manifest.CA, 0, err)
	}
	ca.Name = p.Name
	p.CA = ca
	return nil
}

// parseCA reads one certificate of an authority. What else stands in the file is an error, so that no key slips in.
func parseCA(data []byte) (*CA, error) {
	block, rest := pem.Decode(data)
	switch {
	case block == nil:
		return nil, errors.New("this is not a certificate in PEM format, which begins with -----BEGIN CERTIFICATE-----")
	case block.Type != "CERTIFICATE":
		return nil, fmt.Errorf("this is a %s; only a CERTIFICATE is allowed in a pack", block.Type)
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, errors.New("something follows the certificate; include only the root certificate, because servers send the intermediate ones")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("the certificate cannot be read: %w", err)
	}
	if !cert.IsCA {
		return nil, errors.New("the certificate is not that of a certificate authority (CA:TRUE)")
	}
	hash, err := subjectHash(cert.RawSubject)
	if err != nil {
		return nil, err
	}
	return &CA{Hash: hash, PEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))}, nil
}

// subjectHash gives what "openssl x509 -subject_hash" prints: the hash of the subject with its texts in small letters, without
// blanks around them and with one between words.
func subjectHash(subject []byte) (string, error) {
	var sets []asn1.RawValue
	if _, err := asn1.Unmarshal(subject, &sets); err != nil {
		return "", fmt.Errorf("the subject of the certificate cannot be read: %w", err)
	}
	var all []byte
	for _, set := range sets {
		var names pkix.RelativeDistinguishedNameSET
		if _, err := asn1.Unmarshal(set.FullBytes, &names); err != nil {
			return "", fmt.Errorf("the subject of the certificate cannot be read: %w", err)
		}
		for i, n := range names {
			if text, ok := n.Value.(string); ok {
				names[i].Value = asn1.RawValue{Tag: asn1.TagUTF8String, Bytes: []byte(strings.Join(strings.Fields(asciiLower(text)), " "))}
			}
		}
		der, err := asn1.Marshal(names)
		if err != nil {
			return "", fmt.Errorf("the subject of the certificate cannot be read: %w", err)
		}
		all = append(all, der...)
	}
	sum := sha1.Sum(all) //nolint:gosec // as above
	return fmt.Sprintf("%02x%02x%02x%02x", sum[3], sum[2], sum[1], sum[0]), nil
}

// asciiLower gives a text with A to Z in small letters.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
