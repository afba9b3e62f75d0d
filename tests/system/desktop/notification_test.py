#!/usr/bin/python3
"""Notifications with a real daemon (dunst), and with one that is absent, hung or restarted."""
import json
import signal
import time

from gi.repository import GLib

from session import calls_of_notify, check, main, online

OUTAGE = {'outage': 7, 'kind': 'outage', 'glance': 'down', 'cause': 'target_down',
          'title': 'Shop is down', 'targets': [3],
          'body': 'No answer to ping since 14:02. Everything else is <fine> & well.'}
PROVIDER = {'outage': 8, 'kind': 'outage', 'glance': 'down', 'cause': 'provider_outage',
            'title': 'Provider outage', 'targets': [2, 3],
            'body': 'The router answers, nothing beyond it does. Since 14:02, 2 targets affected.'}
RECOVERY = {'outage': 7, 'kind': 'recovery', 'glance': 'up', 'title': 'Shop is back',
            'body': 'It was down for 41 s.', 'targets': [3]}

ITEM = '/StatusNotifierItem'
# Milliseconds. A GUI that waits for a daemon that is stuck waits five times that (GLib gives a call
# 25 s up); a slow machine does not.
PROMPT = 5000


def history(s, part):
    """What dunst has now: 'displayed' count or the history's summaries."""
    if part == 'displayed':
        return int(s.run('dunstctl', 'count', 'displayed'))
    data = json.loads(s.run('dunstctl', 'history'))['data'][0]
    return [n['summary']['data'] for n in data]


def start(s, dunst=True):
    s.start_window_manager()
    s.notify = calls_of_notify(s)
    daemon = s.start_dunst() if dunst else None
    s.start_app()
    s.feed(snapshot=online())
    return daemon


def responsive(s, item):
    began = time.monotonic()
    s.call(item[0], item[1], 'org.freedesktop.DBus.Properties', 'Get',
           GLib.Variant('(ss)', ('org.kde.StatusNotifierItem', 'Id')), PROMPT)
    return time.monotonic() - began


def says_what_it_should_and_replaces_in_place(s):
    start(s)
    s.feed(notice=OUTAGE)
    s.wait(lambda: history(s, 'displayed') == 1, 'a notification on screen')
    first = s.wait(lambda: s.notify, 'the call')[0]
    check(first['summary'] == 'Shop is down', first['summary'])
    check(first['body'] == 'No answer to ping since 14:02. Everything else is '
          '&lt;fine&gt; &amp; well.', first['body'])
    check(first['hints']['urgency'] == 2, 'urgency')
    check(first['hints']['category'] == 'network.error', 'category')
    check(first['hints']['image-data'][:2] == (48, 48), 'image')
    check(first['actions'] == ['default', 'Open', 'why', 'Why?', 'mute:3', 'Mute until recovered',
                               'pause:3', 'Pause this target'], first['actions'])
    s.screenshot('notification-outage')
    s.feed(notice=PROVIDER)
    s.wait(lambda: history(s, 'displayed') == 2, 'the second one')
    s.wait(lambda: len(s.notify) == 2, 'the second call')
    check('pause:3' not in s.notify[1]['actions'], 'one target among several')
    s.feed(notice=RECOVERY)
    s.wait(lambda: len(s.notify) == 3, 'the recovery')
    last = s.notify[2]
    check(last['replaces'] != 0 and last['hints']['urgency'] == 1, last)
    check(last['actions'] == ['default', 'Open'], last['actions'])
    s.wait(lambda: history(s, 'displayed') == 2, 'two on screen, not three')
    s.screenshot('notification-recovery')
    s.quit_app()


