# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# What the operations on one customer share. Needs sql.sh; $arg_customer is checked to be a number.
# The parts that make SQL print it; the operations put them together into one session.

c=$arg_customer
# shellcheck disable=SC2034 # read by the operations
started='SET @t0=SYSDATE(6);
'
elapsed_sql='GREATEST(0,ROUND(TIMESTAMPDIFF(MICROSECOND,@t0,SYSDATE(6))/1000))'

guard_says() {
  here=$conf_system there=$(other_system)
  case $1 in
    busy) fail "customer $c is busy: another operation works on it on the $here ($host)" ;;
    busy_there) fail "customer $c is busy: another operation works on it on the $there" ;;
    absent) fail "no customer $c in $conf_db.customers on $host" ;;
    absent_there) fail "no customer $c in $conf_db.customers of the $there" ;;
    never_here) fail "customer $c was never on the $here ($host)" ;;
    not_live) fail "customer $c is not live on the $here ($host)" ;;
    not_locked) fail "customer $c is not locked on $host: lock it first" ;;
    not_locked_there) fail "customer $c is not locked on the $there: lock it first" ;;
    not_exported) fail "no export of customer $c is there: it is not exported on the $there" ;;
    no_current) fail "the export of customer $c holds no xDRs of the current period" ;;
    no_older) fail "the export of customer $c holds no older xDRs" ;;
    live_here) fail "a record of customer $c is live on the $here ($host) already" ;;
    not_imported) fail "customer $c is not on the $here yet: older xDRs follow later" ;;
    not_exported_here) fail "customer $c is not exported yet: older xDRs follow later" ;;
    arrived) fail "customer $c: its row of $conf_db.customers did not arrive; nothing was kept" ;;
    disconnected) fail "the systems are disconnected: the target runs in normal mode" ;;
    part_copy) fail "the copy of the database on the $here ($host) is not complete" ;;
    catalog) fail "a product that customer $c uses is not on the $here ($host): the catalogs differ" ;;
    taken_*) fail "${1#taken_} on the $here ($host): a row of another customer stands in the way of customer $c" ;;
    stale_*) fail "${1#stale_} on the $here ($host): an old row of another customer stands in the way of customer $c; it may be replaced with --conflicts use-existing" ;;
    differs_*) fail "customer $c: ${1#differs_} on the $here and the $there did not agree after the transfer; nothing was kept" ;;
    *) fail "customer $c: a demand was not met: $1" ;;
  esac
}

# One operation at a time works on a customer, on each system. A lock of the session: it goes with the session, however
# that ends.
# lock_customer GUARD
lock_customer() { guard "$1" "GET_LOCK('switchyard.$c',0)=1"; }

# Sets @period: when the customer's current billing period began here.
period() {
  printf "SET @period='1970-01-01'; SELECT e.period_from INTO @period FROM customers k JOIN environments e ON e.i_env=k.i_env WHERE k.i_customer=%s;\n" "$c"
}

# facts BOOKED: sets @facts to the JSON of CustomerFacts (shared/domain/operations.ts); NULL when there is no row. On the
# target a record that only the copy of the database brought counts as absent: this system does not serve it.
facts() {
  period
  came="k.bill_status<>'E'"
  [ -z "$1" ] || came="$came OR EXISTS(SELECT 1 FROM switchyard.transfers t WHERE t.i_customer=k.i_customer)"
  status="IF($came,k.bill_status,'absent')"
  [ "$conf_system" = target ] || status=k.bill_status
  registered=''
  [ -z "$conf_registrations" ] ||
    registered=",'registrations',(SELECT COUNT(*) FROM $conf_registrations l JOIN accounts a ON a.id=l.username WHERE a.i_customer=$c AND l.expires>NOW())"
  sql "SET @facts=NULL;
SELECT COUNT(*),IFNULL(SUM(charged_amount),0) INTO @n,@s FROM xdrs WHERE i_customer=$c AND connect_time>=@period;
SELECT COUNT(*) INTO @older FROM xdrs WHERE i_customer=$c AND connect_time<@period;
SELECT JSON_OBJECT('customer','$c','accounts',(SELECT COUNT(*) FROM accounts a WHERE a.i_customer=k.i_customer),
 'dids',(SELECT COUNT(*) FROM dids d WHERE d.i_customer=k.i_customer),'balance',CAST(k.balance AS CHAR),
 'creditLimit',CAST(IFNULL(k.credit_limit,0) AS CHAR),'billStatus',$status,'billingLock',k.billing_lock,
 'xdrCount',CAST(@n AS UNSIGNED),'xdrSum',CAST(@s AS CHAR),'olderXdrs',CAST(@older AS UNSIGNED)$registered) INTO @facts
 FROM customers k WHERE k.i_customer=$c;"
}

