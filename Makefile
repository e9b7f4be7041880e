# The few verbs of this project; `make` alone lists them.

SWIFT ?= swift
# What `make bench-torch` and `make interop` install from PyPI: a name, a version or a wheel.
TORCH ?= torch
# What `make bench-torch` passes on to Benchmarks/compare.py, such as COMPARE="--isa avx2 --rows predict".
COMPARE ?=
BUILD_PACKAGES = libncursesw5-dev libnifti2-dev libopenblas-dev zlib1g-dev pkg-config
TEST_PACKAGES = $(BUILD_PACKAGES) tmux
TERMINAL_PACKAGES = python3 xvfb xdotool imagemagick fonts-dejavu-core xterm mlterm kitty libgl1-mesa-dri foot weston

# Where `make install` puts the program, its manual pages, completions, documents and samples.
PREFIX ?= /usr/local
DESTDIR ?=
# The program with Swift's standard library inside: it runs where there is no Swift.
STATIC = .build/static/release/inkling

.PHONY: help dependencies build demo samples reference results test test-arm64 terminals format lint bench-torch \
  static install uninstall deb test-deb interop
help:
	@echo "make demo    build, then open the viewer on a sample heart with scribbles (t starts training, ? helps)"
	@echo "make build   the program: .build/release/inkling"
	@echo "make install, make uninstall   below PREFIX=/usr/local: program, manual pages, completions, documents"
	@echo "make deb     a Debian package; sudo make test-deb installs and uses it in a clean Debian"
	@echo "make test    all tests; make test-arm64 the kernels in C on an emulated ARM processor"
	@echo "make terminals the program in real terminals in a screen that nobody sees: are its pictures and strokes there?"
	@echo "make interop nibabel, SimpleITK and others read what the program writes, and it what they write"
	@echo "make bench-torch   training steps and predictions beside PyTorch on this machine"
	@echo "make results the tables of the documents, from the evidence in Benchmarks/*.csv"
	@echo "make reference, make samples   pages and samples that the program makes"
	@echo "make lint    format and style check; make format applies the format"

dependencies:
	@.ci/dependencies $(BUILD_PACKAGES)

build: dependencies
	$(SWIFT) build -c release --product inkling

static: $(STATIC)

# In a folder of its own: the same sources compile differently for it. Nothing is built if no source is newer, so that
# `make static` and then `sudo make install` need no Swift as root.
$(STATIC): Package.swift $(shell find Sources -type f)
	@.ci/dependencies $(BUILD_PACKAGES)
	$(SWIFT) build -c release --product inkling --scratch-path .build/static --static-swift-stdlib \
	  --disable-local-rpath -Xswiftc -no-toolchain-stdlib-rpath
	@touch $@

install: static
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" packaging/install.sh install $(STATIC)

uninstall:
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" packaging/install.sh uninstall

deb: static
	packaging/deb.sh $(STATIC)

# A newcomer's path in a clean Debian, from apt install to accepted labels, with the package that `make deb` has built.
test-deb:
	Tests/Package/chroot.sh

# SKIP=nnunetv2 leaves packages out, ONLY=nifti names the checks to run.
interop: build
	TORCH="$(TORCH)" python3 Tests/Interop/run.py

# The demo works on a copy, so that the sample stays as it is and a second `make demo` goes on where the first ended.
demo: build
	@mkdir -p demo && cp -rn Samples/. demo/
	.build/release/inkling open demo/heart.inkling

# Everything once as released (Neural without checks), and Neural alone once more with all checks on.
test:
	@.ci/dependencies $(TEST_PACKAGES)
	$(SWIFT) build -c release --build-tests -Xswiftc -enable-testing
	$(SWIFT) test -c release -Xswiftc -enable-testing --skip-build
	INKLING_CHECKED=1 $(SWIFT) test -c release -Xswiftc -enable-testing --scratch-path .build/checked

# The kernels in C once more, built for another processor and run in an emulator of it.
test-arm64:
	@.ci/dependencies gcc-aarch64-linux-gnu qemu-user
	mkdir -p .build
	aarch64-linux-gnu-gcc -O2 -Wall -Wextra -Werror -static -ISources/CKernels/include -ISources/CProcessor/include \
	  Tests/Kernels/kernels.c Sources/CKernels/*.c Sources/CProcessor/*.c -lm -o .build/kernels-arm64
	qemu-aarch64 .build/kernels-arm64

# Without installing or building: python3 Tests/Terminals/run.py says what it skips, and why.
terminals: build
	@.ci/dependencies $(TERMINAL_PACKAGES)
	python3 Tests/Terminals/run.py

format:
	$(SWIFT) format -i -r Sources Tests Package.swift

# The format, counts of the house rules that may not rise, and whether the documents' tables are those of the data.
lint:
	$(SWIFT) format lint --strict -r Sources Tests Package.swift
	python3 .ci/counts.py
	python3 Benchmarks/tables.py --check

# Samples are made by the program itself.
samples: build
	rm -rf Samples && mkdir Samples
	.build/release/inkling phantom --output Samples/heart --seed 7
	.build/release/inkling init Samples/heart.inkling --volume Samples/heart/image.nii.gz \
	  --scribbles Samples/heart/scribble.nii.gz --truth Samples/heart/label.nii.gz \
	  --label-table Samples/heart/labels.txt

# Reference pages that the program itself knows.
reference: build
	docs/make-reference.sh

# The tables of the documents, from the evidence; with --check it only says whether they differ.
results:
	python3 Benchmarks/tables.py

# The same work in PyTorch and here, in turn.
bench-torch: build
	@python3 -m venv Benchmarks/.venv && Benchmarks/.venv/bin/pip install -q $(TORCH)
	Benchmarks/.venv/bin/python Benchmarks/compare.py $(COMPARE)
