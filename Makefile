# Everything from a clean clone on Debian with Go and Node (>= 20.19):
#   make run     the demo city on http://localhost:8080
#   make test    every test
# What else is needed is installed by `make setup`, which both call.

BIN     := bin/tongban
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GOFILES := $(shell find adapter app capability cmd kernel ui -name '*.go' -not -name '*_test.go' 2>/dev/null)
EMBEDS  := $(shell find adapter app capability kernel ui \( -name '*.toml' -o -name '*.sql' -o -name '*.json' \) -not -path '*/dist/*' 2>/dev/null)
STYLES  := $(shell find ui capability app \( -name '*.templ' -o -name '*.css' -o -name '*.js' -o -name '*.svg' \) -not -path '*/dist/*' 2>/dev/null)
FONT    := capability/licence/dist/font.ttf.gz
ASSETS  := ui/dist/manifest.json
DEBS    := postgresql chromium fonts-noto-cjk fonts-lxgw-wenkai poppler-utils openssl

.PHONY: run test bench build assets setup generate check-long clean

run: build
	./$(BIN) serve --demo

build: $(BIN)

$(BIN): $(GOFILES) $(EMBEDS) $(ASSETS) $(FONT) go.mod go.sum
	go build -ldflags "-X tongban/app.Version=$(VERSION)" -o $@ ./cmd/tongban

assets: $(ASSETS) $(FONT)

# One style sheet, one script, one sprite: built, never committed.
$(ASSETS): node_modules/.installed $(STYLES) $(shell find ui/build -name '*.go')
	go run ./ui/build

node_modules/.installed: package.json package-lock.json
	npm install --no-save --ignore-scripts --no-audit --no-fund
	@touch $@

# The font licences are drawn with.
$(FONT): .setup
	go run ./capability/licence/build
	@touch $@

setup: .setup node_modules/.installed

# Debian's packages, only if one is missing.
.setup: Makefile
	@missing=""; for p in $(DEBS); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
		sudo=""; if [ "$$(id -u)" != 0 ]; then sudo=sudo; command -v sudo >/dev/null || { echo "please install as root:$$missing"; exit 1; }; fi; \
		$$sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -qy --no-install-recommends $$missing; \
	fi
	@touch $@

# Templates to Go; the result is committed.
generate:
	go tool templ generate

test: setup assets
	@unformatted=$$(gofmt -l adapter app capability cmd e2e kernel ui | grep -v _templ.go); if [ -n "$$unformatted" ]; then echo "gofmt:" $$unformatted; exit 1; fi
	go vet ./...
	go test -timeout 15m ./...

# Longer checks: more random histories, more kills.
check-long: setup assets
	TONGBAN_LONG=1 go test -timeout 60m ./...

bench: build
	./$(BIN) bench case-step --json

clean:
	rm -rf bin node_modules .setup $(FONT)
	find ui/dist -type f -not -name .keep -delete
