"""A receiver of hooks: hook_server.py PORT FILE ANSWER…

Appends each request to FILE as a JSON line {"path","headers","body","answer"}. The first request gets the first
ANSWER, the second the second…; the last one stands for all that follow: a status ("503"), "hang" (says nothing
until the client is gone), "close" (closes without an answer), "slow" (an answer that never ends).
With HOOK_CERTIFICATE and HOOK_KEY in the environment it speaks TLS."""
import http.server
import json
import os
import ssl
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    answers: list[str] = []
    file = ""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        with open(self.file, "a", encoding="utf-8") as out:
            json.dump({"path": self.path, "headers": dict(self.headers), "body": json.loads(body),
                       "answer": answer}, out)
            out.write("\n")
        self.close_connection = True
        if answer == "hang":
            self.rfile.read(1)
        elif answer == "slow":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.rfile.read(1)
        elif answer != "close":
            self.send_response(int(answer))
            if answer.startswith("3"):
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_):
        pass


Handler.file, Handler.answers = sys.argv[2], sys.argv[3:]
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
if "HOOK_CERTIFICATE" in os.environ:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(os.environ["HOOK_CERTIFICATE"], os.environ["HOOK_KEY"])
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
