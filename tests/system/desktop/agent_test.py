#!/usr/bin/python3
"""What a person sees and does, with the real agent: xfce4-panel, dunst, and a simulated network that breaks."""
import re
import signal
import subprocess
import time

from agent_session import (ANCHOR_A, BAKERY, CONFIG, PROMPT, ROUTER, SHOP, AgentSession,
                           enter_namespaces)
from session import NOTIFICATIONS, calls_of_notify, check, main

# From the start of the program to its verdict in the tray; generous, for a busy machine (the goal is 1 s).
FIRST_VERDICT = 10.0
# Of an outage; the engine needs about two seconds of proof.
TOLD_WITHIN = 15.0


def start(s, config=CONFIG, dunst=True):
    """Everything up and online; what the agent asks of the daemon is in s.notify."""
    panel, daemon = s.start_desktop(dunst)
    s.notify = calls_of_notify(s)
    s.write_config(config)
    s.start_agent()
    s.wait_icon('up')
    s.wait(lambda: states_of_watched(s) == {'up'}, f'all to be up: {s.status()[1]}')
    return panel, daemon


def states_of_watched(s):
    return {target['state'] for target in s.status()[1].values() if target['enabled']}


def wait_notification(s, title):
    def newest():
        return [n for n in s.notify if n['summary'] == title and n['id']]
    return s.wait(newest, f'the notification {title!r}; so far: {[n["summary"] for n in s.notify]}',
                  TOLD_WITHIN)[-1]


def shop_goes_down(s):
    s.tell(f'host {SHOP} down')
    return wait_notification(s, 'Shop is down')


def displayed(s):
    return int(s.run('dunstctl', 'count', 'displayed'))


def summaries(s):
    return [n['summary'] for n in s.notify]


def first_start_needs_nothing_but_a_home(s):
    s.start_desktop()
    began = time.monotonic()
    s.start_agent()
    s.wait_icon('up', FIRST_VERDICT)
    print(f'   verdict in the tray after {time.monotonic() - began:.1f} s')
    s.wait_tip('Online · ')
    s.screenshot('agent-first-start')
    check(s.config().startswith('# Traypulse: what is watched'), s.config()[:200])
    said = s.errors()
    check('1.1.1.1 and 9.9.9.9' in said and s.config_path() in said, f'what is sent to whom: {said}')
    names = [name for name in s.status()[1]]
    check(names == ['Router', 'DNS resolver', 'Cloudflare DNS', 'Quad9 DNS'], names)
    for name in names:
        s.wait_state(name, 'up')
        check(s.ticked(name), f'{name} is not ticked')
    check(s.helpers(), 'no helper of our own')
    check(not s.windows('^Traypulse$'), 'a window although there is a tray')


def outage_and_recovery_are_told_once(s):
    start(s)
    told = shop_goes_down(s)
    s.wait_icon('down')
    s.wait_tip('Shop is down since ')
    check(re.fullmatch(r'No answer to ping since \d\d:\d\d\. Everything else is fine\.', told['body']),
          told['body'])
    check(told['hints']['urgency'] == 2 and told['hints']['category'] == 'network.error', told['hints'])
    labels = told['actions'][1::2]
    check(labels == ['Open', 'Why?', 'Mute until recovered', 'Pause this target'], labels)
    s.wait(lambda: displayed(s) == 1, 'the notification on screen')
    s.screenshot('agent-outage')
    s.tell(f'host {SHOP} up')
    back = wait_notification(s, 'Shop is back')
    s.wait_icon('up')
    check(back['replaces'] == told['id'] == back['id'], f'not in place: {told} {back}')
    check(re.fullmatch(r'It was down for \d+ s\.', back['body']), back['body'])
    check(back['hints']['urgency'] == 1, back['hints'])
    s.wait(lambda: displayed(s) == 1, 'one notification on screen')
    s.screenshot('agent-recovery')
    check(summaries(s) == ['Shop is down', 'Shop is back'], summaries(s))


