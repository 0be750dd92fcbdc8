-- xDRs by weight: ten thousand slots, each an account's; the more minutes a customer makes, the more slots it has. Their times follow
-- their ids through a year, as they would on a site.
use billing;
insert into xdrs (i_customer, i_account, i_vendor, cli, cld, connect_time, duration, charged_amount, h323_conf_id)
  select s.i_customer, s.i_account, s.i_env, s.cli, concat('1604', lpad(n.seq * 7919 % 10000000, 7, '0')),
    @now - interval floor((@XDRS@ - n.seq) * 31104000 / @XDRS@) second, 1 + n.seq % 599, (1 + n.seq % 599) * 0.00123, concat('xdr-', lpad(n.seq, 12, '0'))
  from seq_1_to_@XDRS@ n join slots s on s.slot = n.seq * 7919 % 10000;
insert into vendor_xdrs (i_env, i_vendor, cli, cld, connect_time, duration, charged_amount, h323_conf_id)
  select c.i_env, x.i_vendor, x.cli, x.cld, x.connect_time, x.duration, x.charged_amount * 0.6, x.h323_conf_id
  from xdrs x join customers c using (i_customer) where x.i_xdr <= @XDRS@ / 5;
drop table slots;
analyze table xdrs, vendor_xdrs, customers, accounts;
