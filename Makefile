# Entry points for developers. Maven does the work. "make help" lists the targets.
MVN ?= mvn -B
ROOT := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: help demo cluster icecast build check test soak docs format bench bench-abr bench-cluster clean ffmpeg

help: ## lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ffmpeg ## switches between two synthetic inputs on http://localhost:8091/; Ctrl-C stops it
	@echo "building ..."
	@$(MVN) -q -DskipTests package
	@exec java -jar target/mux.jar demo

cluster: ffmpeg ## runs three muxers and two edges on this machine with the demo inputs; Ctrl-C stops them
	@echo "building ..."
	@$(MVN) -q -DskipTests package
	@exec java -jar target/mux.jar cluster

icecast: ffmpeg ## runs a local Icecast for: ICECAST_ENABLED=true ICECAST_HOST=127.0.0.1 make demo
	@command -v icecast2 >/dev/null || { $(ROOT) apt-get update && $(ROOT) env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends icecast2; }
	@exec deploy/icecast.sh

build: ## builds target/mux.jar
	$(MVN) -DskipTests package

check: ## checks the format and the code, and runs the unit tests; takes about a minute
	$(MVN) test

test: ffmpeg ## runs everything that a release needs: check, then the integration tests
	$(MVN) verify

FUZZ_SECONDS ?= 600
SOAK_MINUTES ?= 60
soak: ffmpeg ## runs the long tests: FUZZ_SECONDS (600) for each fuzzing target, SOAK_MINUTES (60) of random events
	$(MVN) verify -Dtest='*FuzzTest' -Dit.test='*FuzzIT,SoakIT' -Dsurefire.failIfNoSpecifiedTests=false \
		-Dfuzz.seconds=$(FUZZ_SECONDS) -Dsoak.minutes=$(SOAK_MINUTES) -Dit.parallelism=1

docs: ## writes docs/configuration.md from the settings in the code
	$(MVN) -q test -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true

format: ## formats the source code
	$(MVN) -q spotless:apply

bench: ## runs the microbenchmarks; asserts no speed
	$(MVN) -q -Pbench -DskipTests test-compile exec:exec

bench-abr: ffmpeg ## measures the encoding speed of the default ladder, and compares it with plain FFmpeg
	$(MVN) -q -Pbench -DskipTests -Dbench.main=tv.mux.run.AdaptiveBench test-compile exec:exec

bench-cluster: build ## measures how long a segment takes from publication to an edge, over 200 segments
	$(MVN) -q -Pbench -DskipTests test-compile exec:exec -Dbench.main=tv.mux.demo.VisibleBench -Dbench=$(CURDIR)/target/mux.jar

clean: ## removes all build output
	$(MVN) -q clean

ffmpeg: ## installs FFmpeg if it is missing (Debian)
	@command -v ffmpeg >/dev/null || { $(ROOT) apt-get update && $(ROOT) apt-get install -y --no-install-recommends ffmpeg fonts-dejavu-core; }
