# Frames of a crash into files and lines: the compiled function has no names of its own, its symbols lie beside it.

# The build id of an ELF file: the linker's hash of what it linked, the same in binary and symbols.
build_id() { readelf -n "$1" 2>/dev/null | sed -n 's/.*Build ID: //p'; }

# symbols_of [BUILD]: the symbols of that build among what was compiled and packed here; without one, the host's.
symbols_of() {
  local file found=()
  for file in artifacts/function/bootstrap.dbg artifacts/function-*/bootstrap.dbg artifacts/sdk*/bootstrap.dbg artifacts/ingest-*.dbg; do
    [ -e "$file" ] || continue
    if [ -z "$1" ] || [ "$(build_id "$file")" = "$1" ]; then echo "$file"; return; fi
    found+=("$(build_id "$file") ($file)")
  done
  [ ${#found[@]} -gt 0 ] || fail "there are no symbols here; run ./ingest publish, or name those kept with the package: --symbols FILE.dbg"
  local IFS=,
  fail "the frames are of build $1, whose symbols are not here; there are those of ${found[*]//,/, }. Name those kept with the package: --symbols FILE.dbg"
}

# symbolize SYMBOLS: each frame of standard input, as text or within a log line's JSON, in words; all else as it came.
symbolize() {
  local base line offset place
  base=$(readelf -lW "$1" 2>/dev/null | awk '$1 == "LOAD" { print $3; exit }')
  sed 's/\\u003[Cc]/</g; s/\\u003[Ee]/>/g; s/\\u002[Bb]/+/g; s/\\n/\n/g' | while IFS= read -r line || [ -n "$line" ]; do
    if ! [[ $line =~ bootstrap!\<BaseAddress\>\+0x([0-9a-fA-F]{1,15}) ]]; then printf '%s\n' "$line"; continue; fi
    # A frame has the address to return to: the call lies before it.
    offset=$((base + 16#${BASH_REMATCH[1]} - 1))
    # Two lines a function, the innermost first where one was compiled into another: its name, its place.
    addr2line -f -i -e "$1" "$(printf '0x%x' "$offset")" | sed 's|^/ingest/||' | while IFS= read -r place; do
      IFS= read -r file
      printf '   at %s in %s\n' "$place" "$file"
    done
  done
}

command_symbolize() {
  local symbols="" build="" frames=() text
  while [ $# -gt 0 ]; do
    case $1 in
      --symbols) [ $# -gt 1 ] || fail "--symbols takes a file"; symbols=$2; [[ $symbols = /* ]] || symbols=$STANDING/$symbols; shift 2 ;;
      --build) [[ ${2:-} =~ ^[0-9a-fA-F]{8,64}$ ]] || fail "--build takes a build id in hex digits; it is '${2:-}'"; build=${2,,}; shift 2 ;;
      -*) fail "symbolize knows --symbols and --build; '$1' is unknown" ;;
      *) frames+=("$1"); shift ;;
    esac
  done
  if [ ${#frames[@]} -gt 0 ]; then text=$(printf '%s\n' "${frames[@]}"); else text=$(cat); fi
  # A bare offset is a frame too.
  text=$(sed -E 's/^ *(0x)?([0-9a-fA-F]{4,15}) *$/bootstrap!<BaseAddress>+0x\2/' <<<"$text")
  case $text in *'+0x'* | *'\u002B0x'* | *'\u002b0x'*) ;; *) fail "there is no frame such as bootstrap!<BaseAddress>+0x27b984 in it" ;; esac
  { command -v addr2line && command -v readelf; } >/dev/null || need_packages binutils
  # The function writes it beside each exception.
  [ -n "$build" ] || build=$(sed -n 's/.*"build": *"\([0-9a-f]*\)".*/\1/p' <<<"$text" | head -1)
  if [ -z "$symbols" ]; then
    symbols=$(symbols_of "$build") || exit 2
  else
    [ -r "$symbols" ] && [ -n "$(build_id "$symbols")" ] || fail "--symbols must name a bootstrap.dbg; $symbols is none"
    [ -z "$build" ] || [ "$(build_id "$symbols")" = "$build" ] || fail "the frames are of build $build; $symbols has the symbols of $(build_id "$symbols")"
  fi
  [ -n "$build" ] || say "No build id came with the frames (--build ID); these are the symbols of $(build_id "$symbols"), $symbols"
  symbolize "$symbols" <<<"$text"
}
