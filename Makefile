# Terrier. `make help` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
# A debug build takes half the time. The installed and the measured program are always release builds.
CONFIGURATION ?= debug
# The number of end-to-end tests that run at the same time: each has its own Terraform and emulator, often also a booted system, and
# mostly waits for them.
AT_A_TIME ?= 3
SWIFT ?= swift
MOTO_VERSION = 5.2.1
AWSCLI_VERSION = 1.45.11
MINISTACK_VERSION = 1.5.33

SYSCONFDIR ?= /etc
STRIP ?= .ci/strip

VERSION := $(shell sed -n 's/.*static let version = "\(.*\)"/\1/p' Sources/terrier/Terrier.swift)
PACKAGE = terrier_$(VERSION)_amd64
# The time of all files in the package; outside a repository it is that of the changelog.
SOURCE_DATE_EPOCH ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),$(shell dpkg-parsechangelog -STimestamp))

# All units in systemd/ are installed; @bindir@ and @docdir@ are replaced.
UNITS = $(wildcard $(foreach kind,service socket target timer path,systemd/*.$(kind) systemd/*.$(kind).in))
SYSUSERS = $(wildcard systemd/*.sysusers)
TMPFILES = $(wildcard systemd/*.tmpfiles)
CATALOGS = $(wildcard systemd/*.catalog)
CONFIGURATION_DIRECTORY = $(DESTDIR)$(SYSCONFDIR)/terrier
BASH_COMPLETIONS = $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS = $(PREFIX)/share/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
FISH_COMPLETIONS = $(PREFIX)/share/fish/vendor_completions.d
COMPLETIONS = $(BASH_COMPLETIONS) $(ZSH_COMPLETIONS) $(FISH_COMPLETIONS)
DATA_DIRECTORIES = lib/systemd/system lib/sysusers.d share/man/man1 share/man/man5 share/doc/terrier/docs share/terrier/demo/lambda

# $(1): a unit in systemd/, $(2): its destination
define install-unit
sed 's|@bindir@|$(PREFIX)/bin|g; s|@docdir@|$(PREFIX)/share/doc/terrier|g' $(1) > $(2) && chmod 0644 $(2)
endef

# $(1): a shell, $(2): the destination of its completions. They are sourced and not executed, so the interpreter line is removed.
define install-completion
$(RELEASE) --generate-completion-script $(1) > $(2) && sed -i '1{/^#!/d}' $(2) && chmod 0644 $(2)
endef

BINARY = .build/$(CONFIGURATION)/terrier
RELEASE = .build/release/terrier
# A release contains no path of the build directory. It has no build id, because that would depend on the debug information,
# which is stripped and differs in every build.
MAP = -ffile-prefix-map='$(CURDIR)'=.
# These flags reduce the memory of the program and the time that it takes to start: it exports no names, its relocations are packed
# (glibc reads them since 2.36), and each function has a section of its own, so that the linker can place those next to each other
# which an idle service calls. .ci/order/functions lists them; `make order` writes that file, and names that no longer exist are
# ignored.
SMALL = -Xswiftc -Xfrontend -Xswiftc -function-sections -Xcc -ffunction-sections -Xswiftc -use-ld=lld \
    -Xlinker --no-export-dynamic -Xlinker -z -Xlinker pack-relative-relocs \
    -Xlinker --symbol-ordering-file='$(CURDIR)/.ci/order/functions' -Xlinker --no-warn-symbol-ordering
RELEASE_BUILD = -c release --static-swift-stdlib -Xcc $(MAP) -Xcxx $(MAP) -Xswiftc -file-prefix-map -Xswiftc '$(CURDIR)'=. \
    -Xlinker --build-id=none $(SMALL)
RELEASE_FLAGS = $(RELEASE_BUILD) --product terrier
SOAK_FLAGS = $(RELEASE_BUILD) --product soak
DECISION_BENCH = .build/release/decision-bench
READS_BENCH = .build/release/reads-bench
SNAPSHOTS_BENCH = .build/release/snapshots-bench

.PHONY: all release build demo test soak soak-build soak-run bench order held install settle \
    uninstall deb format lint help deps swift-deps test-deps ministack package-deps bench-deps terraform clean
.DEFAULT_GOAL := release

release: swift-deps ## Build the program that is installed (a first build takes some minutes)
	$(SWIFT) build $(RELEASE_FLAGS)

build: swift-deps ## Build for development (CONFIGURATION=debug)
	$(SWIFT) build -c $(CONFIGURATION) --product terrier

demo: terraform deps ## Run the demo on an emulated AWS, from the deploy to the removal
	$(SWIFT) build -c $(CONFIGURATION) --product terrier
	TERRIER_MOTO=$(CURDIR)/.venv/bin/moto_server $(BINARY) demo --source config/demo

test: terraform deps ministack lint ## Run all tests: unit tests, and end-to-end tests with Terraform, moto and systemd
	$(SWIFT) build --build-tests
	TERRIER_MOTO=$(CURDIR)/.venv/bin/moto_server $(SWIFT) test --skip-build --skip EndToEndTests --skip RehearsalTests
	$(SWIFT) test --skip-build --filter RehearsalTests
	TERRIER_MOTO=$(CURDIR)/.venv/bin/moto_server $(SWIFT) test --skip-build --filter EndToEndTests \
	    --experimental-maximum-parallelization-width $(AT_A_TIME)

soak: soak-build ## Simulate random faults, one seed after another, until stopped (DURATION=40s SEED=7 for a limit and a first seed)
	$(MAKE) soak-run

soak-build: swift-deps
	$(SWIFT) build $(SOAK_FLAGS)

soak-run:
	.build/release/soak $(if $(DURATION),--for $(DURATION)) $(if $(SEED),--seed $(SEED))

BENCH = TERRIER_MOTO=$(CURDIR)/.venv/bin/moto_server AWSCLI=$(CURDIR)/.venv/bin/aws python3 -B .ci/bench $(RELEASE)

bench: terraform deps bench-deps release ## Compare CPU, wall time, start and memory with the runbook's commands and with Monit
	$(SWIFT) build $(RELEASE_BUILD) --product decision-bench
	$(SWIFT) build $(RELEASE_BUILD) --product reads-bench
	$(SWIFT) build $(RELEASE_BUILD) --product snapshots-bench
	$(BENCH) --decision $(DECISION_BENCH) --reads $(READS_BENCH) --snapshots $(SNAPSHOTS_BENCH)

order: terraform deps ## Write .ci/order/functions again, for the linker: the functions that a start and an idle service call
	$(SWIFT) build $(RELEASE_FLAGS) -Xlinker --no-demangle -Xlinker -Map='$(CURDIR)/.build/terrier.map'
	TERRIER_MOTO=$(CURDIR)/.venv/bin/moto_server python3 -B .ci/order $(RELEASE) .build/terrier.map > .build/functions
	mv .build/functions .ci/order/functions

held: terraform test-deps ## Check the limits of the release that CI checks: start, memory, CPU, exposure of the units
	$(BENCH) --held

install: ## Install program, units, manual pages, completions and sample below DESTDIR and PREFIX
	@test -x $(RELEASE) || { echo "error: $(RELEASE): not built yet; run 'make' first" >&2; exit 1; }
	install -d -m 0755 $(addprefix $(DESTDIR)$(PREFIX)/,bin $(DATA_DIRECTORIES)) $(addprefix $(DESTDIR),$(COMPLETIONS))
	install -m 0755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/terrier
	$(STRIP) $(DESTDIR)$(PREFIX)/bin/terrier
	$(call install-completion,bash,$(DESTDIR)$(BASH_COMPLETIONS)/terrier)
	$(call install-completion,zsh,$(DESTDIR)$(ZSH_COMPLETIONS)/_terrier)
	$(call install-completion,fish,$(DESTDIR)$(FISH_COMPLETIONS)/terrier.fish)
	@$(foreach unit,$(UNITS),$(call install-unit,$(unit),$(DESTDIR)$(PREFIX)/lib/systemd/system/$(notdir $(unit:.in=))) &&) :
	$(foreach file,$(SYSUSERS),install -m 0644 $(file) $(DESTDIR)$(PREFIX)/lib/sysusers.d/$(basename $(notdir $(file))).conf &&) :
	$(foreach file,$(TMPFILES),install -D -m 0644 $(file) $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/$(basename $(notdir $(file))).conf &&) :
	$(foreach file,$(CATALOGS),install -D -m 0644 $(file) $(DESTDIR)$(PREFIX)/lib/systemd/catalog/$(notdir $(file)) &&) :
	install -m 0644 docs/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 0644 docs/man/*.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 0644 $(wildcard config/demo/*.tf config/demo/*.yaml) $(DESTDIR)$(PREFIX)/share/terrier/demo
	install -m 0644 config/demo/lambda/index.py $(DESTDIR)$(PREFIX)/share/terrier/demo/lambda
	install -m 0644 README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE config/terrier.yaml debian/copyright \
	    $(DESTDIR)$(PREFIX)/share/doc/terrier
	install -m 0644 docs/*.md $(DESTDIR)$(PREFIX)/share/doc/terrier/docs
	install -d -m 0755 $(DESTDIR)$(PREFIX)/share/doc/terrier/examples
	$(call install-unit,systemd/examples/modern-systemd.conf.in,$(DESTDIR)$(PREFIX)/share/doc/terrier/examples/modern-systemd.conf)
	@test -e $(CONFIGURATION_DIRECTORY) || install -d -m 0750 $(CONFIGURATION_DIRECTORY)
	@test -e $(CONFIGURATION_DIRECTORY)/terrier.yaml || install -m 0640 config/terrier.yaml $(CONFIGURATION_DIRECTORY)
	@$(if $(DESTDIR),echo "laid out below $(DESTDIR)",$(MAKE) --no-print-directory settle)

# The steps of the package's scripts, if the files were installed on this machine itself.
settle:
	systemd-sysusers $(PREFIX)/lib/sysusers.d/terrier.conf
	if [ "$$(stat -c %U:%G $(CONFIGURATION_DIRECTORY))" = root:root ]; then chgrp -R terrier $(CONFIGURATION_DIRECTORY); fi
	journalctl --update-catalog
	if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
	@echo "installed; edit $(CONFIGURATION_DIRECTORY)/terrier.yaml, then: systemctl enable --now terrier"

uninstall: ## Remove the installed files; configuration, databases and users are kept
	rm -f $(DESTDIR)$(PREFIX)/bin/terrier
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/lib/systemd/system/,$(notdir $(UNITS:.in=)))
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/lib/systemd/catalog/,$(notdir $(CATALOGS)))
	rm -f $(foreach file,$(SYSUSERS),$(DESTDIR)$(PREFIX)/lib/sysusers.d/$(basename $(notdir $(file))).conf)
	rm -f $(foreach file,$(TMPFILES),$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/$(basename $(notdir $(file))).conf)
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/terrier.1 $(DESTDIR)$(PREFIX)/share/man/man5/terrier.yaml.5
	rm -f $(DESTDIR)$(BASH_COMPLETIONS)/terrier $(DESTDIR)$(ZSH_COMPLETIONS)/_terrier $(DESTDIR)$(FISH_COMPLETIONS)/terrier.fish
	rm -rf $(DESTDIR)$(PREFIX)/share/terrier $(DESTDIR)$(PREFIX)/share/doc/terrier

deb: package-deps release ## Build dist/terrier_VERSION_amd64.deb with Debian's tools, and its bill of materials
	rm -rf dist && mkdir dist
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) dpkg-buildpackage -b -us -uc --buildinfo-option=-udist --changes-option=-udist \
	    --buildinfo-file=dist/$(PACKAGE).buildinfo --changes-file=dist/$(PACKAGE).changes
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) python3 .ci/sbom dist/$(PACKAGE).deb > dist/terrier_$(VERSION).cdx.json
	lintian --allow-root --fail-on error,warning dist/$(PACKAGE).deb
	@cd dist && sha256sum $(PACKAGE).deb terrier_$(VERSION).cdx.json

format: ## Format the source
	$(SWIFT) format format --in-place --recursive Package.swift Sources Tests Bench

lint: ## Check layout, imports between modules, forced unwraps, catalogs, links of the documents and unit files
	bash .ci/lint

deps: swift-deps test-deps

swift-deps:
	@bash .ci/deps swift

test-deps:
	@MOTO_VERSION=$(MOTO_VERSION) AWSCLI_VERSION=$(AWSCLI_VERSION) bash .ci/deps test

ministack:
	@MINISTACK_VERSION=$(MINISTACK_VERSION) bash .ci/deps ministack

package-deps:
	@bash .ci/deps package

bench-deps:
	@bash .ci/deps bench

terraform:
	@bash .ci/deps terraform

clean: ## Remove all build products
	rm -rf .build .venv dist $(addprefix debian/,terrier .debhelper files debhelper-build-stamp) debian/terrier.*.debhelper debian/terrier.debhelper.log debian/terrier.substvars

help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'