def notifications_buttons_do_what_they_say(s):
    start(s)
    shop_goes_down(s)
    s.wait(lambda: displayed(s) == 1, 'the notification on screen')
    s.press_button('Pause this target')
    s.wait_state('Shop', 'paused')
    s.check_silent(SHOP, while_asked=ROUTER)
    s.wait_icon('up')
    check(not s.ticked('Shop'), 'a paused target is ticked')
    check(s.command('resume', 'Shop')[0] == 0, 'resume')
    s.wait_requests(SHOP)
    again = wait_notification(s, 'Shop is down')
    check(summaries(s).count('Shop is back') == 0, summaries(s))
    s.wait(lambda: displayed(s) >= 1, 'the notification on screen')
    s.press_button('Mute until recovered')
    s.wait(lambda: 'Unmute Shop' in s.menu_labels(), 'muted')
    told = len(s.notify)
    s.tell(f'host {SHOP} up')
    s.wait_state('Shop', 'up')
    s.wait(lambda: 'Shop is back' in s.command('why')[1].partition('Not announced')[2], 'the reason in `why`')
    check(len(s.notify) == told, f'told although muted: {summaries(s)}')
    s.wait(lambda: 'Unmute Shop' not in s.menu_labels(), 'the end of the mute')
    check(again['replaces'] == 0 or displayed(s) <= 1, 'two on screen')


def targets_are_switched_off_and_on(s):
    start(s)
    place = s.wait_icon('up')
    s.click(place, 3)
    s.wait_popup()
    s.key('Down', 'Down', 'Down', 'Return')  # headline, Router, Cloudflare DNS
    s.wait_state('Cloudflare DNS', 'paused')
    s.menu_event('Bakery')
    s.wait_state('Bakery', 'paused')
    s.check_silent(ANCHOR_A, while_asked=ROUTER)
    s.check_silent(BAKERY, while_asked=ROUTER)
    check(not s.ticked('Bakery') and s.ticked('Router'), 'ticks')

    def enabled_lines():
        return {name: 'enabled = false' in block for name, block in
                re.findall(r'name = "([^"]+)"(.*?)(?=\[\[target\]\]|\Z)', s.config(), re.S)}
    off = {'Router': False, 'Cloudflare DNS': True, 'Quad9 DNS': False, 'Shop': False, 'Bakery': True}
    s.wait(lambda: enabled_lines() == off, 'both in the file')
    kept = [line for line in CONFIG.splitlines() if line not in s.config().splitlines()]
    check(not kept, f'lines lost from the file: {kept}')
    s.menu_event('Quit')
    s.wait_ended(s.app)
    s.wait(lambda: not s.icon('up'), 'the icon to leave')
    s.start_agent()
    s.wait_icon('up')
    s.wait_state('Bakery', 'paused')
    check(not s.ticked('Cloudflare DNS'), 'ticked after a restart')
    s.check_silent(ANCHOR_A, while_asked=ROUTER)
    s.menu_event('Cloudflare DNS')
    s.menu_event('Bakery')
    s.wait_requests(ANCHOR_A)
    s.wait_requests(BAKERY)
    s.wait(lambda: not any(enabled_lines().values()), 'both on in the file')
    check(s.notify == [], f'told about a wish: {summaries(s)}')


def cable_is_pulled_and_plugged_in(s):
    start(s)
    s.tell('link down')
    told = wait_notification(s, 'No network connection')
    s.wait_no_link_icon()
    s.wait_tip('No network connection since ')
    s.wait(lambda: displayed(s) == 1, 'the notification on screen')
    s.screenshot('agent-no-link')
    s.tell('link up')
    back = wait_notification(s, 'Back online')
    check(back['replaces'] == told['id'], 'not in place')
    s.wait_icon('up')
    check(summaries(s) == ['No network connection', 'Back online'], summaries(s))


