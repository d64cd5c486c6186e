# The native function: compiled for a platform, and packed as Lambda takes it.

readonly FUNCTION_SOURCES="src/Ingest.Function src/Shared compat/Directory.Build.props compat/Amazon.Lambda compat/AWSSDK.Kinesis build/function.sh build/openssl.sh"

# Where the function for a platform lies: the host's where local cloud, tests and measurements look for it, another's beside it.
function_folder() { [ "$1" = "$(host_rid)" ] && echo artifacts/function || echo "artifacts/function-$1"; }

# compile_function FOLDER RID [PROPERTY…], unless FOLDER holds just that: its stamp names all that it was made of, and the binary
# that came of it, so that neither another platform's nor an older one passes for it. From nothing, without the checkout's path, and
# the same whether or not CI is set, so that the same sources make the same bytes.
compile_function() { in_turns compile_function_alone "$@"; }

compile_function_alone() {
  local folder=$1 rid=$2 build=$PWD/artifacts/build/${1#artifacts/} made openssl=(-p:OpenSsl=system)
  made="${*:2} ${UseOfficialLambda:+official Lambda} ${UseOfficialKinesis:+official Kinesis} sdk $(dotnet --version) sources $(hash_of $FUNCTION_SOURCES $BUILD_FILES) binary"
  if [ -x "$folder/bootstrap" ] && [ "$(cat "$folder/.stamp" 2>/dev/null)" = "$made $(sha256sum <"$folder/bootstrap")" ]; then return; fi
  check_linker "$rid"
  case " ${*:3} " in
    *" -p:OpenSsl=system "* | *" -p:PublishAot=false "*) ;;
    *) fetch_openssl "$rid"
       if [ -n "$(openssl_version "$rid")" ]; then check_cmake; openssl=(-p:OpenSsl=static "-p:OpenSslFolder=$PWD/$(openssl_folder "$rid")"); fi ;;
  esac
  say "Compiling $folder for $rid ${*:3}"
  rm -rf "$folder" "$build"
  quietly dotnet publish src/Ingest.Function -c "$CONFIGURATION" -r "$rid" --artifacts-path "$build" -o "$folder" -v quiet -nologo "-p:PathMap=$PWD=/ingest" -p:ContinuousIntegrationBuild=false "${@:3}" "${openssl[@]}" \
    || fail "$folder could not be compiled"
  find "$folder" -name '*.pdb' -delete
  find "$build" \( -name 'bootstrap.dbg' -o -name '*.mstat' -o -name '*.codegen.dgml.xml' \) -exec mv -t "$folder" {} +
  notices "$build" "$rid" "${openssl[0]#*=}" >"$folder.NOTICES"
  sbom "$build" "$rid" "${openssl[0]#*=}" "$folder/bootstrap" >"$folder.cdx.json"
  echo "$made $(sha256sum <"$folder/bootstrap")" >"$folder/.stamp"
}

# publish RID [PROPERTY…]
publish() {
  local folder
  folder=$(function_folder "$1")
  compile_function "$folder" "$@"
  say "$folder/bootstrap: $(megabytes "$folder/bootstrap"), $(sed -n 's/^==== \(OpenSSL.*\)/\1/p' "$folder.NOTICES")"
}

megabytes() { stat -c %s "$1" | awk '{printf "%.2f MB", $1 / 1e6}'; }