def buttons_do_what_they_say(s):
    start(s)

    def outage():
        s.feed(notice=OUTAGE)
        s.wait(lambda: history(s, 'displayed') == 1, 'a notification on screen')

    def close():
        s.run('dunstctl', 'close-all')
        s.wait(lambda: history(s, 'displayed') == 0, 'an empty screen')
    outage()
    s.press_button('Mute until recovered')
    s.wait_command(command='mute_target', target=3, seconds=None)
    close()
    outage()
    s.press_button('Pause this target')
    s.wait_command(command='pause_target', target=3, seconds=None)
    close()
    outage()
    s.run('dunstctl', 'action', '0')  # the notification itself
    s.wait(lambda: s.windows('^Traypulse$'), 'the window')
    s.quit_app()


def daemon_absent_then_there(s):
    start(s, dunst=False)
    s.feed(notice=OUTAGE)
    item = s.wait(lambda: app_on_bus(s), 'the program on the bus')
    check(responsive(s, item) < PROMPT / 1000, 'the GUI waited for the daemon')
    s.start_dunst()
    s.wait(lambda: history(s, 'displayed') == 1, 'what waited for a daemon')
    s.quit_app()


def hung_daemon_holds_nobody_up(s):
    daemon = start(s)
    s.feed(notice=OUTAGE)
    s.wait(lambda: history(s, 'displayed') == 1, 'the first')
    daemon.send_signal(signal.SIGSTOP)
    for body in ('one', 'two', 'three'):
        s.feed(notice=OUTAGE | {'body': body})
    s.feed(notice=PROVIDER)
    item = s.wait(lambda: app_on_bus(s), 'the program on the bus')
    slowest = max(responsive(s, item) for _ in range(50))
    check(slowest < PROMPT / 1000, f'the GUI answered after {slowest:.3f} s')
    s.wait(lambda: len(s.notify) >= 3, 'the calls under way')
    daemon.send_signal(signal.SIGCONT)
    s.wait(lambda: s.notify[-1]['body'] == 'three' or
           any(n['body'] == 'three' for n in s.notify), 'the newest word')
    s.wait(lambda: history(s, 'displayed') == 2, 'two on screen')
    check(not any(n['body'] == 'two' for n in s.notify), 'what was overtaken was sent')
    s.quit_app()


def restarted_daemon_gets_what_still_holds(s):
    daemon = start(s)
    s.feed(notice=OUTAGE)
    s.wait(lambda: history(s, 'displayed') == 1, 'the outage')
    s.stop(daemon)
    s.start_dunst()
    s.wait(lambda: history(s, 'displayed') == 1, 'the outage at the new daemon')
    s.wait(lambda: len(s.notify) == 2, 'the call to the new daemon')
    check(s.notify[-1]['replaces'] == 0, 'an old number at a new daemon')
    s.feed(notice=RECOVERY)
    s.wait(lambda: s.notify[-1]['summary'] == 'Shop is back', 'the recovery')
    check(s.notify[-1]['replaces'] != 0, 'the recovery does not replace')
    s.wait(lambda: history(s, 'displayed') == 1, 'one on screen')
    s.quit_app()


def exports_item(s, name):
    """Whether it is the program's. Asked with little patience: GLib swallows a call that comes while it is only
    beginning (its answer fails an assertion), and then it is asked again."""
    try:
        pid = s.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                     GLib.Variant('(s)', (name,)))[0]
        if pid != s.app.pid:
            return False
        return s.call(name, ITEM, 'org.freedesktop.DBus.Properties', 'Get',
                      GLib.Variant('(ss)', ('org.kde.StatusNotifierItem', 'Id')), PROMPT)[0] == 'traypulse'
    except GLib.Error:  # GTK's own connection, ours before the item is there, or one that has gone
        return False


def app_on_bus(s):
    """(name, path) of the program's item: without a watcher it is found by asking everyone."""
    for name in s.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'ListNames')[0]:
        if name.startswith(':') and name != s.bus.get_unique_name() and exports_item(s, name):
            return name, ITEM
    return None


main([says_what_it_should_and_replaces_in_place, buttons_do_what_they_say,
      daemon_absent_then_there, hung_daemon_holds_nobody_up,
      restarted_daemon_gets_what_still_holds])