def provider_outage_is_one_notification(s):
    start(s)
    s.tell('provider down')
    told = wait_notification(s, 'Provider outage')
    s.wait_icon('down')
    check(told['body'].startswith('The router answers, nothing beyond it does. Since '), told['body'])
    for name in ('Shop', 'Bakery', 'Cloudflare DNS', 'Quad9 DNS'):
        s.wait_state(name, 'down')
    s.tell('provider up')
    back = wait_notification(s, 'Back online')
    check(re.fullmatch(r'The provider outage lasted \d+ s\.', back['body']), back['body'])
    for name in ('Shop', 'Bakery', 'Cloudflare DNS', 'Quad9 DNS'):
        s.wait_state(name, 'up')
    check({n['summary'] for n in s.notify} == {'Provider outage', 'Back online'}, summaries(s))
    check(len({n['id'] for n in s.notify}) == 1, f'not in place: {s.notify}')


def panel_and_daemon_may_go_and_come(s):
    panel, dunst = start(s)
    s.stop(panel)
    s.wait(lambda: not s.icon('up'), 'the panel to go')
    s.start_panel()
    s.wait_icon('up')
    check(not s.windows('^Traypulse$'), 'a window came up while the panel restarted')

    def prompt():
        code, _ = s.command('status')
        check(code in (0, 1) and s.last_took < PROMPT, f'status {code} took {s.last_took:.2f} s')
    dunst.send_signal(signal.SIGSTOP)
    s.tell(f'host {SHOP} down')
    s.wait_state('Shop', 'down')
    s.wait_icon('down')
    prompt()
    s.menu_event('Bakery')  # the menu answers, too
    s.wait_state('Bakery', 'paused')
    dunst.send_signal(signal.SIGCONT)
    s.wait(lambda: displayed(s) == 1, 'the notification on screen')
    dunst.kill()
    dunst.wait()
    s.wait(lambda: not s.has_name(NOTIFICATIONS), 'the daemon to leave the bus')
    prompt()
    s.start_dunst()
    s.wait(lambda: displayed(s) == 1, 'the outage at the new daemon')
    s.tell(f'host {SHOP} up')
    wait_notification(s, 'Shop is back')
    s.wait(lambda: displayed(s) == 1, 'one on screen')


def outage_without_a_daemon_waits_for_one(s):
    start(s, dunst=False)
    s.tell(f'host {SHOP} down')
    s.wait_state('Shop', 'down')
    s.wait_icon('down')
    code, _ = s.command('status')
    check(code == 1 and s.last_took < PROMPT, f'status {code} took {s.last_took:.2f} s')
    s.start_dunst()
    wait_notification(s, 'Shop is down')
    s.wait(lambda: displayed(s) == 1, 'what waited for a daemon')


def second_start_window_and_quit(s):
    start(s)
    code, said = s.command()
    check(code == 0 and 'it runs already' in said, f'{code}: {said}')
    window = s.wait(lambda: s.windows('^Traypulse$'), 'the window')[0]
    s.wait(lambda: s.find_colour('009E73', 400), 'the verdict drawn in the window')
    s.screenshot('agent-window')
    s.close_window(window)
    s.wait(lambda: not s.windows('^Traypulse$'), 'the window to hide')
    check(s.app.poll() is None, 'closing the window ended the program')
    s.wait_requests(SHOP)
    s.command()
    s.wait(lambda: s.windows('^Traypulse$'), 'the window once more')
    helpers = s.helpers()
    check(len(helpers) == 1, f'helpers: {helpers}')
    s.menu_event('Quit')
    s.wait_ended(s.app)
    s.wait(lambda: not any(process_lives(pid) for pid in helpers), 'the helper to end')
    s.wait(lambda: not s.item(), 'the icon to leave')
    check(s.command('status')[0] == 2, 'somebody still answers')
    s.start_agent()
    s.wait_icon('up')
    s.app.terminate()
    s.wait_ended(s.app)


def quitting_takes_its_claims_along(s):
    start(s)
    shop_goes_down(s)
    s.wait(lambda: displayed(s) == 1, 'the notification on screen')
    s.app.terminate()
    s.wait_ended(s.app)
    s.wait(lambda: displayed(s) == 0, 'the outage to leave the screen with the one that follows it')


def process_lives(pid):
    try:
        with open(f'/proc/{pid}/stat') as stat:
            return stat.read().rpartition(')')[2].split()[0] != 'Z'
    except FileNotFoundError:
        return False


