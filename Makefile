# What `sam build` runs for template.yaml's IngestFunction (Metadata: BuildMethod: makefile), in the container that
# samconfig.toml names. Local builds go through ./ingest.
RID ?= linux-arm64
FRAMEWORK ?= net10.0
OFFICIAL ?= true

.PHONY: build-IngestFunction
build-IngestFunction:
	dotnet publish src/Ingest.Function/Ingest.Function.csproj --configuration Release --runtime $(RID) --framework $(FRAMEWORK) \
		-p:AotFramework=$(FRAMEWORK) -p:UseOfficialPackages=$(OFFICIAL) --output obj/publish
	mkdir -p $(ARTIFACTS_DIR)
	cp obj/publish/bootstrap $(ARTIFACTS_DIR)/bootstrap
