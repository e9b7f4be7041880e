# The few verbs of this project; `make` alone lists them.

SWIFT ?= swift
BUILD_PACKAGES = libncursesw5-dev libnifti2-dev libopenblas-dev pkg-config
TEST_PACKAGES = $(BUILD_PACKAGES) tmux

.PHONY: help dependencies build demo test format lint
help:
	@echo "make demo    build, then open the viewer on a sample heart with scribbles (t starts training, ? helps)"
	@echo "make build   the program: .build/release/inkling"
	@echo "make test    all tests"
	@echo "make lint    format and style check; make format applies the format"

dependencies:
	@.ci/dependencies $(BUILD_PACKAGES)

build: dependencies
	$(SWIFT) build -c release --product inkling

# The demo works on a copy, so that the sample stays as it is and a second `make demo` goes on where the first ended.
demo: build
	@mkdir -p demo && cp -rn Samples/. demo/
	.build/release/inkling open demo/heart.inkling

# Everything once as released (Neural without checks), and Neural once more with all checks on.
test:
	@.ci/dependencies $(TEST_PACKAGES)
	$(SWIFT) build -c release --build-tests -Xswiftc -enable-testing
	$(SWIFT) test -c release -Xswiftc -enable-testing --skip-build
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --filter NeuralTests

format:
	$(SWIFT) format -i -r Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict -r Sources Tests Package.swift
