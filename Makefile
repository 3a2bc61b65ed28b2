# Everything one has to type. Each target does all it needs and nothing twice, on a
# Debian with Go and Node.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: run test screenshots check-long bench build assets setup setup-run packages generate help

NODE := 20.19
FOR_RUN := fonts-lxgw-wenkai
FOR_TEST := postgresql chromium-headless-shell fonts-noto-cjk poppler-utils openssl zbar-tools curl \
	tesseract-ocr tesseract-ocr-chi-sim
# The longest first, and one more at a time than there are processors: browsers wait a lot.
TESTS ?= ./e2e/browser ./e2e ./...
PARALLEL := $(shell expr $$(nproc) + 1)
VERSION = $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
FONT := kernel/pdf/dist/font.ttf.zst

# What the style sheet and the icons are made from.
ASSETS := ui/dist/manifest.json
ASSET_SOURCES := ui/theme.css ui/modeler.css ui/app.js ui/worker.js ui/mark.svg $(wildcard ui/islands/*.js) \
	$(shell find app capability cmd ui -name '*.templ' -o -name '*.go' ! -name '*_templ.go' ! -name '*_test.go' 2>/dev/null)

help: ## say what can be typed
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / — /'

run: build ## build, then the demo city on http://localhost:8080
	@# The history takes a minute or two: here, where it is expected, rather than at the first start.
	@[ -e data/tongban.db ] || ./bin/tongban simulate --brief
	./bin/tongban serve --demo

test: setup assets ## set up, then every check and test
	@echo "gofmt"; unformatted=$$(git ls-files -z '*.go' | xargs -0 gofmt -l); \
	if [ -n "$$unformatted" ]; then echo "not formatted:" $$unformatted; exit 1; fi
	go vet ./...
	go test -p $(PARALLEL) -timeout 40m $(TESTS)

screenshots: setup assets ## take the pictures of the README anew, on the tour it describes
	TONGBAN_IMAGES=$(CURDIR)/docs/images go test ./e2e/browser -run TestTheTourOfTheReadmeHolds -count=1

check-long: setup assets ## the same tests with more kills and longer random histories
	TONGBAN_LONG=1 go test -p $(PARALLEL) -timeout 60m $(TESTS)

bench: build ## measure against the budgets, some minutes; one table
	./bin/tongban bench

build: setup-run assets ## the one command, bin/tongban
	@# What draws a page is small at the call and large within: inlined, it is in the program a thousand times over.
	CGO_ENABLED=0 go build -gcflags='tongban/ui/...=-l' -gcflags='tongban/capability/...=-l' -gcflags='tongban/app/...=-l' \
		-ldflags "-s -w -X tongban/app.Version=$(VERSION)" -o bin/tongban ./cmd/tongban

assets: $(ASSETS) $(FONT) ## style sheet, script and icons into ui/dist, the font of licences and notices

$(FONT):
	go run ./kernel/pdf/build

$(ASSETS): node_modules/.package-lock.json $(ASSET_SOURCES)
	go run ./ui/build

generate: ## Go code from the templates, which is committed
	for folder in $$(git ls-files '*.templ' | xargs -n1 dirname | sort -u); do go tool templ generate -path $$folder; done

setup: packages node_modules/.package-lock.json ## what the tests need of this machine
setup-run: PACKAGES := $(FOR_RUN)
setup-run: packages node_modules/.package-lock.json

PACKAGES ?= $(FOR_RUN) $(FOR_TEST)

packages:
	@command -v dpkg-query >/dev/null || { echo "This is no Debian. Please see to it that these are installed: $(PACKAGES)"; exit 0; }; \
	missing=$$(for p in $(PACKAGES); do dpkg-query -W -f='$${db:Status-Abbrev}' $$p 2>/dev/null | grep -q '^ii' || echo $$p; done); \
	[ -z "$$missing" ] && exit 0; \
	root=; [ $$(id -u) = 0 ] || { root=sudo; command -v sudo >/dev/null || { \
		echo "Not installed, and only root can: apt-get install" $$missing; exit 1; }; }; \
	$$root apt-get update -qq; \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing

node_modules/.package-lock.json: package-lock.json
	@node -e 'const n = (v) => v.split(".")[0] * 1000 + +v.split(".")[1]; process.exit(n(process.versions.node) < n("$(NODE)") ? 1 : 0)' || \
	{ echo "Node $$(node --version) is too old: $(NODE) or newer is needed"; exit 1; }
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