# package RID [PROPERTY…]: artifacts/ingest-x64.zip or -arm64.zip and the template that deploys it, with symbols, notices and bill of
# materials beside them. Times and modes are fixed: the same function makes the same zip.
package() {
  local rid=$1 folder stage name=artifacts/ingest-${1#linux-}
  publish "$@"
  folder=$(function_folder "$rid")
  command -v zip >/dev/null || need_packages zip
  stage=$(mktemp -d)
  install -m 755 "$folder/bootstrap" "$stage"
  install -m 644 "$folder/amazon-roots.pem" "$stage"
  TZ=UTC touch -d 2000-01-01 "$stage"/*
  rm -f "$name".*
  (cd "$stage" && TZ=UTC zip -q -X -9 ingest.zip bootstrap amazon-roots.pem)
  mv "$stage/ingest.zip" "$name.zip"
  rm -r "$stage"
  local architecture=${rid#linux-}
  sed "s/CodeUri: \.$/CodeUri: $(basename "$name").zip/; s/Default: arm64$/Default: ${architecture/x64/x86_64}/; s/\[arm64, x86_64\]/[${architecture/x64/x86_64}]/" template.yaml >"$name.yaml"
  install -m 644 "$folder/bootstrap.dbg" "$name.dbg"
  cp "$folder.NOTICES" "$name.NOTICES"
  cp "$folder.cdx.json" "$name.cdx.json"
  say "$name.zip: $(megabytes "$name.zip"), bootstrap $(megabytes "$folder/bootstrap"), sha256 $(sha256sum <"$name.zip" | cut -d' ' -f1)"
}

# linked_packages BUILD: the folders of the packages that the compiler read.
linked_packages() { find "$1" -name '*.ilc.rsp' -exec sed -n 's/^-r:\(.*\/[^/]*\/[0-9][^/]*\)\/\(runtimes\|lib\)\/.*/\1/p' {} + | sort -u; }

licence_of() { sed -n 's/.*<license type="expression">\(.*\)<.*/\1/p' "$1"/*.nuspec; }

# sbom BUILD RID static|system BOOTSTRAP: what the binary is made of, in CycloneDX 1.6. Without a time or a serial number, so that the
# same sources make the same bytes. The CycloneDX tool knows a project's packages, but neither the runtime nor OpenSSL.
sbom() {
  local package version
  version=$(sed -n 's/.*<Version>\(.*\)<.*/\1/p' Directory.Build.props)
  printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.6",\n  "version": 1,\n  "metadata": {\n    "component": { "type": "application", "bom-ref": "ingest", "name": "ingest", "version": "%s", "description": "bootstrap for %s", "licenses": [{ "license": { "id": "Apache-2.0" } }], "hashes": [{ "alg": "SHA-256", "content": "%s" }] }\n  },\n  "components": [' \
    "$version" "$2" "$(sha256sum <"$4" | cut -d' ' -f1)"
  {
    linked_packages "$1" | while read -r package; do
      component "$(sed -n 's/.*<id>\(.*\)<\/id>.*/\1/p' "$package"/*.nuspec | head -1)" "$(basename "$package")" "$(licence_of "$package")" nuget
    done
    if [ "$3" = static ]; then component openssl "$(openssl_version "$2")" Apache-2.0 deb/debian "?arch=$(case $2 in *arm64) echo arm64 ;; *) echo amd64 ;; esac)"; fi
  } | sed '$ s/,$//'
  printf '\n  ]\n}\n'
}

# component NAME VERSION LICENCE TYPE [QUALIFIERS]
component() {
  local purl="pkg:$4/$1@$2${5:-}"
  printf '\n    { "type": "library", "bom-ref": "%s", "name": "%s", "version": "%s", "licenses": [{ "license": { "id": "%s" } }], "purl": "%s" },' "$purl" "$1" "$2" "$3" "$purl"
}

# notices BUILD RID static|system: the licences of what the compiler read, the packages' own files or the licence they name, and
# whose OpenSSL this is.
notices() {
  local package
  echo "bootstrap contains Ingest, under the Apache License 2.0 at the end, and code of the packages below."
  linked_packages "$1" | while read -r package; do
    printf '\n==== %s %s: %s\n' "$(basename "$(dirname "$package")")" "$(basename "$package")" "$(licence_of "$package")"
    find "$package" -maxdepth 1 \( -iname 'LICENSE*' -o -iname '*NOTICES*' \) -print0 | sort -z | xargs -0 -r cat
  done
  if [ "$3" = static ]; then
    printf '\n==== OpenSSL %s is linked in: security updates come with a new build\n' "$(openssl_version "$2")"
    cat "$(openssl_folder "$2")/copyright"
  else
    printf '\n==== OpenSSL is not linked in: the runtime image has it, and updates it\n'
  fi
  printf '\n==== Apache License 2.0\n'
  cat LICENSE
}
