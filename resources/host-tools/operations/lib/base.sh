# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# What every operation shares: command line, site facts, one sentence on stderr, one JSON document on stdout.
# Sourced, never run. POSIX sh: dash, busybox sh and bash read it.
set -u
LC_ALL=C
export LC_ALL
umask 077

# Tests and sites with another layout name their own folder of facts.
etc=${SWITCHYARD_ETC:-/etc/switchyard}
operation=${0##*/}
host=localhost
# shellcheck disable=SC2034 # read by the operations
read -r host 2>/dev/null </proc/sys/kernel/hostname || host=$(uname -n)

# --- sentences -----------------------------------------------------------------------------------------------------

# Exit codes: 1 not done (or half done: the probe tells), 2 wrong use, 69 a program or file of the host is missing.
say() { printf '%s: %s\n' "$operation" "$*" >&2; }
fail() { say "$*"; exit 1; }
misuse() { say "$*"; exit 2; }
missing() { say "$*"; exit 69; }

need() {
  for program in "$@"; do
    command -v "$program" >/dev/null 2>&1 || missing "the program $program is not on $host"
  done
}

# --- command line --------------------------------------------------------------------------------------------------

# begin 'ARGUMENT…' "$@": sets $phase and, for each `--name value`, $arg_name. Every argument is needed.
# Argument names are the operation's own words, so eval sees nothing from outside.
begin() {
  wanted=" $1 "
  shift
  phase=${1:-}
  case $phase in apply | probe) shift ;; *) misuse "use: $operation apply|probe$(usage)" ;; esac
  seen=' '
  while [ $# -gt 0 ]; do
    name=${1#--}
    if [ "$1" != "--$name" ] || [ $# -lt 2 ]; then misuse "an argument is written --name value; use: $operation apply|probe$(usage)"; fi
    case $wanted in *" $name "*) ;; *) misuse "unknown argument --$(plain "$name"); use: $operation apply|probe$(usage)" ;; esac
    case $seen in *" $name "*) misuse "--$name is given twice" ;; esac
    case $2 in '') misuse "--$name is empty" ;; esac
    seen="$seen$name "
    eval "arg_$name=\$2"
    shift 2
  done
  for name in $wanted; do
    case $seen in *" $name "*) ;; *) misuse "--$name is missing" ;; esac
  done
}

usage() { for name in $wanted; do printf ' --%s VALUE' "$name"; done; }

# Only what cannot hurt in a sentence: a word from outside may hold anything.
plain() { printf '%.60s' "$1" | tr -c 'A-Za-z0-9._:/-' '?'; }

# need_number NAME VALUE
need_number() {
  case $2 in '' | *[!0-9]* | ???????????*) misuse "--$1 is not a number: $(plain "$2")" ;; esac
}

need_one_of() {
  one=$1 value=$2
  shift 2
  for allowed in "$@"; do [ "$value" = "$allowed" ] && return 0; done
  misuse "--$one is one of $*, not $(plain "$value")"
}

# The id of a customer is a number in PortaBilling; anything else could match another row in SQL.
need_customer() {
  case $arg_customer in
    *[!0-9]* | ??????????????????* | 0*) misuse "--customer is not the number of a customer: $(plain "$arg_customer")" ;;
  esac
}

# --- facts of the site: key=value lines, read and never sourced ----------------------------------------------------

conf_system='' conf_release='' conf_db=billing conf_ids_file=/etc/mysql/switchyard.cnf
conf_customer_tables='customers accounts dids' conf_catalog_tables='customer_classes tariffs rates subscriptions products'
conf_registrations='' conf_service_device='' conf_peers='' conf_arp_wait_ms=150 conf_address_hook=''
conf_state=/var/lib/switchyard conf_services='' conf_mode_hook=''
conf_kamailio_ctl=unix:/run/kamailio/kamailio_ctl conf_kamailio_htable=loc conf_haproxy_socket=/run/haproxy/admin.sock
conf_haproxy_map='' conf_radius_dispatch='' conf_location_db='' conf_radius_users='' conf_radius_pid=''
conf_radius_log='' conf_radius_check=127.0.0.1:18120 conf_radius_check_secret='' conf_modified_paths=''
conf_modified_packages='' conf_expected_packages='' conf_ids_keep_users='' conf_ports='' conf_watch_seconds=3
conf_web_logs='' conf_auxiliary='' conf_reaches='' conf_custom_settings='' conf_services_table=''
known_keys=' system release db ids_file customer_tables catalog_tables registrations service_device peers arp_wait_ms '
known_keys="$known_keys address_hook state services mode_hook kamailio_ctl kamailio_htable haproxy_socket haproxy_map "
known_keys="$known_keys radius_dispatch location_db radius_users radius_pid radius_log radius_check radius_check_secret "
known_keys="$known_keys modified_paths modified_packages expected_packages ids_keep_users ports watch_seconds "
known_keys="$known_keys web_logs auxiliary reaches custom_settings services_table "

