"""What macOS and Windows are to be told about the helper: well formed, of known keys, and of one mind with the sources."""
import argparse
import pathlib
import plistlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

# launchd.plist(5): the keys that we may use, and what they hold.
LAUNCHD = {
    'Label': str, 'ProgramArguments': list, 'Sockets': dict, 'ProcessType': str, 'Umask': int, 'WorkingDirectory': str,
    'StandardErrorPath': str, 'StandardOutPath': str, 'ExitTimeOut': int, 'ThrottleInterval': int, 'UserName': str,
    'GroupName': str, 'SoftResourceLimits': dict, 'HardResourceLimits': dict, 'KeepAlive': bool, 'RunAtLoad': bool,
    'EnvironmentVariables': dict, 'Nice': int, 'LowPriorityIO': bool, 'AbandonProcessGroup': bool,
}
SOCKET = {'SockPathName': str, 'SockPathMode': int, 'SockType': str, 'SockPassive': bool, 'SockPathOwner': int,
          'SockPathGroup': int}
LIMITS = {'NumberOfFiles', 'Core', 'CPU', 'Data', 'FileSize', 'MemoryLock', 'NumberOfProcesses', 'ResidentSetSize', 'Stack'}
PROCESS_TYPES = {'Background', 'Standard', 'Adaptive', 'Interactive'}

problems = []


def check(holds, what):
    if not holds:
        problems.append(what)


def check_keys(table, known, where):
    for key, value in table.items():
        check(key in known, f'{where}: launchd.plist(5) has no key {key}')
        kind = known.get(key)
        # A truth value is a number to Python.
        check(kind is None or type(value) is kind, f'{where}: {key} is a {type(value).__name__}')


def check_plist(source, path):
    with open(path, 'rb') as file:
        plist = plistlib.load(file)
    check_keys(plist, LAUNCHD, path.name)
    check(plist.get('Label') == path.stem, 'the label is the file\'s name, else launchctl does not find it')
    program = plist.get('ProgramArguments', [''])[0]
    check(program.startswith('/') and program.endswith('/traypulse-helper'), f'the program {program!r} is no whole path')
    check(plist.get('ProcessType') in PROCESS_TYPES, f'ProcessType {plist.get("ProcessType")}')
    name = text_of(source, r'kLaunchdSocket = "(\w+)"', 'helper/client_socket_macos.cpp')
    check(list(plist.get('Sockets', {})) == [name], f'the helper asks for one socket, which is called {name}')
    for name, socket in plist.get('Sockets', {}).items():
        check_keys(socket, SOCKET, name)
        check(socket.get('SockType', 'stream') == 'stream', 'the protocol wants a stream')
        check(len(socket['SockPathName']) < 104, 'macOS takes 103 bytes of a socket\'s path')
    for limits in ('SoftResourceLimits', 'HardResourceLimits'):
        check(set(plist.get(limits, {})) <= LIMITS, f'{limits}: unknown limit')


def text_of(source, pattern, path):
    found = re.search(pattern, (source / path).read_text())
    check(found, f'{path} does not say {pattern}')
    return found.group(1) if found else ''


def check_service(source, path):
    wix = '{http://wixtoolset.org/schemas/v4/wxs}'
    root = ET.parse(path).getroot()
    check(root.tag == wix + 'Wix', 'no file of WiX 4')
    name = text_of(source, r'kServiceName = L"(\w+)"', 'helper/service_windows.h')
    for tag in ('ServiceInstall', 'ServiceControl'):
        for element in root.iter(wix + tag):
            check(element.get('Name') == name, f'{tag} names {element.get("Name")}, the source {name}')
    services = list(root.iter(wix + 'ServiceInstall'))
    check(len(services) == 1, 'one service is installed')
    check(all('LocalService' in s.get('Account', '') for s in services), 'the helper runs as LocalService')
    guids = [e.get('Guid') for e in root.iter(wix + 'Component')]
    check(len(guids) == len(set(guids)) and all(re.fullmatch(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', g) for g in guids),
          'each component has a GUID of its own')
    refs = {e.get('Id') for e in root.iter(wix + 'ComponentRef')}
    check(refs == {e.get('Id') for e in root.iter(wix + 'Component')}, 'the feature has every component')


def check_manifest(path):
    root = ET.parse(path).getroot()
    check(root.tag == '{urn:schemas-microsoft-com:asm.v1}assembly', f'{path.name} is no manifest')
    texts = {e.tag.split('}')[1]: e for e in root.iter()}
    check('requestedExecutionLevel' in texts and texts['requestedExecutionLevel'].get('level') == 'asInvoker',
          f'{path.name}: nobody shall be asked for an administrator')
    check('activeCodePage' in texts and texts['activeCodePage'].text == 'UTF-8', f'{path.name}: texts are UTF-8')
    check('supportedOS' in texts, f'{path.name} does not say its Windows')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--source', type=pathlib.Path, required=True)
    source = parser.parse_args().source
    windows = source / 'installer/windows'
    files = [*windows.glob('*.wxs'), *windows.glob('*.manifest'), *(source / 'installer/macos').glob('*.plist')]
    check(len(files) == 4, f'files that are judged: {[f.name for f in files]}')
    for file in files:
        lint = subprocess.run(['xmllint', '--nonet', '--noout', str(file)], capture_output=True, text=True)
        check(lint.returncode == 0, lint.stderr)
    if not problems:
        check_plist(source, source / 'installer/macos/org.traypulse.helper.plist')
        check_service(source, windows / 'traypulse.wxs')
        for manifest in windows.glob('*.manifest'):
            check_manifest(manifest)
    sys.exit('\n'.join(problems) or 0)


main()
