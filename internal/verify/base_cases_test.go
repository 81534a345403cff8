package verify

import "github.com/msgen/msgen/internal/catalog"

// images is a catalog of one image.
type images struct{ catalog.Image }

func (i images) Knows(ref string) (catalog.Image, bool) { return i.Image, ref == i.Ref }

func baseCases() []ruleCase {
	ended := Context{Today: "2030-01-01", Images: images{catalog.Image{Ref: "example.com/base:1", EOL: "2029-01-01"}}}
	locks := Context{Files: []string{"package.json", "package-lock.json", "src/a.js"}}
	return []ruleCase{
		{rule: "MS040", bad: "FROM node\n", good: "FROM node:24\n"},
		{rule: "MS040", name: "registry with a port", bad: "FROM localhost:5000/a\n", good: "FROM localhost:5000/a:1\n"},
		{rule: "MS040", name: "COPY --from", bad: "FROM scratch\nCOPY --from=busybox.example/x /a /a\n", good: "FROM scratch\nCOPY --from=busybox@sha256:0000000000000000000000000000000000000000000000000000000000000000 /a /a\n"},
		{rule: "MS041", bad: "FROM node:latest\n", good: "FROM node:24\n"},
		{rule: "MS041", name: "COPY --from", bad: "FROM scratch\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /uv\n", good: "FROM scratch\nCOPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /uv\n"},
		{rule: "MS042", name: "node", bad: "FROM node:20-slim\n", good: "FROM node:22-slim\n"},
		{rule: "MS042", name: "distribution", bad: "FROM node:24-buster\n", good: "FROM node:24-bookworm\n"},
		{rule: "MS042", name: "python", bad: "FROM python:3.7.2\n", good: "FROM python:3.11.2\n"},
		{rule: "MS042", name: "old python", bad: "FROM python:2.7\n", good: "FROM python:3\n"},
		{rule: "MS042", name: "go", bad: "FROM golang:1.23.4-alpine\n", good: "FROM golang:1.25-alpine3.23\n"},
		{rule: "MS042", name: "java", bad: "FROM openjdk:21\n", good: "FROM eclipse-temurin:21-jre\n"},
		{rule: "MS042", name: "java line", bad: "FROM maven:3.9-eclipse-temurin-19\n", good: "FROM maven:3.9-eclipse-temurin-17\n"},
		{rule: "MS042", name: "day", about: Context{Today: "2028-01-01"}, bad: "FROM python:3.11\n", good: "FROM python:3.13\n"},
		{rule: "MS042", name: "catalog", about: ended, bad: "FROM example.com/base:1\n", good: "FROM example.com/base:2\n"},
		{rule: "MS042", name: "distroless", bad: "FROM gcr.io/distroless/nodejs20-debian12\n", good: "FROM gcr.io/distroless/nodejs22-debian13\n"},
		{rule: "MS043", name: "python", bad: "FROM python:3.13\n", good: "FROM python:3.13-slim\n"},
		{rule: "MS043", name: "distribution", bad: "FROM golang:1.26 AS a\nFROM ubuntu:24.04\nCOPY --from=a /a /a\n", good: "FROM golang:1.26 AS a\nFROM debian:13-slim\nCOPY --from=a /a /a\n"},
		{rule: "MS043", name: "Wolfi", bad: "FROM node:24\n", good: "FROM cgr.dev/chainguard/node:24\n"},
		{rule: "MS044", bad: "FROM golang:1.26 AS build\nFROM build\nCMD [\"/a\"]\n", good: "FROM golang:1.26 AS build\nFROM scratch\n"},
		{rule: "MS045", bad: "FROM eclipse-temurin:21-jdk-alpine\n", good: "FROM eclipse-temurin:21-jre-alpine\n"},
		{rule: "MS046", bad: "FROM debian:13-slim\nRUN apt-get install -y build-essential\n", good: "FROM debian:13 AS a\nRUN apt-get install -y build-essential\nFROM debian:13-slim\nRUN apt-get install -y libpq5 ca-certificates\n"},
		{rule: "MS046", name: "apk", bad: "FROM alpine:3.23\nRUN apk add --no-cache git=2\n", good: "FROM alpine:3.23\nRUN apk add --no-cache --virtual .build-deps gcc && apk del .build-deps\n"},
		{rule: "MS047", name: "install", bad: "FROM node:24-slim\nRUN npm ci\n", good: "FROM node:24-slim\nRUN npm ci --omit=dev\n"},
		{rule: "MS047", name: "by NODE_ENV", bad: "FROM node:24-slim\nENV NODE_ENV=development\nRUN npm ci\n", good: "FROM node:24-slim\nENV NODE_ENV=production\nRUN npm ci\n"},
		{rule: "MS047", name: "copied", bad: "FROM node:24 AS deps\nRUN npm ci\nFROM node:24-slim\nCOPY --from=deps /app/node_modules ./node_modules\n", good: "FROM node:24 AS deps\nRUN npm ci && npm prune --omit=dev\nFROM node:24-slim\nCOPY --from=deps /app/node_modules ./node_modules\n"},
		{rule: "MS047", name: "taken out by Yarn", bad: "FROM node:24 AS deps\nRUN yarn install --immutable\nFROM node:24-slim\nCOPY --from=deps /app/node_modules ./node_modules\n", good: "FROM node:24 AS deps\nRUN yarn install --immutable\nRUN yarn --cwd apps/a workspaces focus --production\nFROM node:24-slim\nCOPY --from=deps /app/node_modules ./node_modules\n"},
		{rule: "MS047", name: "no such dependencies", about: Context{Files: []string{"package.json"}, Read: func(string) ([]byte, error) { return []byte(`{"devDependencies":{"a":"1"}}`), nil }}, bad: "FROM node:24-slim\nRUN npm ci\n", good: "FROM node:24-slim\nRUN npm ci --omit=dev\n"},
		{rule: "MS047", name: "none to leave out", about: Context{Files: []string{"package.json"}, Read: func(string) ([]byte, error) { return []byte(`{"dependencies":{"a":"1"}}`), nil }}, good: "FROM node:24-slim\nRUN npm ci\n"},
		{rule: "MS048", name: "npm", about: locks, bad: "FROM node:24\nRUN npm install\n", good: "FROM node:24\nRUN npm ci\n"},
		{rule: "MS048", name: "no lock", bad: "FROM node:24\nRUN yarn install\n", good: "FROM node:24\nRUN yarn install --immutable\n"},
		{rule: "MS048", name: "global", bad: "FROM node:24\nRUN npm install -g typescript\n", good: "FROM node:24\nRUN npm install -g typescript@5.9.2 @scope/x@1\n"},
		{rule: "MS048", name: "go", bad: "FROM golang:1.26\nRUN go install example.com/x@latest\n", good: "FROM golang:1.26\nRUN go install example.com/x@v1.2.3\n"},
	}
}

