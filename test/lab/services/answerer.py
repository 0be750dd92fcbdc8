"""The vendor's gateway: answers every call that goes out of the platform. `answerer.py ADDRESS`; UDP port 5070.

sipp would do, but wakes a thousand times a second for as long as it lives; this one sleeps until somebody calls.
"""

import selectors
import socket
import sys
import time

PORT = 5070
REPEAT_S, GIVE_UP_S = 0.5, 10
COPIED = ("via", "record-route", "from", "call-id", "cseq")

listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener.bind((sys.argv[1], PORT))
listener.setblocking(False)
ready = selectors.DefaultSelector()
ready.register(listener, selectors.EVENT_READ)
unacknowledged = {}
"""200s of INVITEs by Call-ID: what was sent, to whom, when again, until when."""


def answer(request):
    """Method, Call-ID, and the 200 for it; repeated word for word when the request is."""
    start, *lines = request.split("\r\n\r\n", 1)[0].split("\r\n")
    method = start.split(" ", 1)[0]
    fields = [(line.split(":", 1)[0].strip().lower(), line) for line in lines]
    call = next((line.split(":", 1)[1].strip() for name, line in fields if name == "call-id"), "")
    said = ["SIP/2.0 200 OK", *(line for name, line in fields if name in COPIED)]
    to = next((line for name, line in fields if name == "to"), "")
    said.append(to if ";tag=" in to else f"{to};tag=answer{abs(hash(call))}")
    if method == "INVITE":
        said.append(f"Contact: <sip:{sys.argv[1]}:{PORT}>")
    return method, call, "\r\n".join([*said, "Content-Length: 0", "", ""]).encode()


def receive():
    while True:
        try:
            data, caller = listener.recvfrom(65535)
        except BlockingIOError:
            return
        method, call, said = answer(data.decode("utf-8", "replace"))
        if method == "ACK":
            unacknowledged.pop(call, None)
            continue
        if method.startswith("SIP/") or call == "":
            continue
        listener.sendto(said, caller)
        if method == "INVITE":
            now = time.monotonic()
            unacknowledged[call] = (said, caller, now + REPEAT_S, now + GIVE_UP_S)


def repeat():
    now = time.monotonic()
    for call, (said, caller, due, end) in list(unacknowledged.items()):
        if end <= now:
            del unacknowledged[call]
        elif due <= now:
            listener.sendto(said, caller)
            unacknowledged[call] = (said, caller, now + REPEAT_S, end)


while True:
    ready.select(REPEAT_S if unacknowledged else None)
    receive()
    repeat()
