# What the machine must have: the .NET SDK, and Debian packages that are installed or named.

host_rid() { [ "$(uname -m)" = aarch64 ] && echo linux-arm64 || echo linux-x64; }

# Where a Debian package is missing: installs it as root, else says how.
need_packages() {
  local missing=("$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  local command="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing ${missing[*]}"
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive $command -qq >/dev/null || fail "could not install ${missing[*]}; run: $command"
  else
    fail "missing ${missing[*]}; run: sudo $command"
  fi
}

# tests/browser takes either.
need_browser() {
  [ -e /usr/bin/chromium ] || [ -e /usr/bin/google-chrome ] || need_packages chromium
}

check_toolchain() {
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is needed: https://dotnet.microsoft.com/download"
  dotnet --version >/dev/null 2>&1 || fail "global.json asks for a .NET 10 SDK; installed: $(cd / && dotnet --list-sdks | tr '\n' ' ')"
}

# What links the native function for a platform. .NET compiles for the other one as it does for the host's; the linker is Debian's.
check_linker() {
  local missing=()
  case $1 in
    "$(host_rid)") command -v clang >/dev/null || command -v gcc >/dev/null || missing=(clang) ;;
    linux-arm64) command -v aarch64-linux-gnu-gcc >/dev/null || missing=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross) ;;
    linux-x64) command -v x86_64-linux-gnu-gcc >/dev/null || missing=(gcc-x86-64-linux-gnu libc6-dev-amd64-cross) ;;
  esac
  need_packages ${missing[@]+"${missing[@]}"}
}

# The independent emulators that the tests compare with, and the Node.js peer of the measurements.
check_node() {
  local missing=()
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  need_packages ${missing[@]+"${missing[@]}"}
}
