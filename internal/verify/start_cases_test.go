package verify

func binaryCases() []ruleCase {
	build := "FROM golang:1.26 AS build\nRUN CGO_ENABLED=0 go build -o /out/a .\n"
	cgo := "FROM golang:1.26 AS build\nRUN go build -o /out/a .\n"
	land := "COPY --from=build /out/a /a\nCMD [\"/a\"]\n"
	return []ruleCase{
		{rule: "MS070", bad: build + "FROM scratch\n" + land, good: build + "FROM scratch\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n" + land},
		{rule: "MS070", name: "distroless", bad: build + "FROM scratch AS b\nFROM b\n" + land, good: build + "FROM gcr.io/distroless/static-debian13\n" + land},
		{rule: "MS071", name: "scratch", bad: cgo + "FROM scratch\n" + land, good: build + "FROM scratch\n" + land},
		{rule: "MS071", name: "static", bad: cgo + "FROM gcr.io/distroless/static-debian13\n" + land, good: cgo + "FROM gcr.io/distroless/base-debian13\n" + land},
		{rule: "MS071", name: "ENV", bad: "FROM golang:1.26 AS build\nENV CGO_ENABLED=1\nRUN go build -o /out/a .\nFROM scratch\n" + land, good: "FROM golang:1.26 AS build\nENV CGO_ENABLED=0\nRUN go build -o /out/a .\nFROM scratch\n" + land},
		{rule: "MS071", name: "alpine without a compiler", bad: "FROM golang:1.26-alpine AS build\nRUN apk add gcc musl-dev && go build -o /out/a .\nFROM scratch\n" + land, good: "FROM golang:1.26-alpine AS build\nRUN go build -o /out/a .\nFROM scratch\n" + land},
		{rule: "MS071", name: "rust", bad: "FROM rust:1.90 AS build\nRUN cargo build --release\nFROM scratch\nCOPY --from=build /src/target/release/a /a\n", good: "FROM rust:1.90 AS build\nRUN cargo build --target x86_64-unknown-linux-musl\nFROM scratch\nCOPY --from=build /src/target/a /a\n"},
		{rule: "MS072", name: "to musl", bad: cgo + "FROM alpine:3.23\n" + land, good: build + "FROM alpine:3.23\n" + land},
		{rule: "MS072", name: "to glibc", bad: "FROM golang:1.26-alpine AS build\nRUN apk add gcc && CGO_ENABLED=1 go build -o /out/a .\nFROM debian:13-slim\n" + land, good: cgo + "FROM debian:13-slim\n" + land},
		{rule: "MS073", bad: "FROM node:24-slim AS deps\nRUN npm ci\nFROM node:24-alpine\nCOPY --from=deps /app/node_modules ./node_modules\n", good: "FROM node:24-alpine AS deps\nRUN npm ci\nFROM node:24-alpine\nCOPY --from=deps /app/node_modules ./node_modules\n"},
		{rule: "MS073", name: "venv", bad: "FROM python:3.13-alpine AS deps\nFROM python:3.13-slim\nCOPY --from=deps /app/.venv ./.venv\n", good: "FROM python:3.13-slim AS deps\nFROM python:3.13-slim\nCOPY --from=deps /app/.venv ./.venv\n"},
	}
}

