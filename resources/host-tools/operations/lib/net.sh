# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# Service addresses on the link. Needs base.sh and read_site. IPv4: another family needs a command of the site.

# Sets $address (without port) and $device. Another arping answers in other words: no holder would be seen, and two would hold it.
read_address() {
  case $(arping -V 2>&1) in *iputils*) ;; *) missing "the program arping on $host is not that of iputils" ;; esac
  address=${arg_address%:*}
  case $address in
    *[!0-9.]* | *.*.*.*.* | .* | *. | *..*) misuse "--address is not an IPv4 address: $(plain "$arg_address"); this host tool moves no other" ;;
    *.*.*.*) ;;
    *) misuse "--address is not an IPv4 address: $(plain "$arg_address")" ;;
  esac
  device=$conf_service_device
  [ -n "$device" ] || missing "service_device is not set in $etc/site.conf on $host"
  ip link show dev "$device" >/dev/null 2>&1 || missing "there is no network device $device on $host"
}

# This host has the address on any device.
held_here() { [ -n "$(ip -o -4 addr show to "$address/32" 2>/dev/null)" ]; }

# Sets $answering to the hardware addresses that answer for $1 on the link, lower case, a line each; this host's own is not
# among them. On a link an answer takes less than a ms; waiting longer would be downtime. Asked twice, because one may be lost.
# As a holder this host asks without an address of its own (-D), which ends at the first answer; else all answers are seen.
who_answers() {
  how=-b
  if held_here; then how=-D; fi
  half="0.$(printf '%03d' $((conf_arp_wait_ms / 2)))"
  # INT: arping prints what it has and ends.
  answering=$(for round in 1 2; do timeout -s INT "$half" arping $how -c 1 -I "$device" "$1" 2>/dev/null || [ $? != 2 ] || echo failed; done |
    sed -n -e 's/.*\[\([0-9A-Fa-f:]*\)\].*/\1/p' -e '/^failed$/p' | tr A-F a-f | sort -u)
  case $answering in *failed) fail "arping on $host cannot ask on $device who holds $1: is it up, has it an address of its own, may this login send there?" ;; esac
}

# Sets $holder to the system of the hardware address $1, by the addresses that `peers` names; unknown when none of them fits.
system_of() {
  holder=unknown
  for entry in $conf_peers; do
    addresses=${entry#*:}
    while [ -n "$addresses" ]; do
      peer=${addresses%%,*}
      case $addresses in *,*) addresses=${addresses#*,} ;; *) addresses='' ;; esac
      # The own address of a peer is in the neighbour table, or is asked for.
      mac=$(ip neigh show "$peer" dev "$device" 2>/dev/null | sed -n 's/.*lladdr \([0-9a-f:]*\).*/\1/p')
      [ -n "$mac" ] || mac=$(timeout -s INT 0.3 arping -f -c 1 -I "$device" "$peer" 2>/dev/null | sed -n 's/.*\[\([0-9A-Fa-f:]*\)\].*/\1/p' | tr A-F a-f)
      if [ "$mac" = "$1" ]; then
        holder=${entry%%:*}
        return
      fi
    done
  done
}

# Sets $holder: source, target, dsbc, none, unknown, or both when more than one host answers.
find_holder() {
  who_answers "$address"
  if held_here; then
    holder=$conf_system
    [ -z "$answering" ] || holder=both
    return
  fi
  case $answering in
    '') holder=none ;;
    *"
"*) holder=both ;;
    *) system_of "$answering" ;;
  esac
}

# The site's own program makes the move last over a restart of the host: address_hook claim|release ADDRESS SERVICE DEVICE.
run_hook() {
  [ -n "$conf_address_hook" ] || return 0
  "$conf_address_hook" "$1" "$address" "$arg_service" "$device" >/dev/null 2>&1 ||
    fail "$conf_address_hook on $host ended with $?; the address $address is moved, but may come back with a restart of the host"
}
