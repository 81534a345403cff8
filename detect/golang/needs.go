package golang

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// cgoModules are modules that are compiled with a C compiler, with what that needs. A module with cgo that is not listed
// is not seen, for its sources are not here.
func cgoModules() []detect.Cgo {
	return []detect.Cgo{
		{Module: "github.com/mattn/go-sqlite3", Heavy: true},
		{Module: "github.com/mutecomm/go-sqlcipher", Heavy: true},
		{Module: "crawshaw.io/sqlite", Heavy: true},
		{Module: "github.com/confluentinc/confluent-kafka-go", Heavy: true},
		{Module: "github.com/uber/h3-go"},
		{Module: "github.com/chai2010/webp"},
		{Module: "github.com/kolesa-team/go-webp", Build: words("libwebp-dev"), Run: words("libwebp7 libwebpdemux2 libwebpmux3"), AlpineBuild: words("libwebp-dev"), AlpineRun: words("libwebp libwebpdemux libwebpmux")},
		{Module: "github.com/h2non/bimg", Build: words("libvips-dev"), Run: words("libvips42t64"), AlpineBuild: words("vips-dev"), AlpineRun: words("vips")},
		{Module: "github.com/davidbyttow/govips", Build: words("libvips-dev"), Run: words("libvips42t64"), AlpineBuild: words("vips-dev"), AlpineRun: words("vips")},
		{Module: "github.com/linxGnu/grocksdb", Build: words("librocksdb-dev"), Run: words("librocksdb9.10"), AlpineBuild: words("rocksdb-dev"), AlpineRun: words("rocksdb"), Cxx: true},
		{Module: "github.com/coreos/go-systemd/v22/sdjournal", Build: words("libsystemd-dev"), Run: words("libsystemd0"), Glibc: true},
		{Module: "github.com/google/gopacket/pcap", Build: words("libpcap-dev"), Run: words("libpcap0.8t64"), AlpineBuild: words("libpcap-dev"), AlpineRun: words("libpcap")},
		{Module: "github.com/gopacket/gopacket/pcap", Build: words("libpcap-dev"), Run: words("libpcap0.8t64"), AlpineBuild: words("libpcap-dev"), AlpineRun: words("libpcap")},
		{Module: "github.com/pebbe/zmq4", Build: words("libzmq3-dev"), Run: words("libzmq5"), AlpineBuild: words("zeromq-dev"), AlpineRun: words("zeromq"), Cxx: true},
		{Module: "github.com/marcboeker/go-duckdb", Cxx: true, Glibc: true},
		{Module: "github.com/duckdb/duckdb-go", Cxx: true, Glibc: true},
		{Module: "github.com/bytecodealliance/wasmtime-go", Glibc: true},
		{Module: "github.com/wasmerio/wasmer-go", Glibc: true},
		{Module: "rogchap.com/v8go", Cxx: true, Glibc: true},
		{Module: "github.com/valyala/gozstd", Heavy: true},
		{Module: "github.com/miekg/pkcs11"},
		{Module: "github.com/godror/godror"},
		{Module: "github.com/tree-sitter/go-tree-sitter"},
		{Module: "github.com/smacker/go-tree-sitter", Cxx: true, Heavy: true},
	}
}

// words splits a text at its spaces.
func words(s string) []string { return strings.Fields(s) }

// certUsers are packages that speak TLS to others: who imports one of them needs certificate authorities.
var certUsers = set("crypto/tls crypto/x509 net/smtp google.golang.org/grpc/credentials golang.org/x/oauth2 " +
	"github.com/go-resty/resty/v2 github.com/aws/aws-sdk-go-v2/config github.com/aws/aws-sdk-go/aws/session " +
	"github.com/jackc/pgx/v5 github.com/jackc/pgx/v5/pgxpool github.com/jackc/pgx/v4 github.com/jackc/pgx/v4/pgxpool github.com/jackc/pgx/v5/stdlib " +
	"github.com/lib/pq gorm.io/driver/postgres gorm.io/driver/mysql github.com/go-sql-driver/mysql go.mongodb.org/mongo-driver/mongo " +
	"go.mongodb.org/mongo-driver/v2/mongo github.com/redis/go-redis/v9 github.com/gomodule/redigo/redis github.com/segmentio/kafka-go " +
	"github.com/nats-io/nats.go github.com/rabbitmq/amqp091-go github.com/stripe/stripe-go github.com/getsentry/sentry-go " +
	"github.com/elastic/go-elasticsearch/v8 github.com/minio/minio-go/v7 github.com/coreos/go-oidc/v3/oidc github.com/valyala/fasthttp " +
	"golang.org/x/crypto/acme/autocert github.com/slack-go/slack github.com/bwmarrin/discordgo github.com/google/go-github")

// goNeedLines are lines in the program's own sources that need what scratch does not have.
var (
	clientLine = pattern.New(`\bhttp\.(?:Get|Post|Head|PostForm|DefaultClient|Client\b|NewRequest|NewRequestWithContext|DefaultTransport|Transport\{)|httputil\.(?:NewSingleHostReverseProxy|ReverseProxy)|websocket\.(?:Dial|DefaultDialer)`)
	zoneLine   = pattern.New(`\btime\.LoadLocation\(`)
	userLine   = pattern.New(`\buser\.(?:Current|Lookup|LookupId)\(|\bos\.UserHomeDir\(`)
	tempLine   = pattern.New(`\bos\.(?:CreateTemp|MkdirTemp|TempDir)\(|\bioutil\.Temp(?:File|Dir)\(|\.(?:ParseMultipartForm|FormFile|MultipartForm|SaveUploadedFile)\(`)
	execLine   = pattern.New(`\bexec\.(?:Command\(|CommandContext\([^,]+,\s*)"([A-Za-z0-9_./+-]+)"`)
)

// needy are texts of which a source with such a line holds one.
var needy = pattern.Any(clientLine, zoneLine, userLine, tempLine, execLine)

// needs fills in what the program wants from its image.
func needs(s *source, p *detect.Program, foreign []importSpec) {
	for _, i := range foreign {
		if i.path == "C" {
			p.Cgo = append(p.Cgo, detect.Cgo{Module: "C", Because: i.at})
		}
		if certUsers[i.path] || certUsers[path.Dir(i.path)] {
			p.Certs = append(p.Certs, i.at)
		}
		for _, row := range cgoModules() {
			if within(i.path, row.Module) {
				row.Because = i.at
				p.Cgo = append(p.Cgo, row)
			}
		}
	}
	dirs, _ := s.closure(p.Dir)
	for _, d := range dirs {
		for _, f := range s.files(d) {
			if f.needy {
				needLines(s, f, p)
			}
		}
	}
}

// needLines looks through one file.
func needLines(s *source, f *file, p *detect.Program) {
	first := func(into *[]detect.Evidence, line *pattern.Pattern) {
		if len(*into) == 3 {
			return
		}
		if at := line.FindStringIndex(f.text); at != nil {
			*into = append(*into, s.t.AtOffset(f.path, at[0]))
		}
	}
	first(&p.Certs, clientLine)
	first(&p.Zones, zoneLine)
	first(&p.Users, userLine)
	first(&p.Temp, tempLine)
	for _, at := range execLine.FindAllStringSubmatchIndex(f.text, -1) {
		e := s.t.AtOffset(f.path, at[0])
		p.Run = append(p.Run, detect.Candidate{Value: f.text[at[2]:at[3]], Because: []detect.Evidence{e}})
	}
}
