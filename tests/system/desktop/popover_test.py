#!/usr/bin/python3
"""The popover at the tray icon, with the real agent and a simulated network: by mouse, by keyboard, light and dark."""
import os

from accessible_session import AccessibleSession
from agent_session import BAKERY, ROUTER, SHOP, enter_namespaces
from session import check, main

POPOVER = '^Traypulse at a glance$'


def start(s):
    s.start_desktop()
    s.write_config()
    s.start_agent()
    place = s.wait_icon('up')
    for name in ('Router', 'Shop', 'Bakery'):
        s.wait_state(name, 'up')
    s.wait_requests(SHOP, 8)
    return place


def open_popover(s, place):
    s.click(place)
    window = s.wait(lambda: s.windows(POPOVER), 'the popover')[0]
    s.wait(lambda: s.find_colour('009E73', 200), 'the verdict drawn')
    return window


def click_opens_it_at_the_icon_and_closes_it(s):
    place = start(s)
    window = open_popover(s, place)
    x, y, width, height = s.geometry(window)
    check(0 <= x and x + width <= s.screen[0], f'beyond the screen: {x} {width}')
    check(0 <= y and y + height <= s.screen[1] - 32, f'over the panel: {y} {height}')
    check(x - 8 <= place[0] <= x + width + 8, f'not at the icon: {x} {width} {place}')
    s.screenshot('popover')
    unnamed = s.unnamed('Traypulse at a glance')
    check(not unnamed, f'without a name: {unnamed}')
    shop = s.wait(lambda: [p for p in s.parts() if p['role'] == 'check box' and p['name'] == 'Shop' and
                           'available' in p['description']], 'the shop\'s switch with its words')[0]
    check('checked' in shop['states'] and ' ms, available 100 % of the time' in shop['description'], shop)
    s.key('Escape')
    s.wait(lambda: not s.windows(POPOVER), 'Escape to close it')
    window = open_popover(s, place)
    s.click(place)
    s.wait(lambda: not s.windows(POPOVER), 'the second click to close it')


def keyboard_switches_targets(s):
    place = start(s)
    open_popover(s, place)
    s.wait(lambda: s.focused() == 'Router', 'the focus to be on the first target')
    s.key('space')
    s.wait_state('Router', 'paused')
    s.key('Tab', 'Tab', 'Tab', 'space')
    s.wait_state('Shop', 'paused')
    s.check_silent(SHOP, while_asked=BAKERY)
    check(s.config().count('enabled = false') == 2, s.config())
    s.key('space')
    s.wait_requests(SHOP)
    s.key('shift+Tab', 'shift+Tab', 'shift+Tab', 'space')
    s.wait_requests(ROUTER)


def outage_is_in_it_while_it_is_open(s):
    place = start(s)
    open_popover(s, place)
    s.tell(f'host {SHOP} down')
    s.wait(lambda: s.find_colour('D55E00', 200), 'the outage in the open popover')
    s.screenshot('popover-outage')


def shop_is_down(s, name):
    place = start(s)
    open_popover(s, place)
    s.tell(f'host {SHOP} down')
    s.wait(lambda: s.find_colour('D55E00', 200), 'the outage')
    s.screenshot(name)
    s.key('Escape')
    s.menu_event('Save a report…')
    window = s.wait(lambda: s.windows('^Save a report$'), 'the dialog')[0]
    s.wait(lambda: [p for p in s.parts('Save a report') if p['name'] == 'Save'], 'what is in it')
    unnamed = s.unnamed('Save a report')
    check(not unnamed, f'without a name: {unnamed}')
    s.screenshot(name.replace('popover', 'report-dialog'), window)


def dark(s):
    shop_is_down(s, 'popover-dark')


def light_twice(s):
    shop_is_down(s, 'popover-light-2x')


def dark_twice(s):
    shop_is_down(s, 'popover-dark-2x')


def report_is_saved_from_the_menu(s):
    start(s)
    s.menu_event('Save a report…')
    window = s.wait(lambda: s.windows('^Save a report$'), 'the dialog')[0]
    s.run('xdotool', 'windowfocus', '--sync', window)
    s.screenshot('report-dialog', window)
    path = s.folder + '/our report.html'
    s.key('alt+f', 'ctrl+a')
    s.run('xdotool', 'type', path)
    s.key('alt+s')
    s.wait(lambda: os.path.exists(path), 'the report')
    check('Shop' in open(path).read(), 'the report says nothing of the shop')
    s.screenshot('report-dialog-done', window)
    s.key('Escape')
    s.wait(lambda: not s.windows('^Save a report$'), 'the dialog to close')


TWICE = {'scale': 2, 'screen': (1600, 1200)}
dark.session = {'dark': True}
light_twice.session = TWICE
dark_twice.session = {'dark': True, **TWICE}

enter_namespaces()
main([click_opens_it_at_the_icon_and_closes_it, keyboard_switches_targets, outage_is_in_it_while_it_is_open,
      dark, light_twice, dark_twice, report_is_saved_from_the_menu], make=AccessibleSession)
