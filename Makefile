# What `sam build` runs for template.yaml's IngestFunction (Metadata: BuildMethod: makefile), on a copy of the checkout in
# the container that samconfig.toml names. Anything else goes through ./ingest.
RID ?= linux-arm64

.PHONY: build-IngestFunction
build-IngestFunction:
	./ingest publish --rid $(RID)
	mkdir -p $(ARTIFACTS_DIR)
	cp artifacts/function/bootstrap artifacts/function/amazon-roots.pem $(ARTIFACTS_DIR)
