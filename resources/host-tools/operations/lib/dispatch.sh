# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# The dispatch table of one DSBC host: which customer (or `default`) goes to which system, in Kamailio's htable, HAProxy's
# map and what FreeRADIUS looks up. $book is the table that lasts: `generation N`, then `ENTRY SYSTEM` lines.

book=$conf_state/dispatch
newline='
'
[ "$conf_system" = dsbc ] || fail "$host is not a dispatcher"

# Sets $generation and $table (lines ENTRY SYSTEM, without the first).
read_book() {
  generation=0 table=''
  [ -f "$book" ] || return 0
  table=$(cat "$book")
  case $table in 'generation '[0-9]*) ;; *) fail "$book on $host is not a dispatch table" ;; esac
  generation=${table#generation }
  generation=${generation%%"$newline"*}
  case $generation in *[!0-9]*) fail "$book on $host is not a dispatch table" ;; esac
  case $table in *"$newline"*) table=${table#*"$newline"} ;; *) table='' ;; esac
}

# Sets $booked to the system that the book has for an entry, or to nothing.
find_entry() {
  booked=''
  case "$newline$table$newline" in *"$newline$1 source$newline"*) booked=source ;; *"$newline$1 target$newline"*) booked=target ;; esac
}

# The entry goes to SYSTEM: one line of $table, in its place or at the end.
set_entry() {
  find_entry "$1"
  if [ -n "$booked" ]; then
    # Patterns of the shell are slow in a long table.
    table=$(printf '%s\n' "$table" | sed "s/^$1 .*/$1 $2/") || fail "the table of $host could not be changed"
  else
    table="$table${table:+$newline}$1 $2"
  fi
}

has_kamailio() { [ -n "$conf_kamailio_htable" ] && [ "$conf_kamailio_htable" != none ]; }
has_haproxy() { [ -n "$conf_haproxy_map" ]; }
has_radius() { [ -n "$conf_radius_dispatch" ]; }

# --- what each protocol says: sets $says to source, target, none (no entry) or unknown -------------------------------
# A setting and its reading go in one call; a new process for each would cost more than the work.

# `s:` keeps kamcmd from taking the number of a customer for a number.
kamailio_says() { read_kamailio "htable.get $conf_kamailio_htable s:$1"; }

read_kamailio() {
  answer=$(printf '%s\n' "$1" | kamcmd -s "$conf_kamailio_ctl" 2>&1)
  case $answer in
    *'value: s'*) says=source ;;
    *'value: t'*) says=target ;;
    *'Key name doesn'*) says=none ;;
    *) says=unknown ;;
  esac
}

haproxy_says() { read_haproxy "get map $conf_haproxy_map $1"; }

read_haproxy() {
  answer=$(printf '%s\n' "$1" | socat -t 2 - "UNIX-CONNECT:$conf_haproxy_socket" 2>/dev/null)
  case $answer in
    *found=yes*'value="source"'*) says=source ;;
    *found=yes*'value="target"'*) says=target ;;
    *found=no*) says=none ;;
    *) says=unknown ;;
  esac
}

# FreeRADIUS itself is asked, not its file: it may have dropped a reload.
radius_says() {
  answer=$(printf 'User-Name = "%s"\nUser-Password = "none"\n' "$1" |
    radclient -D "${0%/*}/lib/radius" -t 1 -r 2 -x -S "$conf_radius_check_secret" "$conf_radius_check" auth 2>/dev/null)
  case $answer in
    *'Reply-Message = "source"'*) says=source ;;
    *'Reply-Message = "target"'*) says=target ;;
    *Access-Accept*) says=none ;;
    *) says=unknown ;;
  esac
}

# Sets $readings to what each protocol says of an entry, and $agreed to the system that all say, or no.
read_back() {
  readings='' agreed=''
  if has_kamailio; then kamailio_says "$1"; note_reading kamailio; fi
  if has_haproxy; then haproxy_says "$1"; note_reading haproxy; fi
  if has_radius; then radius_says "$1"; note_reading radius; fi
}

note_reading() {
  readings="$readings${readings:+, }$1 says $says"
  case $agreed in '') agreed=$says ;; "$says") ;; *) agreed=no ;; esac
}

# --- what each protocol is told; sets $says to what it says afterwards -----------------------------------------------

kamailio_set() {
  read_kamailio "htable.sets $conf_kamailio_htable s:$1 ${2%"${2#?}"}
htable.get $conf_kamailio_htable s:$1"
}

# `set map` changes an entry that is there, `add map` makes one; an entry of the book is there, unless somebody took it out.
haproxy_set() {
  how='add'
  [ "$was_booked" = no ] || how='set'
  read_haproxy "$how map $conf_haproxy_map $1 $2; get map $conf_haproxy_map $1"
  [ "$says" != none ] || read_haproxy "add map $conf_haproxy_map $1 $2; get map $conf_haproxy_map $1"
  [ "$says" = "$2" ] || read_haproxy "set map $conf_haproxy_map $1 $2; get map $conf_haproxy_map $1"
}

# The table that Kamailio loads at its start and FreeRADIUS reads for each request, in one transaction.
location_set() {
  [ -n "$conf_location_db" ] || return 0
  letter=${2%"${2#?}"}
  said=$(sqlite3 -bail "$conf_location_db" ".timeout 3000" "BEGIN IMMEDIATE;
INSERT OR REPLACE INTO location(customer,system) VALUES ('$1','$2');
UPDATE loc SET key_value='$letter' WHERE key_name='$1';
INSERT INTO loc(key_name,key_value) SELECT '$1','$letter' WHERE NOT EXISTS(SELECT 1 FROM loc WHERE key_name='$1');
COMMIT;" 2>&1) || case $said in
    *full*) fail "$conf_location_db on $host: there is no room left on the disk" ;;
    *) fail "$conf_location_db on $host did not take the entry $1" ;;
  esac
}

# write_tables [BOOK TEXT]: the book first, if it has changed, and the files that are read at the next start, made from it.
write_tables() {
  if has_haproxy; then set -- "$@" "$conf_haproxy_map" "$table"; fi
  [ "$conf_radius_dispatch" != files ] || set -- "$@" "$conf_radius_users" "$(printf '%s\n' "$table" | awk '
    $1 == "default" { last = $2; print "default Proxy-To-Realm := \"" $2 "\""; next }
    { print $1 " Proxy-To-Realm := \"" $2 "\"" }
    END { if (last != "") print "DEFAULT Proxy-To-Realm := \"" last "\"" }')"
  [ $# = 0 ] || put "$@"
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
