# Debian packages that are unpacked, not installed; and OpenSSL's static libraries, which the function is linked with.

# unpack_packages FOLDER ARCHITECTURE PACKAGE…: with package lists of its own, so the host gets neither a second architecture nor
# anything else. Each package's version is listed in FOLDER/versions. If it fails, the caller says so.
unpack_packages() {
  local folder=$1 architecture=$2 apt=$PWD/artifacts/apt-$2 package
  local options=(-qq -o "APT::Architecture=$architecture" -o "APT::Architectures=$architecture" -o APT::Sandbox::User=root -o "Dir::Cache=$apt/cache" -o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status")
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  rm -rf "$apt" "$folder"
  mkdir -p "$apt/cache/archives/partial" "$apt/lists/partial"
  : >"$apt/status"
  apt-get "${options[@]}" update >"$apt/log" 2>&1 || return 1
  # PACKAGE=VERSION: that version, or the newest if the archive no longer has it.
  for package in "${@:3}"; do
    (cd "$apt" && { apt-get "${options[@]}" download "$package" || apt-get "${options[@]}" download "${package%%=*}"; }) >>"$apt/log" 2>&1 || return 1
  done
  for package in "$apt"/*.deb; do
    dpkg-deb -x "$package" "$apt/unpacked" || return 1
    dpkg-deb --show --showformat '${Package} ${Version}\n' "$package" >>"$apt/unpacked/versions" || return 1
  done
  mv "$apt/unpacked" "$folder"
  rm -rf "$apt"
}

# To be raised with each security update: what is deployed has its own OpenSSL, which nobody else patches.
readonly OPENSSL_VERSION=3.0.22-1~deb12u2

openssl_folder() { echo "artifacts/openssl-$1"; }

# The version that is linked in for a platform; nothing if it is the runtime's own that is used.
openssl_version() { cat "$(openssl_folder "$1")/version" 2>/dev/null || true; }

# The static libraries for a platform, laid out as CMake and the linker look for them. If there are none, or none that Lambda's
# glibc can carry, the folder has no version, and the function uses the OpenSSL of its runtime.
fetch_openssl() {
  local folder unpacked triplet=x86_64-linux-gnu architecture=amd64
  folder=$(openssl_folder "$1")
  if [ "$(cat "$folder/.wanted" 2>/dev/null)" = "$OPENSSL_VERSION" ]; then return; fi
  [ "$1" != linux-arm64 ] || { triplet=aarch64-linux-gnu architecture=arm64; }
  unpacked=$folder.unpacked
  say "Fetching OpenSSL $OPENSSL_VERSION for $1"
  rm -rf "$folder"
  mkdir -p "$folder"
  if ! unpack_packages "$unpacked" "$architecture" "libssl-dev=$OPENSSL_VERSION"; then
    # Not remembered: it may be the network.
    say "apt-get could not fetch libssl-dev for $architecture: the function will use its runtime's OpenSSL"
    return
  # These symbols came with glibc 2.38: Lambda's runtime has 2.34.
  elif grep -q __isoc23_ "$unpacked/usr/lib/$triplet/libcrypto.a"; then
    say "This system's libssl-dev needs a newer glibc than Lambda's: the function will use its runtime's OpenSSL"
  else
    mkdir "$folder/lib"
    mv "$unpacked/usr/include" "$folder/include"
    mv "$folder/include/$triplet/openssl"/* "$folder/include/openssl/"
    mv "$unpacked/usr/lib/$triplet"/lib{ssl,crypto}.a "$folder/lib/"
    mv "$unpacked/usr/share/doc/libssl-dev/copyright" "$folder/"
    sed -n 's/^libssl-dev //p' "$unpacked/versions" >"$folder/version"
    [ "$(cat "$folder/version")" = "$OPENSSL_VERSION" ] || say "The archive has OpenSSL $(cat "$folder/version") instead"
  fi
  rm -rf "$unpacked"
  echo "$OPENSSL_VERSION" >"$folder/.wanted"
}

# .NET's shim over OpenSSL is compiled with it.
check_cmake() {
  local missing=()
  command -v cmake >/dev/null || missing+=(cmake)
  command -v make >/dev/null || missing+=(make)
  need_packages ${missing[@]+"${missing[@]}"}
}
