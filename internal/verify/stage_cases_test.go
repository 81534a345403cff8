package verify

func stageCases() []ruleCase {
	own := Context{Own: true}
	return []ruleCase{
		{rule: "MS006", bad: "FROM golang:1.26\nFROM scratch AS prod\n", good: "FROM golang:1.26 AS build\nFROM scratch AS prod\n"},
		{rule: "MS006", name: "twice", bad: "FROM golang:1.26 AS a\nFROM scratch AS A\n", good: "FROM scratch\n"},
		{rule: "MS007", bad: "FROM golang:1.26 AS build\nFROM scratch\nCOPY --from=0 /a /a\n", good: "FROM golang:1.26 AS build\nFROM scratch\nCOPY --from=build /a /a\n"},
		{rule: "MS007", name: "mount", bad: "FROM debian:13 AS a\nFROM debian:13\nRUN --mount=from=0,target=/x true\n", good: "FROM debian:13 AS a\nFROM debian:13\nRUN --mount=from=a,target=/x true\n"},
		{rule: "MS008", name: "only the last comment describes", about: own, bad: "# prod What is shipped.\n# x\nFROM scratch AS prod\n", good: "# x\n\n# prod What is shipped.\nFROM scratch AS prod\n"},
		{rule: "MS008", about: own, bad: "# something else\nFROM scratch AS prod\n", good: "# prod What is shipped.\nFROM scratch AS prod\n"},
		{rule: "MS009", name: "go", bad: "FROM golang:1.26\nCOPY . .\nRUN go build -o /app .\nCMD [\"/app\"]\n",
			good: "FROM golang:1.26 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n"},
		{rule: "MS009", name: "nothing is built", bad: "FROM node:24-slim\nRUN npm ci && npm run build\n", good: "FROM nginxinc/nginx-unprivileged:1.28-alpine-slim\nCOPY index.html /srv/\n"},
		{rule: "MS010", name: "unknown", bad: "FROM scratch\nCOPY --from=biuld /a /a\n", good: "FROM scratch\nCOPY --from=nginx:1.28 /etc/nginx/nginx.conf /a\n"},
		{rule: "MS010", name: "itself", bad: "FROM debian:13 AS a\nCOPY --from=a /a /b\n", good: "FROM debian:13 AS a\nFROM scratch\nCOPY --from=a /a /b\n"},
		{rule: "MS010", name: "below", bad: "FROM scratch AS a\nCOPY --from=b /a /b\nFROM debian:13 AS b\n", good: "FROM debian:13 AS b\nFROM scratch AS a\nCOPY --from=b /a /b\n"},
		{rule: "MS010", name: "empty", bad: "FROM scratch AS a\nFROM debian:13\nCOPY --from=a /a /b\n", good: "FROM scratch AS a\nCOPY x /a\nFROM debian:13\nCOPY --from=a /a /b\n"},
		{rule: "MS011", bad: "FROM debian:13 AS tools\nRUN true\nFROM debian:13 AS prod\n", good: "FROM debian:13 AS tools\nRUN true\nFROM tools AS test\nFROM debian:13 AS prod\n"},
		{rule: "MS011", name: "mount", bad: "FROM debian:13 AS a\nFROM debian:13\n", good: "FROM debian:13 AS a\nFROM debian:13\nRUN --mount=from=a,target=/x true\n"},
		{rule: "MS012", name: "order", bad: "FROM scratch AS prod\nFROM debian:13 AS test\n", good: "FROM debian:13 AS test\nFROM scratch AS prod\n"},
		{rule: "MS012", name: "waits", bad: "FROM debian:13 AS test\nFROM test AS build\nFROM scratch AS prod\nCOPY --from=build /a /a\n", good: "FROM debian:13 AS build\nFROM build AS test\nFROM scratch AS prod\nCOPY --from=build /a /a\n"},
		{rule: "MS013", bad: "FROM golang:1.26 AS build\nRUN go mod download\nRUN npm ci\nFROM scratch\n", good: "FROM golang:1.26 AS build\nRUN go mod download\nFROM node:24-slim AS web\nRUN npm ci\nFROM scratch\n"},
		{rule: "MS014", about: own, bad: "FROM debian:13 AS test\nFROM scratch AS prod\n", good: "FROM debian:13 AS test\nFROM scratch AS test-report\nCOPY --from=test /r /\nFROM scratch AS prod\n"},
		{rule: "MS015", bad: "FROM debian:13-slim\nRUN curl -fsSL -o /bin/x https://example.com/x\n", good: "FROM debian:13 AS x\nRUN curl -fsSL -o /bin/x https://example.com/x\nFROM debian:13-slim\nCOPY --from=x /bin/x /bin/\n"},
	}
}

