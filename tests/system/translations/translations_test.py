#!/usr/bin/python3
"""The template is what xgettext finds in the sources now; each language has all of it, without guesses."""
import ast
import os
import re
import subprocess
import sys
import tempfile

LANGUAGES = ('de', 'es', 'fr', 'ja', 'zh_CN')
PLACE = re.compile(r'\{\d\}')
STRFTIME = re.compile(r'%-?[a-zA-Z]')


def entries(path):
    """Each a dict: ctxt, id, plural, texts, flags."""
    found, entry, field = [], {'flags': '', 'texts': []}, None
    with open(path, encoding='utf-8') as text:
        for line in [*text.read().split('\n'), '']:
            if line.startswith('#~'):
                raise SystemExit(f'{path}: what is gone is still in it: {line}')
            if line.startswith('#,'):
                entry['flags'] += line
            elif line.startswith('"'):
                if field == 'str':
                    entry['texts'][-1] += ast.literal_eval(line)
                else:
                    entry[field] += ast.literal_eval(line)
            elif not line:
                if 'id' in entry:
                    found.append(entry)
                entry, field = {'flags': '', 'texts': []}, None
            elif match := re.match(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d\])? (".*")$', line):
                field = {'msgctxt': 'ctxt', 'msgid_plural': 'plural', 'msgid': 'id', 'msgstr': 'str'}[match[1]]
                if field == 'str':
                    entry['texts'].append(ast.literal_eval(match[2]))
                else:
                    entry[field] = ast.literal_eval(match[2])
    return found


def key(entry):
    return entry.get('ctxt'), entry['id'], entry.get('plural')


def faults(entry, text):
    """What a translation must have as its original has it."""
    wanted = set(PLACE.findall(entry['id'] + entry.get('plural', '')))
    places = set(PLACE.findall(text))
    # "one target" needs no number in its singular.
    if places != wanted and not ('plural' in entry and places | {'{0}'} == wanted):
        yield f'has the places {sorted(places)}, not {sorted(wanted)}'
    if ('&' in entry['id']) != ('&' in text) and not text.count('&&'):
        yield 'has another mnemonic than none or one'
    if entry.get('ctxt', '').startswith('strftime') and not STRFTIME.search(text):
        yield 'is no format of a date'
    for mark in ('|*', '`'):
        if entry['id'].count(mark) != text.count(mark):
            yield f'has another number of {mark}'
    if entry['id'].endswith('\n') != text.endswith('\n'):
        yield 'ends another way'


def main(root):
    folder = root + '/agent/translations/'
    wrong = []
    with tempfile.TemporaryDirectory() as scratch:
        fresh = scratch + '/fresh.pot'
        subprocess.run([folder + 'extract.sh', fresh], check=True)
        with open(fresh, encoding='utf-8') as now, open(folder + 'traypulse.pot', encoding='utf-8') as kept:
            if now.read() != kept.read():
                wrong.append('traypulse.pot is not what the sources say now: run ./dev translations')
    template = [entry for entry in entries(folder + 'traypulse.pot') if entry['id']]
    if len(template) < 1000:
        wrong.append(f'only {len(template)} sentences were found')
    for entry in template:
        if entry['id'] != entry['id'].strip() and not entry['id'].startswith(' ('):
            wrong.append(f'a part of a sentence: {entry["id"]!r}')
    for language in LANGUAGES:
        path = folder + language + '.po'
        done = subprocess.run(['msgfmt', '--check-format', '--check-domain', '-o', os.devnull, path],
                              stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            wrong.append(f'{language}: {done.stderr}')
        known = {key(entry): entry for entry in entries(path) if entry['id']}
        for entry in template:
            mine = known.pop(key(entry), None)
            if mine is None:
                wrong.append(f'{language}: is missing: {entry["id"]!r}')
                continue
            if 'fuzzy' in mine['flags']:
                wrong.append(f'{language}: is only guessed: {entry["id"]!r}')
            for text in mine['texts']:
                if not text:
                    wrong.append(f'{language}: is empty: {entry["id"]!r}')
                    continue
                wrong += [f'{language}: {text!r} {fault}' for fault in faults(entry, text)]
        wrong += [f'{language}: is of no source any more: {gone[1]!r}' for gone in known]
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


sys.exit(main(sys.argv[1]))
