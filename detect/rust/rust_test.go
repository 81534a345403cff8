package rust

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

// toml is a manifest with dependencies, and with what stands above the first comma-free line break.
func toml(deps ...string) string {
	text := "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\n"
	for _, d := range deps {
		if !strings.Contains(d, "=") {
			d += ` = "1"`
		}
		text += d + "\n"
	}
	return text
}

// one scans a repository that holds one Rust service.
func one(t *testing.T, files ...string) detect.Stack {
	t.Helper()
	all := all(t, files...)
	if len(all) != 1 || all[0].Rust == nil {
		t.Fatalf("want one Rust service, have %+v", all)
	}
	return all[0]
}

func all(t *testing.T, files ...string) []detect.Stack {
	t.Helper()
	repo := map[string]string{}
	for i := 0; i < len(files); i += 2 {
		repo[files[i]] = files[i+1]
	}
	report, err := detect.Scan(moduleRepo(repo), []detect.Language{Read})
	if err != nil {
		t.Fatal(err)
	}
	return report.Stacks
}

func TestRustPort(t *testing.T) {
	for name, c := range map[string]struct {
		crate, source, want string // "port env host hostEnv"
	}{
		"axum literal":     {"axum", `async fn main() { let l = tokio::net::TcpListener::bind("0.0.0.0:3000").await.unwrap(); axum::serve(l, app).await; }`, "3000   "},
		"axum loopback":    {"axum", `async fn main() { let l = TcpListener::bind("127.0.0.1:3000").await; }`, "3000  127.0.0.1 "},
		"axum tuple":       {"axum", `async fn main() { let a = SocketAddr::from(([127, 0, 0, 1], 3001)); let l = TcpListener::bind(a).await; }`, "3001  127.0.0.1 "},
		"axum any":         {"axum", `async fn main() { let a = SocketAddr::from(([0, 0, 0, 0], 3002)); let l = TcpListener::bind(&a).await; }`, "3002   "},
		"axum env":         {"axum", `fn main() { let port = std::env::var("PORT").unwrap_or_else(|_| "8080".to_string()); let l = TcpListener::bind(format!("0.0.0.0:{}", port)); }`, "8080 PORT  "},
		"axum inline":      {"axum", `fn main() { let port = env::var("PORT").ok().and_then(|p| p.parse().ok()).unwrap_or(4000); let l = TcpListener::bind(format!("0.0.0.0:{port}")); }`, "4000 PORT  "},
		"axum env address": {"axum", `fn main() { let addr = std::env::var("BIND_ADDR").unwrap_or_else(|_| "127.0.0.1:5000".into()); let l = TcpListener::bind(addr); }`, "5000 BIND_ADDR 127.0.0.1 BIND_ADDR"},
		"axum host env":    {"axum", `fn main() { let host = env::var("HOST").unwrap_or("127.0.0.1".into()); let port: u16 = env::var("PORT").unwrap_or("5001".into()).parse().unwrap(); let l = TcpListener::bind((host, port)); }`, "5001 PORT 127.0.0.1 HOST"},
		"axum const":       {"axum", "const PORT: u16 = 7000;\nfn main() { let l = TcpListener::bind((\"0.0.0.0\", PORT)); }", "7000   "},
		"axum config":      {"axum", "struct Config { port: u16 }\nimpl Config { fn load() -> Self { Config { port: env::var(\"APP_PORT\").unwrap_or(\"7001\".into()).parse().unwrap() } } }\nfn main() { let config = Config::load(); let l = TcpListener::bind((\"0.0.0.0\", config.port)); }", "7001 APP_PORT  "},
		"axum clap":        {"axum", "#[derive(Parser)]\nstruct Args {\n    #[arg(long, env = \"PORT\", default_value_t = 7002)]\n    port: u16,\n}\nfn main() { let args = Args::parse(); let l = TcpListener::bind((\"0.0.0.0\", args.port)); }", "7002 PORT  "},
		"axum clap bare":   {"axum", "#[derive(Parser)]\nstruct Args {\n    #[arg(long, env, default_value_t = 7003)]\n    port: u16,\n}\nfn main() { let args = Args::parse(); let l = TcpListener::bind((\"0.0.0.0\", args.port)); }", "7003 PORT  "},
		"clap on lines":    {"axum", "#[derive(Parser)]\nstruct Args {\n    /// Port\n    #[arg(\n        short = 'p',\n        long = \"port\",\n        default_value = \"7006\",\n        env = \"APP_PORT\"\n    )]\n    pub port: u16,\n}\nfn main() { let args = Args::parse(); let l = TcpListener::bind((\"0.0.0.0\", args.port)); }", "7006 APP_PORT  "},
		"clap's builder":   {"axum", "fn main() { let m = Command::new(\"app\").arg(Arg::new(\"port\").long(\"port\").env(\"APP_PORT\").default_value(\"7007\")).get_matches(); listen(&addr(&m)) }\nfn listen(a: &Addr) { TcpListener::bind(a) }", "7007 APP_PORT  "},
		"serde's default":  {"hyper", "struct Args {\n    #[serde(default = \"preset_port\")]\n    port: u16,\n}\nfn preset_port() -> u16 { 7008 }\nfn main() { listen(&args.address()) }\nfn listen(a: &Addr) { let socket = Socket::new(); socket.bind(a) }", "7008   "},
		"axum function":    {"axum", "fn port() -> u16 { env::var(\"PORT\").ok().and_then(|v| v.parse().ok()).unwrap_or(7004) }\nfn main() { let l = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port())); }", "7004 PORT  "},
		"axum localhost":   {"axum", `fn main() { let l = TcpListener::bind((Ipv4Addr::LOCALHOST, 7005)); }`, "7005  127.0.0.1 "},
		"axum required":    {"axum", `fn main() { let port = env::var("PORT").expect("PORT 1234"); let l = TcpListener::bind(format!("0.0.0.0:{port}")); }`, "1234 PORT  "},
		"comment":          {"axum", "fn main() { // TcpListener::bind(\"127.0.0.1:1111\")\n let l = TcpListener::bind(\"0.0.0.0:2222\"); }", "2222   "},
		"not its port":     {"actix-web", "fn main() { HttpServer::new(|| App::new()).listen(listener())?.run().await }\nfn listener() -> TcpListener { let s = socket(); s.listen(1024)?; s }", "0   "},
		"test":             {"axum", "fn main() { let l = TcpListener::bind(\"0.0.0.0:2223\"); }\n#[cfg(test)]\nmod tests { fn x() { TcpListener::bind(\"127.0.0.1:0\"); } }", "2223   "},
		"actix":            {"actix-web", `fn main() { HttpServer::new(|| App::new()).bind(("127.0.0.1", 8080))?.run().await }`, "8080  127.0.0.1 "},
		"actix address":    {"actix-web", `fn main() { HttpServer::new(|| App::new()).bind("0.0.0.0:8081")?.run().await }`, "8081   "},
		"rocket":           {"rocket", "#[launch]\nfn rocket() -> _ { rocket::build() }", "8000 ROCKET_PORT 127.0.0.1 ROCKET_ADDRESS"},
		"warp":             {"warp", `fn main() { warp::serve(hello).run(([127, 0, 0, 1], 3030)).await; }`, "3030  127.0.0.1 "},
		"tide":             {"tide", `fn main() { app.listen("127.0.0.1:8082").await?; }`, "8082  127.0.0.1 "},
		"poem":             {"poem", `fn main() { Server::new(TcpListener::bind("0.0.0.0:3003")).run(app).await }`, "3003   "},
		"salvo":            {"salvo", `fn main() { let acceptor = TcpListener::new("0.0.0.0:5800").bind().await; }`, "5800   "},
		"tonic":            {"tonic", `fn main() { let addr = "[::1]:50051".parse()?; Server::builder().add_service(g).serve(addr).await?; }`, "50051  127.0.0.1 "},
		"hyper":            {"hyper", `fn main() { let addr: SocketAddr = ([127, 0, 0, 1], 3004).into(); let l = TcpListener::bind(addr).await?; }`, "3004  127.0.0.1 "},
		"tiny_http":        {"tiny_http", `fn main() { let server = Server::http("0.0.0.0:8083").unwrap(); }`, "8083   "},
		"std":              {"serde", `fn main() { let l = std::net::TcpListener::bind("0.0.0.0:8084").unwrap(); }`, "8084   "},
		"a closure":        {"actix-web", "fn main() { settings.bind(|| { insta::assert_snapshot!(256); }); }", "0   "},
		"nothing":          {"serde", `fn main() { println!("127.0.0.1:9999"); }`, "0   "},
	} {
		t.Run(name, func(t *testing.T) {
			st := one(t, "Cargo.toml", toml(c.crate), "src/main.rs", c.source)
			if got := fmt.Sprintf("%d %s %s %s", st.Port.Value, st.PortEnv.Value, st.Host.Value, st.HostEnv.Value); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if st.Port.Known() && st.Port.Because[0].Path != "src/main.rs" {
				t.Errorf("evidence %+v", st.Port.Because)
			}
		})
	}
}

