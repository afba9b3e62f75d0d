"""A well-behaved HTTP/1.1 server: web_server.py LISTENERS. Prints "ready" once it listens.

LISTENERS is a JSON list of objects: "port"; "address" (127.0.0.1); "routes", an object by path, of
which "/" stands for every other path, each with "status" (200), "headers" and "body". For TLS:
"certificate" and "key"; "tls" the only version of it; "client_ca" to ask for a certificate of that
authority (without one the answer is 400); "http2", the port of an HTTP/2 server without TLS on
127.0.0.1, to which a connection is handed whose client chose HTTP/2.

In a body, $method, $remote, $version and $client (subject of the client's certificate) are the
request's, and $http_NAME is its header NAME."""
import collections
import http.server
import json
import select
import socket
import socketserver
import ssl
import string
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer leaves in one piece; in two, the second would wait for the first one's ACK.
    wbufsize = -1

    def handle_one_request(self):
        first = self.rfile.peek(1)[:1]
        if first and not first.isalpha():
            # TLS, most likely: it has no line whose end could be waited for.
            self.wfile.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            self.wfile.flush()
            self.close_connection = True
            return
        super().handle_one_request()

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def client(self):
        """The client's subject as RFC 4514 writes it, for names of one part."""
        certificate = self.connection.getpeercert() or {}
        names = {"commonName": "CN", "organizationName": "O"}
        return ",".join(f"{names[key]}={value}"
                        for part in certificate.get("subject", ()) for key, value in part)

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        routes = self.server.settings["routes"]
        route = routes.get(self.path, routes["/"])
        words = collections.defaultdict(str, method=self.command, version=self.request_version,
                                        remote=self.client_address[0])
        for name, value in self.headers.items():
            words["http_" + name.lower().replace("-", "_")] = value
        if self.server.context:
            words["client"] = self.client()
            if "client_ca" in self.server.settings and not words["client"]:
                route = {"status": 400, "body": "a certificate is missing"}
        body = string.Template(route.get("body", "")).substitute(words).encode()
        self.send_response(route.get("status", 200))
        for name, value in route.get("headers", {}).items():
            self.send_header(name, value)
        if route.get("status") != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


def relay(outer, port):
    """Between a TLS connection and a server without TLS, in one thread: OpenSSL allows no more."""
    with socket.create_connection(("127.0.0.1", port)) as inner:
        while True:
            readable = [outer] if outer.pending() else select.select([outer, inner], [], [])[0]
            for source in readable:
                outer.setblocking(False)
                try:
                    data = source.recv(65536)
                except ssl.SSLWantReadError:
                    continue  # what came is TLS's own, or not yet whole
                finally:
                    outer.setblocking(True)
                if not data:
                    return
                (inner if source is outer else outer).sendall(data)


class Listener(http.server.ThreadingHTTPServer):
    # A hundred connections may come at once.
    request_queue_size = 256

    def __init__(self, settings):
        self.settings = settings
        address = settings.get("address", "127.0.0.1")
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.context = self.tls() if "certificate" in settings else None
        super().__init__((address, settings["port"]), Handler)

    def server_bind(self):
        # Not HTTPServer's own, which asks the resolver for this machine's name.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.settings["certificate"], self.settings["key"])
        context.set_alpn_protocols(["h2", "http/1.1"] if "http2" in self.settings else ["http/1.1"])
        if "tls" in self.settings:
            version = ssl.TLSVersion["TLSv" + self.settings["tls"].replace(".", "_")]
            context.minimum_version = context.maximum_version = version
        if "client_ca" in self.settings:
            context.verify_mode = ssl.CERT_OPTIONAL
            context.load_verify_locations(self.settings["client_ca"])
        return context

    def finish_request(self, request, client_address):
        if not self.context:
            return super().finish_request(request, client_address)
        # Here, in the connection's own thread: a client that is slow in TLS delays no other.
        with self.context.wrap_socket(request, server_side=True) as connection:
            if connection.selected_alpn_protocol() == "h2":
                relay(connection, self.settings["http2"])
            else:
                super().finish_request(connection, client_address)

    def handle_error(self, request, client_address):
        # A client that goes away, or does not trust the certificate, is what the tests are about.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


# A process that listens on all of them, or on none and says why.
listeners = [Listener(settings) for settings in json.loads(sys.argv[1])]
threads = [threading.Thread(target=listener.serve_forever) for listener in listeners]
for thread in threads:
    thread.start()
print("ready", flush=True)
