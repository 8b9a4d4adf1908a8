import { describe, expect, it } from 'vitest';
import { beforehand, type Condition, within } from './condition';

describe('before joining the site', () => {
  it.each<[string, Parameters<typeof beforehand>, Condition]>([
    ['is out without the server', [{ camera: 'good', microphone: 'good' }, 'lost', true], 'out'],
    ['is checking until each device has answered', [{ camera: 'checking', microphone: 'good' }, 'online', true], 'checking'],
    ['is checking until the video line has answered', [{ camera: 'good', microphone: 'good' }, 'online', undefined], 'checking'],
    ['is ready when all works', [{ camera: 'good', microphone: 'good' }, 'online', true], 'ready'],
    ['is ready though nobody has said a word yet', [{ camera: 'good', microphone: 'quiet' }, 'online', true], 'ready'],
    ['is not ready with a camera that refuses', [{ camera: 'denied', microphone: 'good' }, 'online', true], 'unready'],
    ['is not ready without a microphone', [{ camera: 'good', microphone: 'missing' }, 'online', true], 'unready'],
    ['is ready though the microphone has been silent', [{ camera: 'good', microphone: 'silent' }, 'online', true], 'ready'],
    ['is out without a video line', [{ camera: 'good', microphone: 'good' }, 'online', false], 'out'],
  ])('%s', (_, facts, want) => expect(beforehand(...facts)).toBe(want));
});

describe('in the meeting the site', () => {
  it.each<[string, Parameters<typeof within>, Condition]>([
    ['is in', ['online', 'in', 'good'], 'in'],
    ['is in while its line is not judged yet', ['online', 'in', undefined], 'in'],
    ['is weak on a poor line', ['online', 'in', 'poor'], 'weak'],
    ['is lost without the server', ['lost', 'in', 'good'], 'lost'],
    ['is lost while the video line is mended', ['online', 'rejoining', 'good'], 'lost'],
    ['is out when another device took its place', ['online', 'taken', undefined], 'out'],
  ])('%s', (_, facts, want) => expect(within(...facts)).toBe(want));
});
