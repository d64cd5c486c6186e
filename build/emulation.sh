# The arm64 function on an x64 host: QEMU's user emulation, with Debian's arm64 libraries in a folder of their own.

readonly ARM64_LIBRARIES=artifacts/arm64-libraries

# Unpacked, not installed, with package lists of its own: the host gets no second architecture.
fetch_arm64_libraries() {
  if [ -e "$ARM64_LIBRARIES/lib/ld-linux-aarch64.so.1" ]; then return; fi
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail "emulating arm64 needs apt-get and dpkg-deb, to fetch its C library and OpenSSL"
  say "Fetching arm64 libraries"
  local apt=$PWD/artifacts/apt
  local options=(-qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root -o "Dir::Cache=$apt/cache" -o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status")
  rm -rf "$apt" "$ARM64_LIBRARIES"
  mkdir -p "$apt/cache/archives/partial" "$apt/lists/partial"
  : >"$apt/status"
  quietly apt-get "${options[@]}" update && (cd "$apt" && quietly apt-get "${options[@]}" download libc6 libssl3) || fail "could not fetch the arm64 packages libc6 and libssl3"
  for package in "$apt"/*.deb; do dpkg-deb -x "$package" "$apt/unpacked"; done
  mv "$apt/unpacked" "$ARM64_LIBRARIES"
  rm -rf "$apt"
}

# FOLDER/emulated runs FOLDER/bootstrap. It becomes the emulator: signals and the process id are the function's own.
emulate() {
  command -v qemu-aarch64-static >/dev/null || need_packages qemu-user-static
  fetch_arm64_libraries
  printf '#!/bin/sh\nexec qemu-aarch64-static -L "%s" "%s/bootstrap" "$@"\n' "$PWD/$ARM64_LIBRARIES" "$PWD/$1" >"$1/emulated"
  chmod +x "$1/emulated"
}
