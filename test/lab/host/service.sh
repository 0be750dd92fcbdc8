#!/bin/sh
# service.sh start|stop|kill|pause|resume|status SERVICE: the services of a lab host, as an init system would run them.
set -u
action=$1 service=$2
kind=$(cat /srv/lab/kind)
log=/var/log/lab

pids() {
  case $service in
    mariadb) pidof mariadbd ;;
    kamailio) cat /run/kamailio/kamailio.pid ;;
    answerer) cat /run/answerer.pid ;;
    api) cat /run/api.pid ;;
    radius) pidof freeradius ;;
    haproxy) cat /run/haproxy.pid ;;
    cron) cat /run/cron.pid ;;
    *) echo "service.sh: no service $service" >&2; exit 2 ;;
  esac 2>/dev/null
}

# until_works SECONDS COMMAND...: every 20 ms until it works.
until_works() {
  tries=$(($1 * 50))
  shift
  while ! "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || { echo "service.sh: $service does not answer" >&2; return 1; }
    sleep 0.02
  done
}

start_mariadb() {
  [ -f /etc/mysql/switchyard.cnf ] || printf '[mysqld]\n' >/etc/mysql/switchyard.cnf
  if [ ! -d /var/lib/mysql/mysql ]; then
    mariadb-install-db --defaults-file=/srv/lab/my.cnf --user=mysql --skip-test-db >/dev/null 2>&1
    fresh=yes
  fi
  setsid mariadbd --defaults-file=/srv/lab/my.cnf >/dev/null 2>&1 </dev/null &
  until_works 30 mariadb --defaults-file=/etc/switchyard/local.cnf -e 'select 1' || return 1
  [ "${fresh:-no}" = no ] || mariadb --defaults-file=/etc/switchyard/local.cnf </srv/lab/first.sql
}

start_kamailio() {
  mkdir -p /var/lib/dsbc
  if [ "$kind" = dsbc ] && [ ! -f /var/lib/dsbc/location.db ]; then
    sqlite3 /var/lib/dsbc/location.db </srv/lab/location.sql >/dev/null
    cp /srv/lab/location.map /srv/lab/accounts.map /var/lib/dsbc/
    chown -R kamailio: /var/lib/dsbc
    chmod -R a+rwX /var/lib/dsbc
  fi
  # The manager of memory that looks for faults (qm) takes a third of its time.
  kamailio -f /srv/lab/kamailio.cfg -m 64 -M 8 -x fm -P /run/kamailio/kamailio.pid -Y /run/kamailio \
    -u kamailio -g kamailio </dev/null >$log/kamailio-start.txt 2>&1
}

start() {
  case $service in
    mariadb) start_mariadb ;;
    kamailio) start_kamailio ;;
    answerer)
      setsid /usr/bin/python3 /srv/lab/answerer.py "$(cat /srv/lab/address)" >>$log/answerer.txt 2>&1 </dev/null &
      echo $! >/run/answerer.pid
      ;;
    api)
      setsid /usr/bin/python3 /srv/lab/api.py /srv/lab/api.json >>$log/api-start.txt 2>&1 </dev/null &
      echo $! >/run/api.pid
      ;;
    radius)
      from=$(stat -c %s $log/radius.log 2>/dev/null || echo 0)
      setsid freeradius -f -d /srv/lab/radius -l $log/radius.log >/dev/null 2>&1 </dev/null &
      # A HUP before it is ready ends it.
      until_works 10 sh -c "tail -c +$((from + 1)) $log/radius.log | grep -q 'Ready to process requests'"
      ;;
    haproxy) haproxy -D -W -f /srv/lab/haproxy.cfg -p /run/haproxy.pid ;;
  esac
}

signal() {
  running=$(pids)
  # shellcheck disable=SC2086 # several processes
  kill "-$1" $running
}

case $action in
  start) start ;;
  stop)
    running=$(pids)
    # shellcheck disable=SC2086 # several processes
    [ -z "$running" ] || kill $running
    tries=500
    # shellcheck disable=SC2086
    while [ -n "$running" ] && kill -0 $running 2>/dev/null && [ $tries -gt 0 ]; do
      sleep 0.02
      tries=$((tries - 1))
    done
    ;;
  kill) signal KILL ;;
  pause) signal STOP ;;
  resume) signal CONT ;;
  status) if [ -n "$(pids)" ]; then echo up; else echo down; fi ;;
  *) echo "use: service.sh start|stop|kill|pause|resume|status SERVICE" >&2; exit 2 ;;
esac
