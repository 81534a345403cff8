# What can be made; bare `make` lists it. Variables: CASE=go-gin (a case, or patterns with commas), FUZZTIME=30s, FRESH=1
# (e2e builds as if this machine had built nothing before, cache mounts included: several times as long).
SHELL       := /bin/bash -o pipefail
FUZZTIME    ?= 30s
STATICCHECK := bin/staticcheck-v0.8.2
RIG         := ../shared/rig/up
E2E         := go test -tags e2e ./internal/e2e -v -count=1 -timeout 80m

.DEFAULT_GOAL := help
.PHONY: help build test race lint check golden fuzz bench rig e2e exemplars clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

build: ## build bin/msgen
	go build -o bin/msgen ./cmd/msgen

test: ## run all tests and count them
	go test -timeout 20m -json ./... | go run ./internal/tally

race: ## run the tests, the long ones apart, with the race detector
	go test -timeout 28m -race -short -json ./... | go run ./internal/tally

lint: $(STATICCHECK) ## gofmt, go vet, staticcheck
	@files=$$(gofmt -l cmd detect internal templates); test -z "$$files" || { echo "gofmt: $$files"; exit 1; }
	go vet ./...
	go vet -tags e2e ./internal/e2e
	$(STATICCHECK) ./...
	$(STATICCHECK) -tags e2e ./internal/e2e

$(STATICCHECK):
	GOBIN=$(CURDIR)/bin go install honnef.co/go/tools/cmd/staticcheck@$(patsubst bin/staticcheck-%,%,$@)
	mv bin/staticcheck $@

check: lint test ## lint and test

golden: ## write the expected files of testdata/stacks anew; read the difference before you commit it
	go test ./internal/flow -run 'TestStacks/$(CASE)' -update
	git diff --stat -- testdata

fuzz: ## run every fuzz target for FUZZTIME
	@for pkg in $$(grep -rl --include='*_test.go' '^func Fuzz' cmd detect internal | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -hoE '^func Fuzz\w+' $$pkg/*_test.go | sed 's/^func //' | sort -u); do \
	    echo "== $$pkg $$f"; go test ./$$pkg -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) || exit 1; \
	  done; \
	done

bench: build ## time msgen on a repository of 5,000 files, beside `find`
	go test ./... -run '^$$' -bench . -benchtime 10x | grep -E '^(Benchmark|pkg:|---|FAIL)' || true
	MSGEN=$(CURDIR)/bin/msgen go test ./internal/e2e -run TestSpeed -count=1 -v

rig: # where no registry can be reached, the rig stands in for it
	@if [ -x $(RIG) ]; then $(RIG); else echo "no rig: docker, buildx and a way to the registries must be at hand"; fi

e2e: rig ## build and run the cases of testdata/stacks and testdata/changes, and the story of a pack; one by CASE=name
	CASE='$(CASE)' FRESH='$(FRESH)' $(E2E) -run '$(if $(CASE),,TestHarness|)TestCases|TestChanges|TestPackStory'

exemplars: rig ## build and run the exemplars beside what msgen writes for them; one by CASE=name
	CASE='$(CASE)' $(E2E) -run TestExemplars

clean: ## remove what was built
	rm -rf bin e2e-out coverage.out
