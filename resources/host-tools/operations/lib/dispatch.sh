# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# The dispatch table of one DSBC host: which customer (or `default`) goes to which system, in Kamailio's htable, HAProxy's
# map and what FreeRADIUS looks up. $book is the table that lasts: `generation N`, then `ENTRY SYSTEM` lines.

book=$conf_state/dispatch
[ "$conf_system" = dsbc ] || fail "$host is not a dispatcher"

# Sets $generation and $table (lines ENTRY SYSTEM, without the first).
read_book() {
  generation=0 table=''
  [ -f "$book" ] || return 0
  { read -r word generation && [ "$word" = generation ]; } <"$book" || fail "$book on $host is not a dispatch table"
  case $generation in '' | *[!0-9]*) fail "$book on $host is not a dispatch table" ;; esac
  table=$(sed 1d "$book")
}

has_kamailio() { [ -n "$conf_kamailio_htable" ] && [ "$conf_kamailio_htable" != none ]; }
has_haproxy() { [ -n "$conf_haproxy_map" ]; }
has_radius() { [ -n "$conf_radius_dispatch" ]; }

# --- what each protocol says now: sets $says to source, target, none (no entry) or unknown ---------------------------

# `s:` keeps kamcmd from taking the number of a customer for a number.
kamailio_says() {
  says=unknown
  answer=$(kamcmd -s "$conf_kamailio_ctl" htable.get "$conf_kamailio_htable" "s:$1" 2>&1)
  case $answer in
    *'value: s'*) says=source ;;
    *'value: t'*) says=target ;;
    *'Key name doesn'*) says=none ;;
  esac
}

haproxy() { printf '%s\n' "$1" | socat -t 2 - "UNIX-CONNECT:$conf_haproxy_socket" 2>/dev/null; }

haproxy_says() {
  says=unknown
  answer=$(haproxy "get map $conf_haproxy_map $1") || return 0
  case $answer in
    *found=yes*'value="source"'*) says=source ;;
    *found=yes*'value="target"'*) says=target ;;
    *found=no*) says=none ;;
  esac
}

# FreeRADIUS itself is asked, not its file: it may have dropped a reload.
radius_says() {
  says=unknown
  answer=$(printf 'User-Name = "%s"\nUser-Password = "none"\n' "$1" |
    radclient -t 1 -r 2 -x -S "$conf_radius_check_secret" "$conf_radius_check" auth 2>/dev/null) || return 0
  case $answer in
    *'Reply-Message = "source"'*) says=source ;;
    *'Reply-Message = "target"'*) says=target ;;
    *Access-Accept*) says=none ;;
  esac
}

# Sets $readings to `kamailio X haproxy Y radius Z` of an entry, and $agreed to the system that all say, or no.
read_back() {
  readings='' agreed=''
  for protocol in kamailio haproxy radius; do
    "has_$protocol" || continue
    "${protocol}_says" "$1"
    readings="$readings${readings:+, }$protocol says $says"
    case $agreed in '') agreed=$says ;; "$says") ;; *) agreed=no ;; esac
  done
}

# --- what each protocol is told --------------------------------------------------------------------------------------

letter() { if [ "$1" = source ]; then printf s; else printf t; fi; }

kamailio_set() {
  kamcmd -s "$conf_kamailio_ctl" htable.sets "$conf_kamailio_htable" "s:$1" "$(letter "$2")" >/dev/null 2>&1 ||
    fail "Kamailio on $host did not take the entry $1 (htable $conf_kamailio_htable)"
}

haproxy_set() {
  haproxy_says "$1"
  how='set'
  [ "$says" != none ] || how='add'
  haproxy "$how map $conf_haproxy_map $1 $2" >/dev/null || fail "HAProxy on $host did not take the entry $1 ($conf_haproxy_map)"
}

# The table that Kamailio loads at its start and FreeRADIUS reads for each request, in one transaction.
location_set() {
  [ -n "$conf_location_db" ] || return 0
  said=$(sqlite3 -bail "$conf_location_db" ".timeout 3000" "BEGIN IMMEDIATE;
INSERT OR REPLACE INTO location(customer,system) VALUES ('$1','$2');
UPDATE loc SET key_value='$(letter "$2")' WHERE key_name='$1';
INSERT INTO loc(key_name,key_value) SELECT '$1','$(letter "$2")' WHERE NOT EXISTS(SELECT 1 FROM loc WHERE key_name='$1');
COMMIT;" 2>&1) || case $said in
    *full*) fail "$conf_location_db on $host: there is no room left on the disk" ;;
    *) fail "$conf_location_db on $host did not take the entry $1" ;;
  esac
}

# What the files hold that are read at the next start, made from the book.
files_from_book() {
  if has_haproxy; then put "$conf_haproxy_map" "$table"; fi
  [ "$conf_radius_dispatch" != files ] || put "$conf_radius_users" "$(printf '%s\n' "$table" | awk '
    $1 == "default" { last = $2; print "default Proxy-To-Realm := \"" $2 "\""; next }
    { print $1 " Proxy-To-Realm := \"" $2 "\"" }
    END { if (last != "") print "DEFAULT Proxy-To-Realm := \"" last "\"" }')"
}

# FreeRADIUS drops a reload that comes within 5 s of the last one and says so only in its log: what counts is what it answers.
radius_reload_until() {
  tries=0
  while :; do
    radius_says "$1"
    [ "$says" != "$2" ] || return 0
    [ $tries -lt 8 ] || return 0
    if [ $((tries % 4)) = 0 ]; then
      read -r pid _ 2>/dev/null <"$conf_radius_pid" || pid=$(pidof freeradius radiusd 2>/dev/null)
      case $pid in '' | *[!0-9]*) fail "FreeRADIUS does not run on $host ($conf_radius_pid)" ;; esac
      kill -HUP "$pid" 2>/dev/null || fail "FreeRADIUS does not run on $host ($conf_radius_pid)"
      sleep 0.3
    else
      sleep 2
    fi
    tries=$((tries + 1))
  done
}