func secretCases() []ruleCase {
	return []ruleCase{
		{rule: "MS060", name: "ARG", bad: "FROM debian:13\nARG NPM_TOKEN=\n", good: "FROM debian:13\nARG KEY_ALIAS=x\nARG TOKEN_URL=https://e.com\n"},
		{rule: "MS060", name: "global", bad: "ARG DB_PASSWORD=x\nFROM debian:13\n", good: "ARG VERSION=1\nFROM debian:13\n"},
		{rule: "MS060", name: "ENV", bad: "FROM debian:13\nENV AWS_SECRET_ACCESS_KEY=x1y2z3\n", good: "FROM debian:13\nENV DB_PASSWORD_FILE=/run/secrets/db MONKEY=1\n"},
		{rule: "MS061", name: "token", bad: "FROM debian:13\nRUN echo ghp_0123456789abcdefghijABCDEFGHIJ012345\n", good: "FROM debian:13\nRUN echo ghp_short\n"},
		{rule: "MS061", name: "address", bad: "FROM debian:13\nRUN git clone https://me:hunter2@e.com/x\n", good: "FROM debian:13\nRUN git clone https://e.com:8080/x@y\n"},
		{rule: "MS062", name: "env", bad: "FROM debian:13\nCOPY .env ./\n", good: "FROM debian:13\nCOPY .env.example ./\n"},
		{rule: "MS062", name: "npmrc", bad: "FROM node:24\nCOPY package.json .npmrc ./\n", good: "FROM node:24\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc true\n"},
		{rule: "MS062", name: "key", bad: "FROM debian:13\nADD id_rsa /root/.ssh/id_rsa\n", good: "FROM debian:13\nCOPY id_rsa.pub /root/.ssh/\n"},
		{rule: "MS062", name: "table", bad: "FROM scratch\nCOPY kubeconfig prod.tfvars service-account.json ./\n", good: "FROM scratch\nCOPY credentials.ts prod.tfvars.example ./\n"},
		{rule: "MS062", name: "package", about: Context{Files: []string{"internal/kubeconfig/a.go", ".kube/config"}}, bad: "FROM scratch\nCOPY .kube /root/.kube\n", good: "FROM scratch\nCOPY internal/kubeconfig ./internal/kubeconfig\n"},
		{rule: "MS063", name: "login", bad: "FROM debian:13\nRUN docker login -u me -p $PW\n", good: "FROM debian:13\nRUN --mount=type=secret,id=pw docker login -u me --password \"$(cat /run/secrets/pw)\"\n"},
		{rule: "MS063", name: "header", bad: "FROM debian:13\nRUN curl -H \"Authorization: Bearer $TOKEN\" https://e.com\n", good: "FROM debian:13\nRUN curl https://e.com\n"},
	}
}

