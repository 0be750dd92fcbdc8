#!/bin/sh
# boot.sh: second half of a host's start, on its own root. Starts log, ssh and the services of its kind, then waits for ever.
set -u
mkdir -p /run/sshd /run/mysqld /run/kamailio /run/haproxy /run/freeradius /etc/switchyard
chown mysql: /run/mysqld /var/lib/mysql
chown kamailio: /run/kamailio
chown freerad: /run/freeradius
chmod 1777 /var/log/lab
[ -f /etc/switchyard/site.conf ] || cp /srv/lab/switchyard/* /etc/switchyard/
[ ! -f /etc/switchyard/peer.cnf ] || chmod 600 /etc/switchyard/*.cnf
# Where this site keeps its logs: log-list of the host tools reads it.
mkdir -p /root/.switchyard
[ -f /root/.switchyard/log-folders ] || printf '/var/log/lab\n' >/root/.switchyard/log-folders

/usr/sbin/rsyslogd -n -i NONE &
while [ ! -S /dev/log ]; do sleep 0.02; done
/usr/sbin/sshd
while read -r service; do
  sh /srv/lab/service.sh start "$service"
done </srv/lab/services
: >/run/booted
while :; do
  sleep 3600 &
  wait $!
done
