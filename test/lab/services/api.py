#!/usr/bin/python3
"""HTTPS API of one lab system, on its MariaDB.

GET  /                       the portal's page, for health checks from outside
GET  /health                 for the dispatcher
GET  /api/account/ID         balance of an account that is served here, else 409
POST /api/account/ID         a new xDR of that account; the body is its conference id; 201 only after the commit
POST /rest/Service/method    the part of PortaBilling's API that a migration reads (domain of the product, not of the lab)
"""
import json
import logging
import os
import secrets
import ssl
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pymysql

SETTINGS = json.load(open(sys.argv[1], encoding="utf-8"))
NODE = SETTINGS["node"]
LOCAL = threading.local()
SESSIONS = set()
logging.basicConfig(
    filename="/var/log/lab/api.log",
    level=logging.INFO,
    format="%(asctime)s.%(msecs)03d %(levelname)s %(message)s",
    datefmt="%Y-%m-%d %H:%M:%S",
)


# As a web server in front of the API writes it, a line a request.
ACCESS_PATH = "/porta_var/web/log/httpd-access-web.log"
os.makedirs(os.path.dirname(ACCESS_PATH), exist_ok=True)
ACCESS = open(ACCESS_PATH, "a", buffering=1, encoding="utf-8")


class Fault(Exception):
    """Becomes HTTP 500 with faultcode and faultstring."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Amount(str):
    """A decimal that goes out as a JSON number with all its digits."""


def encode(value):
    if isinstance(value, Amount):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(k) + ":" + encode(v) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(encode, value)) + "]"
    return json.dumps(value)


IDLE = []
IDLE_LOCK = threading.Lock()


class Database:
    """A connection out of a few idle ones; one that failed is not given back."""

    def __enter__(self):
        with IDLE_LOCK:
            self.connection = IDLE.pop() if IDLE else None
        if self.connection is not None:
            # The server may have been restarted since.
            self.connection.ping(reconnect=True)
        else:
            self.connection = pymysql.connect(
                host="127.0.0.1",
                user="app",
                password="app",
                database="billing",
                autocommit=True,
                connect_timeout=2,
                read_timeout=20,
            )
        return self

    def rows(self, sql, values=()):
        cursor = self.connection.cursor(pymysql.cursors.DictCursor)
        cursor.execute(sql, values)
        return list(cursor.fetchall())

    def write(self, sql, values):
        cursor = self.connection.cursor()
        cursor.execute(sql, values)
        return cursor.rowcount, cursor.lastrowid

    def __exit__(self, kind, error, trace):
        if kind is None or kind is Fault:
            with IDLE_LOCK:
                if len(IDLE) < 8:
                    IDLE.append(self.connection)
                    return
        try:
            self.connection.close()
        except pymysql.MySQLError:
            pass


def number(params, name, default=None):
    value = params.get(name, default)
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError) as error:
        raise Fault("Client.InvalidParam", name + " is not a number") from error


def page(params, name, rows, total):
    answer = {name: rows}
    if int(params.get("get_total") or 0) == 1:
        answer["total"] = total
    return answer


def limits(params):
    return min(number(params, "limit", 1000), 1000), number(params, "offset", 0)


CUSTOMER = (
    "select c.*, e.iso_4217 from billing.customers c join environments e using (i_env)"
)


def customer_row(row):
    return {
        "i_customer": row["i_customer"],
        "name": row["name"],
        "refnum": str(row["i_customer"]),
        "login": "c" + str(row["i_customer"]),
        "i_env": row["i_env"],
        "i_customer_type": row["i_customer_type"],
        "i_parent": row["i_parent"],
        "i_office_type": 1 if row["i_main_office"] is None else 2,
        "i_main_office": row["i_main_office"],
        "i_balance_control_type": 1,
        "balance": Amount(row["balance"]),
        "credit_limit": Amount(row["credit_limit"]),
        "bill_status": row["bill_status"],
        "billing_lock": row["billing_lock"],
        "blocked": "N",
        "iso_4217": row["iso_4217"],
    }


def customer_list(db, params):
    where, values = ["true"], []
    for name in ("i_env", "i_parent"):
        if params.get(name) is not None:
            where.append("c." + name + " = %s")
            values.append(number(params, name))
    if params.get("bill_status") is not None:
        where.append("c.bill_status = %s")
        values.append(str(params["bill_status"]))
    condition = " where " + " and ".join(where)
    limit, offset = limits(params)
    rows = db.rows(CUSTOMER + condition + " order by i_customer limit %s offset %s", (*values, limit, offset))
    total = db.rows("select count(*) n from customers c" + condition, values)[0]["n"]
    return page(params, "customer_list", [customer_row(r) for r in rows], total)


def customer_info(db, params):
    rows = db.rows(CUSTOMER + " where i_customer = %s", (number(params, "i_customer"),))
    return {"customer_info": customer_row(rows[0])} if rows else {}


def customer_xdrs(db, params):
    customer = number(params, "i_customer")
    limit, offset = limits(params)
    condition, values = " where x.i_customer = %s", (customer,)
    if int(params.get("for_current_period") or 0) == 1:
        condition += (
            " and x.connect_time >= (select e.period_from from environments e"
            " join customers c using (i_env) where c.i_customer = %s)"
        )
        values = (customer, customer)
    rows = db.rows(
        "select i_xdr, charged_amount, duration from xdrs x" + condition + " order by i_xdr limit %s offset %s",
        (*values, limit, offset),
    )
    total = db.rows("select count(*) n from xdrs x" + condition, values)[0]["n"]
    xdrs = [
        {"i_xdr": r["i_xdr"], "charged_amount": Amount(r["charged_amount"]), "charged_quantity": r["duration"]}
        for r in rows
    ]
    return page(params, "xdr_list", xdrs, total)


def account_list(db, params):
    """Of one customer, or without one of all."""
    customer = number(params, "i_customer")
    limit, offset = limits(params)
    condition, values = (" where i_customer = %s", (customer,)) if customer is not None else ("", ())
    rows = db.rows(
        "select a.i_account, a.id, a.i_customer, a.i_product, c.bill_status,"
        " exists (select 1 from sip.location l where l.username = a.id) registered"
        " from accounts a join customers c using (i_customer)" + condition + " order by i_account limit %s offset %s",
        (*values, limit, offset),
    )
    total = db.rows("select count(*) n from accounts" + condition, values)[0]["n"]
    accounts = [
        {
            "i_account": r["i_account"],
            "id": r["id"],
            "i_customer": r["i_customer"],
            "i_product": r["i_product"],
            "bill_status": r["bill_status"],
            "sip_status": r["registered"],
        }
        for r in rows
    ]
    return page(params, "account_list", accounts, total)


def product_list(db, params):
    limit, offset = limits(params)
    rows = db.rows("select i_product, name, i_env from products order by i_product limit %s offset %s", (limit, offset))
    return page(params, "product_list", rows, db.rows("select count(*) n from products")[0]["n"])


def vendor_list(db, params):
    limit, offset = limits(params)
    rows = db.rows("select i_vendor, name vendor_name, i_env from vendors order by i_vendor limit %s offset %s", (limit, offset))
    return page(params, "vendor_list", rows, db.rows("select count(*) n from vendors")[0]["n"])


def number_list(db, params):
    limit, offset = limits(params)
    rows = db.rows(
        "select i_did i_did_number, number, i_customer from dids order by i_did limit %s offset %s", (limit, offset)
    )
    return page(params, "number_list", rows, db.rows("select count(*) n from dids")[0]["n"])


def env_list(db, params):
    rows = db.rows("select i_env, name from environments order by i_env")
    return page(params, "env_list", rows, len(rows))


METHODS = {
    "Customer/get_customer_list": customer_list,
    "Customer/get_customer_info": customer_info,
    "Customer/get_customer_xdrs": customer_xdrs,
    "Account/get_account_list": account_list,
    "Product/get_product_list": product_list,
    "Vendor/get_vendor_list": vendor_list,
    "DID/get_number_list": number_list,
    "Env/get_env_list": env_list,
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def setup(self):
        # Here, in the thread of the connection: a client that hangs in its handshake holds up nobody else.
        self.request.settimeout(10)
        self.request.do_handshake()
        super().setup()

    def log_message(self, format, *args):
        logging.info("%s %s", self.client_address[0], format % args)

    def log_access(self, code, length):
        agent = (self.headers.get("User-Agent") or "-").replace('"', "'")
        at = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime())
        ACCESS.write(f'{self.client_address[0]} - - [{at}] "{self.requestline}" {code} {length} "-" "{agent}"\n')

    def answer(self, code, value):
        body = encode(value).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Node", NODE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.log_access(code, len(body))

    def account(self, body):
        account = urllib.parse.unquote(self.path.split("/")[3])
        with Database() as db:
            found = db.rows(
                "select a.i_account, a.i_customer, a.balance, c.bill_status, c.billing_lock from accounts a"
                " join customers c using (i_customer) where a.id = %s",
                (account,),
            )
            if not found:
                return self.answer(404, {"error": "no account " + account, "node": NODE})
            row = found[0]
            if body is None:
                if row["bill_status"] != "O" or row["billing_lock"] != "N":
                    logging.warning("account %s of customer %s is not served here", account, row["i_customer"])
                    return self.answer(409, {"error": "not served here", "node": NODE})
                return self.answer(200, {"account": account, "balance": Amount(row["balance"]), "node": NODE})
            # One transaction that holds the customer's row: a lock taken meanwhile waits for it, or refuses it.
            db.connection.begin()
            try:
                served = db.rows(
                    "select 1 from customers where i_customer = %s and bill_status = 'O' and billing_lock = 'N' for update",
                    (row["i_customer"],),
                )
                if not served:
                    db.connection.rollback()
                    logging.warning("account %s of customer %s is not served here", account, row["i_customer"])
                    return self.answer(409, {"error": "not served here", "node": NODE})
                _, key = db.write(
                    "insert into xdrs (i_customer, i_account, i_vendor, cli, cld, connect_time, duration, charged_amount, h323_conf_id)"
                    " values (%s, %s, 1, %s, '16045550199', utc_timestamp(), 60, 0.05, %s)",
                    (row["i_customer"], row["i_account"], account, body),
                )
                db.write("update customers set balance = balance + 0.05 where i_customer = %s", (row["i_customer"],))
                db.write(
                    "insert into vendor_xdrs (i_env, i_vendor, cli, cld, connect_time, duration, charged_amount, h323_conf_id)"
                    " select i_env, i_env, %s, '16045550199', utc_timestamp(), 60, 0.03, %s from customers where i_customer = %s",
                    (account, body, row["i_customer"]),
                )
                db.connection.commit()
            except BaseException:
                db.connection.rollback()
                raise
            return self.answer(201, {"i_xdr": key, "node": NODE})

    def rest(self, text):
        method = "/".join(self.path.split("/")[2:4])
        form = {}
        if (self.headers.get("Content-Type") or "").startswith("application/json"):
            body = json.loads(text or "{}")
            params, auth = body.get("params") or {}, body.get("auth_info") or {}
        else:
            form = dict(urllib.parse.parse_qsl(text))
            params, auth = json.loads(form.get("params") or "{}"), json.loads(form.get("auth_info") or "{}")
        bearer = (self.headers.get("Authorization") or "").replace("Bearer ", "")
        key = auth.get("session_id") or auth.get("access_token") or bearer
        if method == "Session/login":
            if params.get("login") != SETTINGS["login"] or params.get("password") != SETTINGS["password"]:
                raise Fault("Server.Session.auth_failed", "login failed")
            session = secrets.token_hex(16)
            SESSIONS.add(session)
            return {"login": SETTINGS["login"], "session_id": session}
        named = params.get("session_id") or key
        if method == "Session/ping":
            return {"user_id": 1 if named in SESSIONS else 0}
        if key not in SESSIONS:
            raise Fault("Server.Session.auth_failed", "the session is not valid")
        if method == "Session/logout":
            SESSIONS.discard(named)
            return {"success": 1}
        if method not in METHODS:
            raise Fault("Client.UnknownMethod", "no method " + method)
        with Database() as db:
            return METHODS[method](db, params)

    def handle_call(self, write):
        length = int(self.headers.get("Content-Length") or 0)
        text = self.rfile.read(length).decode()
        try:
            if self.path.startswith("/rest/"):
                return self.answer(200, self.rest(text))
            if self.path.startswith("/api/account/"):
                return self.account(text if write else None)
            if self.path in ("/", "/health"):
                return self.answer(200, {"node": NODE})
            return self.answer(404, {"error": "no such page"})
        except Fault as fault:
            return self.answer(500, {"faultcode": fault.code, "faultstring": str(fault)})
        except pymysql.MySQLError as error:
            logging.error("database error %s", error.args[0] if error.args else error)
            return self.answer(500, {"faultcode": "Server.Database", "faultstring": "the database does not answer"})

    def do_GET(self):
        self.handle_call(False)

    def do_POST(self):
        self.handle_call(True)


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Clients that break off a handshake are no news for a server."""


def serve(address, port):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("/srv/lab/api.pem")
    server = Server((address, port), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever).start()


for listener in SETTINGS["listen"]:
    serve(listener[0], listener[1])
