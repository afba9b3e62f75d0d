"""The sources for Windows with MinGW: each compiles without a warning, the helper links to a program.

Windows' own (_windows), and all that have no suffix: that they name nothing of another platform is what lets a port touch
nothing else. Left out are those on wxWidgets and D-Bus, whose headers here are of GTK and of Linux."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

COMPILER = 'x86_64-w64-mingw32-g++-posix'
FLAGS = ['-std=c++20', '-Wall', '-Wextra', '-Wpedantic', '-Wshadow', '-Wconversion', '-Wno-sign-conversion', '-Werror',
         # Windows 10, whose console, sockets and interrupt times are used.
         '-D_WIN32_WINNT=0x0A00', '-DWIN32_LEAN_AND_MEAN', '-DNOMINMAX', '-DUNICODE', '-D_UNICODE',
         '-DTRAYPULSE_VERSION="0"', '-DTRAYPULSE_WEIGHT_SCALE=1']
LIBRARIES = ['-liphlpapi', '-lws2_32', '-lbcrypt', '-ladvapi32']
LIBRARY_HEADERS = ['algorithm', 'array', 'chrono', 'filesystem', 'functional', 'map', 'memory', 'optional', 'span',
                   'string', 'unordered_map', 'variant', 'vector']
# What the helper has on every platform: everything of its folder that has no suffix, but for the server on libuv.
NOT_IN_THE_HELPER = {'server.cpp', 'open_sockets.cpp', 'options.cpp'}
# Headers of libraries that Windows has, too, and that stand here among others that are Linux's.
HEADERS = ['CLI', 'ares.h', 'ares_build.h', 'ares_dns.h', 'ares_rules.h', 'ares_version.h', 'curl', 'fmt', 'nlohmann',
           'openssl', 'pugiconfig.hpp', 'pugixml.hpp', 're2', 'spdlog', 'sqlite3.h', 'toml++', 'yaml.h']
# So many files of one folder are compiled as one, as the build does it.
BATCH = 12


def plain(path):
    return not path.stem.endswith(('_linux', '_macos', '_posix', '_windows'))


def portable(path, source):
    """Of the agent: none of another platform, of wxWidgets, or of D-Bus."""
    if not plain(path) or path.name == 'front_desktop.cpp':  # the windows' own; front_none.cpp is its twin
        return False
    text = with_headers(path, source)
    return '<wx/' not in text and '<gio/' not in text


def with_headers(path, source, seen=None):
    """The text of a source with that of the project's headers that it includes."""
    seen = set() if seen is None else seen
    if path in seen or not path.exists():
        return ''
    seen.add(path)
    text = path.read_text()
    return text + ''.join(with_headers(source / name, source, seen) for name in re.findall(r'#include "([^"]+)"', text))


def gather(include, roots):
    """Links to the libraries' headers; what lies in two places (OpenSSL's) becomes one folder of links."""
    for name in HEADERS:
        found = [root / name for root in roots if (root / name).exists()]
        if not found:
            sys.exit(f'no {name} in {roots}')
        link = include / name
        if found[0].is_file():
            link.unlink(missing_ok=True)
            link.symlink_to(found[0])
            continue
        link.mkdir(exist_ok=True)
        for entry in (entry for folder in found for entry in folder.iterdir()):
            (link / entry.name).unlink(missing_ok=True)
            (link / entry.name).symlink_to(entry)


