#!/usr/bin/env python3
"""The manual says everything: each command and option of both programs, each key of the configuration, the whole protocol.
Arguments: the agent, the helper, the folder of the pages, the source tree."""

import glob
import gzip
import os
import re
import subprocess
import sys

# How agent/config asks for a key: reader.text("name"), or its table of keys that belong to one kind of check.
KEY = re.compile(r'\b(?:text|texts|word|integer|number|boolean|duration|raw|days|file|bounded_text|read_moment|read_day_minute)'
                 r'\(\s*(?:reader,\s*)?"([a-z][a-z0-9_]*)"|^\s*\{"([a-z][a-z0-9_]*)", "', re.M)
TABLE = re.compile(r'root\.table\("([a-z_]+)"\)')


def page(folder, name):
    """As a person reads it."""
    with gzip.open(os.path.join(folder, name + ".gz")) as file:
        source = file.read()
    shown = subprocess.run(["man", "--warnings", "--local-file", "-"], input=source, capture_output=True,
                           env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "120", "MAN_KEEP_FORMATTING": ""})
    assert shown.returncode == 0 and not shown.stderr, f"{name}: {shown.stderr.decode()}"
    return shown.stdout.decode()


def help_of(*argv):
    # The manual is in English.
    done = subprocess.run([*argv, "--help"], capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return done.stdout


def options_in(text):
    """Only where they are explained: at the beginning of a line that is indented."""
    return set(re.findall(r"(?<![\w-])(--?[A-Za-z0-9][\w-]*)", "\n".join(
        re.match(r"\s+(-\S+(?:,? -\S+)*)", line)[1] for line in text.split("Examples:")[0].splitlines() if re.match(r"\s+-", line))))


def commands_in(text):
    listed = re.search(r"^Commands:\n(.*?)\n\n", text, re.M | re.S)
    return re.findall(r"^  (\S+)", listed[1], re.M) if listed else []


def section_of(text, command):
    """From the command's heading to the next one."""
    found = re.search(rf"^ {{2,4}}traypulse {command}\b.*\n((?:(?! {{2,4}}traypulse |\S).*\n)*)", text, re.M)
    assert found, f"traypulse(1) has no section about {command}"
    return found[1]


def check_program(agent, manual):
    text = help_of(agent)
    top = manual.split("COMMANDS")[0]
    for option in options_in(text):
        assert option in top, f"traypulse(1) does not explain {option}"
    todo = [[command] for command in commands_in(text)]
    assert len(todo) > 10, text
    while todo:
        command = todo.pop()
        text = help_of(agent, *command)
        below = commands_in(text)
        todo += [[*command, name] for name in below]
        if below:
            continue
        section = section_of(manual, " ".join(command))
        options = options_in(text) - {"-h", "--help"}
        for option in options:
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section), f"traypulse(1): {' '.join(command)} {option} is missing"


def check_keys(source, manual):
    keys = set()
    for path in glob.glob(os.path.join(source, "agent/config/*.cpp")):
        with open(path) as file:
            text = file.read()
        keys |= {one or other for one, other in KEY.findall(text)}
        for table in TABLE.findall(text):
            if table != "defaults":
                keys.add(f"[{table}]")
    assert {"check", "sample_days", "certificate_days", "flap_window", "begin", "to", "[alerts]", "client_key", "portal"} <= keys, keys
    keys -= {"target", "maintenance", "hook"}  # lists of sections, with headings of their own
    missing = [key for key in sorted(keys)
               if not re.search(re.escape(key) if key[0] == "[" else rf"^ +(?:\[\w+\]: )?(?:\w+, )*{key}(?:, \w+)*$", manual, re.M)]
    assert not missing, f"traypulse-config(5) does not explain: {', '.join(missing)}"


def main():
    agent, helper, pages, source = sys.argv[1:]
    check_program(agent, page(pages, "traypulse.1"))
    manual = page(pages, "traypulse-helper.8")
    for option in options_in(help_of(helper)):
        assert option in manual, f"traypulse-helper(8) does not explain {option}"
    check_keys(source, page(pages, "traypulse-config.5"))
    protocol = " ".join(page(pages, "traypulse-protocol.7").split())
    with open(os.path.join(source, "shared/PROTOCOL.md")) as file:
        text = file.read()
    frames = re.findall(r"^\*\*(\d+ [a-z ]+)\*\*", text, re.M)
    assert len(frames) > 8, frames
    for frame in frames:
        assert frame in protocol, f"traypulse-protocol(7) lacks the frame {frame}"


if __name__ == "__main__":
    main()
