# API keys: made here, known to the function by their hash alone.

readonly KEY_NAME='^[A-Za-z0-9._-]{1,64}$'
readonly KEY_DEVICES='^[A-Za-z0-9._:-]{1,128}$'
readonly KEY_EXPIRES='^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$'

# 128 bits in base64: who brings a key of their own must bring as much.
readonly SHORTEST_KEY=22

keys_usage() {
  cat <<'END'
usage: ./ingest keys new NAME [--generation N] [--devices PREFIX] [--expires DATE]
       ./ingest keys hash NAME [--generation N] [--devices PREFIX] [--expires DATE] < FILE

new makes a key of 256 random bits. It prints the key once on standard error, for the producer, and its entry of API_KEYS on
standard output, for the function: name, generation and SHA-256. hash reads a key from standard input and prints its entry.

  NAME         stands in the function's log: letters, digits, '.', '_' and '-'
  --generation tells a key from the one it replaces (default: 1)
  --devices    the ids of its devices must begin with this
  --expires    not taken from then on: 2027-01-01 or 2027-01-01T00:00:00Z
END
}

command_keys() {
  local what=${1:-help} name generation=1 devices="" expires="" key
  case $what in
    help | --help | -h) keys_usage; return ;;
    new | hash) ;;
    *) fail "keys takes new or hash; '$what' is unknown" ;;
  esac
  shift
  name=${1:-}
  [[ $name =~ $KEY_NAME ]] || fail "keys $what takes a name of 1 to 64 letters, digits, '.', '_' and '-'; it is '$name'"
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --generation) [[ ${2:-} =~ ^[1-9][0-9]{0,3}$ ]] || fail "--generation must be a whole number from 1 to 9999; it is '${2:-}'"; generation=$2; shift 2 ;;
      --devices) [[ ${2:-} =~ $KEY_DEVICES ]] || fail "--devices must be 1 to 128 characters of A-Z a-z 0-9 . _ : -; it is '${2:-}'"; devices=$2; shift 2 ;;
      --expires) [[ ${2:-} =~ $KEY_EXPIRES ]] || fail "--expires must be a date such as 2027-01-01 or 2027-01-01T00:00:00Z; it is '${2:-}'"; expires=$2; shift 2 ;;
      *) fail "keys knows --generation, --devices and --expires; '$1' is unknown" ;;
    esac
  done
  if [ "$what" = new ]; then
    key=ingest_$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')
    printf 'The key, shown this once; the producer sends it as x-api-key:\n%s\n' "$key" >&2
  else
    IFS= read -r key || [ -n "$key" ] || fail "keys hash reads the key from standard input; it is empty"
    [ ${#key} -ge $SHORTEST_KEY ] || fail "a key must have 128 random bits, which are $SHORTEST_KEY characters of base64 or more; it has ${#key}"
  fi
  printf '[{"name":"%s","generation":%s,"sha256":"%s"%s%s}]\n' "$name" "$generation" "$(printf %s "$key" | sha256sum | cut -d' ' -f1)" \
    "${devices:+,\"devices\":\"$devices\"}" "${expires:+,\"expires\":\"$expires\"}"
}
