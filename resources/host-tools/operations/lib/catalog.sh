# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# Fingerprints of the product catalog, and its fields. Needs copy.sh. Rows made after the copy are not of the frozen catalog.

# plan_line PLAN TABLE: sets $pk, $columns and $where of a planned table; fails when there is none.
plan_line() {
  line=$(printf '%s\n' "$1" | grep "^$2 ") || return 1
  # shellcheck disable=SC2086 # NAME PK COLUMNS UPTO
  set -- $line
  pk=$2 columns=$3 where="$2<=$4"
  [ "$pk" != - ] || where=1
}

has_column() { case $columns in *"\`$1\`"*) ;; *) return 1 ;; esac; }

# catalog_sql PLAN: a table of (e, h): an entity type, `product:NAME` or `customer_class:NAME`, and its hash. A product counts
# as changed when its tariff, a rate of that, or its subscription changed.
catalog_sql() {
  parts=''
  for wanted in $conf_catalog_tables; do
    plan_line "$1" "$wanted" || continue
    hash=$(hash_of "$columns")
    parts="${parts:+$parts UNION ALL }SELECT '$wanted' e,CONCAT(COUNT(*),'-',HEX(BIT_XOR($hash))) h FROM $wanted WHERE $where"
    case $wanted in
      products) product=$hash products=$where ;;
      tariffs) tariff=$hash ;;
      subscriptions) subscription=$hash ;;
      rates) rate=$hash rates=$where ;;
      customer_classes)
        ! has_column name ||
          parts="$parts UNION ALL SELECT CONCAT('customer_class:',name),HEX(BIT_XOR($hash)) FROM $wanted WHERE $where GROUP BY name"
        ;;
    esac
  done
  printf '%s' "$parts"
  if [ -n "${product:-}" ] && [ -n "${tariff:-}" ] && [ -n "${rate:-}" ] && [ -n "${subscription:-}" ]; then
    cat <<SQL
 UNION ALL SELECT CONCAT('product:',p.name),MD5(CONCAT_WS('/',(SELECT $product FROM products WHERE i_product=p.i_product),
 (SELECT $tariff FROM tariffs WHERE i_tariff=p.i_tariff),(SELECT $subscription FROM subscriptions WHERE i_subscription=p.i_subscription),r.h))
 FROM (SELECT * FROM products WHERE $products) p
 LEFT JOIN (SELECT i_tariff,CONCAT(COUNT(*),'-',BIT_XOR($rate)) h FROM rates WHERE $rates GROUP BY i_tariff) r ON r.i_tariff=p.i_tariff
SQL
  fi
}

# Of more products or classes than this no fields are told: one look would be megabytes.
most_rows=2000

# columns_json ALIAS PREFIX: of the columns that are compared, without the key, `,'PREFIXname',value` each.
columns_json() {
  printf '%s' "$columns" | tr -d '\140' | sed -e 's/IFNULL(//g' -e 's/,0x00)//g' | tr ',' '\n' | while read -r column || [ -n "$column" ]; do
    [ "$column" = "$pk" ] || printf ",'%s%s',LEFT(IFNULL(CAST(%s.%s AS CHAR),''),100)" "$2" "$column" "$1" "$column"
  done
}

# of_copy ALIAS TABLE: the rows of a table that belong to the frozen catalog, when there are not too many.
of_copy() { printf '(SELECT * FROM %s WHERE %s AND (SELECT COUNT(*) FROM %s)<=%s) %s' "$2" "$where" "$2" $most_rows "$1"; }

# fields_sql PLAN: a table of (e, f): an entity, and its fields as a JSON object of texts. Of a product its own columns, those of
# its tariff and subscription, and how many rates there are with their hash; of a customer class its columns.
fields_sql() {
  printf "SELECT '' e,'' f FROM DUAL WHERE 0"
  if plan_line "$1" products; then
    fields=$(columns_json p '') from=$(of_copy p products)
    for part in tariff subscription; do
      plan_line "$1" "${part}s" || continue
      fields="$fields$(columns_json "$part" "$part ")" from="$from LEFT JOIN ${part}s $part ON $part.i_$part=p.i_$part"
    done
    if plan_line "$1" rates; then
      fields="$fields,'rates',IFNULL(r.h,'0')"
      from="$from LEFT JOIN (SELECT i_tariff,CONCAT(COUNT(*),' (',LOWER(LEFT(HEX(BIT_XOR($(hash_of "$columns"))),8)),')') h
 FROM rates WHERE $where GROUP BY i_tariff) r ON r.i_tariff=p.i_tariff"
    fi
    printf " UNION ALL SELECT CONCAT('product:',p.name),JSON_OBJECT(%s) FROM %s" "${fields#,}" "$from"
  fi
  has_classes "$1" || return 0
  fields=$(columns_json c '')
  # Two of one name are one entity here, and which of them changed is not told.
  printf " UNION ALL SELECT CONCAT('customer_class:',c.name),JSON_OBJECT(%s) FROM %s GROUP BY c.name HAVING COUNT(*)=1" \
    "${fields#,}" "$(of_copy c customer_classes)"
}

# has_classes PLAN: customer classes are frozen here, and have names; their $pk, $columns and $where are set then.
has_classes() {
  case " $conf_catalog_tables " in *' customer_classes '*) ;; *) return 1 ;; esac
  plan_line "$1" customer_classes && has_column name
}

# users_sql PLAN DRIFTED: a table of (e, c): what is in the table (e) DRIFTED, and a customer that uses it; NULL where it is known
# who does, so that nobody is an answer too.
users_sql() {
  drifted=$2
  printf '%s' "SELECT d.e e,NULL c FROM ($drifted) d WHERE d.e LIKE 'product:%' UNION "
  use d.e product 'products p JOIN accounts k ON k.i_product=p.i_product'
  plan_line "$1" customers || return 0
  ! has_column i_product || { printf ' UNION '; use d.e product 'products p JOIN customers k ON k.i_product=p.i_product'; }
  has_column i_customer_class && has_classes "$1" || return 0
  # Of the type as a whole: those whose class is one of the changed.
  for entity in d.e "'customer_classes'"; do
    printf '%s' " UNION SELECT $entity,NULL FROM ($drifted) d WHERE d.e LIKE 'customer\_class:%' UNION "
    use "$entity" customer_class 'customer_classes p JOIN customers k ON k.i_customer_class=p.i_customer_class'
  done
}

# use ENTITY KIND TABLES: who uses those of KIND that are in DRIFTED.
use() { printf "SELECT %s e,k.i_customer c FROM %s JOIN (%s) d ON d.e=CONCAT('%s:',p.name)" "$1" "$3" "$drifted" "$2"; }

# The catalog as it is when the copy is whole, on both systems: later ones are compared with it.
keep_fingerprints() {
  for side in local peer; do
    read_plan $side
    catalog=$(catalog_sql "$plan")
    ask $side "START TRANSACTION; DELETE FROM switchyard.fingerprints;
${catalog:+INSERT INTO switchyard.fingerprints SELECT e,h FROM ($catalog) u;} COMMIT;"
  done
}
