-- Billing-like, not the vendor's: names follow the words of PortaBilling's API. Times are UTC.
create database billing character set utf8mb4;
use billing;
create table environments (i_env int unsigned auto_increment primary key, id varchar(32) not null unique, name varchar(64) not null, iso_4217 char(3) not null, period_from datetime not null) engine=InnoDB;
create table customer_classes (i_customer_class int unsigned auto_increment primary key, i_env int unsigned not null, name varchar(64) not null) engine=InnoDB;
create table tariffs (i_tariff int unsigned auto_increment primary key, i_env int unsigned not null, name varchar(64) not null, iso_4217 char(3) not null) engine=InnoDB;
create table rates (i_rate int unsigned auto_increment primary key, i_tariff int unsigned not null, prefix varchar(16) not null, price decimal(12,5) not null, unique (i_tariff, prefix)) engine=InnoDB;
create table subscriptions (i_subscription int unsigned auto_increment primary key, i_env int unsigned not null, name varchar(64) not null, monthly decimal(10,2) not null) engine=InnoDB;
create table products (i_product int unsigned auto_increment primary key, i_env int unsigned not null, i_tariff int unsigned not null, i_subscription int unsigned not null, name varchar(64) not null unique, monthly decimal(10,2) not null) engine=InnoDB;
create table vendors (i_vendor int unsigned auto_increment primary key, i_env int unsigned not null, name varchar(64) not null) engine=InnoDB;
create table customers (
  i_customer int unsigned auto_increment primary key, i_env int unsigned not null, i_parent int unsigned, i_main_office int unsigned,
  i_customer_type tinyint unsigned not null default 1, i_customer_class int unsigned, i_product int unsigned, name varchar(64) not null,
  balance decimal(20,5) not null default 0, credit_limit decimal(20,5) not null default 0,
  bill_status char(1) not null default 'O', billing_lock char(1) not null default 'N',
  key (i_env, bill_status), foreign key (i_env) references environments (i_env)) engine=InnoDB;
create table accounts (
  i_account int unsigned auto_increment primary key, i_customer int unsigned not null, i_product int unsigned not null, id varchar(64) not null unique,
  password varchar(32) not null, balance decimal(20,5) not null default 0, status enum('open','blocked') not null default 'open',
  foreign key (i_customer) references customers (i_customer), foreign key (i_product) references products (i_product)) engine=InnoDB;
create table account_services (i_account_service int unsigned auto_increment primary key, i_account int unsigned not null, service varchar(32) not null, unique (i_account, service)) engine=InnoDB;
create table dids (i_did int unsigned auto_increment primary key, number varchar(32) not null unique, i_customer int unsigned not null, i_account int unsigned not null, key (i_customer)) engine=InnoDB;
create table xdrs (
  i_xdr bigint unsigned auto_increment primary key, i_customer int unsigned not null, i_account int unsigned not null, i_vendor int unsigned not null,
  cli varchar(64) not null, cld varchar(32) not null, connect_time datetime not null, duration int unsigned not null,
  charged_amount decimal(20,5) not null, h323_conf_id char(36) not null, key (i_customer, connect_time), key (h323_conf_id)) engine=InnoDB;
create table vendor_xdrs (
  i_xdr bigint unsigned auto_increment primary key, i_env int unsigned not null, i_vendor int unsigned not null,
  cli varchar(64) not null, cld varchar(32) not null, connect_time datetime not null, duration int unsigned not null,
  charged_amount decimal(20,5) not null, h323_conf_id char(36) not null, key (i_env, i_vendor, connect_time), key (h323_conf_id)) engine=InnoDB;
create table system_state (name varchar(32) primary key, value varchar(64) not null) engine=InnoDB;
create view sip_auth as select a.id as username, '' as domain, a.password as password from accounts a join customers c using (i_customer) where a.status = 'open' and c.bill_status = 'O' and c.billing_lock = 'N';