func TestRustRocketToml(t *testing.T) {
	st := one(t, "Cargo.toml", toml("rocket"), "src/main.rs", "#[launch]\nfn rocket() -> _ { rocket::build().mount(\"/\", routes![health]) }\n#[get(\"/health\")]\nfn health() {}\n",
		"Rocket.toml", "[default]\naddress = \"0.0.0.0\"\nport = 9000\n")
	if st.Port.Value != 9000 || st.Port.Because[0].Path != "Rocket.toml" || st.Host.Known() || st.Health.Value != "/health" || !st.Signals.Value {
		t.Errorf("%+v", st)
	}
	if files := st.Rust.Programs[0].RunFiles; len(files) != 1 || files[0].Opened != "Rocket.toml" {
		t.Errorf("%+v", files)
	}
}

func TestRustSignals(t *testing.T) {
	const head = "fn main() { TcpListener::bind(\"0.0.0.0:1234\"); "
	for source, want := range map[string]string{
		head + "}": "false false", head + "tokio::signal::ctrl_c().await; }": "false true",
		head + "signal(SignalKind::terminate()); }": "true false", head + "// SIGTERM\n}": "false false", head + "signals([SIGTERM, SIGINT]) }": "true true",
	} {
		p := one(t, "Cargo.toml", toml("axum"), "src/main.rs", source).Rust.Programs[0]
		if got := fmt.Sprint(p.Signals.Value, p.Interrupt.Value); got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
}

// TestRustDotenv knows a program that ends without its file of variables.
func TestRustDotenv(t *testing.T) {
	for source, want := range map[string]string{"dotenv().expect(\"no .env\");": ".env", "dotenvy::dotenv()\n        .unwrap();": ".env", "dotenvy::dotenv().unwrap();": ".env", "dotenv().ok();": ""} {
		if got := one(t, "Cargo.toml", toml("dotenvy"), "src/main.rs", "fn main() {\n    "+source+"\n}\n").Rust.Programs[0].Dotenv; got.Value != want || got.Known() && got.Because[0].Line != 2 {
			t.Errorf("%s: %q by %v", source, got.Value, got.Because)
		}
	}
}

func TestRustVersion(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		want  string
	}{
		"none":       {nil, ""},
		"toolchain":  {[]string{"rust-toolchain.toml", "[toolchain]\nchannel = \"1.82.0\"\n"}, "1.82.0"},
		"old form":   {[]string{"rust-toolchain", "1.81\n"}, "1.81"},
		"toml in it": {[]string{"rust-toolchain", "[toolchain]\nchannel = \"nightly\"\n"}, "nightly"},
		"minimum":    {[]string{"Cargo.toml", strings.Replace(toml(), "edition", "rust-version = \"1.74\"\nedition", 1)}, ">=1.74"},
		"both":       {[]string{"Cargo.toml", strings.Replace(toml(), "edition", "rust-version = \"1.74\"\nedition", 1), "rust-toolchain", "stable"}, "stable"},
		"edition":    {[]string{"Cargo.toml", strings.Replace(toml(), "2021", "2024", 1)}, ">=1.85"},
		"inherited":  {[]string{"Cargo.toml", "[workspace]\nmembers = []\n[workspace.package]\nrust-version = \"1.76\"\n" + strings.Replace(toml(), "edition", "rust-version.workspace = true\nedition", 1)}, ">=1.76"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := one(t, append([]string{"Cargo.toml", toml(), "src/main.rs", "fn main() {}"}, c.files...)...).Version.Value; got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestRustPrograms(t *testing.T) {
	const serves, works = "fn main() { TcpListener::bind(\"0.0.0.0:1234\"); }", "fn main() {}"
	for name, c := range map[string]struct {
		files []string
		want  string // the programs, best first; a question mark where it is asked
	}{
		"one":          {[]string{"src/main.rs", works}, "app"},
		"main first":   {[]string{"src/main.rs", works, "src/bin/tool.rs", works}, "app tool"},
		"who listens":  {[]string{"src/bin/server.rs", serves, "src/bin/worker.rs", works}, "server worker"},
		"two listen":   {[]string{"src/bin/a.rs", serves, "src/bin/b.rs", serves}, "a b ?"},
		"two work":     {[]string{"src/bin/a.rs", works, "src/bin/b/main.rs", works, "src/bin/b/part.rs", ""}, "a b ?"},
		"default-run":  {[]string{"Cargo.toml", strings.Replace(toml(), "[dep", "default-run = \"b\"\n[dep", 1), "src/bin/a.rs", serves, "src/bin/b.rs", serves}, "b a"},
		"[[bin]]":      {[]string{"Cargo.toml", toml() + "[[bin]]\nname = \"srv\"\npath = \"src/main.rs\"\n", "src/main.rs", serves}, "srv"},
		"[[bin]] path": {[]string{"Cargo.toml", toml() + "[[bin]]\nname = \"srv\"\npath = \"cmd/srv.rs\"\nrequired-features = [\"x\"]\n", "cmd/srv.rs", serves}, "srv"},
		"no autobins":  {[]string{"Cargo.toml", strings.Replace(toml(), "[dep", "autobins = false\n[dep", 1) + "[[bin]]\nname = \"b\"\n", "src/bin/a.rs", works, "src/bin/b.rs", works}, "b"},
	} {
		t.Run(name, func(t *testing.T) {
			st := one(t, append([]string{"Cargo.toml", toml("axum")}, c.files...)...)
			var got []string
			for _, p := range st.Rust.Programs {
				got = append(got, p.Name)
			}
			if len(st.Questions) > 0 {
				got = append(got, "?")
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

func TestRustWorkspace(t *testing.T) {
	member := func(name, deps string) string {
		return "[package]\nname = \"" + name + "\"\nversion = \"0.1.0\"\n\n[dependencies]\n" + deps
	}
	files := []string{
		"Cargo.toml", "[workspace]\nmembers = [\"crates/*\", \"xtask\"]\nexclude = [\"crates/odd\"]\n[workspace.dependencies]\naxum = \"0.8\"\ncore = { path = \"crates/core\" }\n", "Cargo.lock", "version = 4\n",
		"crates/api/Cargo.toml", member("api", "axum = { workspace = true }\ncore.workspace = true\n"), "crates/api/src/main.rs", "fn main() { core::listen() }",
		"crates/core/Cargo.toml", member("core", "axum.workspace = true\n"), "crates/core/src/lib.rs", "pub fn listen() { TcpListener::bind(\"0.0.0.0:4321\"); }", "crates/core/build.rs", "fn main() {}",
		"crates/odd/Cargo.toml", member("odd", ""), "crates/odd/src/lib.rs", "",
		"xtask/Cargo.toml", member("xtask", ""), "xtask/src/main.rs", "fn main() {}",
	}
	st := one(t, files...)
	if st.Name != "api" || st.Dir != "crates/api" || st.Context != "." || st.Port.Value != 4321 || st.Framework.Value != "axum" {
		t.Errorf("%+v", st)
	}
	r := st.Rust
	if got := strings.Join(r.Own, " "); got != "api core xtask" {
		t.Errorf("own %s", got)
	}
	if got := strings.Join(r.Roots, " "); got != "crates/api/src/main.rs crates/core/build.rs crates/core/src/lib.rs xtask/src/main.rs" {
		t.Errorf("roots %s", got)
	}
	if got := strings.Join(r.Manifests, " "); got != "Cargo.lock Cargo.toml crates/api/Cargo.toml crates/core/Cargo.toml xtask/Cargo.toml" {
		t.Errorf("manifests %s", got)
	}
	if st := one(t, append(files, "crates/api/Cargo.toml", member("api", "axum = { workspace = true }\ncore.workspace = true\nutil = { path = \"../util\" }\n"),
		"crates/util/Cargo.toml", member("util", ""), "crates/util/src/lib.rs", "", "crates/util/src/main.rs", "fn main() {}")...); st.Name != "api" {
		t.Errorf("the tool of a library is taken for a service: %s", st.Name)
	}
	if st := one(t, append(files, "Cargo.toml", strings.Replace(files[1], "[workspace.dep", "[patch.crates-io]\nodd = { path = \"vendor/odd\" }\n[workspace.dep", 1), "vendor/odd/Cargo.toml", member("odd", ""), "vendor/odd/src/lib.rs", "")...); st.Refusal != nil || !slices.Contains(st.Rust.Roots, "vendor/odd/src/lib.rs") {
		t.Errorf("a patched package: %v %v", st.Refusal, st.Rust.Roots)
	}
	tool := append(slices.Clone(files), "crates/core/src/main.rs", "fn main() { TcpListener::bind(\"0.0.0.0:1001\"); }", "crates/core/src/serve_tests.rs", "fn x() { TcpListener::bind(\"0.0.0.0:2002\"); }", "crates/fuzzers/Cargo.toml", member("fuzzers", "core.workspace = true\n"), "crates/fuzzers/src/main.rs", "fn main() {}")
	tool[11] = "pub fn other() {}"
	if all := all(t, tool...); len(all) != 2 || all[0].Port.Known() || all[1].Port.Value != 1001 {
		t.Errorf("want api, which does not listen, and core: %+v", all)
	}
	if st := one(t, append(files, "fuzz/Cargo.toml", "[package]\nname = \"app-fuzz\"\n[package.metadata]\ncargo-fuzz = true\n[[bin]]\nname = \"parse\"\npath = \"parse.rs\"\n[workspace]\n", "fuzz/parse.rs", "fuzz_target!(|_| {});")...); st.Name != "api" {
		t.Errorf("a target of the fuzzer is taken for a service: %s", st.Name)
	}
	all := all(t, append(files, "Cargo.toml", "[workspace]\nmembers = [\"crates/*\", \"xtask\"]\ndefault-members = [\"xtask\"]\n")...)
	if len(all) != 1 || all[0].Name != "xtask" {
		t.Errorf("default-members: %+v", all)
	}
}

func TestRustNative(t *testing.T) {
	lock := func(packages ...string) string {
		text := "version = 4\n"
		for _, p := range packages {
			name, deps, _ := strings.Cut(p, ":")
			text += "\n[[package]]\nname = \"" + name + "\"\nversion = \"1.0.0\"\ndependencies = [\"" + strings.Join(strings.Fields(deps), "\", \"") + "\"]\n"
		}
		return text
	}
	for name, c := range map[string]struct{ deps, lock, want string }{
		"rustls":         {`reqwest = "1"`, lock("reqwest:rustls", "rustls:ring aws-lc-sys", "ring:", "aws-lc-sys:cmake", "cmake:"), ""},
		"openssl":        {`reqwest = "1"`, lock("reqwest:native-tls", "native-tls:openssl", "openssl:openssl-sys", "openssl-sys:pkg-config"), "openssl-sys"},
		"vendored":       {`openssl = "1"`, lock("openssl:openssl-sys", "openssl-sys:openssl-src", "openssl-src:"), "openssl-src"},
		"tests alone":    {"serde = \"1\"\n[dev-dependencies]\nopenssl = \"1\"", lock("serde:", "openssl:openssl-sys", "openssl-sys:"), ""},
		"not enabled":    {`openssl = { version = "1", optional = true }`, lock("openssl:openssl-sys", "openssl-sys:"), ""},
		"enabled":        {"openssl = { version = \"1\", optional = true }\n[features]\ndefault = [\"tls\"]\ntls = [\"dep:openssl\"]", lock("openssl:openssl-sys", "openssl-sys:"), "openssl-sys"},
		"sqlite":         {`rusqlite = "1"`, lock("rusqlite:libsqlite3-sys", "libsqlite3-sys:pkg-config"), "libsqlite3-sys"},
		"sqlite bundled": {`rusqlite = "1"`, lock("rusqlite:libsqlite3-sys", "libsqlite3-sys:cc pkg-config"), ""},
		"protoc":         {"tonic = \"1\"\n[build-dependencies]\ntonic-build = \"1\"", lock("tonic:", "tonic-build:prost-build", "prost-build:"), "prost-build"},
		"protox":         {"tonic = \"1\"\n[build-dependencies]\ntonic-build = \"1\"\nprotox = \"1\"", lock("tonic:", "tonic-build:prost-build", "prost-build:", "protox:"), ""},
		"cmake":          {`rdkafka = "1"`, lock("rdkafka:rdkafka-sys", "rdkafka-sys:cmake", "cmake:"), "cmake rdkafka-sys"},
		"no lock":        {`openssl-sys = "1"`, "", "openssl-sys"},
	} {
		t.Run(name, func(t *testing.T) {
			files := []string{"Cargo.toml", toml(c.deps), "src/main.rs", "fn main() {}"}
			if c.lock != "" {
				files = append(files, "Cargo.lock", c.lock)
			}
			var got []string
			for _, n := range one(t, files...).Rust.Native {
				if got = append(got, n.Name); n.Because.Path == "" {
					t.Errorf("%s has no evidence", n.Name)
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
	st := one(t, "Cargo.toml", toml(), "src/main.rs", "fn main() {}", ".cargo/config.toml", "[target.x86_64-unknown-linux-gnu]\nlinker = \"clang\"\nrustflags = [\"-C\", \"link-arg=-fuse-ld=mold\"]\n")
	if n := st.Rust.Native; len(n) != 2 || n[0].Name != "clang" || n[1].Name != "mold" {
		t.Errorf("%+v", n)
	}
}

func TestRustFiles(t *testing.T) {
	for name, c := range map[string]struct{ source, files, writes string }{
		"serve dir":  {`fn main() { let a = ServeDir::new("static"); }`, "static:static", ""},
		"actix":      {`fn main() { App::new().service(Files::new("/assets", "./static")) }`, "static:static", ""},
		"glob":       {`fn main() { Tera::new("templates/**/*.html"); }`, "templates:templates", ""},
		"variable":   {`fn main() { let dir = std::env::var("ASSETS").unwrap_or("static".into()); ServeDir::new(dir); }`, "static:static", ""},
		"compiled":   {`fn main() { FileServer::from(relative!("static")); read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config/app.toml")); }`, "/src/static:static /src/config/app.toml:config/app.toml", ""},
		"config":     {`fn main() { Config::builder().add_source(File::with_name("config/app")); }`, "config/app.toml:config/app.toml", ""},
		"embedded":   {`fn main() { let t = include_str!("../templates/a.html"); sqlx::migrate!("./migrations"); }`, "", ""},
		"option":     {"struct Args {\n    #[arg(long, env = \"UPLOADS\", default_value = \"uploads\")]\n    dir: String,\n}\nfn main() { let args = Args::parse(); create_dir(args.dir); }", "", "uploads"},
		"not there":  {`fn main() { ServeDir::new("public"); }`, "", ""},
		"directory":  {`fn main() { std::fs::create_dir_all("uploads").unwrap(); }`, "", "uploads"},
		"file":       {`const DB: &str = "data/app.db"; fn main() { Connection::open(DB); }`, "", "data"},
		"sqlite url": {`fn main() { let url = env::var("DATABASE_URL").unwrap_or("sqlite://data/app.db?mode=rwc".into()); SqlitePool::connect(&url); }`, "", "data"},
		"postgres":   {`fn main() { PgPool::connect("postgres://db/app"); }`, "", ""},
		"temporary":  {`fn main() { fs::write("/tmp/x", b""); fs::write("cache/x", b""); }`, "", "cache-"},
	} {
		t.Run(name, func(t *testing.T) {
			st := one(t, "Cargo.toml", toml(), "src/main.rs", c.source, "static/a.css", "a", "templates/a.html", "a", "config/app.toml", "a=1", "migrations/1.sql", "select 1")
			var files, writes []string
			for _, f := range st.Rust.Programs[0].RunFiles {
				files = append(files, f.Opened+":"+f.Path)
			}
			for _, w := range st.Writes {
				if !w.Keep {
					w.Dir += "-"
				}
				writes = append(writes, w.Dir)
			}
			if strings.Join(files, " ") != c.files || strings.Join(writes, " ") != c.writes {
				t.Errorf("files %v, writes %v", files, writes)
			}
		})
	}
}

func TestRustCommands(t *testing.T) {
	const cli = "#[derive(Subcommand)]\nenum Commands {\n    Migrate,\n    %s { #[arg(long)] all: bool },\n}\nfn main() { TcpListener::bind(\"0.0.0.0:1234\"); }"
	st := one(t, "Cargo.toml", toml("axum", "clap"), "src/main.rs", fmt.Sprintf(cli, "Serve"))
	if got := strings.Join(st.Start.Value, " "); got != "/app serve" || len(st.Questions) > 0 {
		t.Errorf("%s %+v", got, st.Questions)
	}
	st = one(t, "Cargo.toml", toml("axum", "clap"), "src/main.rs", fmt.Sprintf(cli, "BringUp"))
	if len(st.Questions) != 1 || st.Questions[0].Key != "start" || st.Questions[0].Candidates[1].Value != "bring-up" {
		t.Errorf("%+v", st.Questions)
	}
	st = one(t, "Cargo.toml", toml("axum", "clap"), "src/main.rs", "struct Args {\n    #[arg(long, default_value = \"127.0.0.1\")]\n    host: String,\n    #[arg(long, default_value_t = 4444)]\n    port: u16,\n}\nfn main() { let args = Args::parse(); TcpListener::bind((args.host, args.port)); }")
	if o := st.Rust.Programs[0].Options; len(o) != 2 || o[0].Name != "--host" || o[0].Holds != "host" || o[1].Holds != "port" || st.Port.Value != 4444 || st.Host.Value != "127.0.0.1" {
		t.Errorf("%+v", st.Rust.Programs[0])
	}
}

func TestRustRefused(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		want  string
	}{
		"desktop":       {[]string{"Cargo.toml", toml("tauri")}, "desktop"},
		"browser":       {[]string{"Cargo.toml", toml("yew")}, "WebAssembly"},
		"wasm target":   {[]string{".cargo/config.toml", "[build]\ntarget = \"wasm32-wasip1\"\n"}, "WebAssembly"},
		"sqlx":          {[]string{"Cargo.toml", toml("sqlx"), "src/main.rs", "fn main() { sqlx::query!(\"select 1\"); }"}, "database"},
		"sqlx offline":  {[]string{"Cargo.toml", toml("sqlx"), "src/main.rs", "fn main() { sqlx::query!(\"select 1\"); }", ".sqlx/query-1.json", "{}"}, ""},
		"sqlx data":     {[]string{"Cargo.toml", toml("sqlx"), "src/main.rs", "fn main() { sqlx::query!(\"select 1\"); }", "sqlx-data.json", "{}"}, ""},
		"sqlx function": {[]string{"Cargo.toml", toml("sqlx"), "src/main.rs", "fn main() { sqlx::query(\"select 1\"); }"}, ""},
		"outside":       {[]string{"Cargo.toml", toml(`x = { path = "../x" }`)}, "outside"},
	} {
		t.Run(name, func(t *testing.T) {
			st := one(t, append([]string{"Cargo.toml", toml(), "src/main.rs", "fn main() {}"}, c.files...)...)
			switch {
			case c.want == "" && st.Refusal != nil:
				t.Errorf("refused: %s", st.Refusal.Text)
			case c.want != "" && (st.Refusal == nil || !strings.Contains(st.Refusal.Text, c.want) || len(st.Refusal.Because) == 0):
				t.Errorf("%+v", st.Refusal)
			}
		})
	}
}

func TestRustSources(t *testing.T) {
	st := one(t, "Cargo.toml", toml(`a = { version = "1", registry = "acme" }`, `b = { git = "ssh://git@git.example.com/b.git" }`), "src/main.rs", "fn main() {}",
		".cargo/config.toml", "[registries.acme]\nindex = \"sparse+https://crates.example.com/\"\n")
	for _, f := range st.Facts {
		want := map[string]string{"registries": "acme", "git": "ssh://git@git.example.com/b.git", "ssh": "ssh://git@git.example.com/b.git"}[f.Name]
		if got := f.Text.Value + strings.Join(f.List.Value, " "); got != want {
			t.Errorf("%s is %q, want %q", f.Name, got, want)
		}
	}
	if r := st.Rust; r.Locked || !r.External {
		t.Errorf("%+v", r)
	}
}

// TestRustExamples holds crates below example/: they are no services, unless the repository has no other crate.
func TestRustExamples(t *testing.T) {
	member := []string{"Cargo.toml", "[workspace]\nmembers = [\"example/*\"]\n", "example/tool/Cargo.toml", "[package]\nname = \"tool\"\n", "example/tool/src/main.rs", "fn main() {}"}
	if s := one(t, member...); s.Dir != "example/tool" {
		t.Errorf("the service is in %s", s.Dir)
	}
	if got := all(t, append(member[2:], "Cargo.toml", "[workspace]\nmembers = [\"lib\", \"example/*\"]\n", "lib/Cargo.toml", "[package]\nname = \"lib\"\n", "lib/src/lib.rs", "")...); len(got) != 0 {
		t.Errorf("an example is a service: %+v", got)
	}
}