def batches(files, source, build):
    """Sources that include up to so many of one folder's."""
    folders = {}
    for file in sorted(files):
        folders.setdefault(file.parent, []).append(file)
    out = []
    for folder, all_of_it in folders.items():
        for i in range(0, len(all_of_it), BATCH):
            batch = build / (str(folder.relative_to(source)).replace('/', '_') + f'_{i // BATCH}.cpp')
            # A header of Windows in one file makes its old keywords ours in the next.
            batch.write_text(''.join(f'#include "{file.relative_to(source)}"\n#undef near\n#undef far\n'
                                     for file in all_of_it[i:i + BATCH]))
            out.append(batch)
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--source', type=pathlib.Path, required=True)
    parser.add_argument('--build', type=pathlib.Path, required=True)
    parser.add_argument('--uv', default='/usr/include')
    a = parser.parse_args()
    include = a.build / 'include'
    include.mkdir(parents=True, exist_ok=True)
    # libuv's headers know Windows, but stand among others that are Linux's.
    for name in ('uv.h', 'uv'):
        link = include / name
        link.unlink(missing_ok=True)
        link.symlink_to(pathlib.Path(a.uv or '/usr/include') / name)
    machine = subprocess.run(['gcc', '-print-multiarch'], capture_output=True, text=True, check=True).stdout.strip()
    gather(include, [pathlib.Path('/usr/include'), pathlib.Path('/usr/include') / machine])

    flags = FLAGS + ['-I', str(a.source), '-isystem', str(a.source / 'installer/windows/include'), '-isystem', str(include)]
    # Windows' own each by itself, which no other build does; all others a folder at a time.
    own = {part: list((a.source / part).rglob('*_windows.cpp')) for part in ('helper', 'shared', 'agent')}
    plain_helper = [p for p in (a.source / 'helper').glob('*.cpp') if plain(p) and p.name not in NOT_IN_THE_HELPER]
    plain_helper += [p for p in (a.source / 'shared').rglob('*.cpp') if plain(p)]
    plain_agent = [p for p in (a.source / 'agent').rglob('*.cpp') if portable(p, a.source)]
    if len(own['helper']) < 5 or len(own['agent']) < 10 or len(plain_agent) < 250:
        sys.exit('hardly any source for Windows was found')
    helper = own['helper'] + own['shared'] + batches(plain_helper, a.source, a.build)
    agent = own['agent'] + batches(plain_agent, a.source, a.build)

    # Half of what a source takes is reading the C++ library again.
    library = a.build / 'library.h'
    library.write_text(''.join(f'#include <{name}>\n' for name in LIBRARY_HEADERS))
    subprocess.run([COMPILER, *flags, '-x', 'c++-header', '-o', f'{library}.gch', str(library)], check=True)
    flags += ['-include', str(library)]
    cache = [tool for tool in [shutil.which('ccache')] if tool]
    environment = {**os.environ, 'CCACHE_SLOPPINESS': 'pch_defines,time_macros,include_file_mtime,include_file_ctime'}

    def compile_one(source, output):
        what = ['-c', '-o', str(output)] if source in helper else ['-fsyntax-only']  # only the helper is linked
        done = subprocess.run([*cache, COMPILER, *flags, *what, str(source)], capture_output=True, text=True,
                              env=environment)
        return source, done.returncode, done.stderr

    objects = {p: a.build / (str(p).replace(str(a.source), '').replace(str(a.build), '').strip('/').replace('/', '_') + '.o')
               for p in helper + agent}
    work = list(objects.items())
    failed = False
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, status, said in pool.map(lambda w: compile_one(*w), work):
            if status != 0:
                failed = True
                print(f'{source} does not compile for Windows:\n{said}')
    if failed:
        sys.exit(1)
    program = a.build / 'traypulse-helper.exe'
    program.unlink(missing_ok=True)
    linked = subprocess.run([COMPILER, '-static', '-o', str(program), *(str(objects[p]) for p in helper), *LIBRARIES],
                            capture_output=True, text=True)
    if linked.returncode != 0:
        sys.exit(f'the helper does not link:\n{linked.stderr}')
    if program.read_bytes()[:2] != b'MZ':
        sys.exit('what came of it is no program for Windows')
    count = sum(map(len, own.values())) + len(plain_helper) + len(plain_agent)
    print(f'{count} sources compile for Windows, and the helper links')


main()
