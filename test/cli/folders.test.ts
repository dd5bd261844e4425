import { expect, test } from 'vitest';
import { userFolder } from '../../src/cli/folders.ts';

test.each(['linux', 'darwin', 'freebsd'] as const)(
  '%s: as the XDG specification says',
  (platform) => {
    const HOME = '/home/ann';
    expect(userFolder('config', { HOME }, platform)).toBe('/home/ann/.config/statechat');
    expect(userFolder('state', { HOME }, platform)).toBe('/home/ann/.local/state/statechat');
    const named = { HOME, XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s/' };
    expect(userFolder('config', named, platform)).toBe('/c/statechat');
    expect(userFolder('state', named, platform)).toBe('/s/statechat');
    for (const wrong of ['', 'c', './c', '~/c']) {
      const variables = { HOME, XDG_CONFIG_HOME: wrong };
      expect(userFolder('config', variables, platform)).toBe('/home/ann/.config/statechat');
    }
  },
);

test('Windows: what roams, and what stays on the machine', () => {
  const variables = {
    APPDATA: 'C:\\Users\\ann\\AppData\\Roaming',
    LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local',
    HOME: '/home/ann',
  };
  expect(userFolder('config', variables, 'win32')).toBe(
    'C:\\Users\\ann\\AppData\\Roaming\\statechat',
  );
  expect(userFolder('state', variables, 'win32')).toBe('C:\\Users\\ann\\AppData\\Local\\statechat');
  expect(userFolder('config', { ...variables, XDG_CONFIG_HOME: 'D:\\c' }, 'win32')).toBe(
    'D:\\c\\statechat',
  );
});

test.each(['linux', 'win32'] as const)('%s: a service may have no home', (platform) => {
  expect(userFolder('config', {}, platform)).toBeNull();
  expect(userFolder('state', { HOME: '' }, platform)).toBeNull();
});
