# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# The copy of the database: its plan, its tables, their checksums. Needs sql.sh.
# The plan is a row a table in switchyard.copy_tables of both systems: which key it is walked by, how far it reached when the
# copy began, what was hashed. Rows made later are not of the copy; customer-import brings them.

# What may change on one side while the copy stands, and is not compared: lock, status and money of customers.
moving_columns="'bill_status','billing_lock','balance','credit_limit','password','status','value','period_from'"

# hash_of COLUMNS: 64 bits of a row; the bits of all rows are XORed, so order does not matter and parts can be added.
hash_of() { printf "CAST(CONV(LEFT(MD5(CONCAT_WS('\\\\\\\\',%s)),16),16,10) AS UNSIGNED)" "$1"; }

# crc_of COLUMNS: the same with 32 bits and a quarter of the time; for counted rows that were just written.
crc_of() { printf "CRC32(CONCAT_WS('\\\\\\\\',%s))" "$1"; }

# Prints a line a table of this system's database: NAME KEY COLUMNS UPTO. A table without a numeric key of one column is
# walked in one piece, its KEY is -.
plan_tables() {
  ask local "SELECT CONCAT_WS(' ',t.table_name,IFNULL((SELECT IF(COUNT(*)=1 AND MAX(c.data_type LIKE '%int'),MAX(k.column_name),'-')
  FROM information_schema.key_column_usage k JOIN information_schema.columns c
  ON c.table_schema=k.table_schema AND c.table_name=k.table_name AND c.column_name=k.column_name
  WHERE k.table_schema=t.table_schema AND k.table_name=t.table_name AND k.constraint_name='PRIMARY'),'-'),
 (SELECT GROUP_CONCAT('IFNULL(\`',c.column_name,'\`,0x00)' ORDER BY c.ordinal_position) FROM information_schema.columns c
  WHERE c.table_schema=t.table_schema AND c.table_name=t.table_name AND c.column_name NOT IN ($moving_columns) AND c.$written))
 FROM information_schema.tables t WHERE t.table_schema=DATABASE() AND t.table_type='BASE TABLE' ORDER BY t.data_length DESC,t.table_name;"
  tables=$rows
  statements=$(printf '%s\n' "$tables" | while read -r table key hashed; do
    if [ "$key" = - ]; then reached=0; else reached="(SELECT IFNULL(MAX(\`$key\`),0) FROM \`$table\`)"; fi
    printf "SELECT CONCAT_WS(' ','%s','%s','%s',%s);\n" "$table" "$key" "$hashed" "$reached"
  done)
  ask local "$statements"
  printf '%s\n' "$rows"
}

# checks_sql PLAN: SQL that prints NAME ROWS HASH of every planned table, up to where the copy reached.
checks_sql() {
  printf '%s\n' "$1" | while read -r table key hashed last; do
    rows_there="\`$key\`<=$last"
    [ "$key" != - ] || rows_there=1
    printf "SELECT CONCAT_WS(' ','%s',COUNT(*),BIT_XOR(%s)) FROM \`%s\` WHERE %s;\n" "$table" "$(crc_of "$hashed")" "$table" "$rows_there"
  done
}

# Sets $plan to the lines NAME PK COLUMNS UPTO that the books hold; empty when there was no copy.
read_plan() {
  # shellcheck disable=SC2317 # ask_reading calls it
  reading() {
    if [ -z "$1" ]; then printf 'DO 0;'; else printf "SELECT CONCAT_WS(' ',name,pk,columns_hashed,upto) FROM switchyard.copy_tables ORDER BY name;\n"; fi
  }
  ask_reading "$1"
  plan=$rows
}