func cacheCases() []ruleCase {
	npm := "RUN --mount=type=cache,target=/root/.npm npm ci\n"
	return []ruleCase{
		{rule: "MS020", name: "npm", bad: "FROM node:24-slim\nRUN npm ci\n", good: "FROM node:24-slim\n" + npm},
		{rule: "MS020", name: "go", bad: "FROM golang:1.26\nRUN CGO_ENABLED=0 go build ./...\n", good: "FROM golang:1.26\nRUN --mount=type=cache,target=/root/.cache/go-build go build ./... && go version\n"},
		{rule: "MS020", name: "apt", bad: "FROM debian:13\nRUN apt-get update && apt-get -y install git\n", good: "FROM debian:13\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\nRUN --mount=type=cache,target=/var/cache/apt apt-get install -y git\n"},
		{rule: "MS020", name: "pip", bad: "FROM python:3.13-slim\nRUN pip install --no-cache-dir -r requirements.txt\n", good: "FROM python:3.13-slim\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\n"},
		{rule: "MS020", name: "maven", bad: "FROM maven:3.9\nRUN ./mvnw -B package\n", good: "FROM maven:3.9\nRUN --mount=type=cache,target=/root/.m2 ./mvnw -B package\n"},
		{rule: "MS020", name: "another's", bad: "FROM node:24-slim\nRUN --mount=type=cache,target=/root/.m2 npm ci\n", good: "FROM alpine:3.23\nRUN apk add --no-cache tini\n"},
		{rule: "MS021", name: "node", bad: "FROM node:24-slim\nCOPY . .\n" + npm, good: "FROM node:24-slim\nCOPY package*.json ./\n" + npm + "COPY . .\n"},
		{rule: "MS021", name: "go", bad: "FROM golang:1.26\nCOPY main.go go.mod ./\nRUN go mod download\n", good: "FROM golang:1.26\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY main.go ./\n"},
		{rule: "MS021", name: "python", bad: "FROM python:3.13-slim\nCOPY app ./app\nRUN pip install -r requirements.txt\n", good: "FROM python:3.13-slim\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n"},
		{rule: "MS021", name: "msgen copies all for the project itself", about: Context{Own: true}, bad: "FROM python:3.13-slim\nCOPY src ./src\nRUN uv pip install .\n", good: "FROM python:3.13-slim\nCOPY . ./\nRUN uv pip install .\n"},
		{rule: "MS021", name: "the project itself", bad: "FROM python:3.13-slim\nCOPY . .\nRUN uv pip install .\n", good: "FROM python:3.13-slim\nCOPY . .\nRUN uv pip install --no-deps .\n"},
		{rule: "MS022", name: "ARG", bad: "FROM debian:13\nARG GIT_SHA=x\nRUN apt-get update && apt-get install -y git\n", good: "FROM debian:13\nRUN apt-get update && apt-get install -y git\nARG GIT_SHA=x\nLABEL r=$GIT_SHA\n"},
		{rule: "MS022", name: "looked up by a bundler", bad: "FROM node:24-slim\nARG GIT_SHA=x\nRUN npm ci\n", good: "FROM node:24-slim\nARG VITE_GIT_SHA=x\nRUN npm ci\n"},
		{rule: "MS022", name: "ENV", bad: "FROM node:24-slim\nARG BUILD_DATE=x\nENV BUILT=$BUILD_DATE\nRUN npm ci\n", good: "FROM node:24-slim\nENV NODE_VERSION=24\nARG NODE_VERSION=24\nRUN npm ci\n"},
		{rule: "MS022", name: "used", bad: "FROM golang:1.26\nARG VERSION=dev\nRUN go mod download\nRUN go build -ldflags=\"-X main.v=$VERSION\" .\n", good: "FROM golang:1.26\nRUN go mod download\nARG VERSION=dev\nRUN go build -ldflags=\"-X main.v=$VERSION\" .\n"},
		{rule: "MS023", bad: "FROM debian:13\nARG NAME\n", good: "ARG VERSION=dev\nFROM debian:13\nARG NAME=x\nARG TARGETARCH\nARG VERSION\n"},
		{rule: "MS024", bad: "FROM debian:13 AS a\nFROM scratch\nCOPY --from=a /a /a\n", good: "FROM debian:13 AS a\nFROM scratch\nCOPY --link --from=a /a /a\nCOPY --from=a --chown=1 /srv/ /data/\nCOPY x /x\n"},
		{rule: "MS025", name: "copied", bad: "FROM debian:13\nCOPY key.txt /tmp/key.txt\nRUN rm /tmp/key.txt\n", good: "FROM debian:13\nRUN touch /tmp/x && rm /tmp/x\n"},
		{rule: "MS025", name: "fetched", bad: "FROM debian:13\nWORKDIR /t\nRUN curl -o a.tgz https://e.com/a\nRUN tar xf a.tgz\nRUN rm -f a.tgz\n", good: "FROM debian:13\nWORKDIR /t\nRUN curl -o a.tgz https://e.com/a && tar xf a.tgz && rm -f a.tgz\n"},
		{rule: "MS026", bad: "FROM debian:13\nCOPY a /app/\nRUN chown -R 1000 /app\n", good: "FROM debian:13\nCOPY --chown=1000 a /app/\nRUN chown 1000 /data\n"},
		{rule: "MS027", bad: "FROM rust:1.90 AS build\nWORKDIR /src\nRUN --mount=type=cache,target=/src/target cargo build --release\nFROM scratch\nCOPY --from=build /src/target/release/a /a\n",
			good: "FROM rust:1.90 AS build\nWORKDIR /src\nRUN --mount=type=cache,target=/src/target cargo build --release && cp target/release/a /a\nFROM scratch\nCOPY --from=build /a /a\n"},
		{rule: "MS028", name: "apt", bad: "FROM debian:13\nRUN apt-get update && apt-get install -y git\n", good: "FROM debian:13\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\n"},
		{rule: "MS028", name: "pip", bad: "FROM python:3.13-slim\nRUN pip install flask\n", good: "FROM python:3.13-slim\nRUN pip install --no-cache-dir flask\n"},
		{rule: "MS028", name: "pip by ENV", bad: "FROM python:3.13-slim\nRUN pip install flask\n", good: "FROM python:3.13-slim\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n"},
		{rule: "MS028", name: "build stage", bad: "FROM alpine:3.23\nRUN apk add git\n", good: "FROM alpine:3.23 AS a\nRUN apk add git\nFROM scratch\nCOPY --from=a /a /a\n"},
		{rule: "MS029", bad: "FROM debian:13\nRUN true\nRUN false\n", good: "FROM debian:13\nRUN true\nCOPY a b\nRUN false\n"},
	}
}