absent_facts="{\"customer\":\"$c\",\"accounts\":0,\"dids\":0,\"balance\":\"0\",\"creditLimit\":\"0\",\"billStatus\":\"absent\",\"billingLock\":\"N\",\"xdrCount\":0,\"xdrSum\":\"0\",\"olderXdrs\":0}"

# Sets $want_current and $want_older (1 or 0) from --xdrs.
xdr_scope() {
  need_one_of xdrs "$arg_xdrs" none current older all
  want_current=0 want_older=0
  case $arg_xdrs in current | all) want_current=1 ;; esac
  # shellcheck disable=SC2034 # read by the operations
  case $arg_xdrs in older | all) want_older=1 ;; esac
}

# answer_with_facts SQL: the row that is the answer, after facts; SQL puts more into it.
answer_with_facts() { sql "SELECT CONCAT('{\"facts\":',@facts,',\"ms\":',$elapsed_sql$1,'}');"; }

# answer_of ROWS: prints the last row that is a JSON document, or ends the operation with SENTENCE.
answer_of() {
  case $1 in
    *'{'*'}') printf '%s\n' "${1##*"
"}" ;;
    *) fail "$2" ;;
  esac
}

# --- rows of one customer as SQL, made by the server that has them --------------------------------------------------

# Sets @cols (names) and @vals (an expression that gives a row as SQL literals) of TABLE.
columns_of() {
  sql "SELECT GROUP_CONCAT('\`',column_name,'\`' ORDER BY ordinal_position),
 GROUP_CONCAT(IF(data_type LIKE '%blob' OR data_type LIKE '%binary' OR data_type IN ('bit','geometry'),
  CONCAT('IFNULL(CONCAT(''x\\\\'''',HEX(\`',column_name,'\`),''\\\\''''),''NULL'')'),CONCAT('QUOTE(\`',column_name,'\`)')) ORDER BY ordinal_position)
 INTO @cols,@vals FROM information_schema.columns
 WHERE table_schema=DATABASE() AND table_name='$1' AND $written;"
}

# rows_of TABLE WHERE SUFFIX: prints, when run, INSERT statements of 256 KiB and at most one row more: a server takes no statement above
# its max_allowed_packet.
rows_of() {
  columns_of "$1"
  sql "SET @bytes=0;
SET @q=CONCAT('SELECT CONCAT(''INSERT INTO $1(',@cols,') VALUES '',GROUP_CONCAT(''('',switchyard_row,'')''),''$3;'')
 FROM (SELECT (@row:=CONCAT_WS('','',',@vals,')) AS switchyard_row,(@bytes:=@bytes+LENGTH(@row)) DIV 262144 AS switchyard_batch FROM $1 WHERE ',$2,') r GROUP BY switchyard_batch');
PREPARE s FROM @q; EXECUTE s; DEALLOCATE PREPARE s;"
}

# check_of TABLE WHERE: prints, when run, the demand that the receiver has the very same rows. After rows_of of the table.
check_of() {
  sql "SET @q=CONCAT('SELECT COUNT(*),BIT_XOR(CRC32(CONCAT_WS('','',',@vals,'))) INTO @n,@crc FROM $1 WHERE ',$2);
PREPARE s FROM @q; EXECUTE s; DEALLOCATE PREPARE s;
SELECT CONCAT('INSERT INTO switchyard.guard(differs_$1) SELECT IF(COUNT(*)=',@n,' AND BIT_XOR(CRC32(CONCAT_WS('','',',@vals,')))=',@crc,
 ',1,NULL) FROM $1 WHERE ',$2,';');"
}

# --- lock and unlock -----------------------------------------------------------------------------------------------

# set_lock C|N: the billing lock of the customer on this system. C stops its service here, N lets it run.
set_lock() {
  if [ "$phase" = probe ]; then
    ask local "SELECT CONCAT(bill_status,billing_lock,IS_FREE_LOCK('switchyard.$c')) FROM customers WHERE i_customer=$c;"
    case $rows in
      '') probe_says absent "no customer $c in $conf_db.customers on $host" ;;
      ??0) probe_says partial "another operation works on customer $c on $host" ;;
      ?"$1"1) probe_says 'done' "billing_lock is $1 on the $conf_system" 20 ;;
      *) probe_says absent "billing_lock is not $1 on the $conf_system" 20 ;;
    esac
  fi
  ask local "$started
UPDATE customers SET billing_lock='$1' WHERE i_customer=$c AND IS_FREE_LOCK('switchyard.$c')=1;
SELECT IF(billing_lock='$1',JSON_OBJECT('customer','$c','billingLock',billing_lock,'ms',$elapsed_sql),'busy') FROM customers WHERE i_customer=$c;"
  case $rows in
    '') guard_says absent ;;
    busy) guard_says busy ;;
    *) printf '%s\n' "$rows" ;;
  esac
}
