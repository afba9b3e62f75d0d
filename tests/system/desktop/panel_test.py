#!/usr/bin/python3
"""The tray icon and its menu in a real StatusNotifier host: xfce4-panel."""
from session import COLOURS, NOW, check, main, online, shop_down

# In pixels, with the test's fonts.
CHECKBOX_LEFT_OF_ICON = 110


def start(s):
    s.start_window_manager()
    s.start_panel()
    s.start_app()
    s.feed(snapshot=online())
    s.wait_item()
    return s.wait_colour('up')


def icon_is_seen_and_follows_the_verdict(s):
    start(s)
    s.wait(lambda: s.item_property('ToolTip')[2] == 'Online · 12 ms', 'the tooltip')
    sizes = [(w, h, len(b)) for w, h, b in s.item_property('IconPixmap')]
    check(sizes == [(n, n, n * n * 4) for n in (16, 24, 32, 48, 64, 96)], f'pixmaps {sizes}')
    check(s.item_property('ItemIsMenu') is False, 'ItemIsMenu')
    s.screenshot('panel-up')
    s.feed(snapshot=shop_down())
    s.wait_colour('down')
    tip = s.item_property('ToolTip')
    check(tip[2] == 'Shop is down since 22:09 · 2 others fine', tip)
    check(tip[3] == 'Shop: down 4 min', tip)
    s.screenshot('panel-down')
    s.quit_app()
    s.wait_no_colour('down')


def menu_opens_by_click_and_switches_a_target(s):
    place = start(s)
    check(s.menu_labels() == [
        'Online · 12 ms', 'Router | 1 ms', 'Cloudflare DNS | 12 ms', 'Shop | 31 ms',
        'Office | off', 'Pause all', '15 minutes', '1 hour', 'Until resumed',
        'Mute notifications', '1 hour', 'Until tomorrow', 'Until recovered', 'Open Traypulse',
        'Save a report…', 'Settings…', 'About Traypulse', 'Quit'], s.menu_labels())
    s.click(place, 3)
    s.wait_popup()
    s.screenshot('panel-menu')
    s.key('Down', 'Down', 'Down', 'Return')  # headline, Router, Cloudflare DNS
    s.wait_command(command='set_enabled', target=2, enabled=False)
    s.wait(lambda: not s.popups(), 'the menu to close')
    s.menu_event('Office')
    s.wait_command(command='set_enabled', target=4, enabled=True)
    s.menu_event('15 minutes')
    s.wait_command(command='pause_all', seconds=900)
    s.menu_event('Until recovered')
    s.wait_command(command='mute', seconds=None)
    s.menu_event('Until tomorrow')
    seconds = s.wait(lambda: [c['seconds'] for c in s.said()
                              if c['command'] == 'mute' and c['seconds'] is not None],
                     'the command to mute until a moment')[0]
    check(0 < seconds <= 31 * 3600, seconds)
    s.feed(snapshot=online(glance='paused', paused_all=True, paused_until=NOW + 900, muted=True))
    s.wait(lambda: 'Resume (paused until 22:28)' in s.menu_labels(), 'Resume in the menu')
    check('Pause all' not in s.menu_labels(), 'Pause all is still there')
    s.menu_event('Resume')
    s.wait_command(command='resume_all')
    s.menu_event('Unmute')
    s.wait_command(command='unmute')
    s.menu_event('Quit')
    s.wait_command(command='quit')
    s.wait_command(ended=0)
    s.quit_app()


def open_menu_follows_values_and_stays_open(s):
    place = start(s)
    signals = s.listen('com.canonical.dbusmenu')
    s.click(place, 3)
    popup = s.wait_popup()
    s.screenshot('panel-menu-before')
    for rtt in (55, 66, 77, 88):
        s.feed(snapshot=online(rtt))
        s.wait(lambda: f'Cloudflare DNS | {rtt} ms' in s.menu_labels(), f'{rtt} ms in the menu')
    s.feed(snapshot=shop_down())
    s.wait(lambda: 'Shop | down 4 min' in s.menu_labels(), 'the outage in the menu')
    check('Why…' not in s.menu_labels(), 'a line came up under the pointer')
    s.wait_colour('down')
    check(s.popups() == popup, 'the menu closed or was made anew')
    s.screenshot('panel-menu-live')
    names = {name for name, _ in signals}
    check(names == {'ItemsPropertiesUpdated'}, f'signals: {names}')
    s.key('Escape')
    s.wait(lambda: not s.popups(), 'the menu to close')
    s.click(place, 3)
    s.wait_popup()
    s.wait(lambda: 'Why…' in s.menu_labels(), 'Why… in the menu that is opened anew')
    s.screenshot('panel-menu-why')
    s.key('Escape')
    s.wait(lambda: not s.popups(), 'the menu to close')
    # A target more is another structure, and says so.
    more = online()
    more['targets'].append({'id': 9, 'name': 'New', 'state': 'unknown', 'sent': 0})
    s.feed(snapshot=more)
    s.wait(lambda: any(name == 'LayoutUpdated' for name, _ in signals), 'LayoutUpdated')
    check('New | no data yet' in s.menu_labels(), s.menu_labels())
    s.quit_app()


def icon_returns_when_the_panel_restarts(s):
    s.start_window_manager()
    panel = s.start_panel()
    s.start_app()
    s.feed(snapshot=online())
    s.wait_item()
    s.wait_colour('up')
    s.stop(panel)
    s.wait_no_colour('up')
    s.start_panel()
    s.wait_item()
    s.wait_colour('up')
    check(not s.windows('^Traypulse$'), 'a window came up while the panel restarted')
    s.screenshot('panel-restarted')
    s.quit_app()


def window_opens_from_the_menu_and_switches_a_target(s):
    start(s)
    s.feed(snapshot=shop_down())
    s.wait(lambda: 'Why…' in s.menu_labels(), 'Why… in the menu')
    s.menu_event('Why…')
    window = s.wait(lambda: s.windows('^Traypulse$'), 'the window')[0]
    s.wait(lambda: s.find_colour(COLOURS['down'], 400), 'the verdict drawn in the window')
    s.screenshot('window-why')
    row = s.wait(lambda: s.find_colour(COLOURS['down'], rows=(180, 330)), 'the broken row')
    s.click((row[0] - CHECKBOX_LEFT_OF_ICON, row[1]))
    s.wait_command(command='set_enabled', target=3, enabled=False)
    off = shop_down()
    off['targets'][2]['enabled'] = False
    s.feed(snapshot=off)
    s.wait(lambda: not s.find_colour(COLOURS['down'], rows=(180, 330)), 'the row drawn as off')
    s.screenshot('window-switched-off')
    s.close_window(window)
    s.wait(lambda: not s.windows('^Traypulse$'), 'the window to hide: there is a tray')
    check(s.app.poll() is None, 'closing the window ended the program')
    s.quit_app()


def number_style_is_changed_while_running(s):
    start(s)
    before = s.item_property('IconPixmap')
    s.feed(display={'number': True})
    s.wait(lambda: s.item_property('IconPixmap') != before, 'other pixels')
    s.screenshot('panel-number')
    s.quit_app()


main([icon_is_seen_and_follows_the_verdict, menu_opens_by_click_and_switches_a_target,
      open_menu_follows_values_and_stays_open, icon_returns_when_the_panel_restarts,
      window_opens_from_the_menu_and_switches_a_target, number_style_is_changed_while_running])
