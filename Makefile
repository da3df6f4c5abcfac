# Terrier. `make help` lists what there is to do.

PREFIX ?= /usr/local
DESTDIR ?=
# debug builds in half the time; what is installed and measured is always a release.
CONFIGURATION ?= debug
SWIFT ?= swift
MOTO_VERSION = 5.2.1
AWSCLI_VERSION = 1.45.11

BINARY = .build/$(CONFIGURATION)/terrier
RELEASE = .build/release/terrier
SOAK_FLAGS = -c release --static-swift-stdlib --product soak
RELEASE_FLAGS = -c release --static-swift-stdlib --product terrier
DECISION_BENCH = .build/release/decision-bench

.PHONY: all release build demo test soak bench install uninstall format lint help deps swift-deps test-deps terraform clean
.DEFAULT_GOAL := release

release: swift-deps ## Build the program that is installed (a first build takes about ten minutes)
	$(SWIFT) build $(RELEASE_FLAGS)

build: swift-deps ## Build for development (CONFIGURATION=debug)
	$(SWIFT) build -c $(CONFIGURATION) --product terrier

demo: terraform deps ## The whole job on an emulated AWS, start to end
	$(SWIFT) build -c $(CONFIGURATION) --product terrier
	TERRIER_MOTO=$(CURDIR)/.venv/bin/moto_server $(BINARY) demo --source config/demo

test: terraform deps lint ## Everything: unit tests, and end to end with Terraform, moto, systemd
	$(SWIFT) build --build-tests
	TERRIER_MOTO=$(CURDIR)/.venv/bin/moto_server $(SWIFT) test --skip-build --skip EndToEndTests --skip RehearsalTests
	$(SWIFT) test --skip-build --filter RehearsalTests
	TERRIER_MOTO=$(CURDIR)/.venv/bin/moto_server $(SWIFT) test --skip-build --filter EndToEndTests

soak: swift-deps ## Invented trouble, seed after seed, until told to stop (DURATION=40s SEED=7 for so long from that seed)
	$(SWIFT) build $(SOAK_FLAGS)
	.build/release/soak $(if $(DURATION),--for $(DURATION)) $(if $(SEED),--seed $(SEED))

bench: terraform deps release ## CPU, wall time and memory against the runbook's commands, and the decision's, in one run
	$(SWIFT) build -c release --static-swift-stdlib --product decision-bench
	TERRIER_MOTO=$(CURDIR)/.venv/bin/moto_server AWSCLI=$(CURDIR)/.venv/bin/aws python3 .ci/bench.py $(RELEASE) --decision $(DECISION_BENCH)

install: ## Install program, unit, sample and documents beneath DESTDIR and PREFIX
	@test -x $(RELEASE) || { echo "error: $(RELEASE): not built yet; run 'make' first" >&2; exit 1; }
	install -D -m 0755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/terrier
	install -d -m 0755 $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|@bindir@|$(PREFIX)/bin|g; s|@docdir@|$(PREFIX)/share/doc/terrier|g' systemd/terrier.service.in > $(DESTDIR)$(PREFIX)/lib/systemd/system/terrier.service
	chmod 0644 $(DESTDIR)$(PREFIX)/lib/systemd/system/terrier.service
	install -d -m 0755 $(DESTDIR)$(PREFIX)/share/terrier/demo/lambda
	install -m 0644 config/demo/main.tf config/demo/versions.tf config/demo/terrier.yaml $(DESTDIR)$(PREFIX)/share/terrier/demo
	install -m 0644 config/demo/lambda/index.py $(DESTDIR)$(PREFIX)/share/terrier/demo/lambda
	install -D -m 0644 README.md $(DESTDIR)$(PREFIX)/share/doc/terrier/README.md
	install -D -m 0644 LICENSE $(DESTDIR)$(PREFIX)/share/doc/terrier/LICENSE
	install -D -m 0644 config/terrier.yaml $(DESTDIR)$(PREFIX)/share/doc/terrier/terrier.yaml
	@test -e $(DESTDIR)/etc/terrier/terrier.yaml || install -D -m 0640 config/terrier.yaml $(DESTDIR)/etc/terrier/terrier.yaml
	@echo "installed; edit $(DESTDIR)/etc/terrier/terrier.yaml, then: systemctl daemon-reload && systemctl enable --now terrier"

uninstall: ## Remove what install put there; configuration and databases stay
	rm -f $(DESTDIR)$(PREFIX)/bin/terrier $(DESTDIR)$(PREFIX)/lib/systemd/system/terrier.service
	rm -rf $(DESTDIR)$(PREFIX)/share/terrier $(DESTDIR)$(PREFIX)/share/doc/terrier

format: ## Lay the source out
	$(SWIFT) format format --in-place --recursive Package.swift Sources Tests Bench

lint: ## Layout, imports between modules, forced unwraps, the unit file
	bash .ci/lint

deps: swift-deps test-deps

swift-deps:
	@bash .ci/deps swift

test-deps:
	@MOTO_VERSION=$(MOTO_VERSION) AWSCLI_VERSION=$(AWSCLI_VERSION) bash .ci/deps test

terraform:
	@bash .ci/deps terraform

clean: ## Remove what was built
	rm -rf .build .venv

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'
