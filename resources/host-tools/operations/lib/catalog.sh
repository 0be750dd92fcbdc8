# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # one half of a program: the other half sets and reads the rest
# Fingerprints of the product catalog. Needs copy.sh. Rows made after the copy are not of the frozen catalog.

# catalog_sql PLAN: a table of (e, h): an entity type or `product:NAME`, and its hash. A product counts as changed when its
# tariff, a rate of that, or its subscription changed.
catalog_sql() {
  parts=''
  for wanted in $conf_catalog_tables; do
    line=$(printf '%s\n' "$1" | grep "^$wanted ") || continue
    # shellcheck disable=SC2086 # NAME PK COLUMNS UPTO
    set -- "$1" $line
    hash=$(hash_of "$4") where="$3<=$5"
    [ "$3" != - ] || where=1
    parts="${parts:+$parts UNION ALL }SELECT '$wanted' e,CONCAT(COUNT(*),'-',HEX(BIT_XOR($hash))) h FROM $wanted WHERE $where"
    case $wanted in
      products) product=$hash products=$where ;;
      tariffs) tariff=$hash ;;
      subscriptions) subscription=$hash ;;
      rates) rate=$hash rates=$where ;;
    esac
  done
  printf '%s' "$parts"
  if [ -n "${product:-}" ] && [ -n "${tariff:-}" ] && [ -n "${rate:-}" ] && [ -n "${subscription:-}" ]; then
    cat <<SQL
 UNION ALL SELECT CONCAT('product:',p.name),MD5(CONCAT_WS('/',(SELECT $product FROM products WHERE i_product=p.i_product),
 (SELECT $tariff FROM tariffs WHERE i_tariff=p.i_tariff),(SELECT $subscription FROM subscriptions WHERE i_subscription=p.i_subscription),r.h))
 FROM products p LEFT JOIN (SELECT i_tariff,CONCAT(COUNT(*),'-',BIT_XOR($rate)) h FROM rates WHERE $rates GROUP BY i_tariff) r ON r.i_tariff=p.i_tariff
 WHERE p.$products
SQL
  fi
}

# The catalog as it is when the copy is whole, on both systems: later ones are compared with it.
keep_fingerprints() {
  for side in local peer; do
    read_plan $side
    ask $side "START TRANSACTION; DELETE FROM switchyard.fingerprints;
INSERT INTO switchyard.fingerprints SELECT e,h FROM ($(catalog_sql "$plan")) u; COMMIT;"
  done
}
