"""Stands at the names of logind, UPower and NetworkManager on a bus of the test's own.

Told a line at a time through a FIFO:
  own NAME | release NAME        NAME is logind, upower or manager
  set NAME TEXT                  the property's value, as GVariant text ("true", "uint32 3", "'nonsense'"); told
  become NAME TEXT               the same, but only said that it is no longer what it was
  signal NAME MEMBER TEXT        any signal, with arguments as GVariant text
  refuse on|off                  logind grants no lock
Says on standard output: ready, owned NAME, released NAME, locked, unlocked, done LINE.
"""
import os
import sys

from gi.repository import Gio, GLib

FIFO = sys.argv[1]
NAMES = {'logind': 'org.freedesktop.login1', 'upower': 'org.freedesktop.UPower',
         'manager': 'org.freedesktop.NetworkManager'}
PATHS = {who: '/' + name.replace('.', '/') for who, name in NAMES.items()}
INTERFACES = dict(NAMES, logind='org.freedesktop.login1.Manager')
PROPERTIES = {'upower': 'OnBattery', 'manager': 'Metered'}
LOGIND = '''<node><interface name="org.freedesktop.login1.Manager"><method name="Inhibit">
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="h" direction="out"/></method></interface></node>'''
# By hand: GLib would not let a property have another type than it was declared with.
PROPERTIES_OF_ANY_TYPE = '''<node><interface name="org.freedesktop.DBus.Properties"><method name="Get">
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="out"/></method></interface></node>'''
values = {'upower': GLib.Variant('b', False), 'manager': GLib.Variant('u', 0)}
refusing = False
owned = {}


def say(*words):
    print(*words, flush=True)


def unlocked(channel, condition):
    say('unlocked')
    channel.shutdown(False)
    return GLib.SOURCE_REMOVE


def inhibit(invocation):
    if refusing:
        return invocation.return_dbus_error('org.freedesktop.DBus.Error.AccessDenied', 'not for you')
    ours, theirs = os.pipe()
    channel = GLib.IOChannel.unix_new(ours)
    GLib.io_add_watch(channel, GLib.PRIORITY_DEFAULT, GLib.IOCondition.HUP, unlocked)
    fds = Gio.UnixFDList.new()
    fds.append(theirs)
    os.close(theirs)
    say('locked')
    invocation.return_value_with_unix_fd_list(GLib.Variant('(h)', (0,)), fds)


def on_call(connection, sender, path, interface, method, arguments, invocation):
    who = {path: who for who, path in PATHS.items()}[path]
    if method == 'Inhibit':
        inhibit(invocation)
    else:
        invocation.return_value(GLib.Variant.new_tuple(GLib.Variant.new_variant(values[who])))


def signal(who, member, arguments, interface=None):
    bus.emit_signal(None, PATHS[who], interface or INTERFACES[who], member, arguments)


def obey(line):
    global refusing
    word, *rest = line.split(' ', 2)
    who = rest[0] if rest else ''
    if word == 'own':
        owned[who] = Gio.bus_own_name_on_connection(
            bus, NAMES[who], Gio.BusNameOwnerFlags.NONE, lambda *_: say('owned', who), None)
    elif word == 'release':
        Gio.bus_unown_name(owned.pop(who))
        say('released', who)
    elif word in ('set', 'become'):
        values[who] = GLib.Variant.parse(None, rest[1], None, None)
        told = {PROPERTIES[who]: values[who]} if word == 'set' else {}
        stale = [] if word == 'set' else [PROPERTIES[who]]
        signal(who, 'PropertiesChanged', GLib.Variant('(sa{sv}as)', (INTERFACES[who], told, stale)),
               'org.freedesktop.DBus.Properties')
    elif word == 'signal':
        member, text = rest[1].split(' ', 1)
        interface = 'org.freedesktop.DBus.Properties' if member == 'PropertiesChanged' else None
        signal(who, member, GLib.Variant.parse(None, text, None, None), interface)
    elif word == 'refuse':
        refusing = who == 'on'
    say('done', line)


def on_order(channel, condition):
    for line in os.read(channel.unix_get_fd(), 65536).decode().splitlines():
        obey(line)
    return GLib.SOURCE_CONTINUE


bus = Gio.DBusConnection.new_for_address_sync(
    os.environ['DBUS_SYSTEM_BUS_ADDRESS'],
    Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
for who in NAMES:
    for interface in Gio.DBusNodeInfo.new_for_xml(LOGIND if who == 'logind' else PROPERTIES_OF_ANY_TYPE).interfaces:
        bus.register_object(PATHS[who], interface, on_call, None, None)
# Both ends: then it never ends by itself.
orders = GLib.IOChannel.unix_new(os.open(FIFO, os.O_RDWR | os.O_NONBLOCK))
GLib.io_add_watch(orders, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN, on_order)
say('ready')
GLib.MainLoop().run()
