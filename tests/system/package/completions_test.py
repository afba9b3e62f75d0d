#!/usr/bin/env python3
"""bash, zsh and fish complete every command and option that --help names, and the names of the running agent's targets. The
shells themselves are asked: bash by calling what `complete` names, fish by its own `complete -C`, zsh at a terminal.
Arguments: the agent, the folder of the scripts."""

import fcntl
import os
import pty
import re
import select
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
import time

from manual_test import commands_in, help_of, options_in

PATIENCE_S = 30
PROMPT = "READY> "
# Stands for the agent: completion asks `traypulse status --json`, and no agent runs here.
STATUS = r"""#!/bin/sh
echo '{"type":"verdict","cause":"none"}'
echo '{"type":"target","name":"Cloudflare DNS","check":"1.1.1.1"}'
echo '{"type":"target","name":"Shop","check":"shop.example.com"}'
"""


def bash_completes(scripts, lines, env):
    begin = f"""source {shlex.quote(scripts)}/traypulse
[[ $(complete -p traypulse) == 'complete -F _traypulse traypulse' ]] || exit 1
"""
    # compopt speaks only to a completion that readline has begun.
    begin += "compopt() { :; }\n"
    for line in lines:
        words = shlex.split(line) + ([""] if line.endswith(" ") else [])
        begin += f"COMP_WORDS=({shlex.join(words)}) COMP_CWORD={len(words) - 1}\n_traypulse\n"
        begin += 'printf "%s\\n" "${COMPREPLY[@]}" "=== end"\n'
    return in_parts(subprocess.run(["bash", "--norc", "-c", begin], capture_output=True, text=True, env=env), lines)


def fish_completes(scripts, lines, env):
    begin = f"source {shlex.quote(scripts)}/traypulse.fish\n"
    for line in lines:
        begin += f"complete -C {shlex.quote(line)}\necho '=== end'\n"
    return in_parts(subprocess.run(["fish", "--no-config", "-c", begin], capture_output=True, text=True, env=env), lines)


def in_parts(done, lines):
    assert done.returncode == 0 and not done.stderr, done.stderr
    parts = done.stdout.split("=== end\n")[:-1]
    assert len(parts) == len(lines)
    return dict(zip(lines, parts))


class Zsh:
    """At a terminal so large that no list has to be scrolled."""

    def __init__(self, scripts, env):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe("zsh", ["zsh", "-f", "-i"], {**env, "TERM": "dumb", "PS1": PROMPT})
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 400, 200, 0, 0))
        self.say(f"fpath=({shlex.quote(scripts)} $fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=9999; "
                 "unset zle_bracketed_paste; unsetopt beep prompt_cr prompt_sp; bindkey '^I' list-choices; "
                 "print -r - '=='end\n")
        self.read_until(f"^==end\n{PROMPT}$")

    def say(self, text):
        os.write(self.terminal, text.encode())

    def read_until(self, pattern):
        said = ""
        end = time.monotonic() + PATIENCE_S
        while not re.search(pattern, said, re.M | re.S):
            ready, _, _ = select.select([self.terminal], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"zsh does not answer: {said}"
            said += os.read(self.terminal, 65536).decode().replace("\r", "")
        return said

    def completes(self, line):
        """The list comes between the line and the line drawn again. Nothing may be typed meanwhile: zsh then lists nothing."""
        self.say(line + "\t")  # the prompt stands there, so this is typed into zsh's own editor
        said = self.read_until(rf"{re.escape(line)}.*{PROMPT}{re.escape(line)}")
        self.say("\x15print -r - '=='end\n")  # ^U clears the line
        self.read_until(f"^==end\n{PROMPT}$")
        return said

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.pid, 0)


def zsh_completes(scripts, lines, env):
    zsh = Zsh(scripts, env)
    said = {line: zsh.completes(line) for line in lines}
    zsh.close()
    return said


def wanted_of(agent):
    """What must be offered after which line."""
    wanted = {}
    todo = [[]]
    while todo:
        command = todo.pop()
        text = help_of(agent, *command)
        below = commands_in(text)
        todo += [[*command, name] for name in below]
        line = " ".join(["traypulse", *command])
        wanted[line + " -"] = options_in(text)
        if below:
            wanted[line + " "] = set(below)
    assert len(wanted) > 15
    wanted["traypulse --log-level "] = {"debug", "critical"}
    wanted["traypulse export --format "] = {"json", "csv"}
    wanted["traypulse mute "] = {"Shop", "provider_outage"}
    wanted["traypulse pause --for 5m C"] = {"Cloudflare"}
    wanted["traypulse config check /etc/pass"] = {"passwd"}
    return wanted


def main():
    agent, scripts = sys.argv[1:]
    wanted = wanted_of(agent)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "traypulse"), "w") as file:
            file.write(STATUS)
        os.chmod(file.name, 0o755)
        env = {"PATH": folder + ":/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8"}
        for shell, ask in (("bash", bash_completes), ("zsh", zsh_completes), ("fish", fish_completes)):
            said = ask(scripts, list(wanted), env)
            for line, words in wanted.items():
                for word in words:
                    assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said[line]), \
                        f"{shell}: \"{line}\" does not offer {word}:\n{said[line]}"
            assert "debug" not in said["traypulse "], f"{shell} offers what does not belong there"
            assert "Shop" not in said["traypulse pause --for 5m C"], f"{shell} offers what begins otherwise"


if __name__ == "__main__":
    main()
