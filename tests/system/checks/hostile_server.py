"""A server that behaves badly in one way: hostile_server.py BEHAVIOUR PORT [CERTIFICATE KEY].
Prints "ready" once it listens."""
import socket
import ssl
import struct
import sys
import threading
import time

behaviour, port = sys.argv[1], int(sys.argv[2])
context = None
if len(sys.argv) > 4 and sys.argv[3]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    if behaviour.startswith("h2-"):
        context.set_alpn_protocols(["h2"])

OK = b"HTTP/1.1 200 OK\r\n"


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(4096)
        if not more:
            return
        data += more


def for_ever(connection, data, pause=0.0):
    while True:
        connection.sendall(data)
        if pause:
            time.sleep(pause)


def drip(connection, data, pause):
    for byte in data:
        connection.sendall(bytes([byte]))
        time.sleep(pause)


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def serve_h2(connection):
    """RFC 9113: DATA 0, HEADERS 1, RST_STREAM 3, SETTINGS 4, PING 6, GOAWAY 7, CONTINUATION 9."""
    if behaviour == "h2-goaway-early":
        connection.sendall(frame(4, 0, 0) + frame(7, 0, 0, bytes(8)))
        return connection.recv(65536) and time.sleep(60)
    connection.recv(65536)
    if behaviour == "h2-garbage":
        connection.sendall(b"\xff" * 4096)
        return connection.recv(1 << 20)
    connection.sendall(frame(4, 0, 0) + frame(4, 1, 0))
    if behaviour == "h2-silent":
        time.sleep(60)
    elif behaviour == "h2-reset-stream":
        connection.sendall(frame(3, 0, 1, (2).to_bytes(4, "big")))
        time.sleep(60)
    elif behaviour == "h2-goaway":
        connection.sendall(frame(7, 0, 0, bytes(8)))
        connection.close()
    elif behaviour == "h2-endless-headers":
        # A literal header, never indexed, again and again; no frame ends them.
        field = b"\x10\x05x-big\x7f\x81\x06" + b"x" * 896
        connection.sendall(frame(1, 0, 1, b"\x88" + field))
        for_ever(connection, frame(9, 0, 1, field * 8))
    elif behaviour == "h2-endless-body":
        connection.sendall(frame(1, 4, 1, b"\x88"))
        for_ever(connection, frame(0, 0, 1, b"y" * 16384))
    elif behaviour == "h2-pings":
        for_ever(connection, frame(6, 0, 0, bytes(8)))


def serve(connection):
    if behaviour == "reset-accept":
        return reset(connection)
    if behaviour == "reset-tls":
        connection.recv(20)
        return reset(connection)
    if behaviour == "close-tls":
        connection.recv(65536)
        return connection.close()
    if behaviour == "tls-garbage":
        connection.recv(20)
        connection.sendall(bytes(range(256)) * 64)
        return connection.recv(1 << 20)
    if behaviour == "silent":
        return connection.recv(1 << 20) and time.sleep(60)
    if context:
        connection = context.wrap_socket(connection, server_side=True)
    if behaviour.startswith("h2-"):
        return serve_h2(connection)
    read_request(connection)
    if behaviour == "reset-request":
        return reset(connection)
    if behaviour == "close-request":
        return connection.close()
    if behaviour == "endless-headers":
        connection.sendall(OK)
        for_ever(connection, b"X-More: " + b"x" * 1000 + b"\r\n")
    elif behaviour == "endless-interim":
        for_ever(connection, b"HTTP/1.1 100 Continue\r\nX: " + b"x" * 1000 + b"\r\n\r\n")
    elif behaviour == "big-header":
        connection.sendall(OK + b"X-Big: " + b"x" * (1 << 20) + b"\r\n\r\n")
        time.sleep(60)
    elif behaviour == "endless-body":
        connection.sendall(OK + b"\r\n")
        for_ever(connection, b"y" * 65536)
    elif behaviour == "endless-chunks":
        connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        for_ever(connection, b"4000\r\n" + b"y" * 0x4000 + b"\r\n")
    elif behaviour == "endless-trailers":
        connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n")
        for_ever(connection, b"X-More: " + b"x" * 1000 + b"\r\n")
    elif behaviour == "slow-headers":
        drip(connection, OK + b"Content-Length: 2\r\n\r\nok", 1)
    elif behaviour == "slow-body":
        connection.sendall(OK + b"Content-Length: 100\r\n\r\n")
        drip(connection, b"z" * 100, 1)
    elif behaviour == "slow-redirect":
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 100\r\n\r\n")
        drip(connection, b"z" * 100, 1)
    elif behaviour == "reset-headers":
        connection.sendall(OK + b"Content-Le")
        # Lest the reset overtakes what was sent.
        time.sleep(0.2)
        reset(connection)
    elif behaviour == "reset-body":
        connection.sendall(OK + b"Content-Length: 100\r\n\r\nhalf")
        time.sleep(0.2)
        reset(connection)
    elif behaviour == "short-body":
        connection.sendall(OK + b"Content-Length: 100\r\n\r\nhalf")
        connection.close()
    elif behaviour == "garbage":
        connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
        connection.close()
    elif behaviour == "bad-status":
        connection.sendall(b"HTTP/1.1 twohundred OK\r\n\r\n")
        connection.close()
    elif behaviour == "control-characters":
        connection.sendall(OK + b"Server: \x1b[31mred\x07\xff\r\nContent-Length: 0\r\n\r\n")
    elif behaviour == "loop":
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")
    elif behaviour == "to-file":
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n")


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen(16)
print("ready", flush=True)


def guarded(connection):
    try:
        serve(connection)
    except (OSError, ssl.SSLError):
        pass


while True:
    accepted, _ = listener.accept()
    threading.Thread(target=guarded, args=(accepted,), daemon=True).start()