def killed_helper_is_no_outage(s):
    start(s)
    helper = s.helpers()[0]
    s.hide_senders()  # so that its absence lasts
    subprocess.run(['kill', '-KILL', str(helper)], check=True)
    s.wait_grey_icon()
    s.wait_tip('Unknown')
    s.wait_state('Shop', 'unknown')
    s.screenshot('agent-helper-lost')
    s.show_senders()
    s.wait(lambda: s.helpers() and s.helpers() != [helper], 'a new helper', 90)
    s.wait_icon('up')
    for name in ('Router', 'Shop'):
        s.wait_state(name, 'up')
    check(s.notify == [], f'told: {summaries(s)}')


def no_panel_brings_the_window(s):
    s.start_window_manager()
    s.write_config()
    s.start_agent()
    window = s.wait(lambda: s.windows('^Traypulse$'), 'the window')[0]
    s.wait(lambda: s.find_colour('009E73', 400), 'the verdict drawn')
    s.close_window(window)
    s.wait(lambda: 'Iconic' in s.run('xprop', '-id', window, 'WM_STATE'), 'the window minimised')
    s.command()
    s.wait(lambda: 'Normal' in s.run('xprop', '-id', window, 'WM_STATE'), 'the window back')


def no_session_bus(s):
    s.start_window_manager()
    s.start('trayer', 'trayer', '--edge', 'bottom', '--align', 'right', '--widthtype', 'pixel', '--width',
            '300', '--height', '32', '--SetDockType', 'true')
    s.write_config()
    s.start_agent()
    s.wait(lambda: s.find_colour('009E73'), 'the XEmbed icon')
    s.tell(f'host {SHOP} down')
    s.wait(lambda: s.find_colour('D55E00'), 'the outage in the icon')
    check('no D-Bus session bus' in s.errors(), s.errors())
    check(s.command('status')[0] == 1, 'status')


no_session_bus.session = {'bus': False}


def no_display_goes_on_headless(s):
    del s.environment['DISPLAY']
    s.write_config()
    out = s.folder + '/lines'
    with open(out, 'w') as lines:
        s.app = s.start('app', s.agent_path, stdout=lines)
    s.wait_state('Shop', 'up')
    said = s.errors()
    check('there is no display' in said and 'without the tray' in said, said)
    s.tell(f'host {SHOP} down')
    s.wait(lambda: 'Shop is down' in open(out).read(), 'a line for the outage')
    s.app.terminate()
    s.wait_ended(s.app)


def shop_is_down_for_a_while(s):
    start(s, CONFIG + '''
[[target]]
name = "Office"
check = "10.99.20.3"
enabled = false
''')
    shop_goes_down(s)
    s.wait(lambda: displayed(s) == 1, 'the notification on screen')
    s.wait(lambda: any(re.search(r'Shop .* down \d\d s', label) for label in s.menu_labels()),
           'an outage that has lasted a little')


def readmes_picture_of_the_tray(s):
    shop_is_down_for_a_while(s)
    s.click(s.wait_icon('down'), 3)
    s.wait_popup()
    s.wait(lambda: s.find_colour('ffffff', 20_000), 'the menu painted')
    s.screenshot('readme-tray')


# installer/linux/screenshots has what it last took, and window_test's window-light.
readmes_picture_of_the_tray.session = {'screen': (480, 520), 'tray_right': True}

enter_namespaces()
main([first_start_needs_nothing_but_a_home, outage_and_recovery_are_told_once,
      notifications_buttons_do_what_they_say, targets_are_switched_off_and_on,
      cable_is_pulled_and_plugged_in, provider_outage_is_one_notification,
      panel_and_daemon_may_go_and_come, outage_without_a_daemon_waits_for_one,
      second_start_window_and_quit, quitting_takes_its_claims_along, killed_helper_is_no_outage, no_panel_brings_the_window,
      no_session_bus, no_display_goes_on_headless, readmes_picture_of_the_tray], make=AgentSession)
