# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# SQL of the operations: clients, errors as sentences, the operations' own books. Needs base.sh and read_site.
# $etc/local.cnf is the option file for this system's server, $etc/peer.cnf that for the other system's.

client=mariadb
command -v mariadb >/dev/null 2>&1 || client=mysql
dumper=mariadb-dump
command -v mariadb-dump >/dev/null 2>&1 || dumper=mysqldump

# A session reads and writes the same whatever the server's defaults are. Times travel in UTC, text in utf8mb4.
session="SET NAMES utf8mb4; SET SESSION time_zone='+00:00', group_concat_max_len=67108864,
 sql_mode='STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION';
"

# sql_on local|peer: SQL on stdin, rows on stdout. Rows are not held in memory, nothing in the data is taken for a command.
# The end of a pipe, and the last that its process does.
sql_on() {
  exec "$client" --defaults-file="$etc/$1.cnf" --batch --raw --skip-column-names --binary-mode --quick \
    --connect-timeout=5 "$conf_db"
}

# dump_of local|peer OPTION…: structure or rows as statements. What only mysqldump of MySQL 8 knows is `loose` to the others.
dump_of() {
  dumped=$1
  shift
  "$dumper" --defaults-file="$etc/$dumped.cnf" --loose-set-gtid-purged=OFF --loose-column-statistics=0 --no-tablespaces \
    --default-character-set=utf8mb4 "$@"
}

# rows_dump local|peer CONDITION TABLE: INSERT statements, one instant, without holding anybody up.
rows_dump() {
  dump_of "$1" --no-create-info --skip-triggers --single-transaction --quick --compact --complete-insert --hex-blob --skip-lock-tables \
    --where="$2" "$conf_db" "$3"
}

# Columns that hold what was written to them: in information_schema `VIRTUAL GENERATED` is reckoned, `DEFAULT_GENERATED` (MySQL 8) is not.
written="extra NOT LIKE '% GENERATED%'"

other_system() { if [ "$conf_system" = source ]; then printf target; else printf source; fi; }

server_of() {
  if [ "$1" = local ]; then printf 'the database of the %s (%s)' "$conf_system" "$host"
  else printf 'the database of the %s (%s)' "$(other_system)" "$etc/peer.cnf"; fi
}

# sql TEXT: statements on stdout. A builtin: a here-document would cost a process each.
sql() { printf '%s\n' "$1"; }

# ask local|peer SQL: sets $rows. Ends the operation with a sentence on an error. Books that are not there yet, or were made
# only in part before a kill, are made by whoever may change something.
ask() { ask_said "$1" sql "$2"; }

# ask_said local|peer FUNCTION…: the same, of the SQL that a function prints. It runs in the process that feeds the client:
# made of builtins it costs nothing, where each `$(…)` of a text is one more process.
ask_said() {
  try_said "$@" && return 0
  case $phase-$errno-$named in
    apply-1146-switchyard.* | apply-1049-switchyard)
      try "$1" "$books" && try_said "$@" && return 0
      ;;
  esac
  refuse_error "$1"
}

try() { try_said "$1" sql "$2"; }

try_said() {
  asked=$1
  shift
  [ -r "$etc/$asked.cnf" ] || missing "there is no $etc/$asked.cnf on $host: see README.md beside the operations"
  rows=$({ printf '%s' "$session" && "$@"; } 2>/dev/null | sql_on "$asked" 2>&1) && return 0
  read_error "$rows"
  return 1
}

# Sets $errno and $named from the last line of the server that the client printed. Nothing else of it may be told: the client
# prints the failed statement with everything in it.
read_error() {
  errno=0 named=''
  said="
$1"
  case $said in *"
ERROR "[0-9]*) ;; *) return 0 ;; esac
  named=${said##*"
ERROR "}
  errno=${named%%[!0-9]*}
  # The first quoted word: a column or a table. Of a duplicate the key, never the value.
  case $errno-$named in
    1062-*"for key '"*) named=${named##*"for key '"} ;;
    1062-*) named='' ;;
    *"'"*"'"*) named=${named#*"'"} ;;
    *) named='' ;;
  esac
  named=${named%%"'"*}
  case $named in '' | [!A-Za-z_]* | *[!A-Za-z0-9_.]*) named='' ;; esac
}

# refuse_sql local|peer OUTPUT: one sentence, without a byte of the customers' data.
refuse_sql() {
  read_error "$2"
  refuse_error "$1"
}

