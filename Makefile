# What `sam build` runs for template.yaml's IngestFunction (Metadata: BuildMethod: makefile), on a copy of the checkout, on
# the machine or in a container that samconfig.toml names. Anything else goes through ./ingest.
RID ?= linux-arm64

.PHONY: build-IngestFunction
build-IngestFunction:
	mkdir -p $(ARTIFACTS_DIR)
	./ingest publish --rid $(RID) --to $(ARTIFACTS_DIR)
