# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# Carries the rows of one customer from the other system's server into a transaction on this one. Needs customer.sh, and of
# the operation: said_there, opening, closing, $carry_tables, $carry_check (all or carried), $want_current, $want_older, $arg_conflicts.

# One instant of the other server for all that is read there.
begin_reading() {
  printf "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;\nSTART TRANSACTION WITH CONSISTENT SNAPSHOT;\n"
}

# After the decommission nobody is carried any more.
still_dual() { guard disconnected "IFNULL((SELECT value FROM system_state WHERE name='mode'),'dual')='dual'"; }

# Sets $carried to the words for guard_table.
carry_guards() {
  carried=''
  for table in $carry_tables xdrs; do carried="$carried differs_$table taken_$table stale_$table"; done
}

# demand_here WORD CONDITION: the other server writes a demand for this one. Quotes in the condition are doubled.
demand_here() { demand_of "$@" && sql "SELECT '$demand';"; }

# What the other server says: the rows and the demands that compare them.
carried_rows() {
  for table in $carry_tables; do
    unique_rows "$table"
    printf "SELECT 'DELETE FROM %s WHERE i_customer=%s;';\n" "$table" "$c"
    rows_of "$table" "'i_customer=$c'" ''
    check_of "$table" "'i_customer=$c'"
  done
  [ -z "$carry_tables" ] || carried_registrations
  # xDRs are never changed once written: those that the copy brought are here already.
  period
  sql "SET @upto=0;
SELECT upto INTO @upto FROM switchyard.copy_tables WHERE name='xdrs';"
  scope=''
  case $want_current$want_older in
    00) return ;;
    10) scope=",' AND connect_time>=',QUOTE(@period)" ;;
    01) scope=",' AND connect_time<',QUOTE(@period)" ;;
  esac
  rows_of xdrs "CONCAT('i_customer=$c AND i_xdr>',@upto$scope)" ' ON DUPLICATE KEY UPDATE xdrs.i_xdr=xdrs.i_xdr'
  if [ "$carry_check" = all ]; then check_of xdrs "CONCAT('i_customer=$c'$scope)"; else check_carried; fi
}

# Where the registrations of a system lie in a table (`registrations`), they follow the customer: a phone is reached at once
# where it went, and does not have to register again. Their own number (id) stays behind.
carried_registrations() {
  [ -n "$conf_registrations" ] || return 0
  table=${conf_registrations#*.} schema=${conf_registrations%.*}
  [ "$schema" != "$conf_registrations" ] || schema=$conf_db
  sql "SELECT CONCAT('DELETE FROM $schema.$table WHERE username IN (SELECT id FROM accounts WHERE i_customer=$c);');
SELECT GROUP_CONCAT('\`',column_name,'\`' ORDER BY ordinal_position),GROUP_CONCAT('QUOTE(l.\`',column_name,'\`)' ORDER BY ordinal_position)
 INTO @cols,@vals FROM information_schema.columns WHERE table_schema='$schema' AND table_name='$table' AND column_name<>'id';
SET @q=CONCAT('SELECT CONCAT(''INSERT INTO $schema.$table(',@cols,') VALUES ('',CONCAT_WS('','',',@vals,'),'');'')
 FROM $schema.$table l JOIN accounts a ON a.id=l.username WHERE a.i_customer=$c AND l.expires>NOW()');
PREPARE s FROM @q; EXECUTE s; DEALLOCATE PREPARE s;"
}

# The receiver may have xDRs that this side never got: then only what was carried is compared.
check_carried() {
  sql "SELECT 'CREATE TEMPORARY TABLE switchyard.carried(i_xdr BIGINT UNSIGNED PRIMARY KEY);';
SET @row=-1;
SELECT CONCAT('INSERT INTO switchyard.carried VALUES ',GROUP_CONCAT('(',i_xdr,')'),';')
 FROM (SELECT i_xdr,(@row:=@row+1) DIV 2000 AS switchyard_batch FROM xdrs WHERE i_customer=$c AND i_xdr>@upto) r GROUP BY switchyard_batch;
SET @q=CONCAT('SELECT COUNT(*),BIT_XOR(CRC32(CONCAT_WS('','',',@vals,'))) INTO @n,@crc FROM xdrs WHERE i_customer=$c AND i_xdr>',@upto);
PREPARE s FROM @q; EXECUTE s; DEALLOCATE PREPARE s;
SELECT CONCAT('INSERT INTO switchyard.guard(differs_xdrs) SELECT IF(COUNT(*)=',@n,' AND BIT_XOR(CRC32(CONCAT_WS('','',',@vals,')))=',@crc,
 ',1,NULL) FROM xdrs WHERE i_customer=$c AND i_xdr IN (SELECT i_xdr FROM switchyard.carried);');"
}

# A unique value of the customer may stand here on another customer's row: on that of a live one it is refused, on a shadow
# it is old (the number has moved since the copy) and gives way where the caller allows.
unique_rows() {
  case $1 in accounts) column=id ;; dids) column=number ;; *) return 0 ;; esac
  demand_of "taken_$1" '@taken=0' && said="'$demand"
  if [ "$arg_conflicts" = refuse ]; then
    demand_of "stale_$1" '@stale=0' && said="$said$demand'"
  else
    said="$said SET @replaced=IFNULL(@replaced,0)+@stale; DELETE x FROM $1 x JOIN customers k ON k.i_customer=x.i_customer
 WHERE k.i_customer<>$c AND k.bill_status NOT IN (''O'',''S'') AND x.$column IN (',@list,');'"
  fi
  sql "SET @list=NULL;