func copyCases() []ruleCase {
	return []ruleCase{
		{rule: "MS030", bad: "FROM node:24 AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\nFROM node:24-slim\nCOPY --from=build /app /app\n",
			good: "FROM node:24 AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\nFROM node:24-slim\nCOPY --from=build /app/dist /app/dist\n"},
		{rule: "MS030", name: "all", bad: "FROM debian:13 AS a\nFROM scratch\nCOPY --from=a / /\n", good: "FROM debian:13 AS a\nFROM scratch\nCOPY --from=a /etc/ssl /etc/ssl\n"},
		{rule: "MS031", bad: "FROM maven:3.9 AS build\nFROM scratch\nCOPY --from=build /src/target/*.jar /app.jar\n", good: "FROM maven:3.9 AS build\nCOPY */pom.xml ./\nFROM scratch\nCOPY --from=build /src/target/app.jar /app.jar\n"},
		{rule: "MS032", bad: "FROM golang:1.26 AS build\nWORKDIR /src\nRUN go build -o /out/server .\nFROM scratch\nCOPY --from=build /src/server /server\n",
			good: "FROM golang:1.26 AS build\nWORKDIR /src\nRUN go build -o /out/server .\nFROM scratch\nCOPY --from=build /out/server /server\nCOPY --from=build /etc/passwd /etc/passwd\n"},
		{rule: "MS033", bad: "FROM scratch\nADD a.txt /\n", good: "FROM scratch\nADD a.tar.gz /\nADD https://e.com/a /\nCOPY a.txt /\n"},
		{rule: "MS034", bad: "FROM scratch\nADD https://e.com/a /\n", good: "FROM scratch\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://e.com/a /\nADD https://github.com/a/b.git#v1 /b\n"},
		{rule: "MS035", bad: "FROM node:24-slim\nCOPY . .\n", good: "FROM node:24 AS build\nCOPY . .\nFROM node:24-slim\nCOPY src ./src\n"},
		{rule: "MS036", name: "pipe", bad: "FROM debian:13\nRUN curl -fsSL https://e.com/i.sh | sh\n", good: "FROM debian:13\nRUN curl -fsSL -o x https://e.com/i.sh && sha256sum -c x.sum\n"},
		{rule: "MS036", name: "flag", bad: "FROM python:3.13\nRUN pip install --trusted-host e.com x\n", good: "FROM python:3.13\nRUN pip install x\n"},
	}
}
