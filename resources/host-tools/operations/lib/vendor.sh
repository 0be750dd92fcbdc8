# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# Vendor xDRs of one environment. Needs sql.sh; $arg_environment is checked to be a name.

e=$arg_environment

guard_says() {
  case $1 in
    busy) fail "environment $e: another synchronisation runs" ;;
    differs) fail "vendor_xdrs of environment $e did not arrive as they are on the source; nothing of this part was kept" ;;
    *) fail "environment $e: a demand was not met: $1" ;;
  esac
}

# Sets $env to the number of the environment on this system.
find_environment() {
  ask local "SELECT i_env FROM environments WHERE id='$e';"
  [ -n "$rows" ] || fail "no environment $e in $conf_db.environments on $host"
  env=$rows
}

# Parts of 8192 ids, each with count and check: what differs between the systems is found without carrying it.
check_sql="CRC32(CONCAT_WS('/',i_xdr,i_vendor,connect_time,duration,charged_amount,h323_conf_id))"
parts_sql="SELECT CONCAT_WS(' ',i_xdr DIV 8192,COUNT(*),BIT_XOR($check_sql)) FROM vendor_xdrs WHERE i_env="

# Sets $missing_parts: lines PART COUNT CHECK of the source that the target has not or has otherwise, and
# $residual: vendor xDRs that are only on the source. SOURCE and TARGET are local or peer.
compare_parts() {
  ask "$1" "${parts_sql}$env GROUP BY i_xdr DIV 8192;"
  on_source=$rows
  missing_parts=''
  residual=0
  [ -n "$on_source" ] || return 0
  ask "$2" "${parts_sql}$env GROUP BY i_xdr DIV 8192;"
  # The target's own ids share the parts: a part that differs is looked at one by one. Another xDR under the same id is not this one.
  differing=$({ printf '%s\n' "$rows" | sed 's/^/t /'; printf '%s\n' "$on_source" | sed 's/^/s /'; } |
    awk '$1 == "t" { have[$2] = $3 " " $4; next } $2 != "" && have[$2] != $3 " " $4 { print $2 }')
  for part in $differing; do
    ids="SELECT CONCAT(i_xdr,'-',$check_sql) FROM vendor_xdrs WHERE i_env=$env AND i_xdr BETWEEN $((part * 8192)) AND $((part * 8192 + 8191)) ORDER BY i_xdr;"
    ask "$2" "$ids"
    have=$rows
    ask "$1" "$ids"
    lacking=$({ printf '%s\n' "$have" | sed 's/^/t /'; printf '%s\n' "$rows" | sed 's/^/s /'; } |
      awk '$1 == "t" { have[$2]; next } $2 != "" && !($2 in have) { n++ } END { print n + 0 }')
    residual=$((residual + lacking))
    [ "$lacking" = 0 ] || missing_parts="$missing_parts $part"
  done
}