# refuse_error local|peer: the sentence for $errno and $named.
refuse_error() {
  at=$(server_of "$1")
  case $errno in
    1048) guard_says "$named" ;;
    2002 | 2003 | 2005) fail "$at does not answer" ;;
    2006 | 2013 | 1927 | 1317 | 1053 | 1080) fail "$at ended the session in the middle; what was begun is rolled back" ;;
    1045 | 1044 | 1142 | 1227 | 1698) fail "$at refuses this login or right (error $errno); see $etc" ;;
    1049) fail "$at has no database $conf_db" ;;
    1146) fail "$at has no table ${named:-of that name}" ;;
    1054) fail "$at has no column ${named:-of that name}: the two releases differ there" ;;
    1062) fail "$at: a row stands in the way of key ${named:-(unnamed)}; nothing was changed" ;;
    1205 | 1213) fail "$at: another transaction holds the rows (error $errno); nothing was changed, it can be tried again" ;;
    1114 | 1021 | 3 | 28) fail "$at has no room left (error $errno); nothing was changed" ;;
    1290 | 1792 | 1836) fail "$at is read-only (error $errno)" ;;
    1040 | 1203) fail "$at has no free connection (error $errno)" ;;
    0) fail "$at: the client failed without a word of the server" ;;
    *) fail "$at refused a statement (error $errno); nothing was changed" ;;
  esac
}

# What a transaction demands is written to a temporary table whose columns cannot be NULL: the failing column names the
# demand, and the transaction ends. Works on MySQL and MariaDB alike, without routines in the database of the site.
# guard_table WORD…: the statement that makes it. guard WORD CONDITION: one demand.
guard_table() {
  printf 'CREATE TEMPORARY TABLE switchyard.guard(n INT NULL'
  for word in "$@"; do printf ',%s INT NOT NULL DEFAULT 1' "$word"; done
  printf ') ENGINE=MEMORY;\n'
}

guard() { demand_of "$@" && sql "$demand"; }

# Sets $demand to the statement of a guard, for a text that holds it.
demand_of() { demand="INSERT INTO switchyard.guard($1) SELECT IF($2,1,NULL);"; }

# An operation that guards has its own words for them; this is the one for the others.
guard_says() { fail "a demand was not met: $1"; }

# --- books of the operations: their own database beside the site's -------------------------------------------------

books="CREATE DATABASE IF NOT EXISTS switchyard DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE IF NOT EXISTS switchyard.transfers(i_customer BIGINT PRIMARY KEY, status_before CHAR(1) NOT NULL DEFAULT 'O',
 exported_current TINYINT NOT NULL DEFAULT 0, exported_older TINYINT NOT NULL DEFAULT 0,
 imported_current TINYINT NOT NULL DEFAULT 0, imported_older TINYINT NOT NULL DEFAULT 0,
 changed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP) ENGINE=InnoDB;
CREATE TABLE IF NOT EXISTS switchyard.copy_tables(name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
 pk VARCHAR(64) NOT NULL, columns_hashed TEXT NOT NULL, upto DECIMAL(20,0) NOT NULL, last_pk DECIMAL(20,0) NULL,
 row_count BIGINT UNSIGNED NOT NULL DEFAULT 0, checksum BIGINT UNSIGNED NOT NULL DEFAULT 0, is_done TINYINT NOT NULL DEFAULT 0) ENGINE=InnoDB;
CREATE TABLE IF NOT EXISTS switchyard.fingerprints(entity VARCHAR(191) PRIMARY KEY, hash VARCHAR(64) NOT NULL) ENGINE=InnoDB;
CREATE TABLE IF NOT EXISTS switchyard.facts(name VARCHAR(64) PRIMARY KEY, value VARCHAR(255) NOT NULL) ENGINE=InnoDB;
"

# ask_reading local|peer: the SQL of the function `reading BOOKED`, which may only read: BOOKED is empty where the books are
# not there yet, and then it must do without them.
ask_reading() {
  try_said "$1" reading yes && return 0
  case $errno in
    1049 | 1146) ask_said "$1" reading '' ;;
    *) refuse_sql "$1" "$rows" ;;
  esac
}

# Statements of which each may fail by itself.
sql_force() { "$client" --defaults-file="$etc/local.cnf" --force --batch --connect-timeout=5 "$conf_db"; }
