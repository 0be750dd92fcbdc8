#!/bin/sh
# init.sh HOST LAB HIDDEN: process 1 of one lab host, inside its own net, mount, pid, uts and ipc namespaces.
# Root is an overlay on the machine's own /, so Debian's programs and paths are all there; HIDDEN (the folder the project
# lies in) and everybody's homes are not. What the host writes stays in LAB/hosts/HOST, and outlives a power cut.
set -eu
host=$1 lab=$2 hidden=$3
disk=$lab/hosts/$host data=$lab/data/$host config=$lab/config/$host

hostname "$host"
mount --make-rprivate /
mkdir -p "$disk/upper" "$disk/work" "$disk/home" "$disk/root"
root=$disk/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$disk/upper,workdir=$disk/work" "$root"
mount -t proc proc "$root/proc"

mount -t tmpfs -o mode=755,size=1m tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
mount -t tmpfs -o size=64m tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"

for folder in run tmp home srv mnt "$hidden"; do
  [ -n "$folder" ] && [ -d "$root/$folder" ] && mount -t tmpfs -o size=128m tmpfs "$root/$folder"
done
chmod 1777 "$root/tmp"
mount --bind "$disk/home" "$root/root"
chmod 700 "$root/root"
mkdir -p "$root/var/lib/mysql" "$root/var/log/lab" "$root/srv/lab"
mount --bind "$data/mysql" "$root/var/lib/mysql"
mount --bind "$data/log" "$root/var/log/lab"
mount --bind "$config" "$root/srv/lab"

printf '%s\n' "$host" >"$root/etc/hostname"
# A key pair of the machine's image would be read beside the lab's, and complained about at every login.
rm -f "$root"/etc/ssh/ssh_host_*
cp "$config/ssh_host_ed25519_key" "$root/etc/ssh/"
chmod 600 "$root/etc/ssh/ssh_host_ed25519_key"
cp "$config/sshd_config" "$root/etc/ssh/sshd_config"
cp "$config/rsyslog.conf" "$root/etc/rsyslog.conf"
cp "$config/hosts" "$root/etc/hosts"
mkdir -p "$root/root/.ssh"
cp "$config/authorized_keys" "$root/root/.ssh/authorized_keys"
chmod 700 "$root/root/.ssh"
chmod 600 "$root/root/.ssh/authorized_keys"

cd "$root"
mkdir -p mnt/old
pivot_root . mnt/old
cd /
umount -l /mnt/old
rmdir /mnt/old

# Nothing of the environment of whoever started the lab may reach a host.
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 /bin/sh /srv/lab/boot.sh