read_site() {
  site=$etc/site.conf
  # `command`: a failing redirection of a bare exec would end the shell.
  { command exec 8<"$site"; } 2>/dev/null || missing "there is no $site on $host: see README.md beside the operations"
  number=0
  while IFS= read -r line <&8 || [ -n "$line" ]; do
    number=$((number + 1))
    case $line in
      '' | '#'*) continue ;;
      *=*) ;;
      *) missing "$site on $host, line $number: not key=value" ;;
    esac
    key=${line%%=*}
    case $key in '' | *[!a-z_]*) missing "$site on $host, line $number: not key=value" ;; esac
    case $known_keys in
      *" $key "*) eval "conf_$key=\${line#*=}" ;;
      *) missing "$site on $host, line $number: there is no setting called $key" ;;
    esac
  done
  exec 8<&-
  case $conf_system in source | target | dsbc) ;; *) missing "$site on $host: system is source, target or dsbc" ;; esac
  case $conf_arp_wait_ms in [1-9][0-9] | [1-9][0-9][0-9]) ;; *) missing "$site on $host: arp_wait_ms is a number of ms from 10 to 999" ;; esac
  case $conf_db in *[!A-Za-z0-9_]*) missing "$site on $host: db is not the name of a database" ;; esac
}

# --- JSON ----------------------------------------------------------------------------------------------------------

# Sets $json to the string with its quotes.
json_string() {
  case $1 in
    *[!A-Za-z0-9\ ._:/,\;=+@%\(\)\[\]-]*)
      json=$(printf '%s' "$1" | awk '
        BEGIN { for (i = 1; i < 32; i++) code[sprintf("%c", i)] = sprintf("\\u%04x", i); code["\""] = "\\\""; code["\\"] = "\\\\" }
        { if (NR > 1) printf "\\u000a"
          for (i = 1; i <= length($0); i++) { c = substr($0, i, 1); printf "%s", (c in code) ? code[c] : c } }')
      json="\"$json\""
      ;;
    *) json="\"$1\"" ;;
  esac
}

# probe_says STATE SENTENCE [MS]
probe_says() {
  json_string "$2"
  printf '{"state":"%s","detail":%s,"predictedMs":%s}\n' "$1" "$json" "${3:-0}"
  exit 0
}

# The probe of an operation that only reads.
reads_only() { [ "$phase" != probe ] || probe_says absent 'reads only'; }

# A survey looks at a system that works: its own work comes last.
gently() { renice -n 19 -p $$ >/dev/null 2>&1; ionice -c 3 -p $$ >/dev/null 2>&1 || :; }

# --- time and files ------------------------------------------------------------------------------------------------

# Sets $now: hundredths of a second since the start of the host, without a new process. They never jump.
look_at_clock() {
  read -r now _ </proc/uptime
  now=${now%.*}${now#*.}
}

# Sets $elapsed: ms since the given $now.
since() {
  look_at_clock
  elapsed=$(((now - $1) * 10))
}

# put FILE TEXT [FILE TEXT]…: each file holds exactly its TEXT and a line end, on the disk, or the operation ends. Owner and
# mode of an older file stay. Written beside and renamed in this order, so that nobody reads half; read back, because a full
# disk may not complain. Nothing is renamed before all of it is on the disk: one sync and one look for all.
put() {
  expected='' named='' turns=$(($# / 2))
  while [ $turns -gt 0 ]; do
    real=$1 named="$named${named:+ or }$1"
    [ ! -L "$1" ] || real=$(readlink -f "$1")
    expected="$expected$2
"
    # Behind what is still to come stands what has been written beside.
    set -- "$@" "$real.switchyard"
    [ ! -e "$real" ] || cp -p "$real" "$real.switchyard" 2>/dev/null || not_put "$@"
    { printf '%s\n' "$2" >"$real.switchyard"; } 2>/dev/null || not_put "$@"
    shift 2
    turns=$((turns - 1))
  done
  sync "$@" 2>/dev/null || sync
  [ "$(cat "$@")" = "${expected%?}" ] || not_put "$@"
  for temporary in "$@"; do
    named=${temporary%.switchyard}
    mv -f "$temporary" "$named" 2>/dev/null || not_put "$@"
  done
}

not_put() {
  shift $((turns * 2))
  rm -f "$@"
  fail "$named on $host could not be written whole (disk full?); it is as it was"
}

# One run of this kind at a time on this host: the file descriptor holds the lock until the last process of it has ended.
only_one() {
  [ -d "$conf_state" ] || mkdir -p "$conf_state" 2>/dev/null || fail "$conf_state on $host cannot be made"
  { command exec 7>"$conf_state/$1.lock"; } 2>/dev/null || fail "$conf_state/$1.lock on $host cannot be written"
  flock -w "${2:-0}" 7 || fail "another $1 runs on $host"
}
