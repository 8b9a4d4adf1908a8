// What a browser scenario is written with. A scenario is a file e2e/<name>.e2e.ts:
//
//   import { scenario, until } from './lib';
//
//   scenario('the chair opens the meeting', async (stage) => {
//     const chair = await stage.open('chair');
//     await chair.getByRole('button', { name: 'Khai mạc' }).click();
//     await stage.audit(chair, 'meeting opened');
//   });
//
// Every scenario has a fresh data folder, a real server (built with the race detector) and a real Chromium
// of its own. It fails, besides by its own expectations, when a page asked another origin for anything,
// threw an exception nobody caught, or broke the Content-Security-Policy, and when the server panicked,
// met a data race or did not stop in time. A failure leaves a picture and the console of every page and
// the server's log in a folder whose path is in the message.
export { type DeviceName, devices, launchArguments } from './lib/browser';
export { accessibilityFaults, overflowFaults, smallTargets } from './lib/checks';
export { type Links, type Role, Server } from './lib/server';
export { type OpenOptions, scenario, type ScenarioOptions, Stage } from './lib/stage';
export { until } from './lib/until';
