package node

import (
	"github.com/msgen/msgen/detect"
)

// expoShape takes an Expo application that is also a page.
func expoShape(s *service) {
	if s.dep("react-native-web") == nil {
		s.refuse("this is an Expo app for phones, without react-native-web", "react-native-web, and web.output in app.json, for an image of its page", s.stack.Framework.Because...)
		return
	}
	if p := s.t.First(s.pkg.dir, "app.json"); p != "" {
		if doc, err := s.t.JSON(p, true); err == nil && doc.At("expo", "web", "output").Text() == "server" {
			s.note(detect.Note{Text: "Expo's server output is not run; only its files are served", Because: []detect.Evidence{detect.EvidenceOf(doc.At("expo", "web", "output"))}})
			s.files("dist/client")
			return
		}
	}
	s.files("dist")
	s.n.Static.Hashed = "/_expo/static/"
}

// electronShape refuses a desktop application, except where it also has a server.
func electronShape(s *service) {
	if s.start.kind == startProgram {
		return
	}
	s.refuse("this is an Electron app, which runs on a desktop, not in a container", "", s.stack.Framework.Because...)
}
