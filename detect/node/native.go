package node

import (
	"maps"
	"slices"

	"github.com/msgen/msgen/detect"
)

// natives are packages with compiled code or programs of the system behind them.
var natives = []detect.Native{
	{Name: "sharp", Musl: true},
	{Name: "bcrypt", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "argon2", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "better-sqlite3", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "sqlite3", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "canvas", Build: []string{"python3", "make", "g++", "pkg-config", "libcairo2-dev", "libpango1.0-dev", "libjpeg-dev", "libgif-dev", "librsvg2-dev"}, Run: []string{"libcairo2", "libpango-1.0-0", "libpangocairo-1.0-0", "libjpeg62-turbo", "libgif7", "librsvg2-2"}},
	{Name: "@napi-rs/canvas", Musl: true},
	{Name: "prisma", Run: []string{"openssl"}, Musl: true},
	{Name: "@prisma/client", Run: []string{"openssl"}, Musl: true},
	{Name: "puppeteer", Run: []string{"chromium", "fonts-liberation"}, Musl: true},
	{Name: "puppeteer-core", Run: []string{"chromium", "fonts-liberation"}, Musl: true},
	{Name: "selenium-webdriver", Run: []string{"chromium", "chromium-driver", "fonts-liberation"}, Musl: true},
	{Name: "playwright", Run: chromium},
	{Name: "playwright-core", Run: chromium},
	{Name: "node-sass", Build: []string{"python3", "make", "g++"}},
	{Name: "node-gyp", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "bufferutil", Musl: true},
	{Name: "utf-8-validate", Musl: true},
	{Name: "cpu-features", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "ssh2", Musl: true},
	{Name: "node-pty", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "libpq", Build: []string{"python3", "make", "g++", "libpq-dev"}, Run: []string{"libpq5"}, Musl: true},
	{Name: "pg-native", Build: []string{"python3", "make", "g++", "libpq-dev"}, Run: []string{"libpq5"}, Musl: true},
	{Name: "oracledb", Run: []string{"libaio1t64"}},
	{Name: "node-rdkafka", Build: []string{"python3", "make", "g++", "libssl-dev", "zlib1g-dev"}, Run: []string{"libssl3t64", "zlib1g"}, Musl: true},
	{Name: "@confluentinc/kafka-javascript", Build: []string{"python3", "make", "g++"}},
	{Name: "zeromq", Build: []string{"python3", "make", "g++", "cmake"}, Musl: true},
	{Name: "re2", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "isolated-vm", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "usb", Build: []string{"python3", "make", "g++", "libudev-dev"}, Run: []string{"libudev1"}},
	{Name: "serialport", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "gl", Build: []string{"python3", "make", "g++", "libxi-dev", "libglu1-mesa-dev", "libglew-dev"}, Run: []string{"libgl1", "libglew2.2"}},
	{Name: "leveldown", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "classic-level", Build: []string{"python3", "make", "g++"}, Musl: true},
	{Name: "farmhash", Build: []string{"python3", "make", "g++"}},
	{Name: "snappy", Musl: true},
	{Name: "lz4", Build: []string{"python3", "make", "g++"}},
	{Name: "grpc", Build: []string{"python3", "make", "g++"}},
	{Name: "couchbase"},
	{Name: "@tensorflow/tfjs-node", Build: []string{"python3", "make", "g++"}},
	{Name: "onnxruntime-node"},
	{Name: "duckdb"},
	{Name: "@duckdb/node-api"},
	{Name: "kerberos", Build: []string{"python3", "make", "g++", "libkrb5-dev"}, Run: []string{"libgssapi-krb5-2"}, Musl: true},
	{Name: "mongodb-client-encryption", Build: []string{"python3", "make", "g++"}},
	{Name: "fluent-ffmpeg", Run: []string{"ffmpeg"}, Musl: true},
	{Name: "gm", Run: []string{"graphicsmagick"}, Musl: true},
	{Name: "imagemagick", Run: []string{"imagemagick"}, Musl: true},
	{Name: "pdf-poppler", Run: []string{"poppler-utils"}, Musl: true},
	{Name: "node-poppler", Run: []string{"poppler-utils"}, Musl: true},
	{Name: "tesseract.js", Musl: true},
	{Name: "node-tesseract-ocr", Run: []string{"tesseract-ocr"}, Musl: true},
	{Name: "simple-git", Run: []string{"git"}, Musl: true},
	{Name: "@swc/core", Musl: true},
	{Name: "lightningcss", Musl: true},
	{Name: "esbuild", Musl: true},
}

// chromium are the libraries of Debian that a downloaded browser links.
var chromium = []string{"ca-certificates", "fonts-liberation", "libasound2t64", "libatk-bridge2.0-0t64", "libatk1.0-0t64", "libcairo2", "libcups2t64", "libdbus-1-3", "libdrm2", "libgbm1", "libglib2.0-0t64", "libnspr4", "libnss3", "libpango-1.0-0",
	"libx11-6", "libxcb1", "libxcomposite1", "libxdamage1", "libxext6", "libxfixes3", "libxkbcommon0", "libxrandr2"}

// findNatives finds the native packages among the dependencies that the program has at run time; of development's only
// those that compile when they are installed.
func (s *service) findNatives() {
	dirs := []string{s.pkg.dir}
	if s.n.Workspace != nil {
		dirs = append(append(dirs, s.n.Workspace.Closure...), s.n.Workspace.Root)
	}
	found := map[int]detect.Native{}
	for _, dir := range dirs {
		for i, row := range s.packages[dir].native() {
			if _, first := found[i]; !first {
				found[i] = row
			}
		}
	}
	for _, i := range slices.Sorted(maps.Keys(found)) {
		s.n.Native = append(s.n.Native, found[i])
	}
	browsers(s)
	if p := s.t.First(s.pkg.dir, "binding.gyp"); p != "" {
		s.n.Native = append(s.n.Native, detect.Native{Name: "binding.gyp", Because: detect.Evidence{Path: p}, Build: []string{"python3", "make", "g++"}, Musl: true})
	}
}

// native gives the native packages that the manifest itself names, by their place in natives.
func (p *packageJSON) native() map[int]detect.Native {
	if p.natives != nil {
		return p.natives
	}
	p.natives = map[int]detect.Native{}
	for i, row := range natives {
		d := p.prod(row.Name)
		if d == nil && len(row.Build) > 0 {
			d, row.Run = p.dep(row.Name), nil
		}
		if d != nil {
			row.Because = detect.EvidenceOf(d)
			p.natives[i] = row
		}
	}
	return p.natives
}