SELECT GROUP_CONCAT(QUOTE($column)) INTO @list FROM $1 WHERE i_customer=$c;
SELECT CONCAT('SELECT IFNULL(SUM(k.bill_status IN (''O'',''S'')),0),IFNULL(SUM(k.bill_status NOT IN (''O'',''S'')),0) INTO @taken,@stale FROM $1 x JOIN customers k ON k.i_customer=x.i_customer WHERE k.i_customer<>$c AND x.$column IN (',@list,');') FROM DUAL WHERE @list IS NOT NULL;
SELECT CONCAT($said) FROM DUAL WHERE @list IS NOT NULL;"
}

# The other server's words flow into this one's client; its complaint comes back as a line of its own. Only when it has said
# everything does the closing follow, and with it the COMMIT. Sets $rows.
carry() {
  [ -r "$etc/peer.cnf" ] || missing "there is no $etc/peer.cnf on $host: see README.md beside the operations"
  [ -r "$etc/local.cnf" ] || missing "there is no $etc/local.cnf on $host: see README.md beside the operations"
  for round in first last; do
    failed=no
    rows=$({ words_for_this_server | sql_on local; } 2>&1) || failed=local
    # A complaint without a number only says that this server's client was gone.
    case $rows in *'
switchyard-peer 0 '*) [ $failed = local ] || failed=peer ;; *'
switchyard-peer '*) failed=peer ;; esac
    case $failed in
      no) return 0 ;;
      local) read_error "$rows" ;;
      peer)
        errno=${rows##*'
switchyard-peer '}
        named=${errno#* } errno=${errno%% *}
        named=${named%%.*}
        case $named in *[!A-Za-z0-9_]*) named='' ;; esac
        case $errno in *[!0-9]*) errno=0 ;; esac
        ;;
    esac
    # The books are made on a side that has none yet.
    case $round$errno in first1049 | first1146) ask $failed "$books" ;; *) refuse_error $failed ;; esac
  done
}

words_for_this_server() {
  opening
  # Its rows go to fd 5, which is the pipe to this server's client; what is captured is the complaint.
  { complaint=$({ said_there | sql_on peer; } 2>&1 >&5) && closing && return 0; } 5>&1
  read_error "$complaint"
  printf '\nswitchyard-peer %s %s.\n' "$errno" "$named" >&2
}
