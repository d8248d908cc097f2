import type { Reply, ServiceRequest } from '../http/exchange.ts';
import { htmlReply } from '../http/exchange.ts';
import type { DeviceCodes } from './deviceCodes.ts';
import type { Directory } from './directory.ts';
import { buttonForm, escapeHtml, page } from './html.ts';

// Relative, so that the page also works behind a proxy that puts something in front of its path.
const here = 'devicelogin';

/** The page on which a person types the code of a device, chooses an account, and approves or declines. */
export function devicePage(request: ServiceRequest, deviceCodes: DeviceCodes, directory: Directory): Reply {
  const fields = request.method === 'POST' ? new URLSearchParams(request.body) : request.query;
  const code = fields.get('code') ?? '';
  if (code === '') {
    return htmlReply(200, codeForm(''));
  }
  const application = deviceCodes.waitingApplication(code);
  if (application === undefined) {
    return htmlReply(
      request.method === 'POST' ? 400 : 200,
      codeForm('That code did not work. Check it and try again.'),
    );
  }
  if (request.method !== 'POST') {
    return htmlReply(200, choices(code, application, directory));
  }
  const user = directory.user(fields.get('username') ?? '');
  if (user === undefined) {
    deviceCodes.decline(code);
    return htmlReply(200, page('Request declined', '<p>The application was not signed in.</p>'));
  }
  deviceCodes.approve(code, user);
  return htmlReply(
    200,
    page('You have signed in', `<p>You can return to ${escapeHtml(application)} now.</p>`),
  );
}

function codeForm(problem: string): string {
  return page(
    'Enter code',
    `<p>${escapeHtml(problem || 'Enter the code displayed by your application.')}</p>
<form method="get" action="${here}"><input type="text" name="code" autocomplete="off" autofocus aria-label="Code"><button type="submit" class="primary">Next</button></form>`,
  );
}

function choices(code: string, application: string, directory: Directory): string {
  const users = Object.values(directory.users).map(({ username }) =>
    buttonForm({
      method: 'post',
      action: here,
      fields: { code, username },
      button: `Continue as ${username}`,
    }),
  );
  const decline = buttonForm({
    method: 'post',
    action: here,
    fields: { code },
    button: 'Decline',
    look: 'quiet',
  });
  const question = `<p>Are you trying to sign in to ${escapeHtml(application)}?</p>`;
  return page(`Sign in to ${directory.tenantName} (simulated)`, [question, ...users, decline].join('\n'));
}
