# The few verbs of this project. `make` alone lists them.

SWIFT ?= swift
PACKAGES = libncursesw5-dev libnifti2-dev libopenblas-dev pkg-config tmux

.PHONY: help dependencies build test format lint
help:
	@echo "make build | test | format | lint | dependencies"

dependencies: ## Debian packages that the build and the tests need
	@./.ci/dependencies $(PACKAGES)

build: dependencies
	$(SWIFT) build -c release

test: dependencies
	$(SWIFT) test

format:
	$(SWIFT) format -i -r Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict -r Sources Tests Package.swift
