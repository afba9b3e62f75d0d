#!/usr/bin/python3
"""The real program on the command line, in all its languages: people are spoken to in theirs, programs read the same.

command_line_test.py AGENT. It runs in a network namespace of its own: nothing that it sends leaves the machine.
"""
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

INSIDE = 'TRAYPULSE_TEST_NAMESPACE'
# Of each language: what --help begins its options with, and words of ping's summary and of trace's first line.
LANGUAGES = {
    'de_DE': ('Optionen:', 'gesendet', 'Der Weg zu 127.0.0.1, per UDP'),
    'fr_FR': ('Options :', 'envoyées', 'Le chemin vers 127.0.0.1, par UDP'),
    'es_ES': ('Opciones:', 'enviadas', 'El camino a 127.0.0.1, por UDP'),
    'ja_JP': ('オプション:', '送信', '127.0.0.1 までの経路、UDP'),
    'zh_CN': ('选项：', '发送', '到 127.0.0.1 的路径，UDP'),
}
COMMANDS = ((), ('ping',), ('check',), ('status',), ('why',), ('watch',), ('pause',), ('resume',), ('mute',), ('unmute',),
            ('config',), ('config', 'check'), ('doctor',), ('trace',), ('mtu',), ('export',), ('import',), ('report',))
WRONG = (('pign',), ('ping',), ('ping', '-c', 'many', 'a'), ('--log-level', 'loud'), ('status',), ('config',),
         ('export', '--since', 'later'), ('trace',), ('import', '/nowhere'), ('config', 'check', '/nowhere'))


def check(good, what):
    if not good:
        raise SystemExit(f'command_line_test: {what}')


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in text)


def for_programs(line):
    """An example, or the names of a JSON object."""
    return re.match(r' *(traypulse |ssh |waybar:|")', line) or '{' in line or '}' in line


def sentences(text):
    """Everything of a help that is words: headings, what an option does, paragraphs."""
    for line in text.split('\n'):
        if for_programs(line):
            line = re.sub(r'^ +\S.*?(   +|$)', '', line) if line.startswith('  traypulse ') else ''
        for part in re.split(r' {2,}', line):
            if re.search(r'\w{2,} [a-z]{2,}', part) or re.fullmatch(r'[A-Z][a-z]+:', part):
                yield part


class Program:
    def __init__(self, path, locales, home):
        self.path = path
        self.environment = {'PATH': os.environ['PATH'], 'LOCPATH': locales, 'HOME': home, 'XDG_RUNTIME_DIR': home}

    def run(self, language, *arguments):
        name = 'C.UTF-8' if language == 'C' else language + '.UTF-8'
        return subprocess.run([self.path, *arguments], env=self.environment | {'LC_ALL': name}, text=True,
                              encoding='utf-8', stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60)

    @functools.cache
    def english(self, *arguments):
        return self.run('C', *arguments)


def helps(program, language, options):
    for command in COMMANDS:
        english = program.english(*command, '--help')
        done = program.run(language, *command, '--help')
        where = f'{language}: {" ".join(command)} --help'
        check(done.returncode == 0 and not done.stderr, f'{where}: {done}')
        check(options in done.stdout, f'{where}: no {options!r} in:\n{done.stdout}')
        for sentence in sentences(english.stdout):
            check(sentence not in done.stdout, f'{where}: is English: {sentence!r}')
        # Names stay: options, and what is typed.
        for names in (r'(?<![\w-])--?[a-z][a-z-]*', r'^  traypulse .*?(?=   |$)', r'^  +\{.*$'):
            pattern = re.compile(names, re.MULTILINE)
            check(set(pattern.findall(english.stdout)) <= set(pattern.findall(done.stdout)),
                  f'{where}: other names: {set(pattern.findall(english.stdout)) - set(pattern.findall(done.stdout))}')
        for line in done.stdout.split('\n'):
            check(for_programs(line) or width(line) <= 100, f'{where}: is too wide: {line!r}')


def refusals(program, language):
    for arguments in WRONG:
        english, done = program.english(*arguments), program.run(language, *arguments)
        check(done.returncode == english.returncode == 2, f'{language}: {arguments}: {done}')
        check(done.stderr.startswith('traypulse: ') and done.stderr != english.stderr, f'{language}: {done.stderr}')


def pings(program, language, sent):
    arguments = ('ping', '-c', '2', '-i', '0.2', '127.0.0.1')
    text = program.run(language, *arguments)
    check(text.returncode == 0 and sent in text.stdout, f'{language}: {text}')
    for english in ('Pinging', 'sent', 'received', 'lost', 'stddev'):
        check(english not in text.stdout, f'{language}: {english!r} in {text.stdout}')
    point = '.' if language in ('ja_JP', 'zh_CN') else ','
    check(re.search(rf'seq 0  \d+\{point}\d+ ', text.stdout), f'{language}: {text.stdout}')
    lines = [json.loads(line) for line in program.run(language, *arguments, '--json').stdout.split('\n') if line]
    english = [json.loads(line) for line in program.english(*arguments, '--json').stdout.split('\n') if line]
    check([set(line) for line in lines] == [set(line) for line in english], f'{language}: {lines}')
    check([line['type'] for line in lines] == ['result', 'result', 'summary'], f'{language}: {lines}')
    check(lines[0]['outcome'] == 'reply' and isinstance(lines[0]['rtt_us'], float | int), f'{language}: {lines[0]}')


def traces(program, language, way):
    text = program.run(language, 'trace', '--udp', '127.0.0.1')
    check(text.returncode == 0 and text.stdout.startswith(way), f'{language}: {text}')
    # Each number stands below its heading; the unit stands behind the last one.
    _, headings, first, *_ = text.stdout.split('\n')
    ends = [width(headings[:m.end()]) for m in re.finditer(r'\S+', headings)]
    numbers = [width(first[:m.end()]) for m in re.finditer(r'\d+[.,]\d\d', first)]
    check(len(ends) == 4 and ends[1:] == numbers, f'{language}: {ends} above {numbers}:\n{text.stdout}')
    lines = [json.loads(line) for line in program.run(language, 'trace', '--udp', '--json', '127.0.0.1').stdout.split('\n')
             if line]
    check(lines[0]['meaning'] == 'none' and lines[-1]['end'] == 'reached' and lines[-1]['method'] == 'udp',
          f'{language}: {lines}')


def main():
    if INSIDE not in os.environ:
        os.environ[INSIDE] = '1'
        user = [] if os.geteuid() == 0 else ['--user', '--map-root-user']
        os.execvp('unshare', ['unshare', '--net', *user, sys.executable, '-B', *sys.argv])
    subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + '/home', 0o700)
        os.mkdir(folder + '/locales')
        program = Program(sys.argv[1], folder + '/locales', folder + '/home')
        for language, (options, sent, way) in LANGUAGES.items():
            # Made here, so that the machine need not have it.
            subprocess.run(['localedef', '-i', language, '-f', 'UTF-8', f'{folder}/locales/{language}.UTF-8'], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            helps(program, language, options)
            refusals(program, language)
            pings(program, language, sent)
            traces(program, language, way)
            print(language, 'is spoken')


main()
