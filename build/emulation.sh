# The arm64 function on an x64 host: QEMU's user emulation, with Debian's arm64 libraries in a folder of their own.

readonly ARM64_LIBRARIES=artifacts/arm64-libraries

fetch_arm64_libraries() {
  if [ -e "$ARM64_LIBRARIES/lib/ld-linux-aarch64.so.1" ]; then return; fi
  say "Fetching arm64 libraries"
  unpack_packages "$ARM64_LIBRARIES" arm64 libc6 libssl3 || fail "emulating arm64 needs its C library and OpenSSL; apt-get could not download libc6 and libssl3"
}

# FOLDER/emulated runs FOLDER/bootstrap. It becomes the emulator: signals and the process id are the function's own.
emulate() {
  command -v qemu-aarch64-static >/dev/null || need_packages qemu-user-static
  fetch_arm64_libraries
  printf '#!/bin/sh\nexec qemu-aarch64-static -L "%s" "%s/bootstrap" "$@"\n' "$PWD/$ARM64_LIBRARIES" "$PWD/$1" >"$1/emulated"
  chmod +x "$1/emulated"
}
