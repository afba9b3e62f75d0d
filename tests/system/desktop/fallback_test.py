#!/usr/bin/python3
"""Where there is no StatusNotifier host: XEmbed trays, no tray at all, no session bus, no display."""
import os
import subprocess

from session import COLOURS, DEADLINE, check, main, online, shop_down


def start_trayer(s):
    return s.start('trayer', 'trayer', '--edge', 'bottom', '--align', 'right', '--widthtype',
                   'pixel', '--width', '300', '--height', '32', '--SetDockType', 'true')


def xembed_icon_shows_and_its_menu_works(s):
    s.start_window_manager()
    start_trayer(s)
    s.start_app()
    s.feed(snapshot=online())
    place = s.wait_colour('up')
    s.screenshot('trayer-up')
    s.click(place, 3)
    popup = s.wait_popup()
    s.screenshot('trayer-menu')
    for rtt in (55, 66):
        s.feed(snapshot=online(rtt))
    s.feed(snapshot=shop_down())
    s.wait_colour('down')
    check(s.popups() == popup, 'the menu closed when values changed')
    s.screenshot('trayer-menu-live')
    s.key('Down', 'Down', 'Down', 'Return')
    s.wait_command(command='set_enabled', target=2, enabled=False)
    check(not s.windows('^Traypulse$'), 'a window although there is a tray')
    s.click(s.wait_colour('down'))
    s.wait(lambda: s.windows('^Traypulse at a glance$'), 'the popover after a click on the icon')
    s.quit_app()


def moves_to_a_host_that_comes_and_back(s):
    s.start_window_manager()
    trayer = start_trayer(s)
    s.start_app()
    s.feed(snapshot=online())
    s.wait_colour('up')
    s.stop(trayer)
    s.wait_no_colour('up')
    panel = s.start_panel()
    s.wait_item()
    s.wait_colour('up')
    s.stop(panel)
    s.wait_no_colour('up')
    start_trayer(s)
    s.wait_colour('up')
    s.quit_app()


def window_where_there_is_no_tray(s):
    s.start_window_manager()
    s.start_app()
    s.feed(snapshot=online())
    window = s.wait(lambda: s.windows('^Traypulse$'), 'the status window')[0]
    s.wait(lambda: s.find_colour(COLOURS['up'], 400), 'the verdict drawn')
    s.screenshot('window-up')
    s.feed(snapshot=shop_down())
    s.wait(lambda: s.find_colour(COLOURS['down'], 400), 'the outage drawn')
    # Closing it must not lock anyone out: it is minimised, and a second start brings it back.
    s.close_window(window)
    s.wait(lambda: 'Iconic' in s.run('xprop', '-id', window, 'WM_STATE'), 'the window minimised')
    s.feed(show_window=True)
    s.wait(lambda: 'Normal' in s.run('xprop', '-id', window, 'WM_STATE'), 'the window back')
    s.quit_app()


def works_without_a_session_bus(s):
    s.start_window_manager()
    start_trayer(s)
    s.start_app()
    s.feed(snapshot=online())
    s.wait_colour('up')
    lines = [line for line in s.errors().splitlines() if line.startswith('traypulse:')]
    check(len(lines) == 1 and 'no D-Bus session bus' in lines[0], s.errors())
    s.feed(notice={'outage': 1, 'kind': 'outage', 'glance': 'down', 'title': 'Shop is down'})
    s.feed(snapshot=shop_down())
    s.wait_colour('down')
    s.quit_app()


works_without_a_session_bus.session = {'bus': False}


def tray_that_ends_while_the_icon_docks(s):
    preload = os.path.dirname(s.driver_path) + '/libtraypulse-vanishing-window.so'
    s.start_window_manager()
    trayer = start_trayer(s)
    s.environment['LD_PRELOAD'] = preload
    s.start_app()
    del s.environment['LD_PRELOAD']
    s.feed(snapshot=online())
    trayer.wait(DEADLINE)
    check('vanishing-window: 0x' in s.errors(), s.errors())
    start_trayer(s)
    s.wait_colour('up')
    s.quit_app()


def bus_that_dies_takes_nothing_along(s):
    s.start_window_manager()
    s.start_panel()
    s.start_app()
    s.feed(snapshot=online())
    s.wait_item()
    s.wait_colour('up')
    bus = next(c for c in s.children if c.args[0] == 'dbus-daemon')
    bus.terminate()
    s.wait(lambda: 'went away' in s.errors(), 'a word about the bus')
    s.wait(lambda: s.windows('^Traypulse$'), 'the window in the icon\'s place')
    s.quit_app()


def no_display_is_said_plainly(s):
    environment = dict(s.environment)
    del environment['DISPLAY']
    done = subprocess.run([s.driver_path], env=environment, stdin=subprocess.DEVNULL, text=True,
                          timeout=DEADLINE, capture_output=True)
    check(done.returncode == 1, done.returncode)
    check('traypulse: cannot open a display: ' in done.stderr, done.stderr)
    check('--headless' in done.stderr, done.stderr)


def configuration_opens_in_the_persons_editor(s):
    s.start_window_manager()
    data = s.environment['XDG_DATA_HOME'] + '/applications'
    os.makedirs(data)
    opened = s.folder + '/opened'
    with open(data + '/editor.desktop', 'w') as out:
        out.write('[Desktop Entry]\nType=Application\nName=Editor\nMimeType=text/plain;application/toml;\n'
                  f'Exec=sh -c "echo %f >{opened}"\n')
    with open(s.environment['XDG_CONFIG_HOME'] + '/mimeapps.list', 'w') as out:
        out.write('[Default Applications]\ntext/plain=editor.desktop\n'
                  'application/toml=editor.desktop\n')
    config = s.folder + '/config.toml'
    with open(config, 'w') as out:
        out.write('[nonsense\n')
    s.start_panel()
    s.start_app('--config', config)
    s.feed(snapshot=online())
    s.wait_item()
    s.menu_event('Settings…')
    s.wait(lambda: s.run('xdotool', 'getwindowfocus', 'getwindowname').strip() == 'Traypulse settings',
           'the settings, which cannot show it')
    s.key('Return')
    s.wait(lambda: os.path.exists(opened) and open(opened).read().strip() == config, 'the editor')
    s.quit_app()


main([xembed_icon_shows_and_its_menu_works, moves_to_a_host_that_comes_and_back,
      window_where_there_is_no_tray, works_without_a_session_bus,
      tray_that_ends_while_the_icon_docks, bus_that_dies_takes_nothing_along, no_display_is_said_plainly,
      configuration_opens_in_the_persons_editor])
