import { describe, expect, it } from 'vitest';
import type { MeetingValue } from '../../core/protocol.gen';
import { announcement, faults, fieldsOf, votersNeeded } from './info-form';

const meeting: MeetingValue = {
  id: 'm',
  title: 'Giao ban quý III',
  body: 'Sở Giao thông vận tải',
  place: 'Phòng 301',
  phase: 'draft',
  starts: '2026-09-24T01:00:00Z',
  ends: '2026-09-24T02:30:00Z',
  seats: 15,
  quorum_num: 2,
  quorum_den: 3,
  proxy_limit: 2,
};

const fields = fieldsOf(meeting);

it('says the same again', () => {
  expect(announcement(fields)).toEqual({
    title: 'Giao ban quý III',
    body: 'Sở Giao thông vận tải',
    place: 'Phòng 301',
    starts: '2026-09-24T01:00:00.000Z',
    ends: '2026-09-24T02:30:00.000Z',
    seats: 15,
    quorum_num: 2,
    quorum_den: 3,
    proxy_limit: 2,
  });
});

it('shows the day of the end only where it is another', () => {
  expect(fields).toMatchObject({ startDay: '24/09/2026', startTime: '08:00', endDay: '', endTime: '09:30' });
  expect(fieldsOf({ ...meeting, ends: '2026-09-25T02:30:00Z' }).endDay).toBe('25/09/2026');
});

it('leaves out what is not said', () => {
  const bare = fieldsOf({ id: 'm', title: 'Họp', body: '', phase: 'draft', starts: '2026-09-24T01:00:00Z' });
  expect(bare.quorum).toBe('none');
  expect(announcement(bare)).toEqual({ title: 'Họp', body: '', place: '', starts: '2026-09-24T01:00:00.000Z' });
});

it('keeps a fraction without a name', () => {
  expect(fieldsOf({ ...meeting, quorum_num: 3, quorum_den: 5 })).toMatchObject({ quorum: 'other', num: '3', den: '5' });
});

describe('faults', () => {
  it.each([
    { what: 'none', change: {}, found: [] },
    { what: 'an empty title', change: { title: '  ' }, found: ['title'] },
    { what: 'no day', change: { startDay: '' }, found: ['starts', 'ends'] },
    { what: 'no beginning', change: { startTime: '' }, found: ['starts'] },
    { what: 'an end before the beginning', change: { endTime: '7:00' }, found: ['ends'] },
    { what: 'an end on the next day', change: { endDay: '25/9/2026', endTime: '7:00' }, found: [] },
    { what: 'an end without a time', change: { endDay: '25/9/2026', endTime: '' }, found: ['ends'] },
    { what: 'no end', change: { endTime: '' }, found: [] },
    { what: 'seats that are no number', change: { seats: 'mười' }, found: ['seats'] },
    { what: 'more seats than a meeting has', change: { seats: '6001' }, found: ['seats'] },
    { what: 'a fraction above one', change: { quorum: 'other' as const, num: '4', den: '3' }, found: ['quorum'] },
    { what: 'more proxies than anybody may hold', change: { proxies: '101' }, found: ['proxies'] },
    { what: 'proxies that are no number', change: { proxies: 'hai' }, found: ['proxies'] },
    { what: 'half a fraction', change: { quorum: 'other' as const, num: '1', den: '' }, found: ['quorum'] },
  ])('$what', ({ change, found }) => {
    expect(faults({ ...fields, ...change })).toEqual(found);
  });
});

it('counts the voters that must be there', () => {
  expect(votersNeeded(fields, 10)).toBe(7);
  expect(votersNeeded({ ...fields, quorum: 'half' }, 11)).toBe(6);
  expect(votersNeeded({ ...fields, quorum: 'none' }, 11)).toBeUndefined();
});
