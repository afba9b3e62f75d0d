"""The helper's sources for macOS: each is right as C++ against the headers of macos_include, and none of its functions is missing.

That is all. No Mac has compiled them, and nobody has run them: macos_include was written by hand from Apple's manual pages."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

COMPILER = 'clang++'
# Those of cmake/Toolchain.cmake. Darwin declares some options of IPv6 for who defines this (ip6(4)); helper/CMakeLists.txt does.
FLAGS = ['-std=c++20', '-Wall', '-Wextra', '-Wpedantic', '-Wshadow', '-Wconversion', '-Wno-sign-conversion',
         '-Wnon-virtual-dtor', '-Woverloaded-virtual', '-Wimplicit-fallthrough', '-Werror', '-D__APPLE_USE_RFC_3542',
         '-DTRAYPULSE_VERSION="0"']


def listed(source):
    """What helper/CMakeLists.txt and shared/CMakeLists.txt give to macOS."""
    text = (source / 'helper/CMakeLists.txt').read_text()
    lists = dict(re.findall(r'set\((common|macos)_sources\n([^)]*)\)', text))
    if set(lists) != {'common', 'macos'}:
        sys.exit('helper/CMakeLists.txt has no lists that are called common_sources and macos_sources')
    names = ' '.join(lists.values()).split() + ['main_posix.cpp']
    shared = re.search(r'add_library\(traypulse_shared STATIC\n([^)]*)\)', (source / 'shared/CMakeLists.txt').read_text())
    return [source / 'helper' / n for n in names] + [source / 'shared' / n for n in shared.group(1).split()]


def missing(objects):
    """The functions of ours that some source calls and none has. What is of the system cannot be linked here."""
    said = subprocess.run(['nm', '-C', *map(str, objects)], capture_output=True, text=True, check=True).stdout
    names = {True: set(), False: set()}
    for kind, name in re.findall(r'^[0-9a-f ]{16} (\w) (.+)$', said, re.M):
        names[kind == 'U'].add(name)
    return sorted(n for n in names[True] - names[False] if 'traypulse::' in n)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--source', type=pathlib.Path, required=True)
    parser.add_argument('--build', type=pathlib.Path, required=True)
    source, build = (parser.parse_args().__dict__[name] for name in ('source', 'build'))
    include = pathlib.Path(__file__).parent / 'macos_include'
    files = listed(source)
    problems = [f'{f.relative_to(source)} is listed for macOS and not there' for f in files if not f.exists()]
    there = {f for f in (source / 'helper').glob('*_macos.cpp')} | {f for f in (source / 'helper').glob('*_posix.cpp')}
    problems += [f'{f.relative_to(source)} is not in helper/CMakeLists.txt for macOS' for f in sorted(there - set(files))]
    if len([f for f in files if f.stem.endswith('_macos')]) < 10 or len(files) < 35:
        problems.append('hardly any source for macOS was found')
    if problems:
        sys.exit('\n'.join(problems))

    # Half of what a source takes is reading the C++ library again.
    build.mkdir(parents=True, exist_ok=True)
    flags = FLAGS + ['-I', str(source), '-isystem', str(include)]
    library = build / 'not_here.pch'
    subprocess.run([COMPILER, *flags, '-x', 'c++-header', '-o', str(library),
                    str(include / 'not_here.h')], check=True)

    def look(file):
        output = build / (str(file.relative_to(source)).replace('/', '_') + '.o')
        done = subprocess.run([COMPILER, *flags, '-include-pch', str(library), '-c', '-o', str(output), str(file)],
                              capture_output=True, text=True)
        return file, output, done.returncode, done.stderr

    objects, failed = [], False
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, output, status, said in pool.map(look, files):
            objects.append(output)
            if status != 0:
                failed = True
                print(f'{file.relative_to(source)} is not right for macOS:\n{said}')
    if failed:
        sys.exit(1)
    if lacking := missing(objects):
        sys.exit('no source of macOS has ' + ', '.join(lacking))
    print(f'{len(files)} sources of the helper are right as C++ for macOS')


main()