func startCases() []ruleCase {
	own := Context{Own: true}
	labels := "LABEL org.opencontainers.image.title=a org.opencontainers.image.version=1 org.opencontainers.image.revision=b\n"
	return []ruleCase{
		{rule: "MS080", bad: "FROM node:24-slim\nEXPOSE 3000\n", good: "FROM node:24-slim\nEXPOSE 3000\nHEALTHCHECK CMD [\"node\", \"-e\", \"\"]\n"},
		{rule: "MS080", name: "switched off", bad: "FROM node:24-slim\nEXPOSE 3000\nHEALTHCHECK NONE\n", good: "FROM node:24-slim\nEXPOSE 3000\nHEALTHCHECK NONE\nHEALTHCHECK CMD [\"node\", \"-e\", \"\"]\n"},
		{rule: "MS080", name: "nothing listens", bad: "FROM node:24-slim AS a\nEXPOSE 1\nFROM a\n", good: "FROM node:24-slim\nCMD [\"node\"]\n"},
		{rule: "MS081", name: "curl on distroless", bad: "FROM gcr.io/distroless/nodejs24-debian13\nHEALTHCHECK CMD [\"curl\", \"-f\", \"http://localhost\"]\n", good: "FROM gcr.io/distroless/nodejs24-debian13\nHEALTHCHECK CMD [\"/nodejs/bin/node\", \"-e\", \"\"]\n"},
		{rule: "MS081", name: "no shell", bad: "FROM gcr.io/distroless/nodejs24-debian13\nHEALTHCHECK CMD node -e 1 || exit 1\n", good: "FROM node:24-slim\nHEALTHCHECK CMD node -e 1 || exit 1\n"},
		{rule: "MS081", name: "curl on slim", bad: "FROM python:3.13-slim\nHEALTHCHECK CMD curl -f http://localhost || exit 1\n", good: "FROM python:3.13-slim\nRUN apt-get install -y curl\nHEALTHCHECK CMD curl -f http://localhost || exit 1\n"},
		{rule: "MS081", name: "wget on alpine", bad: "FROM node:24-slim\nHEALTHCHECK CMD [\"wget\", \"http://localhost\"]\n", good: "FROM node:24-alpine\nHEALTHCHECK CMD [\"wget\", \"http://localhost\"]\n"},
		{rule: "MS081", name: "prober", bad: "FROM scratch\nCOPY a /a\nHEALTHCHECK CMD [\"/probe\"]\n", good: "FROM scratch\nCOPY a /probe\nHEALTHCHECK CMD [\"/probe\"]\n"},
		{rule: "MS082", bad: "FROM node:24-slim\nUSER 1000\nEXPOSE 80/tcp\n", good: "FROM node:24-slim\nUSER 1000\nEXPOSE 8080\n"},
		{rule: "MS083", name: "CMD", bad: "FROM node:24-slim\nCMD node server.js\n", good: "FROM node:24-slim\nCMD [\"node\", \"server.js\"]\n"},
		{rule: "MS083", name: "ENTRYPOINT", bad: "FROM node:24-slim\nENTRYPOINT node server.js\n", good: "FROM node:24-slim\nENTRYPOINT exec node server.js\n"},
		{rule: "MS084", name: "npm", bad: "FROM node:24-slim\nCMD [\"npm\", \"start\"]\n", good: "FROM node:24-slim\nCMD [\"node\", \"server.js\"]\n"},
		{rule: "MS084", name: "under an init", bad: "FROM node:24-slim\nENTRYPOINT [\"/sbin/tini\", \"--\"]\nCMD [\"yarn\", \"start\"]\n", good: "FROM node:24-slim\nENTRYPOINT [\"/sbin/tini\", \"--\"]\nCMD [\"node\", \"a.js\"]\n"},
		{rule: "MS084", name: "poetry", bad: "FROM python:3.13-slim\nCMD [\"poetry\", \"run\", \"a\"]\n", good: "FROM python:3.13-slim\nCMD [\"python\", \"-m\", \"a\"]\n"},
		{rule: "MS085", bad: "FROM eclipse-temurin:21-jre\nENTRYPOINT [\"sh\", \"-c\", \"java $JAVA_OPTS -jar /a.jar\"]\n", good: "FROM eclipse-temurin:21-jre\nENTRYPOINT [\"sh\", \"-c\", \"exec java $JAVA_OPTS -jar /a.jar\"]\n"},
		{rule: "MS085", name: "migrations first", bad: "FROM python:3.13-slim\nCMD [\"sh\", \"-c\", \"python m.py && gunicorn a\"]\n", good: "FROM python:3.13-slim\nCMD [\"sh\", \"-c\", \"python m.py && exec gunicorn a\"]\n"},
		{rule: "MS086", bad: "FROM scratch\nCOPY a /b\nENTRYPOINT [\"/a\"]\n", good: "FROM scratch\nWORKDIR /app\nCOPY a b ./\nENTRYPOINT [\"./a\"]\n"},
		{rule: "MS086", name: "heredoc", bad: "FROM gcr.io/distroless/static-debian13\nCMD [\"/a\"]\n", good: "FROM gcr.io/distroless/static-debian13\nCOPY a /\nCMD [\"/a\"]\n"},
		{rule: "MS087", name: "distroless", bad: "FROM gcr.io/distroless/cc-debian13\nRUN true\n", good: "FROM gcr.io/distroless/cc-debian13:debug\nRUN true\n"},
		{rule: "MS087", name: "scratch", bad: "FROM scratch\nRUN echo\n", good: "FROM scratch\nCOPY a /a\nRUN [\"/a\"]\n"},
		{rule: "MS087", name: "an init is no shell", bad: "FROM gcr.io/distroless/cc-debian13\nCOPY --from=a /usr/bin/tini-static /usr/bin/tini-static\nRUN true\n", good: "FROM gcr.io/distroless/cc-debian13\nCOPY --from=busybox:1.37-musl /bin /bin\nRUN true\n"},
		{rule: "MS092", name: "apk on Debian", bad: "FROM debian:13-slim\nRUN apk add --no-cache curl\n", good: "FROM alpine:3.23\nRUN apk add --no-cache curl\n"},
		{rule: "MS092", name: "apt on Alpine", bad: "FROM node:24-alpine\nRUN apt-get update && apt-get install -y curl\n", good: "FROM cgr.dev/chainguard/wolfi-base:20251101\nRUN apk add --no-cache curl\n"},
		{rule: "MS088", bad: "FROM debian:13-slim\nCOPY a /a\n", good: "FROM debian:13-slim\nCOPY a /a\nCMD [\"/a\"]\n"},
		{rule: "MS088", name: "of the base", bad: "FROM alpine:3.23\n", good: "FROM nginx:1.28\n"},
		{rule: "MS089", bad: "FROM debian:13\nCMD [\"/a\"]\nCMD [\"/b\"]\n", good: "FROM debian:13 AS a\nCMD [\"/a\"]\nFROM a\nCMD [\"/b\"]\n"},
		{rule: "MS090", about: own, bad: "FROM scratch\nCMD [\"/a\"]\n", good: "FROM scratch\nCMD [\"/a\"]\n" + labels},
		{rule: "MS091", name: "found by msgen", about: Context{Own: true}, good: "FROM node:24-slim\nEXPOSE 5005\n"},
		{rule: "MS091", bad: "FROM node:24-slim\nEXPOSE 3000 9229\n", good: "FROM node:24-slim AS debug\nEXPOSE 9229\nFROM node:24-slim\nEXPOSE 3000\n"},
	}
}

