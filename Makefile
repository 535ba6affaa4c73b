# What there is to do. Everything else is Maven's.
MVN ?= mvn -B
ROOT := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: help demo cluster icecast build check test soak format bench bench-abr bench-cluster clean ffmpeg

help: ## says this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ffmpeg ## plays two synthetic inputs in turn on http://localhost:8091/; Ctrl-C ends it
	@echo "building ..."
	@$(MVN) -q -DskipTests package
	@exec java -jar target/mux.jar demo

cluster: ffmpeg ## runs three muxers and two edges on this machine, on the demo's inputs; Ctrl-C ends them
	@echo "building ..."
	@$(MVN) -q -DskipTests package
	@exec java -jar target/mux.jar cluster

icecast: ffmpeg ## runs a local Icecast; ICECAST_ENABLED=true ICECAST_HOST=127.0.0.1 make demo then sends to it
	@command -v icecast2 >/dev/null || { $(ROOT) apt-get update && $(ROOT) env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends icecast2; }
	@exec deploy/icecast.sh

build: ## makes target/mux.jar
	$(MVN) -DskipTests package

check: ## checks format and analysis, runs the unit tests: a minute or so
	$(MVN) test

test: ffmpeg ## all that a release needs: check, then the integration tests
	$(MVN) verify

FUZZ_SECONDS ?= 600
SOAK_MINUTES ?= 60
soak: ffmpeg ## long tests: each fuzzing target for FUZZ_SECONDS (600), SOAK_MINUTES (60) of moves and faults at random
	$(MVN) verify -Dtest='*FuzzTest' -Dit.test='*FuzzIT,SoakIT' -Dsurefire.failIfNoSpecifiedTests=false \
		-Dfuzz.seconds=$(FUZZ_SECONDS) -Dsoak.minutes=$(SOAK_MINUTES) -Dit.parallelism=1

format: ## formats the sources
	$(MVN) -q spotless:apply

bench: ## measures speed; nothing is asserted
	$(MVN) -q -Pbench -DskipTests test-compile exec:exec

bench-abr: ffmpeg ## measures how fast the default ladder is encoded, beside plain FFmpeg
	$(MVN) -q -Pbench -DskipTests -Dbench.main=tv.mux.run.AdaptiveBench test-compile exec:exec

bench-cluster: build ## measures how soon an edge has what was published, over 200 segments
	$(MVN) -q -Pbench -DskipTests test-compile exec:exec -Dbench.main=tv.mux.demo.VisibleBench -Dbench=$(CURDIR)/target/mux.jar

clean: ## removes what was built
	$(MVN) -q clean

ffmpeg: ## installs FFmpeg where it is missing (Debian)
	@command -v ffmpeg >/dev/null || { $(ROOT) apt-get update && $(ROOT) apt-get install -y --no-install-recommends ffmpeg fonts-dejavu-core; }