func userCases() []ruleCase {
	return []ruleCase{
		{rule: "MS065", name: "none", bad: "FROM node:24-slim\nCMD [\"node\"]\n", good: "FROM node:24-slim\nUSER 1000\n"},
		{rule: "MS065", name: "root", bad: "FROM node:24-slim\nUSER 1000\nUSER root\n", good: "FROM node:24-slim\nUSER root\nUSER 1000\n"},
		{rule: "MS065", name: "zero in other digits", bad: "FROM node:24-slim\nUSER 00:1000\n", good: "FROM node:24-slim\nUSER 010\n"},
		{rule: "MS065", name: "zero with a sign", bad: "FROM node:24-slim\nUSER +0\n", good: "FROM node:24-slim\nUSER 1000:0\n"},
		{rule: "MS065", name: "quoted", bad: "FROM node:24-slim\nUSER \"root\"\n", good: "FROM node:24-slim\nUSER \"node\"\n"},
		{rule: "MS065", name: "default of a variable", bad: "FROM node:24-slim\nARG U\nUSER ${U:-root}\n", good: "FROM node:24-slim\nARG U\nUSER ${U:-node}\n"},
		{rule: "MS065", name: "argument", bad: "FROM node:24-slim\nARG U=0\nUSER $U:$U\n", good: "FROM node:24-slim\nARG U\nUSER $U\n"},
		{rule: "MS065", name: "argument above", bad: "ARG U=root\nFROM node:24-slim\nARG U\nENV V=$U\nUSER $V\n", good: "ARG U=node\nFROM node:24-slim\nARG U\nUSER $U\n"},
		{rule: "MS065", name: "of the base", bad: "FROM gcr.io/distroless/static-debian13\n", good: "FROM gcr.io/distroless/static-debian13:nonroot\n"},
		{rule: "MS065", name: "inherited", bad: "FROM scratch AS a\nUSER 0:0\nFROM a\n", good: "FROM scratch AS a\nUSER 65532:65532\nFROM a\n"},
		{rule: "MS066", bad: "FROM node:24-slim\nUSER node\n", good: "FROM node:24-slim\nUSER 1000:1000\n"},
		{rule: "MS067", bad: "FROM scratch\nUSER app\n", good: "FROM scratch\nCOPY --from=debian:13 /etc/passwd /etc/passwd\nUSER app\n"},
		{rule: "MS068", bad: "FROM node:24-slim\nCOPY --chown=1000:1000 dist ./dist\nUSER 1000\n", good: "FROM node:24-slim\nCOPY --chown=1000 data /data\nCOPY dist ./dist\nCOPY --from=x --chown=1000 /srv/ /app/store/\nUSER 1000\n"},
		{rule: "MS069", bad: "FROM debian:13\nRUN chmod -R 777 /app\n", good: "FROM debian:13\nRUN chmod 755 /app\n"},
		{rule: "MS069", name: "COPY", bad: "FROM debian:13\nCOPY --chmod=0777 a /a\n", good: "FROM debian:13\nCOPY --chmod=0755 a /a\n"},
	}
}
