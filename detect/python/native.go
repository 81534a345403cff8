package python

import (
	"strings"

	"github.com/msgen/msgen/detect"
)

// native is a package that wants system packages, or that has no wheel for musl.
type native struct {
	name string
	// unless are packages whose presence makes the row void: the binary variant of the same thing.
	unless []string
	// extra, when set, must be asked for: psycopg[c].
	extra      string
	build, run []string
	// musl reports whether it installs on Alpine, by a wheel or by compiling.
	musl bool
}

// compiler is what building a C extension takes.
var compiler = []string{"gcc", "libc6-dev"}

// withCompiler adds to the compiler.
func withCompiler(names ...string) []string {
	return append(append([]string(nil), compiler...), names...)
}

// natives are the packages without a wheel, or whose wheel lacks a library. Names are Debian's.
func natives() []native {
	return []native{
		{name: "psycopg2", build: withCompiler("libpq-dev"), run: []string{"libpq5"}, musl: true},
		{name: "psycopg-c", build: withCompiler("libpq-dev"), run: []string{"libpq5"}, musl: true},
		{name: "psycopg", extra: "c", build: withCompiler("libpq-dev"), run: []string{"libpq5"}, musl: true},
		{name: "psycopg", unless: []string{"psycopg-binary", "psycopg-c", "psycopg[binary]", "psycopg[c]"}, run: []string{"libpq5"}, musl: true},
		{name: "mysqlclient", build: withCompiler("pkg-config", "default-libmysqlclient-dev"), run: []string{"libmariadb3"}, musl: true},
		{name: "pycairo", build: withCompiler("pkg-config", "libcairo2-dev"), run: []string{"libcairo2"}, musl: true},
		{name: "cairocffi", run: []string{"libcairo2"}, musl: true},
		{name: "cairosvg", run: []string{"libcairo2"}, musl: true},
		{name: "weasyprint", run: []string{"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"}, musl: true},
		{name: "pdf2image", run: []string{"poppler-utils"}, musl: true},
		{name: "pydub", run: []string{"ffmpeg"}, musl: true},
		{name: "ffmpeg-python", run: []string{"ffmpeg"}, musl: true},
		{name: "moviepy", run: []string{"ffmpeg"}, musl: true},
		{name: "openai-whisper", run: []string{"ffmpeg"}},
		{name: "pytesseract", run: []string{"tesseract-ocr"}, musl: true},
		{name: "pyzbar", run: []string{"libzbar0"}, musl: true},
		{name: "pyaudio", build: withCompiler("portaudio19-dev"), run: []string{"libportaudio2"}, musl: true},
		{name: "sounddevice", run: []string{"libportaudio2"}, musl: true},
		{name: "soundfile", run: []string{"libsndfile1"}, musl: true},
		{name: "python-magic", run: []string{"libmagic1"}, musl: true},
		{name: "pyodbc", run: []string{"unixodbc"}, musl: true},
		{name: "python-ldap", build: withCompiler("libldap-dev", "libsasl2-dev"), run: []string{"libldap2", "libsasl2-2"}, musl: true},
		{name: "xmlsec", build: withCompiler("pkg-config", "libxml2-dev", "libxmlsec1-dev"), run: []string{"libxmlsec1-openssl"}, musl: true},
		{name: "pygobject", build: withCompiler("pkg-config", "libgirepository1.0-dev", "libcairo2-dev"), run: []string{"libgirepository-1.0-1"}},
		{name: "pygraphviz", build: withCompiler("libgraphviz-dev"), run: []string{"graphviz"}, musl: true},
		{name: "graphviz", run: []string{"graphviz"}, musl: true},
		{name: "opencv-python", run: []string{"libgl1", "libglib2.0-0"}},
		{name: "opencv-contrib-python", run: []string{"libgl1", "libglib2.0-0"}},
		{name: "opencv-python-headless"},
		{name: "uwsgi", build: withCompiler(), musl: true},
		{name: "geopandas", musl: true},
		{name: "gdal", build: withCompiler("g++", "libgdal-dev"), run: []string{"libgdal-dev"}},
		{name: "pysqlcipher3", build: withCompiler("libsqlcipher-dev"), run: []string{"libsqlcipher0"}},
		{name: "pymssql", musl: true},
		{name: "netifaces", build: withCompiler(), musl: true},
		{name: "python-snappy", musl: true},
		{name: "pycurl", musl: true},
		{name: "psutil", musl: true},
		{name: "git+", build: []string{"git", "ca-certificates"}, musl: true},
		{name: "git+ssh", build: []string{"git", "openssh-client", "ca-certificates"}, musl: true},
		{name: "torch"}, {name: "torchvision"}, {name: "tensorflow"}, {name: "jaxlib"}, {name: "onnxruntime"}, {name: "playwright"},
		{name: "faiss-cpu"}, {name: "xgboost"}, {name: "lightgbm"}, {name: "spacy"}, {name: "ray"}, {name: "vllm"}, {name: "mediapipe"},
	}
}

// findNative gives the rows that concern this project. Rows that say nothing (a wheel for every libc) are left out.
func findNative(p *project) []detect.Native {
	names := map[string]bool{}
	for _, name := range p.deps.names() {
		names[name] = true
		for _, e := range p.deps.byName[name].extras {
			names[name+"["+e+"]"] = true
		}
	}
	var out []detect.Native
	for _, row := range natives() {
		key := row.name
		if row.extra != "" {
			key += "[" + row.extra + "]"
		}
		if !names[key] || anyOf(names, row.unless) || row.musl && len(row.build)+len(row.run) == 0 {
			continue
		}
		name := row.name
		if strings.HasPrefix(name, "git+") {
			name = "dependencies from git"
		}
		out = append(out, detect.Native{Name: name, Because: p.depEvidence(row.name), Build: row.build, Run: row.run, Musl: row.musl})
	}
	return out
}

// cxx are packages whose wheels, or whose dependencies' wheels, are written in C++.
func cxx() []string {
	return []string{"numpy", "pandas", "scipy", "scikit-learn", "scikit-image", "matplotlib", "seaborn", "statsmodels", "pyarrow", "duckdb", "grpcio", "greenlet", "gevent",
		"eventlet", "pyzmq", "shapely", "geopandas", "pyproj", "rapidfuzz", "levenshtein", "ujson", "sentencepiece", "onnxruntime", "torch", "torchvision", "tensorflow",
		"jax", "transformers", "spacy", "xgboost", "lightgbm", "faiss-cpu", "opencv-python", "opencv-python-headless", "streamlit", "gradio", "chainlit", "panel", "bokeh",
		"langchain", "llama-index", "chromadb", "sentence-transformers", "nltk", "gensim", "prophet", "plotly"}
}

// findCxx finds the first package of cxx.
func findCxx(p *project) detect.Fact[bool] {
	names := p.deps.names()
	for _, name := range cxx() {
		if has(names, name) {
			return detect.NewFact(true, p.depEvidence(name))
		}
	}
	return detect.Fact[bool]{}
}

func anyOf(names map[string]bool, list []string) bool {
	for _, n := range list {
		if names[n] {
			return true
		}
	}
	return false
}

// depEvidence says where a package is named.
func (p *project) depEvidence(name string) detect.Evidence {
	if d, ok := p.deps.byName[name]; ok {
		return d.because
	}
	return p.deps.lock[name]
}