func platformCases() []ruleCase {
	return []ruleCase{
		{rule: "MS100", bad: "FROM golang:1.26\nRUN GOOS=linux GOARCH=amd64 go build .\n", good: "FROM golang:1.26\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build .\n"},
		{rule: "MS100", name: "ENV", bad: "FROM golang:1.26\nENV GOARCH=arm64\n", good: "FROM golang:1.26\nENV GOOS=linux\n"},
		{rule: "MS101", bad: "FROM debian:13\nRUN curl -o x https://e.com/tool-linux-amd64.tgz\n", good: "FROM debian:13\nARG TARGETARCH\nRUN curl -o x https://e.com/tool-linux-$TARGETARCH.tgz\n"},
		{rule: "MS101", name: "ADD", bad: "FROM debian:13\nADD https://e.com/x86_64/tool /tool\n", good: "FROM debian:13\nADD https://e.com/tool /tool\n"},
		{rule: "MS102", bad: "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\nRUN CGO_ENABLED=0 go build -o /a .\nFROM scratch\nCOPY --from=build /a /a\n",
			good: "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\nARG TARGETOS TARGETARCH\nRUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /a .\nFROM scratch\nCOPY --from=build /a /a\n"},
		{rule: "MS103", bad: "FROM --platform=linux/amd64 debian:13\n", good: "FROM --platform=$BUILDPLATFORM debian:13\n"},
	}
}

func languageCases() []ruleCase {
	return []ruleCase{
		{rule: "MS110", bad: "FROM golang:1.26\nRUN go build -o /a .\n", good: "FROM golang:1.26\nRUN go build -trimpath -ldflags=\"-s -w -X main.v=1\" -o /a .\n"},
		{rule: "MS111", bad: "FROM node:24\nENV NODE_ENV=production\nRUN npm ci\nRUN npm run build\n", good: "FROM node:24\nRUN npm ci\nENV NODE_ENV=production\nRUN npm run build\n"},
		{rule: "MS111", name: "nothing is built", bad: "FROM node:24\nENV NODE_ENV=production\nRUN yarn install && yarn build\n", good: "FROM node:24\nENV NODE_ENV=production\nRUN npm ci\n"},
		{rule: "MS112", bad: "FROM python:3.13-slim\nCMD [\"python\", \"a.py\"]\n", good: "FROM python:3.13-slim\nENV PYTHONDONTWRITEBYTECODE=1\nCMD [\"python\", \"a.py\"]\n"},
		{rule: "MS112", name: "compiled", bad: "FROM python:3.13-slim\nENTRYPOINT [\"/app/.venv/bin/gunicorn\"]\n", good: "FROM python:3.13-slim AS deps\nRUN python -m compileall .venv\nFROM python:3.13-slim\nCOPY --from=deps /x /x\nENTRYPOINT [\"/x/gunicorn\"]\n"},
		{rule: "MS113", bad: "FROM eclipse-temurin:21-jre\nCMD [\"java\", \"-Xmx512m\", \"-jar\", \"/a.jar\"]\n", good: "FROM eclipse-temurin:21-jre\nHEALTHCHECK CMD [\"java\", \"-Xmx16m\", \"P\"]\nCMD [\"java\", \"-jar\", \"/a.jar\"]\n"},
		{rule: "MS113", name: "ENV", bad: "FROM eclipse-temurin:21-jre\nENV JAVA_TOOL_OPTIONS=-Xmx1g\n", good: "FROM eclipse-temurin:21-jre\nENV JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75\n"},
		{rule: "MS114", bad: "FROM eclipse-temurin:21-jre\nCMD [\"java\", \"-jar\", \"/a.jar\"]\n", good: "FROM eclipse-temurin:21-jre\nENV JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75\nCMD [\"java\", \"-jar\", \"/a.jar\"]\n"},
		{rule: "MS115", bad: "FROM maven:3.9\nCOPY pom.xml ./\nCOPY src ./src\nRUN mvn -B package\n", good: "FROM maven:3.9\nCOPY pom.xml ./\nRUN mvn -B dependency:go-offline\nCOPY src ./src\nRUN mvn -B package\n"},
		{rule: "MS115", name: "gradle", bad: "FROM gradle:9\nCOPY . .\nRUN gradle build\n", good: "FROM gradle:9\nCOPY . .\nRUN --mount=type=cache,target=/home/gradle/.gradle gradle build\n"},
	}
}
