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
			because := detect.EvidenceOf(doc.At("expo", "web", "output"))
			if s.start.kind == startProgram {
				s.outputs(because, "dist")
				return
			}
			s.refuse("Expo's server output is made for a server program, and the repository has none", "\"output\": \"static\" in app.json, or a start script that runs a server with expo-server", because)
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
