/** The handshake: ask, prove with the cookie that we receive, wait while a name is disputed. */
export const handshake = {
  asking: {
    entry: ['dropCookie', 'register'],
    on: { 'server.challenged': { target: 'proving', actions: 'keepCookie' } },
  },
  proving: {
    entry: 'register',
    on: {
      'server.challenged': {
        guard: 'isNewCookie',
        target: 'proving',
        reenter: true,
        actions: 'keepCookie',
      },
      'server.wait': 'waiting',
    },
  },
  waiting: { after: { registrationWait: 'proving' } },
} as const;
